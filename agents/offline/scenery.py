"""Everything a scene is dressed with, decided once, so that a cup stays the same cup to the end."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.offline.banks.air import HOURS, USUAL_WEATHERS, WEATHERS
from agents.offline.banks.eras import Era, era_of
from agents.offline.banks.setting import Setting
from agents.offline.banks.settings import ANYWHERE, DEFAULTS, SETTINGS
from agents.offline.banks.terms import level_of
from agents.offline.banks.things import THINGS
from agents.offline.brief import Spot, StoryBrief
from agents.offline.grammar import article, listed, lower_first, marked, name_of, plain, words_of
from agents.offline.reading import Wish, stem

# What stands in where everything of a kind is ahead of the world or forbidden in it.
_PLAIN_NOUNS = {
    "light": "light",
    "surface": "ground between them",
    "seat": "ground",
    "coat": "cloak",
    "pocket": "hand",
    "container": "bundle",
    "drink": "something warm to drink",
    "money": "all that could be spared",
    "money_one": "gift",
    "token": "keepsake",
}
# What a prompt leaves open, for talk that comes round to it.
_MATTERS = (
    "what happened the year before",
    "the old promise",
    "an old debt",
    "the one who was not there",
    "what was never said",
    "the other time",
)
_DARK_HOURS = ("dusk", "night", "dawn", "dusk", "night")


@dataclass(frozen=True)
class Scenery:
    setting: Setting
    era: Era
    hour: str
    weather: str
    slots: dict[str, str]


def allowed(text: str, level: int, barred: frozenset[str]) -> bool:
    """Whether scenery may say this in the world."""
    words = words_of(text)
    return level_of(words) <= level and not barred & {stem(word) for word in words}


def scenery_of(brief: StoryBrief, wish: Wish, barred: frozenset[str], dice: random.Random) -> Scenery:
    setting = _setting(brief, wish, dice)
    era = era_of(brief.tech_level)
    hour = wish.hour or dice.choice(tuple(HOURS) if setting.indoors else _DARK_HOURS)
    weather = wish.weather or dice.choice(USUAL_WEATHERS)

    def one_of(choices: Sequence[str], kind: str) -> str:
        fitting = [choice for choice in choices if allowed(choice, brief.tech_level, barred)]
        return dice.choice(fitting) if fitting else _PLAIN_NOUNS[kind]

    slots = {
        "light": one_of(era.light, "light"),
        "surface": one_of(setting.surface or era.surface, "surface"),
        "seat": one_of(setting.seat or era.seat, "seat"),
        "coat": one_of(era.coat, "coat"),
        "pocket": one_of(era.pocket, "pocket"),
        "container": one_of(era.container, "container"),
        "drink": one_of(era.drink, "drink"),
        "money": one_of(era.money, "money"),
        "money_one": one_of(era.money_one, "money_one"),
        "at": one_of(setting.at, "seat") if setting.at else "there",
        "to_at": setting.to_at,
        "ground": setting.ground,
        "way": one_of(setting.way, "seat"),
        "hour": hour,
    }
    slots["one_container"] = f"{article(slots['container'])} {slots['container']}"
    slots.update(_place_slots(brief.location, setting))
    slots.update(_token_slots(brief, wish, one_of(era.tokens, "token")))
    slots["matter"] = _matter(brief, wish, setting, slots["token_short"]) or one_of(_MATTERS, "token")
    echoes = [f"the {noun}" for noun in wish.echoes if noun not in setting.words]
    slots["echo"] = together([noun for noun in echoes if noun != slots["token_short"]][:3])
    return Scenery(setting, era, hour, weather, slots)


def _setting(brief: StoryBrief, wish: Wish, dice: random.Random) -> Setting:
    """The kind of place: as the location says it, else as the prompt does, else as the genre has it."""
    keys: Sequence[str] = ()
    if brief.location:
        keys = kinds_of(brief.location)
    keys = [key for key in keys or wish.settings if SETTINGS[key].first <= brief.tech_level][:1]
    usual = DEFAULTS.get(brief.genre, ()) if not keys else ()
    keys = keys or [key for key in usual if SETTINGS[key].first <= brief.tech_level]
    keys = keys or [key for key in ANYWHERE if SETTINGS[key].first <= brief.tech_level]
    return SETTINGS[dice.choice(keys)]


def kinds_of(spot: Spot) -> list[str]:
    """Settings that a location speaks of, strongest first: its name counts most, then what it is."""
    geography = plain(spot.traits.get("geography", ""))
    weights = (
        (spot.name, 3),
        (" ".join(plain(spot.summary).split()[:8]), 2),
        (spot.summary, 1),
        (geography, 1),
    )
    score = {
        key: sum(weight * len(setting.words & set(words_of(plain(text)))) for text, weight in weights)
        for key, setting in SETTINGS.items()
    }
    return sorted((key for key in score if score[key]), key=lambda key: -score[key])


def _place_slots(spot: Spot | None, setting: Setting) -> dict[str, str]:
    name = name_of(spot.name) if spot else ""
    place = named(name) if name else setting.label
    return {"place": place, "in_place": f"{setting.preposition} {place}"}


def named(name: str) -> str:
    """A proper name for the middle of a sentence: "the Drowned Stair"."""
    first, _, rest = name.partition(" ")
    return f"the {marked(rest)}" if first == "The" and rest else marked(name)


def _token_slots(brief: StoryBrief, wish: Wish, usual: str) -> dict[str, str]:
    """The thing in somebody's hands. An item of the world comes before a word of the prompt."""
    for item in map(name_of, brief.items):
        if set(words_of(item)) & set(THINGS):
            token = named(item)
            return {
                "token": token,
                "token_short": token,
                "a_token": token,
                "token0": re.sub("^the ", "", token),
            }
    noun = wish.token or usual
    return {
        "token": f"the {noun}",
        "token_short": f"the {noun.split()[-1]}",
        "a_token": f"{article(noun)} {noun}",
        "token0": noun,
    }


def _matter(brief: StoryBrief, wish: Wish, setting: Setting, token: str) -> str:
    """What it is all about, for the talk: another item, a theme, a large thing of the prompt; "" for none."""
    for item in map(name_of, brief.items):
        if named(item) != token:
            return named(item)
    if wish.theme:
        return wish.theme
    return f"the {wish.matter}" if wish.matter and wish.matter.split()[-1] not in setting.words else ""


def landmark_of(spot: Spot, dice: random.Random) -> str:
    """A landmark short enough to be a name."""
    value = spot.traits.get("landmarks", ())
    choices = value if isinstance(value, (list, tuple)) else [value]
    names = [plain(choice, 80) for choice in choices]
    names = [
        name.rstrip(".") for name in names if 0 < len(name.split()) <= 5 and not re.search("[,;:!?]", name)
    ]
    if not names:
        return ""
    name = dice.choice(names)
    return named(name) if name[:1].isupper() and name.split()[-1][:1].isupper() else lower_first(name)


def phrase_of(spot: Spot, trait: str) -> str:
    """A trait as a phrase for behind a colon."""
    text = plain(spot.traits.get(trait, ""), 160).rstrip(" .!?")
    parts = re.split(r"(?<=[.!?]) ", text)
    return lower_first(parts[0].rstrip(".!?")) if 1 < len(parts[0].split()) <= 16 else ""


def together(names: Sequence[str]) -> str:
    return listed(list(names))


def air_lines(scenery: Scenery) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences for the hour and for the weather."""
    hour, weather = HOURS[scenery.hour], WEATHERS[scenery.weather]
    if scenery.setting.indoors:
        return hour.indoors, weather.indoors
    return hour.outdoors, weather.outdoors
