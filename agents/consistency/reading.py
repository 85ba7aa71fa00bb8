"""A text as words and sentences, and how it means a word: as there, as absent, as a comparison, as a tale."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from agents.consistency.vocabulary import words
from storybible.words import plain

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A full stop after a title ends no sentence; a letter and its stop are initials.
_TITLES = (
    r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bCapt)(?<!\bProf)(?<!\bSgt)(?<!\bLt)(?<!\b[A-Z])"
)
_END = re.compile(rf"{_TITLES}[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+")
_BREAK = re.compile(r"[,;:—–()\"“”]|\s-\s")
LONGEST_SENTENCE = 2_000
_QUOTES = re.compile(r"[\"“”\n]")
_MARKUP = re.compile(r"[@*_`#\[\]<>~|\\&]")


def split(text: str) -> list[str]:
    """The words of a text in small letters, apostrophes made one, without a possessive's s."""
    return [_bare(found.group()) for found in _WORD.finditer(text)]


def _bare(word: str) -> str:
    return word.casefold().replace("’", "'").removesuffix("'s")


@dataclass(frozen=True)
class Text:
    """Words with their places. `source` is the text without marks of Markdown."""

    source: str
    spans: tuple[tuple[int, int], ...]
    lower: tuple[str, ...]
    ends: tuple[int, ...] = field(repr=False)
    spoken: frozenset[int] = field(repr=False)

    @classmethod
    def read(cls, markdown: str) -> Text:
        """Read a Markdown text. Most texts have no marks and need no parser."""
        source = plain(markdown) if _MARKUP.search(markdown) else markdown
        found = list(_WORD.finditer(source))
        spans = tuple(one.span() for one in found)
        lower = tuple(_bare(one.group()) for one in found)
        return cls(source, spans, lower, _ends(source, spans), _spoken(source, spans))

    def quote(self, first: int, last: int) -> str:
        """The words as they stand in the text."""
        return " ".join(self.source[self.spans[first][0] : self.spans[last - 1][1]].split())

    def sentence(self, place: int) -> tuple[int, int]:
        """From which word to before which the sentence of a word goes."""
        number = self.sentence_number(place)
        begin = self.ends[number - 1] if number else 0
        end = self.ends[number] if number < len(self.ends) else len(self.source)
        return self._word_from(begin), self._word_from(end)

    def sentence_number(self, place: int) -> int:
        return bisect_right(self.ends, self.spans[place][0])

    def _word_from(self, character: int) -> int:
        return bisect_right(self.spans, (character, -1))

    def clause(self, place: int) -> tuple[int, int]:
        """The part of the sentence around a word, between commas and the like."""
        first, last = self.sentence(place)
        begin = place
        while begin > first and not self._breaks(begin - 1):
            begin -= 1
        end = place + 1
        while end < last and not self._breaks(end - 1):
            end += 1
        return begin, end

    def _breaks(self, place: int) -> bool:
        """Whether a comma or the like stands behind a word."""
        between = self.source[self.spans[place][1] : self.spans[place + 1][0]]
        return len(between) > 1 and _BREAK.search(between) is not None

    def is_capital(self, place: int) -> bool:
        return self.source[self.spans[place][0]].isupper()

    def is_possessive(self, place: int) -> bool:
        """Mara's, and James' as well."""
        start, end = self.spans[place]
        own = self.source[start:end].replace("’", "'")
        after = self.source[end : end + 2].replace("’", "'")
        return own.endswith("'s") or (own.endswith("s") and after[:1] == "'" and not after[1:].isalnum())

    def begins_sentence(self, place: int) -> bool:
        first, _ = self.sentence(place)
        if place == first:
            return True
        # What is said in quotes begins with a capital too.
        between = self.source[self.spans[place - 1][1] : self.spans[place][0]]
        return any(mark in between for mark in '"“‘')

    def is_spoken(self, place: int) -> bool:
        """Whether a word stands between the quotation marks of its paragraph."""
        return place in self.spoken

    def follows_speech(self, place: int) -> bool:
        """Whether what is said ends right before a word, and does not stand far behind."""
        if not place:
            return False
        between = self.source[self.spans[place - 1][1] : self.spans[place][0]]
        return any(mark in between for mark in "\"”’'—–")

    def has(self, wanted: Collection[str], first: int, last: int) -> bool:
        return any(word in wanted for word in self.lower[max(0, first) : last])

    def sentences(self) -> Iterator[tuple[int, int]]:
        place = 0
        while place < len(self.lower):
            first, last = self.sentence(place)
            yield first, last
            place = max(last, place + 1)


def _ends(source: str, spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Where sentences end. One without an end is cut, so that looking around a word stays cheap."""
    ends = [found.end() for found in _END.finditer(source)]
    cut, last = [], 0
    marks = iter([*ends, len(source) + 1])
    mark = next(marks)
    for start, _ in spans:
        while start >= mark:
            last, mark = mark, next(marks)
        if start - last > LONGEST_SENTENCE:
            cut.append(start)
            last = start
    return tuple(sorted([*ends, *cut]))


def _spoken(source: str, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The words between quotation marks. A paragraph ends what nobody closed."""
    marks = [(found.start(), found.group()) for found in _QUOTES.finditer(source)]
    spoken: list[int] = []
    speaking, at = False, 0
    for place, (start, _) in enumerate(spans):
        while at < len(marks) and marks[at][0] < start:
            sign = marks[at][1]
            speaking = sign == "“" or (sign == '"' and not speaking)
            at += 1
        if speaking:
            spoken.append(place)
    return frozenset(spoken)


class Stance(StrEnum):
    """How a text means a word."""

    THERE = "there"
    ABSENT = "absent"
    COMPARED = "compared"
    TOLD = "told"


_NO = words("no without neither nor lacked lacking lacks sans")
_ANY = words("a an any one even single")
_KNOWN = words(
    """
    seen heard known owned existed imagined had has have owns knew knows needed saw met believed
    """
)
_NOBODY = words("nobody none never nothing")
_GONE = re.compile(
    r"^(?:(?:do|does|did) not exist|(?:don't|doesn't|didn't) exist|(?:is|was|are|were) (?:still )?unknown"
    r"|(?:had|has|have) (?:not|never|yet)\b|(?:hadn't|hasn't|haven't)\b"
    r"|(?:is|was|are|were) (?:not|never|yet)\b"
    r"|(?:isn't|wasn't|aren't|weren't) (?:invented|known|real)|(?:do|does|did) not work here)"
)
_ONCE = re.compile(r"\bthere (?:had been|were|was|used to be)\b.{0,60}\bonce\b|\bonce there (?:were|was)\b")
_LIKED = words("i you we they would d'd to didn't don't doesn't did not he'd she'd really")
_TALES = words(
    """
    tale tales story stories legend legends legendary myth myths mythical song songs ballad ballads
    dream dreams dreamed dreamt dreaming prophecy prophecies prophesied imagine imagined imagining
    pretend pretended pretending rumour rumours rumor rumors fable fables nightmare nightmares painted
    painting carved carving carvings drawing tapestry toy toys mask statue statues embroidered called
    calls superstition nonsense fairytale fairytales believed joke jokes joked pretending costume
    costumes storybook novel novels banner banners sign tavern
    """
)


def stance(text: Text, first: int, last: int) -> Stance:
    """How the text means the words `first` to before `last`."""
    begin, end = text.clause(first)
    if _is_absent(text, begin, first) or _GONE.match(" ".join(text.lower[last : last + 5])):
        return Stance.ABSENT
    opening, closing = text.sentence(first)
    if _ONCE.search(" ".join(text.lower[opening:closing])):
        return Stance.ABSENT
    if _is_compared(text, begin, first) or text.source[text.spans[last - 1][1] :].startswith("-like"):
        return Stance.COMPARED
    if text.has(_TALES, max(opening, first - 14), min(closing, end + 4)):
        return Stance.TOLD
    return Stance.THERE


def _is_absent(text: Text, begin: int, first: int) -> bool:
    before = text.lower[max(begin, first - 6) : first]
    if _NO & set(before[-4:]):
        return True
    if before[-3:-1] == ("instead", "of") or before[-2:] in {("instead", "of"), ("rather", "than")}:
        return True
    for place, word in enumerate(before):
        rest = set(before[place + 1 :])
        if word in {"not", "isn't", "wasn't"} and rest & _ANY and len(before) - place <= 4:
            return True
        if (word in _NOBODY or before[place : place + 2] == ("no", "one")) and rest & _KNOWN:
            return True
    return False


def _is_compared(text: Text, begin: int, first: int) -> bool:
    before = text.lower[max(begin, first - 7) : first]
    joined = f" {' '.join(before)} "
    if " as if " in joined or " as though " in joined or before[-2:-1] == ("than",):
        return True
    if before[-1:] == ("as",) or (before[-1:] and before[-1] in _ANY | {"the"} and before[-2:-1] == ("as",)):
        return True
    for place, word in enumerate(before[-5:]):
        if word == "like":
            prior = before[-5:][place - 1] if place else ""
            return prior not in _LIKED
    return False
