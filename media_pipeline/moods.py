"""The mood of a film, 0 to 100, and what it means for the camera. The matrix itself is `agents.moods`."""

from __future__ import annotations

from agents.moods import MOODS, Mood, mood_of

__all__ = ["MOODS", "Mood", "camera_move", "mood_of"]


def camera_move(slider: float, *, index: int, energy: float) -> str:
    """The move of scene `index`: each of a mood's three in turn, a livelier mood where the music is loud.

    `energy` is the scene's loudness against the whole song, 0..1.
    """
    lift = 12.5 if energy > 0.75 else -12.5 if energy < 0.25 else 0.0
    mood = mood_of(min(100.0, max(0.0, slider + lift)))
    return mood.moves[index % len(mood.moves)]
