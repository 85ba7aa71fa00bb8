"""What goes into a video strategy and what comes out of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from agents.base import AgentInput, AgentOutput
from agents.fields import LongText
from agents.strategy.platforms import AspectRatio, Platform

MOST_SEED = 2**31 - 1

CameraMove = Literal[
    "fpv_drone", "crash_zoom", "whip_pan", "dolly_slow", "pan_slow", "crane_up",
    "static_focus", "dolly_zoom", "handheld_subtle", "bullet_time", "through_object", "spiral_zoom",
]  # fmt: skip
MoodCategory = Literal["high_energy", "luxury_reveal", "intimate_story", "surreal_trip"]


class VideoStrategyInput(AgentInput):
    prompt: LongText = Field(
        min_length=1, max_length=2000, title="Prompt", description="What the film is to show."
    )
    mood_slider: float = Field(
        default=50,
        ge=0,
        le=100,
        allow_inf_nan=False,
        title="Mood",
        description="0 to 25 surreal, to 50 intimate, to 75 luxurious, to 100 full of energy.",
        json_schema_extra={"widget": "mood"},
    )
    aspect_ratio: AspectRatio = Field(default="16:9", title="Shape")
    platforms: list[Platform] = Field(
        default=[], max_length=3, title="Platforms", description="A variant for each."
    )
    seed: int | None = Field(
        default=None,
        ge=0,
        le=MOST_SEED,
        title="Seed",
        description="The same seed gives the same pictures.",
    )

    @field_validator("platforms")
    @classmethod
    def _each_once(cls, given: list[Platform]) -> list[Platform]:
        return list(dict.fromkeys(given))


class Variation(BaseModel):
    model_config = ConfigDict(extra="ignore")

    prompt: str = Field(min_length=1, max_length=2000)
    camera_move: CameraMove
    aspect_ratio: AspectRatio
    mood: str = Field(max_length=120)
    lighting: str = Field(max_length=240)


class PlatformVariant(BaseModel):
    """The same film for a platform: `seconds` is a good length, `hook` how it begins."""

    platform: Platform
    aspect_ratio: AspectRatio
    seconds: float = Field(gt=0, le=3600)
    safe_area: str
    hook: str = Field(max_length=400)


class VideoStrategyOutput(AgentOutput):
    mood_category: MoodCategory
    variations: list[Variation] = Field(min_length=3, max_length=3)
    platform_variants: list[PlatformVariant] = []
    seed: int = Field(default=0, ge=0, le=MOST_SEED)


class Shot(BaseModel):
    """One variation as a model writes it."""

    camera_move: str
    prompt: str = Field(description="40 to 110 words.", max_length=1400)
    mood: str = Field(min_length=2, max_length=80, description="Two to five words.")
    lighting: str = Field(min_length=3, max_length=160, description="The light in a few words.")

    @field_validator("camera_move")
    @classmethod
    def _as_key(cls, given: str) -> str:
        return "_".join(given.casefold().replace("-", " ").replace("_", " ").split())


class Hook(BaseModel):
    platform: str
    hook: str = Field(min_length=8, max_length=300)


class Shots(BaseModel):
    """What a language model answers."""

    variations: list[Shot] = Field(min_length=3, max_length=3)
    hooks: list[Hook] = []
    own_confidence: float = Field(ge=0, le=1)
