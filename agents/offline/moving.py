"""A prompt for a moving picture by rule: who does what where, in which light, and how the camera moves."""

from __future__ import annotations

import random
import re

from agents.imagery.colours import names_of
from agents.offline.banks.air import HOURS, WEATHERS
from agents.offline.banks.tones import Tone, tone_of
from agents.offline.brief import StoryBrief
from agents.offline.cast import Cast, cast_of
from agents.offline.filling import Filler
from agents.offline.grammar import article, listed, plain, unmarked, without_names
from agents.offline.people import Figure
from agents.offline.reading import barred_words, read_prompt
from agents.offline.scenery import Scenery, allowed, scenery_of
from agents.offline.shapes import BY_KEY, SHAPES, Shape

FEWEST_WORDS, MOST_WORDS = 40, 120
_CAMERA = {
    "calm": (
        "The camera pushes in slowly and comes to rest on the face",
        "A slow pan follows the movement and stops when it stops",
        "The camera stays quite still and lets the figure cross the frame",
        "A slow dolly moves past something dark in the foreground",
        "The camera rises slowly until the whole place can be seen",
    ),
    "quick": (
        "The handheld camera follows close behind, slightly out of breath",
        "A fast push forward ends in a tight close-up",
        "The camera whips round and finds the figure in the last moment",
        "The camera flies low over the ground and rises at the end",
    ),
    "strange": (
        "The camera turns in a slow spiral while it closes in",
        "The camera drifts through the foreground as if nothing were solid",
        "A dolly zoom stretches the space behind the figure",
    ),
}
_QUICK, _STRANGE = ("peril",), ("dreamlike", "whimsical")


def video_prompt(brief: StoryBrief, seed: int = 0) -> str:
    """40 to 120 words in the present tense, free of thoughts and text, which no picture can show."""
    dice = random.Random(f"video|{seed}|{brief.prompt[:500]}")
    barred = barred_words(brief.rules)
    wish = read_prompt(brief, barred)
    scenery = scenery_of(brief, wish, barred, dice)
    cast = cast_of(brief, wish, scenery.era, dice, barred)
    shape = BY_KEY[wish.shapes[0]] if wish.shapes else dice.choice(SHAPES)
    tone = tone_of(brief.tone)
    parts = [
        _action(shape, cast, scenery, brief=brief, barred=barred, dice=dice),
        _air(scenery, dice),
        _camera(shape, brief.tone, dice),
        _colours(brief, tone),
    ]
    kept = [part for part in parts if part]
    text = unmarked(" ".join(kept))
    if len(text.split()) < FEWEST_WORDS:
        text += " Fine texture, natural motion, shallow depth of field, one continuous shot."
    return text


def _fits(text: str, brief: StoryBrief, barred: frozenset[str]) -> bool:
    return allowed(without_names(text), brief.tech_level, barred)


def _action(
    shape: Shape,
    cast: Cast,
    scenery: Scenery,
    *,
    brief: StoryBrief,
    barred: frozenset[str],
    dice: random.Random,
) -> str:
    filler = Filler(scenery.slots, {"A": cast.lead, "B": cast.other})
    actions = [filler.fill("{A+} " + action)[0] for action in dice.sample(shape.actions, len(shape.actions))]
    action = next((one for one in actions if _fits(one, brief, barred)), actions[0])
    where = scenery.slots["at"]
    others = [_seen(figure) for figure in (cast.other, *cast.others) if figure.asked][:2]
    near = f", with {listed(others)} close by" if others else ""
    place = f" {scenery.slots['in_place']}" if brief.location else ""
    return _shortened(f"{action}{near}, {where}{place}.")


def _seen(figure: Figure) -> str:
    return figure.full


def _shortened(text: str) -> str:
    """Names can be very long; an engine reads the beginning."""
    words = text.split()
    return text if len(words) <= 60 else " ".join(words[:60]).rstrip(",;") + "."


def _air(scenery: Scenery, dice: random.Random) -> str:
    if scenery.setting.vacuum:
        return f"Seen by the cold glow of a single {scenery.slots['light']}, with deep shadows beyond."
    light = dice.choice(HOURS[scenery.hour].picture)
    weather = dice.choice(WEATHERS[scenery.weather].picture)
    light_of = scenery.slots["light"]
    if scenery.setting.indoors:
        return f"The scene is lit by {article(light_of)} {light_of}, {light}; soft shadows on the walls."
    return f"Everything is seen {light}, {weather}."


def _camera(shape: Shape, tone: str, dice: random.Random) -> str:
    kind = "quick" if shape.key in _QUICK or tone == "tense" else "strange" if tone in _STRANGE else "calm"
    return f"{dice.choice(_CAMERA[kind])}."


def _colours(brief: StoryBrief, tone: Tone) -> str:
    """Those of the style guide where there are some, else those that go with the tone."""
    named = names_of([one for one in brief.palette if re.fullmatch(r"#[0-9a-fA-F]{6}", one)])
    colours = listed(named[:4]) if named else tone.colours
    return f"Colours: {plain(colours)}; {tone.mood} mood."
