"""Whose voice it is: what a brand is, wants and never does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_ENTRIES = 40
LONGEST_ENTRY = 300
LONGEST_PHRASE_WORDS = 4
MOST_BARE_WORDS = 2

_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]{2,80})[\"“”«»]|(?<!\w)['‘]([^'‘’]{2,80})['’](?!\w)")
_ORDER = re.compile(
    r"^(?:please\s+)?(?:never|no|don['’]?t|do not|avoid|without|not|stop)\b"
    r"(?:\s+(?:ever|use|using|say|saying|write|writing|mention|mentioning|call it|the words?|any))*\s*",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"^(?:please\s+)?(?:always|do)?\s*(?:use|say|write|mention|include|the words?)\b\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class BrandVoice:
    """`dos` and `donts` are words, phrases in quotes, or rules in plain English."""

    voice: str = ""
    values: tuple[str, ...] = ()
    audience: str = ""
    dos: tuple[str, ...] = ()
    donts: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @classmethod
    def made(
        cls,
        *,
        voice: str = "",
        values: Iterable[str] = (),
        audience: str = "",
        dos: Iterable[str] = (),
        donts: Iterable[str] = (),
        examples: Iterable[str] = (),
    ) -> BrandVoice:
        """From what people typed: trimmed, empty entries left out, floods cut."""
        return cls(
            " ".join(voice.split())[:LONGEST_ENTRY],
            _entries(values),
            " ".join(audience.split())[:LONGEST_ENTRY],
            _entries(dos),
            _entries(donts),
            _entries(examples),
        )


def _entries(given: Iterable[str]) -> tuple[str, ...]:
    cleaned = (" ".join(str(one).split())[:LONGEST_ENTRY] for one in given)
    return tuple(dict.fromkeys(one for one in cleaned if one))[:MOST_ENTRIES]


def forbidden_phrases(entry: str) -> list[str]:
    """The words that a don't forbids: what it quotes, or what follows its order where that is short."""
    return _quoted(entry) or _short(_ORDER.sub("", entry))


def wanted_phrases(entry: str) -> list[str]:
    """The words that a do asks for."""
    if quoted := _quoted(entry):
        return quoted
    asked = _WISH.match(entry)
    # “Name a place” is an order to a person; “story world” or “say story world” are words to be used.
    is_words = (asked is not None and asked.end() > 0) or len(entry.split()) <= MOST_BARE_WORDS
    return _short(_WISH.sub("", entry)) if is_words else []


def _quoted(entry: str) -> list[str]:
    return [(one or other).strip() for one, other in _QUOTED.findall(entry)]


def _short(rest: str) -> list[str]:
    """“cheap, sale or bargain” is three phrases; a long rest is a rule for people and none."""
    parts = [part.strip(" .;:") for part in re.split(r",|;|/|\bor\b|\band\b", rest)]
    parts = [part for part in parts if part]
    return parts if parts and all(len(part.split()) <= LONGEST_PHRASE_WORDS for part in parts) else []
