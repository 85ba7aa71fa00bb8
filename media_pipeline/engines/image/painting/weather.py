"""Weather and light over the finished scene: rain, snow, fog, sunbeams, fireflies, embers, petals."""

from __future__ import annotations

import cv2
import numpy as np

from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, to_hex
from media_pipeline.engines.image.painting.land import mist_band
from media_pipeline.engines.image.painting.noise import curve, fbm, step

_INDOORS = frozenset({"room", "hall", "library", "stage", "underwater", "space"})


def paint_weather(brief: Brief) -> None:
    """What the words asked for in the air, nearest last."""
    scene, colours, picture = brief.scene, brief.colours, brief.picture
    seed = int(brief.rng.integers(1 << 30))
    outdoors = scene.place not in _INDOORS
    if scene.has("fog") and outdoors and scene.place != "forest":
        mist_band(brief, "front", 1.8, brief.horizon + 0.15, 0.10, 0.42, 0.018)
    if scene.has("rays") and outdoors:
        sunbeams(brief)
    if outdoors and scene.has("rain", "storm"):
        picture.system(
            "rain",
            1.0,
            seed=seed,
            amount=1.3 if scene.has("storm") else 1.0,
            slant=0.22 if scene.has("storm") else 0.10,
        )
    if outdoors and scene.has("snow"):
        picture.system(
            "snow", 1.0, seed=seed, colours=[to_hex(mix(np.ones(3, np.float32), colours.haze, 0.25))]
        )
    light = to_hex(mix(colours.accent, colours.sun, 0.35))
    warm = to_hex(mix(colours.accent, np.array([1.0, 0.55, 0.2], np.float32), 0.6))
    tints = {
        "fireflies": [light], "embers": [warm, light], "dust": [to_hex(colours.sun)],
        "petals": [to_hex(mix(colours.second, np.array([1.0, 0.85, 0.88], np.float32), 0.6)),
        to_hex(colours.second)],
        "leaves": [to_hex(mix(colours.accent, colours.near, 0.3)), to_hex(mix(colours.second,
        colours.near, 0.25))],
        "confetti": [to_hex(colours.accent), to_hex(colours.second), to_hex(colours.sun)],
        "bubbles": [to_hex(colours.horizon)],
    }  # fmt: skip
    for kind, colour in tints.items():
        if scene.has(kind):
            picture.system(kind, 1.0, seed=seed, colours=colour)
    if scene.has("wind") and outdoors and not scene.has("petals", "leaves", "snow"):
        picture.system("leaves", 1.0, seed=seed, amount=0.5, colours=tints["leaves"])


def sunbeams(brief: Brief, strength: float = 0.5) -> None:
    """Beams that fan out from the light, softly broken."""
    stage, rng = brief.stage, brief.picture.rng("beams")
    x = (stage.across(4) - brief.light[0]) * stage.aspect
    y = stage.down(4) - brief.light[1] + 0.04
    rows, columns = stage.rows // 4, stage.columns // 4
    angle = np.arctan2(x, np.maximum(y, 1e-3))
    table = np.clip(0.5 + curve(rng, 720, 16, 3, 0.6), 0, 1) ** 1.6
    spokes = table[np.clip((angle / np.pi + 0.5) * 719, 0, 719).astype(np.int32)]
    distance = np.hypot(x, y)
    fall = np.exp(-distance / 0.62) * step(y, -0.02, 0.10)
    soft = 0.7 + 0.6 * fbm(rng, (rows, columns), (3, 4), 3)
    light = cv2.GaussianBlur((spokes * fall * soft).astype(np.float32), (0, 0), stage.unit * 0.0035)
    rgb = light[..., None] * mix(brief.colours.sun, brief.colours.horizon, 0.3) * strength
    brief.picture.glow(
        "beams",
        3.0,
        rgb,
        scale=4,
        kind="light",
        level=1.0,
        energy=0.5,
        breathe=0.22,
        speed=0.35,
        vx=0.004,
    )
