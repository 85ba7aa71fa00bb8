"""Lists of words as a reader likes them: in lines."""

from __future__ import annotations


def words(lines: str) -> frozenset[str]:
    """The words of some lines, to be looked up in."""
    return frozenset(lines.split())


def row(lines: str) -> tuple[str, ...]:
    """The words of some lines, in their order."""
    return tuple(lines.split())
