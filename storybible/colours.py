"""Colours as people pick them: hex, contrast, and which text can be read on them."""

from __future__ import annotations

import re

from umam.lib.errors import Invalid

HEX = re.compile(r"^#[0-9a-f]{6}$")
BLACK, WHITE = "#000000", "#ffffff"
AA_TEXT, AAA_TEXT = 4.5, 7.0


def clean_hex(colour: object, *, attr: str = "color_palette") -> str:
    """`#RRGGBB` in lower case. Raises Invalid at `attr` for anything else."""
    found = colour.strip().lower() if isinstance(colour, str) else ""
    if not HEX.match(found):
        raise Invalid(
            f"“{str(colour)[:40]}” is no colour. Write # and six digits of 0-9 and a-f, as in #7c3aed.",
            attr=attr,
        )
    return found


def contrast(hex_a: str, hex_b: str) -> float:
    """The contrast ratio of two colours as WCAG defines it, from 1 to 21."""
    light, dark = sorted((luminance(hex_a), luminance(hex_b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1 (WCAG's relative luminance)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def text_on(colour: str) -> tuple[str, float]:
    """Black or white, whichever reads better on the colour, and its contrast."""
    on_white, on_black = contrast(colour, WHITE), contrast(colour, BLACK)
    return (WHITE, on_white) if on_white >= on_black else (BLACK, on_black)


def grade(ratio: float) -> str:
    """What a contrast is good for: AAA, AA, AA large (big text only) or none."""
    if ratio >= AAA_TEXT:
        return "AAA"
    if ratio >= AA_TEXT:
        return "AA"
    return "AA large" if ratio >= 3 else ""


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
