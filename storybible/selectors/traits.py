"""Which traits are suggested for a type of element, and which ones an element lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storybible import catalog
from storybible.models import Element, EntityType, TraitTemplate
from umam.lib.errors import NotFound
from umam.universes.models import Universe


@dataclass(frozen=True)
class Template:
    """A suggested trait. `source` says whose suggestion it is: the studio's (default) or the universe's."""

    key: str
    label: str
    trait_type: str = "text"
    help: str = ""
    required: bool = False
    source: str = "default"


def known_type(entity_subtype: str) -> EntityType:
    """The type of that name, whatever its case. Raises NotFound for one that nobody knows."""
    name = entity_subtype.strip().lower()
    if name not in EntityType.values:
        known = ", ".join(EntityType.values)
        raise NotFound(f"There is no type of element “{entity_subtype}”. The types are {known}.")
    return EntityType(name)


def templates_for(entity_subtype: str, universe: Universe | None = None) -> list[Template]:
    """The traits suggested for a type: the studio's, as the universe changed them, and the universe's own."""
    rows: Iterable[TraitTemplate] = ()
    if universe is not None:
        rows = TraitTemplate.objects.filter(universe=universe, entity_subtype=entity_subtype)
    return _merged(entity_subtype, rows)


def templates_by_type(universe: Universe) -> dict[str, list[Template]]:
    """`templates_for` every type, in one query."""
    rows: dict[str, list[TraitTemplate]] = {key: [] for key in EntityType.values}
    for row in TraitTemplate.objects.filter(universe=universe):
        rows[row.entity_subtype].append(row)
    return {key: _merged(key, found) for key, found in rows.items()}


def _merged(entity_subtype: str, rows: Iterable[TraitTemplate]) -> list[Template]:
    found = {
        one.key: Template(one.key, one.label, one.trait_type, one.help)
        for one in catalog.TRAITS.get(entity_subtype, ())
    }
    for row in rows:
        if row.hidden:
            found.pop(row.key, None)
        else:
            found[row.key] = Template(
                row.key, row.label, row.trait_type, row.help, row.required, source="universe"
            )
    return list(found.values())


def gaps(element: Element, templates: Iterable[Template]) -> list[str]:
    """Keys of the required traits that the element lacks or leaves empty. Drafts may have such gaps."""
    filled = {trait.key for trait in element.traits.all() if trait.value not in ("", [], None)}
    return [one.key for one in templates if one.required and one.key not in filled]
