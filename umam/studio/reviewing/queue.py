"""The queue of a reviewer: its order, the place of a result in it, and the filters that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from agents.registry import agents
from agents.selectors.calibration import DECIDED
from agents.selectors.runs import decidable, review_queue
from umam.accounts.models import User
from umam.jobs.models import Job, Status
from umam.studio.ask.room import Piece, pieces

# How many are listed at once, how far the order is looked at, and how many decisions are told.
LISTED, FARTHEST, TOLD = 40, 2000, 6
LATELY = timedelta(days=7)
MINE = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """Which part of the queue somebody goes through."""

    universe: str = ""
    agent: str = ""

    @property
    def query(self) -> str:
        """As the end of an address, with its question mark; empty where nothing is filtered."""
        asked = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.universe or self.agent)


@dataclass(frozen=True)
class Place:
    """Where a result stands in the queue. `number` counts from 1; None for one that does not wait there."""

    ids: tuple[UUID, ...]
    number: int | None
    before: UUID | None
    after: UUID | None

    @property
    def total(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Choice:
    """A filter with how many it would show."""

    value: str
    label: str
    count: int


def wanted_in(asked: Any) -> Wanted:
    """The filters of an address. What is no id or no agent filters nothing."""
    universe, agent = str(asked.get("universe", ""))[:40], str(asked.get("agent", ""))[:64]
    try:
        universe = str(UUID(universe)) if universe else ""
    except ValueError:
        universe = ""
    return Wanted(universe, agent if agent in agents() else "")


def place_of(user: User, wanted: Wanted, job: Job | None) -> Place:
    """The order of the queue, and who stands before and after `job`, be it still there or decided."""
    queue = review_queue(user, universe=wanted.universe, agent=wanted.agent)
    rows = list(queue.values_list("pk", "confidence_score", "created_at")[:FARTHEST])
    ids = tuple(row[0] for row in rows)
    if job is None or not ids:
        return Place(ids, None, None, None)
    if job.pk in ids:
        at = ids.index(job.pk)
        return Place(ids, at + 1, _at(ids, at - 1), _at(ids, at + 1))
    mine = _order(job.pk, job.confidence_score, job.created_at)
    at = sum(1 for row in rows if _order(*row) < mine)
    return Place(ids, None, _at(ids, at - 1), _at(ids, at) or ids[0])


def _at(ids: Sequence[UUID], index: int) -> UUID | None:
    return ids[index] if 0 <= index < len(ids) else None


def _order(pk: UUID, score: float | None, made: datetime) -> tuple[float, datetime, str]:
    return (-1.0 if score is None else score, made, pk.hex)


def following(user: User, wanted: Wanted, job: Job) -> UUID | None:
    """Which one comes up once `job` is decided: the next, at the end of the queue the first."""
    place = place_of(user, wanted, job)
    return place.after or next((one for one in place.ids if one != job.pk), None)


def listed(user: User, place: Place) -> dict[str, Any]:
    """The part of the list around the place, and how many lie before and after it."""
    start = ((place.number or 1) - 1) // LISTED * LISTED
    shown = place.ids[start : start + LISTED]
    rows = {job.pk: job for job in review_queue(user).filter(pk__in=shown).defer(*HEAVY)}
    return {
        "rows": pieces(rows[one] for one in shown if one in rows),
        "earlier": start,
        "later": max(0, place.total - start - LISTED),
        "page_before": place.ids[start - LISTED] if start else None,
        "page_after": _at(place.ids, start + LISTED),
    }


HEAVY = (
    "output_data", "resume_state", "hook_payload", "agent_run__receipt", "agent_run__original",
    "agent_run__changes", "agent_run__applied",
)  # fmt: skip


def choices(user: User, wanted: Wanted) -> dict[str, Any]:
    """The universes and agents in which something waits, and the agent that is asked for: one query."""
    rows = review_queue(user).order_by().values("universe", "universe__name", "kind")
    found = list(rows.annotate(n=Count("pk")))
    kinds = [(one["kind"], _label(one["kind"]), one["n"]) for one in found]
    asked = [(wanted.agent, _label(wanted.agent), 0)] if wanted.agent else []
    return {
        "universe_choices": _choices(
            (str(one["universe"]), one["universe__name"], one["n"]) for one in found
        ),
        "agent_choices": _choices([*kinds, *asked]),
        "waiting": sum(one["n"] for one in found),
    }


def _choices(rows: Any) -> list[Choice]:
    counts: dict[tuple[str, str], int] = {}
    for value, label, count in rows:
        counts[value, label] = counts.get((value, label), 0) + count
    made = [Choice(value, label, count) for (value, label), count in counts.items()]
    return sorted(made, key=lambda one: one.label.casefold())


def _label(kind: str) -> str:
    known = agents().get(kind)
    return known.label if known else kind.replace("_", " ").capitalize()


def decided_lately(user: User) -> list[Piece]:
    """The last decisions where this person decides too, theirs and others', the newest first."""
    rows = decidable(user).filter(status=Status.COMPLETED, review__in=DECIDED)
    rows = rows.filter(reviewed_at__gt=timezone.now() - LATELY).select_related(
        "universe", "reviewed_by", "agent_run"
    )
    return pieces(rows.defer(*HEAVY).order_by("-reviewed_at")[:TOLD])


def last_decision(user: User) -> Job | None:
    """What this person decided last, within a day: what U takes back."""
    rows = decidable(user).filter(reviewed_by=user, review__in=DECIDED)
    rows = rows.filter(reviewed_at__gt=timezone.now() - MINE)
    return rows.defer("output_data", "resume_state", "hook_payload").order_by("-reviewed_at").first()
