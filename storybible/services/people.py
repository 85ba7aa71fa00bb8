"""Elements that a row names: who takes part in an event or a scene, and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from storybible.models import Element
from storybible.names import one_line
from umam.lib.errors import Invalid
from umam.universes.models import Universe

MOST = 500
LONGEST_ROLE = 80


@dataclass(frozen=True)
class Named:
    """An element that a row names, and its role there."""

    element_id: UUID
    role: str = ""


def named(universe: Universe, given: Iterable[Any], *, attr: str, now: Sequence[Any] = ()) -> list[Named]:
    """Who a row shall name, in order: elements, or mappings of `element` and `role`, each once.

    now: the rows of those it names already. A role that is not said stays. Those in the trash are neither
    seen nor chosen by anybody: they stay too, so that they are back when they are taken out of it. Raises
    Invalid at `attr` for an element of another universe or in the trash.
    """
    roles = {row.element_id: getattr(row, "role", "") for row in now}
    trashed = [row.element_id for row in now if row.element.in_trash]
    found: dict[UUID, Named] = {}
    for one in given:
        element = one["element"] if isinstance(one, Mapping) else one
        role = one.get("role") if isinstance(one, Mapping) else None
        _check(universe, element, attr=attr)
        said = roles.get(element.pk, "") if role is None else _role(role, attr)
        found.setdefault(element.pk, Named(element.pk, said))
    if len(found) > MOST:
        raise Invalid(f"There are {len(found)}, and {MOST} is the most.", attr=attr)
    kept = [Named(pk, roles[pk]) for pk in trashed if pk not in found]
    return [*found.values(), *kept]


def _check(universe: Universe, element: Element, *, attr: str) -> None:
    if element.universe_id != universe.pk or element.in_trash:
        raise Invalid(f"There is no element {element.pk} in {universe.name}.", attr=attr)


def own_place(universe: Universe, place: Element | None, now: Element | None = None) -> Element | None:
    """The element where a scene is. One in the trash stays while no other is chosen."""
    if place is None:
        return now if now is not None and now.in_trash else None
    _check(universe, place, attr="location")
    return place


def _role(role: object, attr: str) -> str:
    said = one_line(role, attr=attr)
    if len(said) > LONGEST_ROLE:
        raise Invalid(f"A role is longer than {LONGEST_ROLE} characters.", attr=attr)
    return said
