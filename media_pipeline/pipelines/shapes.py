"""What the steps of a film hand to each other. Times are seconds, frames are whole numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FPS = 30
# How many stills of one scene may be made to choose from.
MOST_TAKES = 4
TAKE = "take"
CameraMove = Literal[
    "fpv_drone", "crash_zoom", "whip_pan", "dolly_slow", "pan_slow", "crane_up",
    "static_focus", "dolly_zoom", "handheld_subtle", "bullet_time", "through_object", "spiral_zoom",
]  # fmt: skip
Even = Annotated[int, Field(ge=64, le=3840, multiple_of=2)]


def unsaid(value: object) -> bool:
    """Fields that came later are left out where they say nothing, so that the keys of older jobs stay."""
    return not value


def take_role(index: int, take: int) -> str:
    """The role in a film of the `take`-th still (from 1) of a scene (from 0)."""
    return f"{TAKE}:{index}:{take}"


# Sentences on what the person likes who asks for a film.
Taste = Annotated[list[str], Field(max_length=20, exclude_if=unsaid)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Word(Shape):
    start: float
    end: float
    word: str
    probability: float = 1.0


class Segment(Shape):
    start: float
    end: float
    text: str
    confidence: float
    words: list[Word]
    flags: list[str] = []


class Line(Shape):
    """A line of lyrics as it stands in the picture."""

    start: float
    end: float
    text: str
    words: list[Word]


class CueWord(Shape):
    start: float
    end: float
    text: str


class Cue(Shape):
    """One or two rows of words that stand in the picture together."""

    start: float
    end: float
    rows: list[list[CueWord]]


class Scene(Shape):
    """One scene of a film: frames `start_frame` up to, not including, `end_frame`."""

    index: int
    kind: str
    start_frame: int
    end_frame: int
    start: float
    end: float
    text: str
    energy: float
    camera_move: CameraMove

    @property
    def frames(self) -> int:
        return self.end_frame - self.start_frame


class SceneEdit(Shape):
    """What a person changed in a scene.

    A higher `take` makes it anew with other chance. `pick` is the take that the person chose of those that
    were made together, counted from 1; without it the critic chooses.
    """

    prompt: str | None = Field(default=None, max_length=1000)
    camera_move: CameraMove | None = None
    take: int = Field(default=0, ge=0, le=9999)
    pick: int | None = Field(default=None, ge=1, le=MOST_TAKES, exclude_if=unsaid)
