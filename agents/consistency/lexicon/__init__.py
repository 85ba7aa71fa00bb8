"""The words that are dated or tiered, as data, and how to find them in a text."""

from __future__ import annotations

from functools import lru_cache

from agents.consistency.lexicon.manners import ALLOWED_IN, BY_GENRE, BY_TONE, GROUPS, MODERN_TALK
from agents.consistency.lexicon.tech_early import EARLY
from agents.consistency.lexicon.tech_late import LATE
from agents.consistency.lexicon.terms import Hit, Index, Term, grouped, levelled
from agents.consistency.lexicon.wonders import IMPOSSIBLE, MAGIC

__all__ = [
    "BY_GENRE",
    "BY_TONE",
    "Hit",
    "Index",
    "Term",
    "dated_names",
    "genre_index",
    "impossible_index",
    "magic_index",
    "technology_index",
    "term_count",
    "tone_index",
]


@lru_cache(maxsize=1)
def technology_index() -> Index:
    """Things with the tech level from which they may exist."""
    return Index(levelled({**EARLY, **LATE}, "technology"))


@lru_cache(maxsize=1)
def magic_index() -> Index:
    """Wonders with the strength of magic that they need."""
    return Index(levelled(MAGIC, "magic"))


@lru_cache(maxsize=1)
def impossible_index() -> Index:
    """Acts against the laws of nature; `level` is the tech level from which they are none, 0 is never."""
    return Index(levelled(IMPOSSIBLE, "physics"))


@lru_cache(maxsize=64)
def genre_index(genre: str, tech: int | None) -> Index:
    """Words that do not fit a genre; empty for genres of a studio's own."""
    modern = tech is not None and tech >= MODERN_TALK
    groups = [
        name for name in BY_GENRE.get(genre, ()) if not (modern and name in {"modern slang", "office talk"})
    ]
    allowed = ALLOWED_IN.get(genre, frozenset())
    return Index(term for name in groups for term in grouped(GROUPS[name], name) if term.entry not in allowed)


@lru_cache(maxsize=32)
def tone_index(tone: str) -> Index:
    """Words that do not fit a tone; empty for tones of a studio's own."""
    return Index(term for name in BY_TONE.get(tone, ()) for term in grouped(GROUPS[name], name))


def dated_names() -> frozenset[str]:
    """The terms that a universe may have as elements of its own, in small letters."""
    indexes = (technology_index(), magic_index(), impossible_index())
    return frozenset(term.name.casefold() for index in indexes for term in index.terms)


def term_count() -> int:
    """How many different terms there are."""
    groups = [term for name, lines in GROUPS.items() for term in grouped(lines, name)]
    indexes = (technology_index(), magic_index(), impossible_index())
    return len({term.entry for index in indexes for term in index.terms} | {term.entry for term in groups})
