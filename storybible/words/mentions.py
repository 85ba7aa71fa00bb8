"""Which elements a text mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from storybible.models import Element, ElementName, Visibility
from storybible.selectors.fulltext import words
from storybible.words.parser import MENTION, Known, Target, Wanted, tokens, wanted
from umam.universes.models import Universe

AT_ONCE = 15_000
MOST_CALLS = 2000
COLUMNS = ("id", "key", "name", "visibility", "deleted_at")


def mentions_in(text: str, universe: Universe) -> list[Element]:
    """The living elements that a text mentions, in its order. For any eyes: filter them for a reader."""
    order = targets_in([text], universe.pk)
    found = Element.objects.filter(deleted_at=None).in_bulk([UUID(one) for one in order])
    return [found[UUID(one)] for one in order if UUID(one) in found]


def targets_in(texts: Iterable[str], universe_id: UUID) -> list[str]:
    """Ids of the elements, also of those in the trash, that the texts mention, each once, in their order."""
    texts = [text for text in texts if "@" in text]
    known = look_up(texts, universe_id, sees_all=True)
    if known is None:
        return []
    found = (target for text in texts for target in _targets(text, known))
    return list(dict.fromkeys(target.id for target in found))


def called_in(texts: Iterable[str]) -> list[str]:
    """The first words of all names that the texts may mention, whether there is such an element or not."""
    first = (words(name)[:1] for text in texts for name in wanted(text).spoken)
    return sorted({word for found in first for word in found})[:MOST_CALLS]


def look_up(texts: Iterable[str], universe_id: UUID, *, sees_all: bool) -> Known | None:
    """What there is of all that the texts may mention; None where they mention nobody. Two queries at most.

    Where several elements have one name, a living one is meant before one in the trash, one that the reader
    may see before a hidden one, a name before an alias, the older before the newer.
    """
    asked = Wanted()
    for text in texts:
        of_text = wanted(text)
        asked.spoken |= of_text.spoken
        asked.keys |= of_text.keys
    if not asked:
        return None
    known = Known()
    for folded, row in _named(asked.spoken, universe_id):
        target = _target(row)
        best = known.spoken.get(folded)
        if best is None or _rank(target, sees_all) < _rank(best, sees_all):
            known.spoken[folded] = target
    for row in _keyed(asked.keys, universe_id):
        target = _target(row)
        known.keys[target.key] = target
    return known


def _targets(text: str, known: Known) -> Iterator[Target]:
    for token in tokens(text, known):
        for child in token.children or ():
            if child.type == MENTION and child.meta["target"]:
                yield child.meta["target"]


def _rank(target: Target, sees_all: bool) -> tuple[bool, bool]:
    return not target.alive, not (sees_all or target.everyone)


def _target(row: Iterable[object]) -> Target:
    pk, key, name, visibility, deleted_at = row
    return Target(str(pk), str(key), str(name), visibility == Visibility.EVERYONE, deleted_at is None)


def _named(spoken: set[str], universe_id: UUID) -> Iterator[tuple[str, tuple[object, ...]]]:
    ordered = sorted(spoken)
    for begin in range(0, len(ordered), AT_ONCE):
        rows = ElementName.objects.filter(universe=universe_id, folded__in=ordered[begin : begin + AT_ONCE])
        rows = rows.order_by("is_alias", "id")
        for folded, *element in rows.values_list("folded", *(f"element__{name}" for name in COLUMNS)):
            yield folded, tuple(element)


def _keyed(keys: set[str], universe_id: UUID) -> QuerySet[Element, tuple[object, ...]]:
    rows = Element.objects.filter(universe=universe_id, key__in=sorted(keys)[:AT_ONCE])
    if not keys:
        rows = rows.none()
    return rows.values_list(*COLUMNS)
