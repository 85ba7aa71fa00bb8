"""What each platform wants: shape, length, and where its own buttons lie. Data, for platforms change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Platform = Literal["tiktok", "youtube", "instagram"]
AspectRatio = Literal["16:9", "9:16", "1:1", "4:5", "21:9"]


@dataclass(frozen=True)
class PlatformRules:
    """`seconds` is a good length, not a limit. `opening` is how long people take to decide to stay."""

    label: str
    aspect_ratio: AspectRatio
    seconds: float
    opening: float
    safe_area: str


PLATFORMS: dict[Platform, PlatformRules] = {
    "tiktok": PlatformRules(
        "TikTok", "9:16", 15.0, 1.5,
        "Keep faces and words out of the top 13 %, the bottom 24 % and the right 17 %: name, text and "
        "buttons lie there.",
    ),
    "youtube": PlatformRules(
        "YouTube", "16:9", 45.0, 5.0,
        "Keep words out of the outer 5 % and the bottom 12 %, where the controls are; leave the last seconds "
        "free for end cards.",
    ),
    "instagram": PlatformRules(
        "Instagram", "9:16", 20.0, 2.0,
        "Keep faces and words out of the top 14 %, the bottom 35 % and 6 % at each side; the grid shows the "
        "middle 4:5.",
    ),
}  # fmt: skip

# How a move opens a film, for a hook by rule.
_OPENINGS: dict[str, str] = {
    "fpv_drone": "Begin in the middle of the drone shot",
    "crash_zoom": "Begin half a second before the zoom",
    "whip_pan": "Begin inside the blur of the whip",
    "dolly_slow": "Begin on the brightest detail and only then move in",
    "pan_slow": "Begin on a beautiful edge of the setting",
    "crane_up": "Begin low, on a detail that nobody can place yet",
    "static_focus": "Begin out of focus and let the subject appear",
    "dolly_zoom": "Begin when the background starts to swell",
    "handheld_subtle": "Begin close, in the middle of a gesture",
    "bullet_time": "Begin at the instant where everything stops",
    "through_object": "Begin in front of the obstacle, already moving",
    "spiral_zoom": "Begin upside down",
}


def hook_for(platform: Platform, camera_move: str, subject: str) -> str:
    """The first seconds of a film for a platform, by rule."""
    rules = PLATFORMS[platform]
    words = subject.split()
    about = subject if len(words) <= 14 else f"{' '.join(words[:14])} …"
    seconds = f"{rules.opening:g} second" + ("" if rules.opening == 1 else "s")
    return f"{_OPENINGS[camera_move]}; within {seconds} it is plain what this shows: {about}"
