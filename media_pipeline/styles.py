"""Looks a film can have: a few that come with the studio, and any in the designer's own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """`text` goes into every prompt; `palette` (hex) colours the embedded pictures; `mood` is one word."""

    key: str
    label: str
    text: str
    palette: tuple[str, ...]
    mood: str


STYLES: tuple[Style, ...] = (
    Style(
        "lantern-dusk",
        "Lantern dusk",
        "painterly coastal dusk, lantern light, long shadows, soft mist",
        ("#14213d", "#2b3a67", "#6b4e71", "#e76f51", "#ffd08a"),
        "wistful",
    ),
    Style(
        "neon-rain",
        "Neon rain",
        "cinematic neon city at night, wet streets, reflections, rain",
        ("#0b0c1e", "#1b1464", "#c2185b", "#00d1ff", "#f9f871"),
        "electric",
    ),
    Style(
        "northern-hush",
        "Northern hush",
        "quiet northern landscape, snow, aurora, deep blue night",
        ("#071a2f", "#0f3a5a", "#1f7a8c", "#7ae7c7", "#eafdf8"),
        "serene",
    ),
    Style(
        "golden-meadow",
        "Golden meadow",
        "warm pastoral morning, meadow, haze, golden light, film grain",
        ("#3d405b", "#6a7b52", "#c9a227", "#f2cc8f", "#fff1d6"),
        "hopeful",
    ),
    Style(
        "ink-and-paper",
        "Ink and paper",
        "minimal ink wash on paper, few tones, wide and quiet",
        ("#1c1c1c", "#4a4e57", "#8d99ae", "#d9d4c7", "#f4efe6"),
        "melancholy",
    ),
    Style(
        "cosmic-drift",
        "Cosmic drift",
        "dream among nebulae and planets, stars, slow light",
        ("#0d0221", "#3a0ca3", "#7209b7", "#f72585", "#ffc6ff"),
        "surreal",
    ),
)
DEFAULT_STYLE = STYLES[0]


def find_style(text: str) -> Style:
    """The style of that key or label; other words become a style of their own, without a palette."""
    wish = " ".join(text.split())
    for style in STYLES:
        if wish.lower() in (style.key, style.label.lower()):
            return style
    if not wish:
        return DEFAULT_STYLE
    return Style(key="", label=wish[:60], text=wish, palette=(), mood="")
