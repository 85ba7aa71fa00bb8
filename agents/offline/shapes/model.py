"""What every shape of scene brings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A kind of scene: somebody (A) wants something, somebody (B) is in the way, a thing or a word turns it.

    Any `want` goes with any `obstacle`, `turn` and end, so that few passages make many scenes.
    Slots: {A} {B} by name, {A+} {B+} with who they are, {A's} {he} {him} {his} {was} and {b_he} ... for B,
    {token} is something held in a hand, {matter} what it is all about; the rest comes from era and setting.
    """

    key: str
    words: frozenset[str]
    titles: tuple[str, ...]
    want: tuple[str, ...]
    obstacle: tuple[str, ...]
    turn: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]
    beats: tuple[str, str, str, str]
    actions: tuple[str, ...]
