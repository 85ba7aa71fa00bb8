"""Words and sentences of any script, and how easily English ones are read.

Everything here reads the beginning of a text up to `MOST_CHARACTERS`, so that a flood costs no more than a
long page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.copy.wordlists import FUNCTION_WORDS
from storybible.names import fold

MOST_CHARACTERS = 60_000
MOST_READ = 20_000
LONG_SENTENCE = 25

# Scripts that write no spaces between words: each of their signs counts as a word.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’][^\W\d_{_UNSPACED}]+)*")
_END = re.compile(r"[.!?…؟]+[\"”’'»)\]]*(?=\s|$)|[。！？]+[」』”]*|\n+")
_ABBREVIATION = re.compile(r"(?:\b(?:mr|mrs|ms|dr|st|no|vs|etc|e\.g|i\.e)|\b[A-Z])\.$", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")

_LEAST_ENGLISH = 0.12


def words(text: str) -> list[str]:
    """The words of a text, as written."""
    return WORD.findall(text[:MOST_CHARACTERS])


def folded_words(text: str) -> list[str]:
    """The words without case and without different spellings of one letter."""
    return [fold(word).replace("’", "'") for word in words(text)]


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line break ends one too."""
    found, start = [], 0
    text = text[:MOST_CHARACTERS]
    for end in _END.finditer(text):
        piece = text[start : end.end()]
        if _ABBREVIATION.search(piece.rstrip()) and "\n" not in end.group():
            continue
        found.append(piece.strip())
        start = end.end()
    found.append(text[start:].strip())
    return [piece for piece in found if WORD.search(piece)]


def is_english(text: str) -> bool:
    """Whether the measures for English mean anything here: Latin letters, and enough of its small words."""
    letters = _LETTER.findall(text[:MOST_READ])
    if not letters or sum(bool(_LATIN.match(letter)) for letter in letters) / len(letters) < 0.8:
        return False
    said = folded_words(text[:MOST_READ])
    return sum(word in FUNCTION_WORDS for word in said) / len(said) >= _LEAST_ENGLISH if said else False


def reading_ease(text: str) -> float | None:
    """Flesch reading ease: 100 is read by children, 30 by scholars. None for what is not English.

    Lines without a full stop (headings, lists) count as sentences of their own.
    """
    return _ease(text[:MOST_READ])


@lru_cache(maxsize=128)
def _ease(read: str) -> float | None:
    if not is_english(read):
        return None
    # Its dictionary takes a second to load, once a process.
    import textstat

    closed = " ".join(f"{one.rstrip('.!?… ')}." for one in sentences(read))
    return round(float(textstat.flesch_reading_ease(closed)), 1)


def long_sentences(text: str, most: int = LONG_SENTENCE) -> list[str]:
    """The sentences with more words than a reader keeps in mind."""
    return [one for one in sentences(text) if len(words(one)) > most]


def occurrences(said: Sequence[str], phrase: Sequence[str]) -> list[int]:
    """Where a phrase begins in a list of words, both folded."""
    if not phrase:
        return []
    length, first = len(phrase), phrase[0]
    return [
        place
        for place in range(len(said) - length + 1)
        if said[place] == first and list(said[place : place + length]) == list(phrase)
    ]


def holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text as whole words, whatever the case."""
    return bool(occurrences(folded_words(text), folded_words(phrase)))


def shortened(text: str, most: int) -> str:
    """The text cut between words so that it fits, not ending in a sign or in a word that wants another."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most + 1]
    at = cut.rfind(" ")
    kept = cut[:at] if at > most // 3 else line[:most]
    kept = _unfinished(kept)
    return kept or line[:most].rstrip()


def _unfinished(line: str) -> str:
    while True:
        line = line.rstrip(" ,;:–—-&/(")
        head, _, last = line.rpartition(" ")
        if not head or fold(last) not in FUNCTION_WORDS:
            return line
        line = head
