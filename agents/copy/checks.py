"""One line of a checklist, and the score of many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """What was looked at, what was found, and what to do about it.

    A check of weight 0 is a note: it was not measured, or a person has to judge it.
    """

    key: str
    label: str
    passed: bool
    value: str
    advice: str = ""
    weight: float = 1.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def failed(checks: Iterable[Check]) -> list[Check]:
    """The checks that found something to mend."""
    return [check for check in checks if not check.passed]


def score(checks: Iterable[Check]) -> int:
    """The weighted share of passed checks, 0 to 100. Nothing measured is nothing proved: 0."""
    counted = [check for check in checks if check.weight > 0]
    whole = sum(check.weight for check in counted)
    return round(100 * sum(check.weight for check in counted if check.passed) / whole) if whole else 0


def note(key: str, label: str, value: str, advice: str = "") -> Check:
    """Something that is told and does not count."""
    return Check(key, label, True, value, advice, weight=0.0)
