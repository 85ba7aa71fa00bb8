"""Names that look like known ones and are not written so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agents.copy.prose import MOST_CHARACTERS, WORD, words
from agents.copy.wordlists import FUNCTION_WORDS
from storybible.names import fold

MOST_NAMES = 200
LEAST_LETTERS = 4
_Known = tuple[str, list[str]]

_POSSESSIVE = re.compile(r"['’]s?$")


def misspelled(text: str, names: Sequence[str]) -> dict[str, str]:
    """What stands in the text -> how the bible writes it.

    Found are other letters in capitalised words (Marra Voss) and another case of names that are written with
    two capitals or more (mara voss). All capitals are a style and no fault.
    """
    known = {fold(name): name for name in list(names)[:MOST_NAMES] if len(name) >= LEAST_LETTERS}
    parts = {fold(word) for name in known.values() for word in words(name)}
    by_length: dict[int, list[_Known]] = {}
    for name in known.values():
        folded = [fold(word) for word in words(name)]
        by_length.setdefault(len(folded), []).append((name, folded))
    found: dict[str, str] = {}
    for said, starts_sentence in _spans(text[:MOST_CHARACTERS], max(by_length, default=0)):
        length = len(words(said))
        right = known.get(fold(said))
        if right is not None:
            if _is_other_case(said, right):
                found[said] = right
        elif length in by_length and _is_a_name(said, starts_sentence):
            near = _nearest(said, by_length[length], parts)
            if near is not None:
                found[said] = near
    return found


def _spans(text: str, longest: int) -> Iterator[tuple[str, bool]]:
    """Up to `longest` words in a row, and whether a sentence begins there. Possessives lose their ending."""
    places = list(WORD.finditer(text))
    for first, begin in enumerate(places):
        before = text[max(0, begin.start() - 3) : begin.start()].rstrip(" \t\"“‘'*")
        starts = not before or before[-1] in ".!?:\n…"
        for last in range(first, min(first + longest, len(places))):
            said = text[begin.start() : places[last].end()]
            if "\n" in said:
                break
            yield _POSSESSIVE.sub("", said), starts


def _is_other_case(said: str, right: str) -> bool:
    capitals = sum(word[:1].isupper() for word in words(right))
    if said == right or said.isupper() or capitals < 2:
        return False
    # “the Gullwing” within a sentence is how one writes “The Gullwing” there.
    return said[:1].casefold() + said[1:] != right[:1].casefold() + right[1:]


def _is_a_name(said: str, starts_sentence: bool) -> bool:
    pieces = words(said)
    if not all(piece[:1].isupper() or fold(piece) in FUNCTION_WORDS for piece in pieces):
        return False
    return len(pieces) > 1 or not starts_sentence or len(said) > 6


def _nearest(said: str, names: Sequence[_Known], parts: set[str]) -> str | None:
    pieces = [fold(word) for word in words(said)]
    for name, wanted in names:
        pairs = [(one, other) for one, other in zip(pieces, wanted, strict=True) if one != other]
        # Another known word there is another name: Ivo Voss is no slip for Mara Voss.
        if pairs and all(_is_slip(one, other) and one not in parts for one, other in pairs):
            return name
    return None


def _is_slip(said: str, wanted: str) -> bool:
    if len(wanted) < LEAST_LETTERS or len(said) < LEAST_LETTERS - 1 or _plural(said) == _plural(wanted):
        return False
    return distance(said, wanted, 2) <= (1 if len(wanted) < 7 else 2)


def _plural(word: str) -> str:
    return word.removesuffix("es").removesuffix("s")


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, drop or swap; `most` + 1 for anything beyond."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
