"""Taking back that something was forgotten: for a short while, whoever forgot it may change their mind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from agents.memory import MOST_SEEN
from agents.models import Observation, Preference
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.lib.errors import NotFound, WrongState
from umam.universes import access


def put_aside(preference: Preference) -> dict[str, Any]:
    """All that forgetting deletes, as plain values."""
    rows = Observation.objects.filter(
        user=preference.user_id,
        universe=preference.universe_id,
        topic=preference.topic,
        value=preference.value,
    )
    return {
        "id": str(preference.pk),
        "sentence": preference.sentence,
        "strength": preference.strength,
        "seen": preference.seen,
        "by_hand": preference.by_hand,
        "updated_at": preference.updated_at.isoformat(),
        "observations": [
            [one.weight, one.cause, str(one.job_id or ""), one.created_at.isoformat()]
            for one in rows.order_by("-created_at")[:MOST_SEEN]
        ],
    }


def recall(*, by: User, kept: Mapping[str, Any]) -> Preference:
    """A preference as it was put aside. Raises NotFound, or WrongState where it was learnt anew meanwhile."""
    rows = access.editable(Preference.objects.filter(user=by), by).select_related("universe")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).filter(pk=by.pk).first()
        found = rows.filter(pk=UUID(str(kept["id"]))).first()
        if found is None:
            raise NotFound("There is no such preference here.")
        if found.forgotten_at is None:
            raise WrongState("This is remembered again already.")
        _bring_back(found, kept["observations"])
        Preference.objects.filter(pk=found.pk).update(
            sentence=kept["sentence"],
            strength=kept["strength"],
            seen=kept["seen"],
            by_hand=kept["by_hand"],
            forgotten_at=None,
            updated_at=datetime.fromisoformat(kept["updated_at"]),
        )
    found.refresh_from_db()
    return found


def _bring_back(preference: Preference, observations: list[Any]) -> None:
    ids = {one[2] for one in observations if one[2]}
    jobs = Job.objects.filter(universe=preference.universe_id, pk__in=ids).values_list("pk", flat=True)
    there = {str(pk) for pk in jobs}
    made = Observation.objects.bulk_create(
        Observation(
            user_id=preference.user_id,
            universe_id=preference.universe_id,
            topic=preference.topic,
            value=preference.value,
            weight=weight,
            cause=cause,
            job_id=job_id if job_id in there else None,
        )
        for weight, cause, job_id, _ in observations
    )
    for row, (*_, at) in zip(made, observations, strict=True):
        row.created_at = datetime.fromisoformat(at)
    Observation.objects.bulk_update(made, ["created_at"])
