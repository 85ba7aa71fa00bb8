"""A kind of landmark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """`where`: centre, edge, shore, river, any; in the wild also the kind of land it lies in."""

    key: str
    nouns: tuple[str, ...]
    texts: tuple[str, ...]
    where: str = "any"
    first: int = 1
    last: int = 12
