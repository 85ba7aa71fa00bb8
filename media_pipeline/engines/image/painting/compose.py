"""From words to a finished picture: reads the prompt, settles colour, light and horizon, and lets a
painter work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from media_pipeline.engines.image.painting import (
    aloft,
    deep,
    forest,
    halls,
    landscapes,
    room,
    show,
    space,
    street,
    towns,
    villages,
    waterside,
)
from media_pipeline.engines.image.painting.actors import sky_life
from media_pipeline.engines.image.painting.brief import Brief
from media_pipeline.engines.image.painting.colour import Colours, mix, parse_hex, pull, shade
from media_pipeline.engines.image.painting.finish import grader
from media_pipeline.engines.image.painting.noise import Floats, Rng, seeded
from media_pipeline.engines.image.painting.palettes import (
    MOOD_PALETTES,
    PALETTES,
    PLACE_PALETTES,
    STYLE_PALETTES,
    TIMES,
)
from media_pipeline.engines.image.painting.stage import Picture, Stage
from media_pipeline.engines.image.painting.weather import paint_weather
from media_pipeline.engines.image.painting.words import Scene, read

Painter = Callable[[Brief], None]
PAINTERS: dict[str, Painter] = {
    "mountains": landscapes.mountains,
    "desert": landscapes.desert,
    "meadow": landscapes.meadow,
    "sea": waterside.sea,
    "lake": waterside.lake,
    "coast": waterside.coast,
    "harbour": waterside.harbour,
    "city": towns.city,
    "village": villages.village,
    "street": street.street,
    "hall": halls.hall,
    "library": halls.library,
    "forest": forest.forest,
    "room": room.room,
    "stage": show.stage,
    "clouds": aloft.clouds,
    "space": space.space,
    "underwater": deep.underwater,
    "road": landscapes.road,
}
# How far above the horizon the light stands, by hour.
_HEIGHTS = {"dawn": 0.07, "day": 0.44, "golden": 0.19, "sunset": 0.075, "dusk": -0.01, "night": 0.36}


def compose(
    prompt: str,
    *,
    width: int,
    height: int,
    seed: int,
    negative: str = "",
    palette: Sequence[str] = (),
    mood: str = "",
    style: str = "",
    tick: Callable[[str], None] | None = None,
) -> tuple[Picture, Scene]:
    """Paint the layers of a prompt. `tick` is called after each layer and may raise to stop."""
    scene = read(prompt, negative=negative, mood=mood, style=style, seed=seed)
    key = "/".join([prompt, negative, mood, style, ",".join(palette), str(seed)])
    rng = seeded("compose", key)
    stage = Stage(width, height)
    picture = Picture(stage, key, grade=grader(scene.style, scene.mood), tick=tick)
    brief = Brief(stage, picture, choose_colours(scene, palette, rng), scene, rng)
    brief.free = not (palette or scene.colours or scene.style in STYLE_PALETTES)
    brief.side = 1 if rng.random() < 0.5 else -1
    brief.horizon = float(rng.uniform(0.55, 0.64))
    across = brief.thirds[1] + float(rng.uniform(-0.06, 0.06))
    brief.light = (across, brief.horizon - _HEIGHTS[scene.time] * float(rng.uniform(0.85, 1.15)))
    picture.focus, picture.vanish = (0.5, brief.horizon), (0.5, brief.horizon)
    PAINTERS.get(scene.place, landscapes.mountains)(brief)
    if "birds" not in brief.used:
        sky_life(brief)
    paint_weather(brief)
    picture.light = brief.light
    return picture, scene


def choose_colours(scene: Scene, palette: Sequence[str], rng: Rng) -> Colours:
    """The hour gives the values; the palette, the words' colours or the mood give the hues."""
    colours = _varied(TIMES[scene.time], rng)
    given = [colour for colour in map(parse_hex, palette) if colour is not None]
    named = [colour for colour in map(parse_hex, scene.colours) if colour is not None]
    if given:
        return _weathered(pull(colours, given, 0.88), scene)
    if scene.style in STYLE_PALETTES:
        return _weathered(pull(colours, _hex(STYLE_PALETTES[scene.style]), 0.85), scene)
    if named:
        return _weathered(pull(colours, _spread(named), 0.75 if len(named) > 1 else 0.38), scene)
    # An hour that the words name keeps its own light.
    own = 0.62 if scene.hour_named else 1.0
    options = PLACE_PALETTES.get(scene.place) or MOOD_PALETTES.get(scene.mood, MOOD_PALETTES[""])
    chosen = _hex(options[int(rng.integers(len(options)))])
    strength = 0.72 if scene.place in PLACE_PALETTES else 0.56 if scene.mood else 0.40
    return _weathered(pull(colours, chosen, strength * own), scene)


def _hex(name: str) -> list[Floats]:
    return [colour for colour in map(parse_hex, PALETTES[name]) if colour is not None]


def _spread(named: list[Floats]) -> list[Floats]:
    """A few named colours made into a range from dark to light."""
    dark = shade(named[0], -0.40, 0.8)
    light = mix(shade(named[-1], 0.25, 0.7), np.array([1.0, 0.95, 0.85], np.float32), 0.4)
    return [dark, *named, light]


def _varied(colours: Colours, rng: Rng) -> Colours:
    """No two evenings are alike: the sky's hues drift a little with the seed."""
    drift = float(rng.uniform(-0.18, 0.18))
    return colours.changed(
        upper=mix(colours.upper, colours.zenith if drift < 0 else colours.lower, abs(drift)),
        lower=mix(colours.lower, colours.horizon if drift < 0 else colours.upper, abs(drift)),
    )


def _weathered(colours: Colours, scene: Scene) -> Colours:
    if scene.has("storm", "rain"):
        return colours.changed(
            zenith=shade(colours.zenith, -0.05, 0.6), upper=shade(colours.upper, -0.10, 0.6),
            lower=shade(colours.lower, -0.12, 0.65), horizon=shade(colours.horizon, -0.10, 0.75),
            sun=shade(colours.sun, -0.04, 0.8), haze=shade(colours.haze, -0.10, 0.6),
        )  # fmt: skip
    if scene.has("snow", "fog"):
        return colours.changed(
            upper=shade(colours.upper, 0.02, 0.75), lower=shade(colours.lower, 0.02, 0.75),
            haze=shade(colours.haze, 0.04, 0.7), far=shade(colours.far, 0.05, 0.75),
        )  # fmt: skip
    return colours
