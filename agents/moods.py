"""The mood matrix: a slider from 0 to 100, its four moods, and the three camera moves that tell each.

Bands include their lower bound: 25 is intimate, 24.999 surreal; 100 belongs to the liveliest. The media
pipeline reads the matrix from here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MOVE_LABELS: dict[str, str] = {
    "fpv_drone": "Drone flight",
    "crash_zoom": "Crash zoom",
    "whip_pan": "Whip pan",
    "dolly_slow": "Slow dolly in",
    "pan_slow": "Slow pan",
    "crane_up": "Crane up",
    "static_focus": "Still camera, shifting focus",
    "dolly_zoom": "Dolly zoom",
    "handheld_subtle": "Handheld, subtle",
    "bullet_time": "Bullet time orbit",
    "through_object": "Through the foreground",
    "spiral_zoom": "Spiral zoom",
}

MOOD_MOVES: dict[str, tuple[str, str, str]] = {
    "high_energy": ("fpv_drone", "crash_zoom", "whip_pan"),
    "luxury_reveal": ("dolly_slow", "pan_slow", "crane_up"),
    "intimate_story": ("static_focus", "dolly_zoom", "handheld_subtle"),
    "surreal_trip": ("bullet_time", "through_object", "spiral_zoom"),
}


@dataclass(frozen=True)
class Mood:
    """`least` is the slider's lowest value that still means it, `word` says it to a picture engine."""

    key: str
    label: str
    least: int
    word: str

    @property
    def moves(self) -> tuple[str, str, str]:
        return MOOD_MOVES[self.key]


MOODS: tuple[Mood, ...] = (
    Mood("surreal_trip", "Surreal trip", 0, "dreamlike"),
    Mood("intimate_story", "Intimate story", 25, "intimate"),
    Mood("luxury_reveal", "Luxury reveal", 50, "majestic"),
    Mood("high_energy", "High energy", 75, "energetic"),
)
MOOD_KEYS: tuple[str, ...] = tuple(mood.key for mood in MOODS)


def mood_of(slider: float) -> Mood:
    """The mood of a slider value; values outside 0..100 count as the nearer end.

    Raises ValueError for what is no number.
    """
    if math.isnan(slider):
        raise ValueError("A mood is a number from 0 to 100.")
    return next(mood for mood in reversed(MOODS) if slider >= mood.least or mood.least == 0)


def mood_called(key: str) -> Mood:
    return next(mood for mood in MOODS if mood.key == key)
