"""Choosing one picture out of what the words call up, and putting it into a sentence or two.

All choices follow from the scene's index and seed, so the same scene is always imagined alike, and the
sentence's build goes with the index, so no two scenes of a film share a sentence, whatever they sing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from agents.imagery import air
from agents.imagery.colours import names_of
from agents.imagery.motifs import Motif
from agents.imagery.places import PLACES, Place
from agents.imagery.reading import Reading, read, stems

# Kinds of scene in which somebody sings; in all others a view of the place speaks.
SUNG = frozenset({"lyrics", "verse", "chorus", "sung"})
# How often each of the strongest motifs is chosen, so that a chorus that comes back looks different.
CHANCES = (5, 2, 1)
DEFAULT_PLACES = ("coast", "mountains", "lake", "meadow", "road", "forest")

# Before and after the clause.
FRAMINGS = (
    ("", ""),
    ("", "seen from far off"),
    ("in a wide frame", ""),
    ("", "seen from low down"),
    ("off to one side of the frame", ""),
    ("", "small in a great emptiness"),
    ("in the middle of a still frame", ""),
    ("", "sharp against a soft background"),
)


AGAIN = ("", "seen once more", "as if for the last time", "changed a little")

# For a picture that has already used up what there is to say of its place.
AFTERTHOUGHTS = ("Long shadows reach across it", "Everything else is still", "The rest fades into shadow")


@dataclass(frozen=True)
class Picture:
    """The plan of one picture. `clause` is subject, verb and place, without capital and full stop."""

    clause: str
    subject: str
    place: str
    hour: str
    light: str
    weather: str
    detail: str
    mood: str
    colours: tuple[str, ...]


def imagine(
    *,
    lyrics: str,
    style: str,
    mood: str = "",
    scene_kind: str = "lyrics",
    palette: Sequence[str] = (),
    index: int = 0,
    count: int = 1,
    seed: int = 0,
) -> Picture:
    """Plan the picture of scene `index` (from 0) of a film of `count` scenes."""
    dice = random.Random(f"{seed}:{index}:{scene_kind}")
    sung = scene_kind in SUNG and bool(lyrics.strip())
    heard = read(lyrics) if sung else read("")
    wanted = read(style)
    motif, place_key = _motif_and_place(heard, wanted, sung, index, dice)
    place = PLACES[place_key]
    clause, subject = _clause(motif, place_key, sung=sung, index=index, dice=dice)
    hour = _hour(heard, wanted, index, count) if place.daylight else ""
    weather = _weather(heard, wanted, hour, place, index)
    if weather in air.NIGHT_ONLY:
        hour = "night"
    return Picture(
        clause=clause,
        subject=subject,
        place=place_key,
        hour=hour,
        light=_light(hour, place, index, dice),
        weather=weather,
        detail=_detail(weather, place, clause, index=index, dice=dice),
        mood=_mood((read(mood).moods, wanted.moods, heard.moods), index),
        colours=tuple(names_of(palette)),
    )


def _motif_and_place(
    heard: Reading, wanted: Reading, sung: bool, index: int, dice: random.Random
) -> tuple[Motif | None, str]:
    """Something to show and where. A place that is sung of comes before those of the style."""
    home = _style_places(wanted)
    if not sung:
        return None, home[index % len(home)] if home else dice.choice(DEFAULT_PLACES)
    named = list(heard.places[:2])
    near = [relative for place in named for relative in PLACES[place].relatives]
    around = {*named, *near}
    fitting = [motif for motif in heard.motifs if not named or around & set(motif.places)]
    fitting = sorted(fitting, key=lambda motif: not set(named) & set(motif.places))[: len(CHANCES)]
    if not fitting:
        choices = named or home or list(DEFAULT_PLACES)
        return None, choices[index % len(choices)]
    (motif,) = dice.choices(fitting, CHANCES[: len(fitting)])
    for choices in (named, near, home):
        both = [place for place in choices if place in motif.places]
        if both:
            return motif, both[0] if choices is named else dice.choice(both)
    return motif, motif.places[index % len(motif.places)]


def _style_places(wanted: Reading) -> list[str]:
    """The places a style names, and those near by that a film in it may visit."""
    named = list(wanted.places)
    near = [relative for place in named[:2] for relative in PLACES[place].relatives]
    return list(dict.fromkeys([*named, *near]))


def _clause(motif: Motif | None, key: str, *, sung: bool, index: int, dice: random.Random) -> tuple[str, str]:
    """The clause and what it is about."""
    place = PLACES[key]
    if motif is None:
        if sung and index % 2:
            subject = dice.choice(("a lone figure stands", "a traveller stops", "two figures stand"))
            return f"{subject} {_pick(place.at, index, dice)}", subject
        view = _pick(place.views, index, dice)
        return view, view
    if key in motif.whole:
        clause = _pick(motif.whole[key], index, dice)
        return clause, clause
    subject = _pick(motif.subjects, index, dice)
    phrases = {"ground": place.at, "air": place.over, "water": place.water or place.over}[motif.level]
    return f"{subject} {dice.choice(phrases)}", subject


def _pick(choices: Sequence[str], index: int, dice: random.Random) -> str:
    """One of `choices`: neighbours in a film get different ones, films with another seed too."""
    return choices[(index + dice.randrange(len(choices)) // 2) % len(choices)]


def _hour(heard: Reading, wanted: Reading, index: int, count: int) -> str:
    """The style's hour, moving on through the film; without one, what is sung of, else the whole evening."""
    if not wanted.hours and heard.hours:
        return heard.hours[0]
    arc = air.ARCS[wanted.hours[0] if wanted.hours else ""]
    position = index / max(1, count - 1) if count > 1 else 0.5
    return arc[min(len(arc) - 1, int(position * len(arc)))]


def _light(hour: str, place: Place, index: int, dice: random.Random) -> str:
    if not hour:
        return ""
    phrases = air.HOURS[hour].indoors
    if place.outdoors:
        phrases = (*air.HOURS[hour].outdoors, *phrases)
    return phrases[(index + dice.randrange(2)) % len(phrases)]


def _weather(heard: Reading, wanted: Reading, hour: str, place: Place, index: int) -> str:
    """What is sung of always shows; the style's own weather in two scenes of three."""
    choices = [*heard.weathers, *(wanted.weathers if index % 3 != 2 else ())]
    if not place.daylight:
        return ""
    for key in _rotated(choices, index) if not heard.weathers else choices:
        if key in air.NIGHT_ONLY and hour not in air.DARK_HOURS:
            continue
        if key == "rays" and hour in air.DARK_HOURS:
            continue
        if place.outdoors or air.WEATHERS[key].indoors:
            return key
    return ""


def _rotated(choices: Sequence[str], index: int) -> list[str]:
    turn = index % len(choices) if choices else 0
    return [*choices[turn:], *choices[:turn]]


def _detail(weather: str, place: Place, clause: str, *, index: int, dice: random.Random) -> str:
    """A sentence on the weather or the place that says something the clause did not."""
    choices = place.details
    if weather:
        found = air.WEATHERS[weather]
        choices = found.outdoors if place.outdoors else found.indoors
    said = set(stems(clause))
    fresh = [choice for choice in choices if not said & set(stems(choice))]
    fresh = fresh or [choice for choice in (*place.details, *AFTERTHOUGHTS) if not said & set(stems(choice))]
    return _pick(fresh or choices, index, dice)


def _mood(found: Sequence[tuple[str, ...]], index: int) -> str:
    moods = next((moods for moods in found if moods), ())
    phrases = air.MOODS[moods[0]][1] if moods else air.NEUTRAL_MOOD
    return phrases[index % len(phrases)]


def sentence(picture: Picture, *, index: int = 0) -> str:
    """The picture in one or two sentences. The build and the framing go round with the index."""
    builds = (_plain, _light_first, _mood_last, _colours_first, _detail_last)
    # Every build with every framing comes once before a shape comes back, and then it says so.
    times, turn = divmod(index, len(builds) * len(FRAMINGS))
    before, after = FRAMINGS[turn % len(FRAMINGS)]
    after = ", ".join(part for part in (after, AGAIN[times % len(AGAIN)]) if part)
    return builds[index % len(builds)](picture, before, after)


def with_colours(opening: str, picture: Picture, *, index: int = 0) -> str:
    """A sentence that somebody else wrote for this picture, with the palette named after it."""
    opening = opening.strip()
    return " ".join(part for part in (opening, _colours(picture, index)) if part)


def _plain(picture: Picture, before: str, after: str) -> str:
    first = _phrases(before, _lit(picture), after)
    return f"{first}. {picture.detail}. {_colours(picture, 0)}".strip()


def _light_first(picture: Picture, before: str, after: str) -> str:
    first = _phrases(picture.light, before, picture.clause, after)
    return " ".join(part for part in (f"{first}.", _colours(picture, 1), f"{picture.detail}.") if part)


def _mood_last(picture: Picture, before: str, after: str) -> str:
    first = _phrases(before, _lit(picture), after or picture.mood)
    return f"{first}. {picture.detail}. {_colours(picture, 2)}".strip()


def _colours_first(picture: Picture, before: str, after: str) -> str:
    tones = f"all in {_listed(picture.colours[:3])}" if picture.colours else ""
    return f"{_phrases(before, _lit(picture), after, tones)}. {picture.detail}."


def _detail_last(picture: Picture, before: str, after: str) -> str:
    first = _phrases(before, _lit(picture), after)
    detail = picture.detail[:1].lower() + picture.detail[1:]
    return f"{first}; {detail}. {_colours(picture, 3)}".strip()


def _lit(picture: Picture) -> str:
    return f"{picture.clause} {picture.light}".strip()


def _phrases(*parts: str) -> str:
    """The parts that are there, with commas, beginning with a capital."""
    return _capital(", ".join(part for part in parts if part))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _colours(picture: Picture, turn: int) -> str:
    """A short sentence on the palette, or "" without one."""
    names = picture.colours
    if not names:
        return ""
    low, high = names[0], names[-1]
    if len(names) == 1:
        return f"Everything in tones of {low}."
    middle = names[len(names) // 2]
    forms = (
        f"{_capital(low)} shadows, {high} highlights.",
        f"Tones of {_listed([low, middle, high] if len(names) > 2 else [low, high])}.",
        f"{_capital(low)} fades into {middle if len(names) > 2 else high}.",
        f"The deepest tone is {low}, the palest {high}.",
    )
    return forms[turn % len(forms)]
