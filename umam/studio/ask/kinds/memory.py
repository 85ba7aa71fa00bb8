"""What somebody's decisions say of their taste: a sentence each, how strong it is and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agents.memory import CLEAR_STRENGTH, LEAST_STRENGTH, UNDECIDED
from agents.models import Topic
from umam.accounts.models import User
from umam.jobs.models import Job, Review
from umam.studio.ask.kinds.reading import number, rows, text
from umam.universes import access
from umam.universes.models import Universe


@dataclass(frozen=True)
class Sentence:
    """`strength` is -1 to 1; `lean` says which way, `grade` how far, in a word."""

    words: str
    topic: str
    strength: float
    seen: int
    because: str

    @property
    def lean(self) -> str:
        return "for" if self.strength >= 0 else "against"

    @property
    def half(self) -> float:
        """The length of its bar, in hundredths of a bar that has its zero in the middle."""
        return 50 * abs(self.strength)

    @property
    def start(self) -> float:
        return 50.0 if self.strength >= 0 else 50 - self.half

    @property
    def grade(self) -> str:
        if abs(self.strength) < UNDECIDED:
            return "Undecided"
        size = "Clearly" if abs(self.strength) >= CLEAR_STRENGTH else "" if self.is_clear else "Slightly"
        return f"{size} {'likes' if self.strength > 0 else 'avoids'}".strip().capitalize()

    @property
    def is_clear(self) -> bool:
        """Whether agents are told of it."""
        return abs(self.strength) >= LEAST_STRENGTH


def present(job: Job, output: Mapping[str, Any], universe: Universe, user: User) -> dict[str, Any]:
    is_own = job.requested_by_id == user.pk
    may_keep = is_own and job.review == Review.PENDING and access.can_edit(user, universe.pk)
    told = [_sentence(one) for one in rows(output.get("sentences"))]
    return {
        "clear": [one for one in told if one.is_clear],
        "faint": [one for one in told if not one.is_clear],
        "is_own": is_own,
        "may_keep": may_keep,
    }


def _sentence(row: Mapping[str, Any]) -> Sentence:
    topic = text(row.get("topic"))
    return Sentence(
        words=text(row.get("sentence")),
        topic=str(Topic(topic).label) if topic in Topic.values else topic,
        strength=number(row.get("strength"), low=-1),
        seen=int(number(row.get("seen"), high=1e6)),
        because=text(row.get("because")),
    )
