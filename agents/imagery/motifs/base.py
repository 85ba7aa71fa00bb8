"""Pictures that words call up.

A motif has the words that mean it (in several languages, without accents), the places where it belongs, and
clauses of subject and verb that a place is added to. `level` says which of a place's phrases fit: on the
ground, in the air, or on the water. Where only its own words will do, `whole` has clauses that name the
place themselves. Clauses name one thing, in words that a picture engine knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["ground", "air", "water"]

OUTDOORS = ("coast", "harbour", "meadow", "mountains", "lake", "road", "village", "forest", "city", "street")
WATERS = ("sea", "lake", "harbour", "coast")


@dataclass(frozen=True)
class Motif:
    """`weight` is higher for things that can be seen than for feelings that only suggest one."""

    key: str
    words: frozenset[str]
    places: tuple[str, ...]
    subjects: tuple[str, ...]
    level: Level = "ground"
    weight: float = 2.0
    whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def motif(
    key: str,
    words: str,
    places: tuple[str, ...],
    *subjects: str,
    level: Level = "ground",
    weight: float = 2.0,
    **whole: tuple[str, ...],
) -> Motif:
    return Motif(key, frozenset(words.split()), (*whole, *places), subjects, level, weight, whole)
