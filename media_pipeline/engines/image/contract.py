"""What an image engine is asked for and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from media_pipeline.engines.base import Engine, EngineContext


@dataclass(frozen=True)
class ImageRequest:
    """One still.

    prompt: what to see, in plain words. negative_prompt: words for what must not appear. width, height:
    pixels, even numbers. seed: the same request with the same seed gives the same bytes. palette: colours
    as "#rrggbb", empty for the engine's own choice. mood, style: free words ("melancholy", "film noir").
    """

    prompt: str
    negative_prompt: str = ""
    width: int = 1280
    height: int = 720
    seed: int = 0
    palette: tuple[str, ...] = ()
    mood: str = ""
    style: str = ""


@dataclass(frozen=True)
class ImageResult:
    """image: a PNG of the size asked for. layers: a bundle the clip engine can move a camera through, or
    None. meta: what was made of the request, JSON types only.
    """

    image: Path
    layers: Path | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class ImageEngine(Engine, Protocol):
    def run(self, request: ImageRequest, context: EngineContext) -> ImageResult:
        """Make the still in `context.work_dir`. Raises JobError for people, Cancelled when told to stop."""
