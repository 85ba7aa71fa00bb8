"""What agents remember of one person in a universe: sentences, how strong, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from agents.memory import CLEAR_STRENGTH, LEAST_STRENGTH, MOST_TOLD, preferences_of
from agents.models import Observation, Preference, Topic
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.universes import access
from umam.universes.models import Universe

SHOWN, MOST = 4, 600


@dataclass(frozen=True)
class Seen:
    """One thing somebody did that tells of their taste."""

    words: str
    at: datetime
    is_for: bool
    job: Job | None


@dataclass(frozen=True)
class Known:
    """A preference as the page shows it. `told`: agents hear of it now."""

    row: Preference
    strength: float
    told: bool
    seen: list[Seen] = field(default_factory=list)

    @property
    def side(self) -> str:
        return "for" if self.strength > 0 else "against"

    @property
    def percent(self) -> int:
        return round(abs(self.strength) * 100)

    @property
    def x(self) -> float:
        """Where its bar begins, in a scale of 100 with the middle at 50."""
        return 50.0 if self.strength > 0 else 50.0 - abs(self.strength) * 50

    @property
    def words(self) -> str:
        if self.row.by_hand:
            return "In your own words"
        force = abs(self.strength)
        return "Clear" if force >= CLEAR_STRENGTH else "Shows" if force >= LEAST_STRENGTH else "A hint"


def places(user: User) -> list[Any]:
    """The universes somebody sees, with how much is remembered of them in each."""
    mine = Q(preferences__user=user, preferences__forgotten_at=None)
    return list(access.visible_universes(user).annotate(known=Count("preferences", filter=mine)))


def memory_page(user: User, universe: Universe) -> dict[str, Any]:
    rows = preferences_of(user, universe)
    seen, count = _seen(user, universe)
    known = [_known(row, seen.get((row.topic, row.value), [])) for row in rows]
    told = sorted((one for one in known if one.told), key=lambda one: not one.row.by_hand)[:MOST_TOLD]
    heard = {one.row.pk for one in told}
    return {
        "universe": universe,
        "accent": universe.accent,
        "told": [one for one in known if one.row.pk in heard],
        "hints": [one for one in known if one.row.pk not in heard],
        "observed": count,
        "may_edit": access.can_edit(user, universe.pk),
        "topics": Topic.choices,
    }


def _known(row: Preference, seen: list[Seen]) -> Known:
    strength = row.strength_now
    return Known(row, strength, row.by_hand or abs(strength) >= LEAST_STRENGTH, seen)


def _seen(user: User, universe: Universe) -> tuple[dict[tuple[str, str], list[Seen]], int]:
    """The latest observations of each preference, and how many there are: one query."""
    rows = Observation.objects.filter(user=user, universe=universe).select_related("job", "job__universe")
    rows = rows.only(
        "topic", "value", "weight", "cause", "created_at", "job__label", "job__kind", "job__universe__name"
    )
    found: dict[tuple[str, str], list[Seen]] = {}
    count = 0
    for one in rows.order_by("-created_at", "-id")[:MOST]:
        count += 1
        kept = found.setdefault((one.topic, one.value), [])
        if len(kept) < SHOWN:
            kept.append(Seen(one.cause, one.created_at, one.weight > 0, one.job))
    return found, count
