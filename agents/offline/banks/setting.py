"""Where a scene can be. Every phrase fits any hour; `banks.terms` keeps it from being ahead of its world."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """`at` is where they stand, `to_at` what they cross, `way` how one comes and goes.

    Without a `seat` or `surface` those of the era serve. Where it is `settled` one hears the era.
    """

    label: str
    words: frozenset[str]
    at: tuple[str, ...]
    to_at: str
    ground: str
    way: tuple[str, ...]
    images: tuple[str, ...]
    details: tuple[str, ...]
    seat: tuple[str, ...] = ()
    surface: tuple[str, ...] = ()
    first: int = 1
    indoors: bool = False
    vacuum: bool = False
    settled: bool = False
    preposition: str = "at"
