"""How good a still is, by what its pixels say."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image, ImageOps

from agents.judging import pictures
from agents.judging.scores import Candidate, Criterion, Score, Wish, from_report, unreadable
from umam.lib.errors import UmamError
from umam.lib.probe import open_picture


def score_image(candidate: Candidate, wish: Wish) -> Score:
    """Sharpness, contrast, colours, size, and that there is something to see."""
    if candidate.path is None:
        return unreadable(candidate, "There is no file to look at.")
    try:
        with open_picture(candidate.path, name=candidate.name) as picture:
            pixels, width, height = _pixels(picture)
    except (UmamError, OSError) as error:
        return unreadable(candidate, str(error))
    seen = pictures.look(pixels, wish.palette)
    criteria = [
        _not_blank(seen),
        pictures.sharp(seen.sharpness),
        pictures.contrasted(seen.contrast),
        *pictures.coloured(seen.distance),
        *pictures.sized(width, height, wish),
        *from_report(candidate),
    ]
    return Score(candidate, criteria, gates=("blank",))


def _pixels(picture: Image.Image) -> tuple[pictures.Pixels, int, int]:
    """Small RGB pixels, upright, what is transparent on grey; and the size of the whole."""
    upright = ImageOps.exif_transpose(picture) or picture
    width, height = upright.size
    # Made small before the colours are converted: a large one is not copied whole.
    upright.thumbnail(pictures.size_for(width, height))
    small: Any = upright
    if "A" in upright.getbands() or "transparency" in upright.info:
        ground = Image.new("RGBA", upright.size, (128, 128, 128, 255))
        small = Image.alpha_composite(ground, upright.convert("RGBA"))
    if min(small.size) < 8:
        small = small.resize((max(8, small.width), max(8, small.height)))
    return np.asarray(small.convert("RGB")), width, height


def _not_blank(seen: pictures.Look) -> Criterion:
    told = ": there is nothing to see." if seen.is_blank else "."
    evidence = f"Its tones vary by {seen.spread:.1f} of 255{told}"
    return Criterion("blank", "There is something to see", 0.0 if seen.is_blank else 1.0, 1.0, evidence)
