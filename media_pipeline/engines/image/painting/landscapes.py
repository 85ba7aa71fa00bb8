"""Open country: mountains, desert, meadow, road."""

from __future__ import annotations

from media_pipeline.engines.image.painting import plants, roads
from media_pipeline.engines.image.painting.actors import place_figures, sky_life
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix, oklch
from media_pipeline.engines.image.painting.land import Ridge, dune, mist_band, paint_ridge
from media_pipeline.engines.image.painting.sky import paint_sky


def mountains(brief: Brief) -> None:
    """Ridges behind ridges, a high peak on a third, fog in the valleys, pines and a wanderer in front."""
    snow = 0.75 if brief.scene.has("snow") else 0.42 if brief.chance(0.6) else 0.0
    base = brief.horizon
    other, third = brief.thirds[1], brief.thirds[0]
    paint_sky(brief)
    peak = (third, brief.between(0.24, 0.34))
    paint_ridge(brief, Ridge("range far", 14, base - 0.04, 0.07, 0.10, 4, ridged=True, mist=0.8, relief=0.15))
    paint_ridge(
        brief,
        Ridge(
            "peak", 10, base + 0.01, 0.07, 0.28, 3, 0.52, True, 8, 0.9, 0.26, snow=snow, relief=0.5, peak=peak
        ),
    )
    mist_band(brief, "valley far", 9, base + 0.06, 0.045, 0.75)
    shoulder = (other - 0.12 * brief.side, brief.between(0.10, 0.16))
    paint_ridge(
        brief,
        Ridge("range", 7, base + 0.08, 0.05, 0.46, 3, 0.52, True, 8, 0.9, 0.2, relief=0.25, peak=shoulder),
    )
    mist_band(brief, "valley", 6, base + 0.15, 0.04, 0.75)
    paint_ridge(brief, Ridge("wood", 4.2, base + 0.17, 0.035, 0.68, 3, pines=0.055, mist=0.75, span=0.16))
    mist_band(brief, "wood", 3.6, base + 0.24, 0.03, 0.55)
    edge = paint_ridge(brief, Ridge("ground", 2.0, base + 0.255, 0.045, 0.93, 1.7, 0.40, octaves=6, mist=0.0))
    place_figures(brief, edge, depth=2.0, default=("person", "deer", "wolf", "birds", ""))
    paint_ridge(
        brief,
        Ridge("near", 1.45, base + 0.42, 0.03, 1.0, 2, pines=0.16 if brief.chance(0.7) else 0.0, mist=0.0),
    )


def desert(brief: Brief) -> None:
    """Dunes with sharp crests, one in the sun and the next in the shade."""
    paint_sky(brief)
    base = brief.horizon
    paint_ridge(brief, Ridge("mesas", 14, base - 0.012, 0.022, 0.16, 3, 0.45, True, mist=0.7))
    dune(brief, "dune far", 9, base + 0.045, 0.035, 0.22)
    dune(brief, "dune middle", 6, base + 0.10, 0.06, 0.42)
    mist_band(brief, "heat", 5.5, base + 0.10, 0.03, 0.35)
    dune(brief, "dune", 3.6, base + 0.18, 0.085, 0.62)
    edge = dune(brief, "dune near", 2.0, base + 0.30, 0.10, 0.85)
    place_figures(brief, edge, depth=2.0, default=("person", "person", "horse", "couple", ""))
    dune(brief, "dune nearest", 1.4, base + 0.46, 0.09, 1.0)


def meadow(brief: Brief) -> None:
    """Rolling hills, an old tree on a third, grass and flowers before the lens."""
    if brief.free and brief.scene.time in {"day", "golden", "dawn"}:
        green, dark = oklch(0.60, 0.12, 128), oklch(0.34, 0.085, 140)
        brief.colours = brief.colours.changed(
            far=mix(brief.colours.far, green, 0.62), near=mix(brief.colours.near, dark, 0.72)
        )
    paint_sky(brief)
    base = brief.horizon
    paint_ridge(brief, Ridge("hills far", 12, base - 0.01, 0.05, 0.16, 2.5, 0.42, mist=0.7))
    paint_ridge(brief, Ridge("hills", 7, base + 0.05, 0.04, 0.38, 2.2, 0.38, mist=0.8, trees=0.03))
    mist_band(brief, "meadow", 6, base + 0.11, 0.035, 0.6)
    paint_ridge(brief, Ridge("wood", 4, base + 0.12, 0.03, 0.58, 2, 0.4, trees=0.05, mist=0.8, span=0.14))
    edge = paint_ridge(brief, Ridge("hill", 2.0, base + 0.18, 0.055, 0.86, 1.2, 0.3, octaves=4, mist=0.0))
    place_figures(brief, edge, depth=2.0, default=("tree", "tree", "person", "child", "windmill", "horse"))
    flowers = 0.30 if brief.scene.has("petals") or brief.scene.mood in {"joyful", "romantic"} else 0.07
    plants.grass(brief, "back", 1.6, base + 0.33, 0.07, flowers=flowers * 0.7, count=900)
    plants.grass(brief, "front", 1.2, base + 0.46, 0.13, flowers=flowers, count=700)


def road(brief: Brief) -> None:
    """A road that runs to the mountains, poles with wires along it, a car on its way."""
    paint_sky(brief)
    base = brief.horizon
    peak = (brief.thirds[1], brief.between(0.10, 0.17))
    paint_ridge(brief, Ridge("range far", 13, base - 0.01, 0.05, 0.14, 4, ridged=True, mist=0.7, relief=0.2))
    paint_ridge(
        brief, Ridge("range", 9, base + 0.01, 0.03, 0.32, 3, ridged=True, mist=0.7, relief=0.3, peak=peak)
    )
    paint_ridge(brief, Ridge("plain", 6, base + 0.035, 0.006, 0.55, 2, 0.4, mist=0.5, trees=0.018))
    mist_band(brief, "plain", 5.5, base + 0.035, 0.02, 0.5)
    roads.paint_road(brief)
    sky_life(brief, birds=0.4)
