"""What a place is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.offline.map_shape import PlaceKind


@dataclass(frozen=True)
class PlaceBrief:
    """`world_names` are names of the world's other places and things: new names take after them."""

    name: str
    kind: PlaceKind = "city"
    prompt: str = ""
    summary: str = ""
    traits: Mapping[str, object] = field(default_factory=dict)
    world_names: tuple[str, ...] = ()
    genre: str = ""
    tone: str = ""
    tech_level: int = 5
    magic_level: int = 0
    rules: tuple[str, ...] = ()
