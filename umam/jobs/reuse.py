"""Content keys: when a finished job may stand in for one that is about to run.

The key names everything that decides an output. Ids of assets are replaced by the hash of their content and
numbered roles by their stem, so that the same song uploaded twice, or a scene that moved from third to
fourth place, is found again.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import BaseModel

from umam.assets.models import Asset
from umam.jobs import state
from umam.jobs.handlers import Handler
from umam.jobs.models import ACCEPTED, Job, JobAsset, Status, WaitingFor

Upstream = Iterable[tuple[str, dict[str, Any] | None]]


def may_reuse(job: Job, serving: Handler[Any, Any]) -> bool:
    if job.fresh or serving.reuse == "never":
        return False
    return serving.reuse == "always" or job.parent_id is not None


def content_key(job: Job, serving: Handler[Any, Any], data: BaseModel, upstream: Upstream) -> str:
    """sha256 over kind, versions, engine, input and what the steps before it made."""
    parts = {
        "kind": job.kind,
        "version": serving.version,
        "engine": [job.engine, job.engine_version],
        "input": data.model_dump(mode="json"),
        "upstream": [[role.partition(":")[0], output] for role, output in upstream],
        "extra": dict(serving.key_extra(data)),
    }
    return digest(canonical(parts, job.universe_id))


def digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any, universe_id: uuid.UUID) -> Any:
    """`value` with each id of an asset of this universe replaced by the hash of the asset's content."""
    ids = set(_ids(value))
    if not ids:
        return value
    found = Asset.objects.filter(universe_id=universe_id, pk__in=ids).values_list("pk", "sha256")
    return _replace(value, {str(pk): f"sha256:{sha256}" for pk, sha256 in found})


def foreign_assets(value: Any, universe_id: uuid.UUID) -> bool:
    """True when `value` names, anywhere, an asset of another universe."""
    ids = set(_ids(value))
    return bool(ids) and Asset.objects.filter(pk__in=ids).exclude(universe_id=universe_id).exists()


def finished_twin(job: Job, key: str) -> Job | None:
    """The newest finished job with this key whose output still stands and whose files still exist."""
    twins = Job.objects.filter(
        universe_id=job.universe_id,
        content_key=key,
        kind=job.kind,
        status=Status.COMPLETED,
        review__in=sorted(ACCEPTED),
    )
    return next((twin for twin in twins.order_by("-completed_at")[:5] if _is_whole(twin)), None)


def _is_whole(job: Job) -> bool:
    made = list(JobAsset.objects.filter(job=job).values_list("asset_id", "asset__deleted_at"))
    return not any(asset_id is None or deleted_at is not None for asset_id, deleted_at in made)


def take_flight(job: Job, key: str) -> bool:
    """Become the one job that makes this content now. False while another one does."""
    try:
        with transaction.atomic():
            state.write(
                job, content_key=key, flight=key, engine=job.engine, engine_version=job.engine_version
            )
    except IntegrityError:
        state.write(job, content_key=key)
        return False
    return True


def wake_twins(universe_id: uuid.UUID, key: str | None) -> None:
    """Whoever waited for this content looks again at the next tick."""
    if key:
        waiting = Job.objects.filter(
            universe_id=universe_id, content_key=key, status=Status.PROCESSING, waiting_for=WaitingFor.TWIN
        )
        waiting.filter(wake_at__isnull=False).update(wake_at=timezone.now())


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if _is_id(value):
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _ids(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _ids(one)


def _is_id(text: str) -> bool:
    if len(text) not in (32, 36):
        return False
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _replace(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value.lower(), value) if len(value) == 36 else value
    if isinstance(value, Mapping):
        return {key: _replace(one, names) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_replace(one, names) for one in value]
    return value
