"""The questions that others ask: is this text, scene, element or universe consistent with its bible?

Nothing here needs a language model, and nothing tells of secrets: they are never read. Whose own text is
asked about is asked by somebody who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from agents.consistency.checking import check
from agents.consistency.facts import Facts, Named, Names, element_words, facts_for
from agents.consistency.lives import lives_of
from agents.consistency.places import (
    Occasion,
    Places,
    occasions_between,
    occasions_of,
    places_of,
    sure_of,
)
from agents.consistency.reading import Text, split
from agents.consistency.rules import appearances
from agents.consistency.rules import places as two_places
from agents.consistency.shapes import Violation, by_weight, distinct
from agents.consistency.sweep import sweep
from storybible.models import Element, RowKind, Scene, Visibility
from storybible.names import fold
from umam.universes.models import Universe

MOST_IN_UNIVERSE = 500


def violations_in_text(
    universe: Universe, text: str, *, as_of: int | None = None, cast: Sequence[UUID | str] = ()
) -> list[Violation]:
    """What is wrong with a text of this universe, the gravest first.

    as_of: the tick at which it plays; without one nobody is dead or elsewhere. cast: ids of elements that
    take part, named or not.
    """
    facts = facts_for(universe, [text], cast=[UUID(str(one)) for one in cast], start=as_of)
    read, names = Text.read(text), Names(list(facts.named.values()))
    found = names.mentions(read, facts.cast)
    violations = check(read, facts, names, found)
    if as_of is not None and any(facts.named[one.element].kind == "location" for one in found):
        elsewhere = occasions_between(universe, _characters(facts), as_of, as_of + 1)
        places = places_of(universe, _all(elsewhere), _locations(facts))
        violations += two_places.in_text(read, facts, found, elsewhere, places)
    return by_weight(distinct(violations))


def violations_of_scene(scene: Scene) -> list[Violation]:
    """What is wrong with a scene: its words, who takes part at its time, and where they are else."""
    universe = scene.universe
    cast = [row.element_id for row in scene.participant_rows.order_by("position", "pk")]
    text = f"{scene.text}\n\n{scene.summary}"
    facts = facts_for(universe, [text], cast=cast, start=scene.start_tick, end=scene.end_tick)
    read, names = Text.read(text), Names(list(facts.named.values()))
    violations = check(read, facts, names, names.mentions(read, facts.cast))
    violations += _clashes(scene, facts)
    return by_weight(distinct(violations))


def _clashes(scene: Scene, facts: Facts) -> list[Violation]:
    start, end = scene.start_tick, scene.end_tick
    if start is None or end is None or scene.location_id is None or not facts.cast:
        return []
    elsewhere = occasions_between(scene.universe, facts.cast, start, end)
    here = _occasion(scene, start, end)
    places = places_of(scene.universe, _all(elsewhere), [scene.location_id])
    _put_here(scene, places)
    found = (
        two_places.clash(pk, facts.name(pk), here, there, places)
        for pk in facts.cast
        for there in elsewhere.get(pk, ())
    )
    return [one for one in found if one is not None]


def _occasion(scene: Scene, start: int, end: int) -> Occasion:
    return Occasion(RowKind.SCENE.value, scene.pk, scene.title, start, end, sure_of(scene), about=scene.about)


def _put_here(scene: Scene, places: Places) -> None:
    """The scene as it is in hand: it may be not saved yet, or hidden. A hidden place stays unknown."""
    place = scene.location
    if place is not None and place.visibility != Visibility.SECRET and not place.in_trash:
        places.of[scene.pk] = frozenset({place.pk})
        places.names[place.pk] = place.name
    else:
        places.of.pop(scene.pk, None)


def violations_of_element(element: Element) -> list[Violation]:
    """What is wrong with an element: what it says of itself, and when and where it takes part."""
    text = element_words(element)
    facts = facts_for(element.universe, [text])
    facts.named[element.pk] = _known_by_all_names(element, facts.named.get(element.pk))
    read, names = Text.read(text), Names(list(facts.named.values()))
    violations = check(read, facts, names, names.mentions(read), own=element.pk)
    if element.visibility != Visibility.SECRET:
        occasions = occasions_of(element.universe, element.pk)
        pairs = list(appearances.pairs(occasions))
        places = places_of(element.universe, [one for pair in pairs for one in pair])
        life = lives_of([element.pk]).get(element.pk)
        violations += appearances.of_one(
            element.pk, element.name, occasions=occasions, together=pairs, life=life, places=places
        )
    return by_weight(distinct(violations))


def _known_by_all_names(element: Element, known: Named | None) -> Named:
    forms = {tuple(split(fold(name))) for name in (element.name, *element.aliases)}
    own = Named(element.pk, element.name, element.entity_subtype, frozenset(form for form in forms if form))
    return replace(own, forms=own.forms | known.forms) if known else own


def violations_of_universe(universe: Universe, *, limit: int = MOST_IN_UNIVERSE) -> list[Violation]:
    """What is wrong anywhere in a universe, at most `limit`: times first, then scenes, elements and events.

    Reads rows in chunks and stops at the limit. What hidden rows say is not looked at.
    """
    return by_weight(sweep(universe, limit))


def _characters(facts: Facts) -> list[UUID]:
    return [pk for pk, one in facts.named.items() if one.kind == "character"]


def _locations(facts: Facts) -> list[UUID]:
    return [pk for pk, one in facts.named.items() if one.kind == "location"]


def _all(occasions: dict[UUID, list[Occasion]]) -> Iterable[Occasion]:
    return [one for of_one in occasions.values() for one in of_one]
