"""Words of people on their way into the tables: cleaned, counted, and folded for looking up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from umam.lib.errors import Invalid

LONGEST_NAME = 200
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def fold(text: str) -> str:
    """How a name is looked up: without differences of case, spacing and spelling of the same letter."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(plain.split())[:LONGEST_NAME]


def readable(text: object, *, attr: str) -> str:
    """The text, with plain line ends. Raises Invalid for what is no text, or what no database can keep."""
    if not isinstance(text, str):
        raise Invalid("This has to be text.", attr=attr)
    if _UNWRITABLE.search(text):
        raise Invalid("The text holds characters that are no letters of any script.", attr=attr)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: object, *, attr: str) -> str:
    """The text without line breaks, double spaces and spaces at its ends."""
    return " ".join(readable(text, attr=attr).split())


def cleaned_words(words: Iterable[object], *, attr: str, longest: int, most: int) -> list[str]:
    """Words or names, trimmed, each once whatever its case, in their order. Raises Invalid at `attr`."""
    if isinstance(words, str | dict) or not isinstance(words, Iterable):
        raise Invalid("This has to be a list of words.", attr=attr)
    found: dict[str, str] = {}
    for word in words:
        line = one_line(word, attr=attr)
        if len(line) > longest:
            raise Invalid(f"“{line[:40]}…” is longer than {longest} characters.", attr=attr)
        if line:
            found.setdefault(fold(line), line)
    if len(found) > most:
        raise Invalid(f"There are {len(found)}, and {most} is the most.", attr=attr)
    return list(found.values())
