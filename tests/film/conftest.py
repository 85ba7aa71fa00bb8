"""Fonts for tests that draw letters."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from media_pipeline.film.karaoke import find_font


def _candidates() -> list[Path]:
    root = Path(__file__).resolve().parents[2]
    configured = os.environ.get("UMAM_FONTS_DIR", "")
    return [
        *([Path(configured)] if configured else []),
        root / "var" / "fonts",
        root / "node_modules" / "@expo-google-fonts" / "noto-sans" / "700Bold",
    ]


@pytest.fixture(scope="session")
def fonts_dir() -> Path:
    """A folder that holds the font of burnt-in lyrics, as the set-up leaves it."""
    for folder in _candidates():
        font = find_font(folder)
        if font is not None and "noto" in font.name.lower():
            return folder
    pytest.skip("Noto Sans is not set up; run the set-up step, which copies it")
