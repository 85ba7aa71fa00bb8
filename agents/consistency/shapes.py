"""What a check finds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

_SIGNS = re.compile(r"[\W_]+")


class Rule(StrEnum):
    """Which law a text breaks. The order says whose word counts where several find the same words."""

    WORLD_RULE = "world-rule"
    DEAD = "dead-participant"
    UNBORN = "unborn-participant"
    TWO_PLACES = "two-places"
    SIMILAR_NAME = "similar-name"
    TECHNOLOGY = "technology"
    MAGIC = "magic"
    PHYSICS = "physics"
    GENRE_WORDS = "genre-words"
    TONE_WORDS = "tone-words"


class Severity(StrEnum):
    """An error contradicts the bible, a warning most likely does, an info is for who wants to look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Violation(BaseModel):
    """One place where a text or a date breaks a law of its world.

    evidence: words quoted from the text, or titles of the rows that contradict each other.
    subjects: ids of the elements it is about, sorted.
    """

    model_config = ConfigDict(frozen=True)

    rule: Rule
    severity: Severity
    evidence: str
    explanation: str
    suggestion: str = ""
    subjects: list[str] = Field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for the same words under the same rule, however they are written: what a waiver names."""
        evidence = " ".join(_SIGNS.sub(" ", self.evidence.casefold()).split())
        told = "\n".join([self.rule.value, evidence, *sorted(self.subjects)])
        return hashlib.sha256(told.encode()).hexdigest()[:24]


def distinct(found: Iterable[Violation]) -> Iterator[Violation]:
    """Each once, by its fingerprint."""
    seen: set[str] = set()
    for one in found:
        print_ = one.fingerprint
        if print_ not in seen:
            seen.add(print_)
            yield one


def by_weight(found: Iterable[Violation]) -> list[Violation]:
    """The gravest first, otherwise in the order in which they were found."""
    return sorted(found, key=lambda one: _WEIGHT[one.severity])
