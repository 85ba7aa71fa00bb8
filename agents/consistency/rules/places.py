"""Two places at once: occasions of the same one that go on together and lie apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from uuid import UUID

from agents.consistency.facts import Facts, Mention
from agents.consistency.places import Occasion, Places
from agents.consistency.reading import Text
from agents.consistency.rules.lives import acts_right_after
from agents.consistency.shapes import Rule, Severity, Violation
from agents.consistency.vocabulary import words

_ABSENT_ROLES = words(
    """
    remembered mentioned absent sends sender correspondent planned ordered subject commissioned owner
    """
)
_AT = words("in at to inside of")


def may_clash(one: Occasion, other: Occasion) -> bool:
    """Whether two occasions of the same one are worth a look at their places."""
    if one.id == other.id or not one.meets(other):
        return False
    if any(set(each.role.casefold().split()) & _ABSENT_ROLES for each in (one, other)):
        return False
    return one.collides(other) or (one.is_short and other.is_short and not (one.about or other.about))


def clash(element: UUID, name: str, one: Occasion, other: Occasion, places: Places) -> Violation | None:
    """What is wrong with two occasions of the same one, if they lie apart."""
    here, there = places.of.get(one.id, frozenset()), places.of.get(other.id, frozenset())
    if not may_clash(one, other) or not places.apart(here, there):
        return None
    sure = one.collides(other)
    first, second = sorted((one, other), key=lambda each: (each.start, str(each.id)))
    where = f"{places.name(places.of[first.id])} and {places.name(places.of[second.id])}"
    return Violation(
        rule=Rule.TWO_PLACES,
        severity=Severity.ERROR if sure else Severity.INFO,
        evidence=f"{first.title} / {second.title}",
        explanation=f"{name} is at {where} at the same time."
        if sure
        else f"{name} is at {where} on the same day: that holds only if one gets from the one to the other.",
        suggestion="Move one of them in time, or let somebody else take part.",
        subjects=[str(element)],
    )


def among(element: UUID, name: str, occasions: Iterable[Occasion], places: Places) -> Iterator[Violation]:
    """All clashes among the occasions of one element."""
    for one, other in combinations(occasions, 2):
        found = clash(element, name, one, other, places)
        if found is not None:
            yield found


def in_text(
    text: Text, facts: Facts, found: Iterable[Mention], elsewhere: dict[UUID, list[Occasion]], places: Places
) -> Iterator[Violation]:
    """Who acts in the one place of a text while an event or a scene has them somewhere else for certain."""
    mentioned = list(found)
    here = [
        one for one in mentioned if facts.named[one.element].kind == "location" and _is_setting(text, one)
    ]
    settings = {one.element for one in here}
    if len(settings) != 1 or facts.start is None:
        return
    for one in mentioned:
        if facts.named[one.element].kind != "character" or not acts_right_after(text, one.last):
            continue
        for occasion in elsewhere.get(one.element, ()):
            sure = occasion.sure is not None and occasion.sure[0] <= facts.start < occasion.sure[1]
            there = places.of.get(occasion.id, frozenset())
            if sure and places.apart(settings, there):
                yield Violation(
                    rule=Rule.TWO_PLACES,
                    severity=Severity.WARNING,
                    evidence=text.quote(one.first, one.last),
                    explanation=f"{facts.name(one.element)} is at {places.name(there)} at this moment "
                    f"(“{occasion.title}”), and acts here at {facts.name(next(iter(settings)))}.",
                    suggestion="Change the moment or the place, or let somebody else act.",
                    subjects=[str(one.element)],
                )


def _is_setting(text: Text, mention: Mention) -> bool:
    """Named as where one is: in Lumen, on the stair of Thornmere."""
    before = text.lower[max(0, mention.first - 2) : mention.first]
    return bool(before) and (before[-1] in _AT or (before[-1] == "the" and before[0] in _AT))
