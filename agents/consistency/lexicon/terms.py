"""Terms and how they are found in a row of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agents.consistency.lexicon.guards import GUARDS, Guard
from agents.consistency.lexicon.inflect import forms
from agents.consistency.reading import Text, split


@dataclass(frozen=True)
class Term:
    """A dated or tiered word. `level` is what it needs, `group` why it is here."""

    entry: str
    level: int = 0
    group: str = ""
    guard: Guard | None = None

    @property
    def name(self) -> str:
        return self.entry.removesuffix("!").removeprefix("to ")


class Hit(NamedTuple):
    """A term that stands in the words `first` to before `last`."""

    term: Term
    first: int
    last: int


class Index:
    """Finds terms by their first word; of terms that overlap, the longest."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._starts: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
        for term in self.terms:
            for form in forms(term.entry):
                words = tuple(split(form))
                self._starts.setdefault(words[0], []).append((words, term))
        for found in self._starts.values():
            found.sort(key=lambda one: -len(one[0]))

    def find(self, text: Text) -> Iterator[Hit]:
        """Where terms stand, in the order of the text, without those that their guard excuses."""
        free = 0
        for first, word in enumerate(text.lower):
            if first < free or word not in self._starts:
                continue
            hit = self._at(text, first)
            if hit is not None:
                free = hit.last
                yield hit

    def _at(self, text: Text, first: int) -> Hit | None:
        for words, term in self._starts[text.lower[first]]:
            last = first + len(words)
            if text.lower[first:last] != words or not _is_written(text, first, term):
                continue
            if term.guard is None or term.guard.holds(text, first, last):
                return Hit(term, first, last)
        return None


_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those", "his", "her", "no"})


def _is_written(text: Text, first: int, term: Term) -> bool:
    """AI is not the ai of the Tupi, and Mr. Griffin is no beast: capitals tell what is meant."""
    start, end = text.spans[first]
    written = text.source[start:end]
    if term.entry.endswith("!") and term.entry[:-1].isupper():
        return written.isupper()
    if not text.is_capital(first) or text.begins_sentence(first) or not term.name[0].islower():
        return True
    return text.lower[first - 1] in _DETERMINERS or written.isupper()


def entries(lines: str) -> list[str]:
    """The entries of a list that is separated by commas."""
    parts = (" ".join(part.split()) for part in lines.split(","))
    return list(dict.fromkeys(part for part in parts if part))


def levelled(levels: Mapping[int, str], group: str) -> list[Term]:
    """Terms of a table by level. What stands in two levels counts in the lower one."""
    found: dict[str, Term] = {}
    for level, lines in sorted(levels.items()):
        for entry in entries(lines):
            found.setdefault(entry, Term(entry, level, group, GUARDS.get(entry)))
    return list(found.values())


def grouped(lines: str, group: str) -> Sequence[Term]:
    """Terms without levels."""
    return [Term(entry, 0, group, GUARDS.get(entry)) for entry in entries(lines)]
