"""Which elements a text calls by name or alias: found by what the text says, not by reading all names."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from storybible.models import ElementName
from storybible.names import LONGEST_NAME, fold
from umam.universes.models import Universe

LONGEST_TEXT = 12_000
MOST_WORDS = 5
MOST_ROWS = 4_000
# One text is looked through several times in a row: by its check, for its place, for who takes part.
TEXTS_KEPT = 16
# Scripts that write no spaces between words: each of their signs may begin or end a name.
_WORD = re.compile(r"[฀-๿぀-ヿ㐀-鿿가-힯]|[^\W฀-๿぀-ヿ㐀-鿿가-힯]+")
_SIGNS = re.compile(r"[^\w\s]{1,3}")
# What no database keeps is in no name.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Call:
    """An element that a text names: where first, by which words, and whether they are an alias."""

    element_id: UUID
    folded: str
    is_alias: bool
    place: int


def called(text: str, universe: Universe) -> list[Call]:
    """Elements whose name or alias stands in the text as whole words, in the order of the text.

    Where one name lies inside a longer one (Mara in Mara Voss), the longer is meant. Long texts are read up
    to 12,000 characters. What is looked up are the text's own words, up to five in a row: the cost follows
    the text, not the universe.
    """
    spans = _spans(fold_all(text[:LONGEST_TEXT]))
    names = _known({name for name, _, _ in spans}, universe)
    taken: set[int] = set()
    found: dict[UUID, Call] = {}
    # Hardly any of the spans is a name: only those that are have to be put in order.
    calls = [span for span in spans if span[0] in names]
    for name, first, last in sorted(calls, key=lambda span: (span[1] - span[2], span[1], -len(span[0]))):
        if taken.isdisjoint(range(first, last)):
            taken.update(range(first, last))
            for element_id, is_alias in names[name]:
                known = found.get(element_id)
                if known is None or first < known.place:
                    found[element_id] = Call(element_id, name, is_alias, first)
    return sorted(found.values(), key=lambda call: (call.place, call.is_alias, str(call.element_id)))


def fold_all(text: str) -> str:
    """Folded like a name, but of any length."""
    return " ".join(fold(line) for line in _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces short enough for folding, cut between words."""
    line = ""
    for word in text.split():
        if len(line) + len(word) >= LONGEST_NAME:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


@lru_cache(maxsize=TEXTS_KEPT)
def _spans(folded: str) -> tuple[tuple[str, int, int], ...]:
    """Up to five words in a row: what stands there, and from which word to before which.

    Signs at the edges are tried with and without: a name may end in one (“Wait!”), a sentence too.
    """
    words = [(found.start(), found.end()) for found in _WORD.finditer(folded)]
    spans = []
    for first, (start, _) in enumerate(words):
        for last in range(first, min(first + MOST_WORDS, len(words))):
            end = words[last][1]
            if end - start > LONGEST_NAME:
                break
            after = _SIGNS.match(folded, end)
            begins = {start, _signs_before(folded, start)}
            ends = {end, after.end()} if after else {end}
            spans += [(folded[one:other], first, last + 1) for one in begins for other in ends]
    return tuple(spans)


def _signs_before(text: str, place: int) -> int:
    """Where the signs begin that stand right before a place; the place itself without any."""
    first = place
    while first > max(0, place - 3) and not (text[first - 1].isspace() or _WORD.match(text[first - 1])):
        first -= 1
    return first


# A long list as one value: thousands of parameters take longer to prepare than to look up.
_ONE_OF = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT json_array_elements_text(%s::json)",
}


def _known(names: Collection[str], universe: Universe) -> dict[str, list[tuple[UUID, bool]]]:
    known: dict[str, list[tuple[UUID, bool]]] = {}
    wanted = sorted(name for name in names if not _UNSTORABLE.search(name))
    if not wanted:
        return known
    some = RawSQL(_ONE_OF[connection.vendor], [json.dumps(wanted)])  # noqa: S611 - a constant
    rows = ElementName.objects.filter(universe=universe, folded__in=some)
    for folded, element_id, is_alias in rows.values_list("folded", "element_id", "is_alias")[:MOST_ROWS]:
        known.setdefault(folded, []).append((element_id, is_alias))
    return known
