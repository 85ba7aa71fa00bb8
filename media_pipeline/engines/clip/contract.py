"""What a clip engine is asked for and what it gives back, and the names of the camera moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from agents.moods import MOVE_LABELS
from media_pipeline.engines.base import Engine, EngineContext

__all__ = ["CAMERA_MOVES", "MOVE_LABELS", "ClipEngine", "ClipRequest", "ClipResult"]

CAMERA_MOVES: tuple[str, ...] = tuple(MOVE_LABELS)


@dataclass(frozen=True)
class ClipRequest:
    """One moving shot.

    image: a still. layers: its bundle from an image engine, or None for any picture. frames, fps: the
    clip has exactly `frames` frames at a constant rate. energy: 0..1 for each frame (how loud the music
    is), may be empty.
    """

    image: Path
    prompt: str
    camera_move: str
    frames: int
    fps: int
    width: int
    height: int
    layers: Path | None = None
    seed: int = 0
    energy: tuple[float, ...] = ()


@dataclass(frozen=True)
class ClipResult:
    """video: an MP4 with exactly the frames asked for, constant rate, no sound. meta: JSON types only."""

    video: Path
    meta: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class ClipEngine(Engine, Protocol):
    def run(self, request: ClipRequest, context: EngineContext) -> ClipResult:
        """Make the clip in `context.work_dir`. Raises JobError for people, Cancelled when told to stop."""
