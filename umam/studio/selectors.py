"""What the studio's pages ask: a fixed number of queries a page, however much there is."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from agents.selectors.runs import review_queue
from media_pipeline.services.music_video import KIND as FILM
from umam.accounts.models import User
from umam.assets.models import Asset, AssetKind
from umam.assets.selectors import visible_assets
from umam.jobs.models import ACTIVE, Job, JobAsset, Review, Status
from umam.jobs.selectors import log_lines
from umam.jobs.selectors import visible_jobs as jobs_of
from umam.lib.slices import narrow_slice
from umam.universes import access
from umam.universes.models import Membership, Universe

PAGE = 30
WALL = 36
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Shown:
    """A job as a list shows it: with its poster or newest still, and its song, as far as there are any."""

    job: Job
    picture: Asset | None
    song: Asset | None

    @property
    def is_film(self) -> bool:
        return self.job.kind == FILM


@dataclass(frozen=True)
class Part:
    """One page of a long list, and the cursor of the next one."""

    rows: list[Any]
    following: str = ""


def visible_jobs(user: User) -> QuerySet[Job]:
    """Whole works only: films and single jobs, without the steps they are made of."""
    rows = jobs_of(user).filter(parent=None)
    return rows.select_related("universe", "requested_by").defer("resume_state", "hook_payload")


def universes(user: User) -> QuerySet[Universe]:
    """The universes somebody sees, with their role and how much is in each."""
    role = Membership.objects.filter(universe=OuterRef("pk"), user=user).values("role")
    films = Job.objects.filter(universe=OuterRef("pk"), kind=FILM, parent=None).order_by()
    assets = Asset.objects.filter(universe=OuterRef("pk"), deleted_at=None).order_by()
    return access.visible_universes(user).annotate(
        my_role=Subquery(role[:1]),
        films=Subquery(films.values("universe").annotate(n=Count("pk")).values("n")),
        things=Subquery(assets.values("universe").annotate(n=Count("pk")).values("n")),
    )


def rail_counts(user: User) -> tuple[int, int]:
    """How many jobs run, and how many results wait for this person, for the rail of every page: one query."""
    running = jobs_of(user).filter(parent=None, status__in=ACTIVE)
    found = User.objects.filter(pk=user.pk).values_list(_count(running), _count(review_queue(user))).first()
    return found or (0, 0)


def _count(rows: QuerySet[Job]) -> Coalesce:
    one = rows.select_related(None).order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(n=Count("pk")).values("n")), 0)


def desk(user: User) -> dict[str, Any]:
    """The home page: what runs, what failed, what is finished. What waits for review is told beside it."""
    jobs = visible_jobs(user)
    running = list(jobs.filter(status__in=ACTIVE).order_by("created_at")[:6])
    since = timezone.now() - LATELY
    failed = jobs.filter(status=Status.FAILED, requested_by=user, completed_at__gt=since)
    waits = list(failed.order_by("-completed_at")[:3])
    finished = list(jobs.filter(status=Status.COMPLETED, kind=FILM).order_by("-completed_at")[:6])
    shown = pictured(running + waits + finished)
    return {
        "running": shown[: len(running)],
        "waits": shown[len(running) : len(running) + len(waits)],
        "finished": shown[len(running) + len(waits) :],
        "universes": list(universes(user)[:8]),
    }


def pictured(jobs: Iterable[Job]) -> list[Shown]:
    """The jobs with the files their tiles show, in two queries for all."""
    jobs = list(jobs)
    stills = _latest_stills([job for job in jobs if job.kind == FILM and job.status != Status.COMPLETED])
    wanted: dict[UUID, tuple[str, str]] = {}
    for job in jobs:
        poster = (job.output_data or {}).get("poster") if job.status == Status.COMPLETED else None
        wanted[job.pk] = (str(poster or ""), str((job.input_data or {}).get("song") or ""))
    ids = {asset_id for pair in wanted.values() for asset_id in pair if asset_id}
    found = {str(asset.pk): asset for asset in Asset.objects.alive().filter(pk__in=ids)} if ids else {}
    shown = []
    for job in jobs:
        files = [found.get(asset_id) for asset_id in wanted[job.pk]]
        poster, song = (file if file and file.universe_id == job.universe_id else None for file in files)
        shown.append(Shown(job, poster or stills.get(job.pk), song))
    return shown


def _latest_stills(films: list[Job]) -> dict[UUID, Asset]:
    """What a film that is not finished shows: the newest picture that one of its steps made."""
    if not films:
        return {}
    made = JobAsset.objects.filter(
        job__parent__in=[film.pk for film in films], asset__kind=AssetKind.IMAGE, asset__deleted_at=None
    )
    rows = made.select_related("asset", "job").order_by("pk")
    return {row.job.parent_id: row.asset for row in rows if row.job.parent_id and row.asset}


def films(user: User, *, universe: str = "", text: str = "", cursor: str = "") -> Part:
    rows = visible_jobs(user).filter(kind=FILM)
    rows = _in_universe(rows, universe)
    if text:
        rows = rows.filter(label__icontains=text)
    part = _page(rows, cursor, WALL)
    return Part(pictured(part.rows), part.following)


STATES: dict[str, tuple[str, Q]] = {
    "running": ("Running", Q(status=Status.PROCESSING)),
    "waiting": ("Waiting", Q(status=Status.PENDING)),
    "review": ("For review", Q(review=Review.PENDING)),
    "done": ("Done", Q(status=Status.COMPLETED)),
    "failed": ("Failed", Q(status=Status.FAILED)),
    "cancelled": ("Cancelled", Q(status=Status.CANCELLED)),
}


def board(
    user: User, *, state: str = "", kind: str = "", universe: str = "", text: str = "", cursor: str = ""
) -> Part:
    """The departure board: newest first, by state, kind, universe and words of the name or the id."""
    rows = visible_jobs(user)
    if state in STATES:
        rows = rows.filter(STATES[state][1])
    if kind:
        rows = rows.filter(kind=kind)
    rows = _in_universe(rows, universe)
    if text:
        rows = rows.filter(_names(text))
    return _page(rows, cursor, PAGE)


def _names(text: str) -> Q:
    named = Q(label__icontains=text) | Q(kind__icontains=text) | Q(progress_note__icontains=text)
    try:
        return named | Q(pk=UUID(text))
    except ValueError:
        return named


def _in_universe(rows: QuerySet[Any], universe: str) -> QuerySet[Any]:
    try:
        return rows.filter(universe=UUID(universe)) if universe else rows
    except ValueError:
        return rows.none()


def _without_work_material(rows: QuerySet[Asset]) -> QuerySet[Asset]:
    """Leaves out bundles of layers and the encoded pieces of a film: they are found under their kind."""
    piece = JobAsset.objects.filter(asset=OuterRef("pk"), role="piece")
    return rows.exclude(kind=AssetKind.ARCHIVE).exclude(Exists(piece))


def wall(
    user: User,
    *,
    kind: str = "",
    universe: str = "",
    source: str = "",
    text: str = "",
    trash: bool = False,
    cursor: str = "",
) -> Part:
    """The light table: files by kind, universe, origin and words of the name."""
    rows: QuerySet[Asset] = visible_assets(user).select_related("universe").defer("probe", "provenance")
    rows = rows.exclude(deleted_at=None) if trash else rows.filter(deleted_at=None)
    if kind in AssetKind.values:
        rows = rows.filter(kind=kind)
    elif not trash:
        rows = _without_work_material(rows)
    rows = _in_universe(rows, universe)
    if source:
        rows = rows.filter(source=source)
    if text:
        rows = rows.filter(name__icontains=text)
    return _page(rows, cursor, WALL)


def songs(universe: Universe | None) -> list[Asset]:
    """Sounds of a universe that a film could be made of, the latest first."""
    if universe is None:
        return []
    rows = Asset.objects.alive().filter(universe=universe, kind=AssetKind.AUDIO, source="upload")
    return list(rows.order_by("-created_at")[:8])


def universe_overview(universe: Universe, user: User) -> dict[str, Any]:
    jobs = visible_jobs(user).filter(universe=universe)
    shown = pictured([*jobs.filter(kind=FILM)[:8], *jobs.filter(status__in=ACTIVE).exclude(kind=FILM)[:6]])
    assets = Asset.objects.alive().filter(universe=universe)
    return {
        "films": [one for one in shown if one.is_film],
        "running": [one for one in shown if not one.is_film],
        "media": list(_without_work_material(assets).select_related("universe")[:12]),
        "members": list(universe.memberships.select_related("user").order_by("created_at")),
    }


def found(user: User, text: str) -> dict[str, list[Any]]:
    """What the search palette finds: a few of each."""
    jobs = visible_jobs(user)
    assets = visible_assets(user).alive().select_related("universe")
    places = access.visible_universes(user)
    if text:
        jobs = jobs.filter(_names(text))
        assets = assets.filter(name__icontains=text)
        places = places.filter(Q(name__icontains=text) | Q(description__icontains=text))
    return {
        "universes": list(places[:4]),
        "films": list(jobs.filter(kind=FILM)[:5]),
        "jobs": list(jobs.exclude(kind=FILM)[:4]) if text else [],
        "assets": list(assets[:5]) if text else [],
    }


def _page(rows: QuerySet[Any], cursor: str, length: int) -> Part:
    """Newest first, from where the cursor points: as quick at the end of a long list as at its beginning."""
    rows = rows.order_by("-created_at", "-pk")
    place = _place(cursor)
    if place is not None:
        rows = rows.filter(Q(created_at__lt=place[0]) | Q(created_at=place[0], pk__lt=place[1]))
    found = narrow_slice(rows, slice(length + 1))
    if len(found) <= length:
        return Part(found)
    last = found[length - 1]
    plain = f"{last.created_at.isoformat()}|{last.pk}"
    return Part(found[:length], base64.urlsafe_b64encode(plain.encode()).decode())


def _place(cursor: str) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    try:
        moment, _, key = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return datetime.fromisoformat(moment), UUID(key)
    except (ValueError, binascii.Error):
        return None


def took(job: Job) -> float | None:
    """Seconds from start to end, or until now; None before the start."""
    if job.started_at is None:
        return None
    return ((job.completed_at or timezone.now()) - job.started_at).total_seconds()


def job_detail(job: Job, user: User) -> dict[str, Any]:
    """A job's page: its steps, the files they made, and the log for those who may edit."""
    children = list(job.children.order_by("position", "created_at").defer("input_data", "output_data"))
    may_edit = access.can_edit(user, job.universe_id)
    lines = log_lines(job=job, user=user).order_by("-pk")[:200] if may_edit else []
    ids = [job.pk, *[child.pk for child in children]]
    made = Asset.objects.alive().filter(job_assets__job__in=ids, universe=job.universe_id).distinct()
    return {
        "children": children,
        "log": list(lines)[::-1],
        "may_edit": may_edit,
        "made": list(made.order_by("-created_at").select_related("universe")[:24]),
        "took": took(job),
    }


def asset_detail(asset: Asset, user: User) -> dict[str, Any]:
    """An asset's page: what it was made of, what was made of it, by which jobs, and its other versions."""
    seen = visible_assets(user).alive().select_related("universe")
    parents = seen.filter(children=asset)
    children = seen.filter(parents=asset)
    same_name = seen.filter(universe=asset.universe_id, name=asset.name, kind=asset.kind)
    jobs = jobs_of(user).filter(job_assets__asset=asset).select_related("parent")
    return {
        "parents": list(parents.order_by("-created_at")[:12]),
        "made_of_it": list(children.order_by("-created_at")[:12]),
        "versions": list(same_name.exclude(pk=asset.pk).order_by("-created_at")[:8]),
        "jobs": list(jobs.distinct().order_by("-created_at")[:8]),
    }
