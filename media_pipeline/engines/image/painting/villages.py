"""A village in its valley: two rows of cottages, smoke, and light in the windows."""

from __future__ import annotations

import numpy as np

from media_pipeline.engines.image.painting.actors import place_figures, sky_life, stand
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import mix
from media_pipeline.engines.image.painting.land import Ridge, mist_band, paint_ridge
from media_pipeline.engines.image.painting.noise import Floats
from media_pipeline.engines.image.painting.sky import paint_sky
from media_pipeline.engines.image.painting.towns import Row, houses


def village(brief: Brief) -> None:
    """Cottages in a valley, smoke over the roofs, light in the windows."""
    paint_sky(brief)
    base = brief.horizon
    peak = (brief.thirds[1], brief.between(0.12, 0.2))
    snow = 0.85 if brief.scene.has("snow") else 0.3
    paint_ridge(
        brief,
        Ridge("peak", 12, base, 0.06, 0.22, 3, 0.52, True, 8, 0.8, 0.22, snow=snow, relief=0.4, peak=peak),
    )
    paint_ridge(brief, Ridge("hill far", 8, base + 0.04, 0.04, 0.42, 2.2, 0.4, mist=0.7, pines=0.03))
    mist_band(brief, "valley", 7, base + 0.10, 0.04, 0.6)
    houses(brief, Row("village back", 5.0, base + 0.15, 0.05, 0.60, steep=0.6), rise=0.05, trees=0.06)
    mist_band(brief, "smoke", 4.2, base + 0.09, 0.035, 0.4, 0.02)
    houses(brief, Row("village", 3.0, base + 0.27, 0.095, 0.82, steep=0.65), rise=0.04, trees=0.11)
    edge = paint_ridge(
        brief,
        Ridge("ground", 2.0, base + 0.33, 0.03, 0.95, 1.5, 0.35, octaves=4, mist=0.0, tint=_snowed(brief)),
    )
    place_figures(brief, edge, depth=2.0, default=("person", "child", "couple", "windmill", "tree"))
    if brief.figure("windmill"):
        column = int(brief.stage.x(brief.thirds[1]))
        stand(brief, "windmill", (float(column), float(edge[column])), depth=2.0)
    paint_ridge(brief, Ridge("near", 1.5, base + 0.47, 0.02, 1.0, 2, pines=0.2, mist=0.0))
    sky_life(brief)


def _snowed(brief: Brief) -> Floats | None:
    if not brief.scene.has("snow"):
        return None
    return mix(brief.colours.land(0.85), mix(brief.colours.haze, np.ones(3, np.float32), 0.3), 0.45)
