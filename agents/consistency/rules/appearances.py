"""The dated rows in which an element takes part: before its birth, after its death, or in two places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from agents.consistency.lives import Life
from agents.consistency.places import Occasion, Places
from agents.consistency.rules.lives import needs_no_life
from agents.consistency.rules.places import clash, may_clash
from agents.consistency.shapes import Rule, Severity, Violation

Pair = tuple[Occasion, Occasion]
# Somebody who is everywhere all the time is told of often enough.
MOST_PAIRS = 200


def of_one(
    element: UUID,
    name: str,
    *,
    occasions: Iterable[Occasion],
    together: Iterable[Pair],
    life: Life | None,
    places: Places,
) -> Iterator[Violation]:
    """What is wrong with the appearances of one element. `together` are those that meet in time."""
    if life is not None:
        for one in occasions:
            if not needs_no_life(one.title, one.role, one.event_type):
                yield from _lifeless(element, name, one, life)
    for one, other in together:
        found = clash(element, name, one, other, places)
        if found is not None:
            yield found


def _lifeless(element: UUID, name: str, one: Occasion, life: Life) -> Iterator[Violation]:
    if life.is_dead(one.start):
        rule, why = Rule.DEAD, f"{name} died before it ({life.died_when})."
    elif life.is_unborn(one.end):
        rule, why = Rule.UNBORN, f"{name} is born after it ({life.born_when})."
    else:
        return
    yield Violation(
        rule=rule,
        severity=Severity.WARNING if one.about or life.about or one.kind == "scene" else Severity.ERROR,
        evidence=one.title,
        explanation=f"{name} takes part in “{one.title}”. {why}",
        suggestion="Change a date, take them out, or give them a role that needs no life, as “remembered”.",
        subjects=[str(element)],
    )


def pairs(occasions: Sequence[Occasion]) -> Iterator[Pair]:
    """Occasions of one element that go on together, found in one pass by their start."""
    active: list[Occasion] = []
    told = 0
    for one in sorted(occasions, key=lambda each: each.start):
        active = [other for other in active if other.end > one.start]
        for other in active:
            if may_clash(other, one):
                yield other, one
                told += 1
                if told >= MOST_PAIRS:
                    return
        active.append(one)
