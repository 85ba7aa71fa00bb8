"""Three takes of a wish by rule: the asker's own words, seen by the three moves of a mood.

What is added is only what the wish, the style guide and the elements give, or what fits every picture: how
the camera moves, how the light falls, what hangs in the air.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.imagery import air
from agents.imagery.composing import imagine
from agents.imagery.places import PLACES
from agents.imagery.reading import PLAIN_ENGLISH, Reading, read
from agents.moods import Mood
from agents.strategy.judging import LEAST_WORDS, MOST_WORDS, word_count
from agents.strategy.moves import AIR, CAMERA, FEELING, HOURS, LIGHT
from storybible.words import plain

MOST_SUBJECT, MOST_ABOUT, MOST_LOOK = 34, 14, 12
MOST_NAMED = 2
# A motif this heavy is a thing that can be seen, and knows its place.
SOLID = 2.0
_UNWANTED_MARKS = re.compile(r"[<>{}\[\]|#*_`\\\x00-\x1f]|https?://\S+|www\.\S+")
_ASKING = re.compile(
    r"^(?:please |can you |could you )*(?:(?:i|we) (?:want|need|would like|wish)|i'd like|make|create"
    r"|generate|show|give|film|shoot|produce|imagine)\s+(?:me |us )?(?:(?:a|an|the|some|one|to see)\s+)?"
    r"(?:(?:\w+\s+){0,2}(?:video|clip|film|shot|reel|trailer|teaser|ad|advert|spot|scene|movie)\s+"
    r"(?:of|about|showing|for|with|in which|where)\s+)?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_AFTERTHOUGHTS = (
    "Everything else in the frame keeps out of the way",
    "Nothing in the picture is there by accident",
    "The rest of the setting stays in quieter tones",
)


@dataclass(frozen=True)
class Look:
    """What the style guide says: names of colours from dark to pale, and its words."""

    colours: tuple[str, ...] = ()
    art_style: str = ""
    lighting: str = ""


@dataclass(frozen=True)
class Named:
    """An element that is told of: its name and what it is, in a few words."""

    name: str
    about: str = ""


@dataclass(frozen=True)
class Take:
    camera_move: str
    prompt: str
    mood: str
    lighting: str


@dataclass(frozen=True)
class _Order:
    """Everything that the three takes have in common."""

    wish: str
    heard: Reading
    mood: Mood
    look: Look
    named: Sequence[Named]
    seed: int


def takes(
    wish: str, mood: Mood, *, look: Look, named: Sequence[Named] = (), seed: int = 0, note: str = ""
) -> list[Take]:
    """One take for each move of the mood, in the matrix's order.

    note: what to do differently this time. Hours, weather and places in it count; its words are no picture.
    """
    order = _Order(wish, read(f"{note} {wish}"), mood, look, named, seed)
    return [_take(order, turn) for turn in range(len(mood.moves))]


def subject_of(wish: str) -> str:
    """The asker's own words as the subject of a picture: without the asking, marks and what is too long."""
    text = " ".join(_UNWANTED_MARKS.sub(" ", plain(wish)).split())
    rest = _ASKING.sub("", text)
    text = rest if word_count(rest) >= 2 else text
    said: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        words = sentence.rstrip(".!?… ;,").split()
        if said and len(said) + len(words) > MOST_SUBJECT:
            break
        if said:
            said[-1] += "."
        said += words
    return _capital(" ".join(_cut(said, MOST_SUBJECT))) or "The subject"


def _cut(words: Sequence[str], most: int) -> list[str]:
    """At most so many words, ending with a clause where there is one and never with a little word."""
    if len(words) <= most:
        return list(words)
    kept = list(words[:most])
    comma = max((place for place, word in enumerate(kept) if word[-1:] in ",;:"), default=0)
    kept = kept[: comma + 1] if comma >= most // 2 else kept
    while len(kept) > 1 and kept[-1].casefold() in PLAIN_ENGLISH:
        kept.pop()
    kept[-1] = kept[-1].rstrip(",;:.")
    return kept


def _take(order: _Order, turn: int) -> Take:
    move = order.mood.moves[turn]
    light = _lighting(order, turn)
    art = order.look.art_style
    parts = {
        "subject": _sentence(subject_of(order.wish)),
        "named": _about(order.wish, order.named),
        "air": _sentence(_surroundings(order, turn)),
        "light": _sentence(_capital(light)),
        "camera": _sentence(CAMERA[move][(order.seed + turn) % len(CAMERA[move])]),
        "colours": _colours(order.look.colours, turn),
        "look": _sentence(f"Look: {_short(art, MOST_LOOK)}") if art else "",
    }
    return Take(move, _arranged(parts, turn), air.MOODS[FEELING[order.mood.key]][1][turn], light)


# Which comes when, and which is left out first where it is too much.
_ORDERS = (
    ("subject", "named", "light", "air", "camera", "colours", "look"),
    ("camera", "subject", "named", "air", "light", "look", "colours"),
    ("light", "subject", "named", "camera", "colours", "air", "look"),
)
_LEAVE_OUT = ("look", "air", "named", "colours")


def _arranged(parts: dict[str, str], turn: int) -> str:
    left = dict(parts)

    def text() -> str:
        return " ".join(left[name] for name in _ORDERS[turn] if left.get(name))

    for name in _LEAVE_OUT:
        if word_count(text()) <= MOST_WORDS:
            break
        left.pop(name)
    said = text()
    for thought in (*_AFTERTHOUGHTS[turn:], *_AFTERTHOUGHTS[:turn]):
        if word_count(said) >= LEAST_WORDS:
            break
        said = f"{said} {thought}."
    return said


def _lighting(order: _Order, turn: int) -> str:
    """The hour that the wish or the guide names, else another in each take; and how the light falls."""
    quality = LIGHT[order.mood.key][turn]
    if order.heard.hours:
        return f"{_hour(order.heard.hours[0], turn, order.seed)}, {quality}"
    if order.look.lighting:
        return f"{_short(order.look.lighting, MOST_LOOK)}, {quality}"
    if any(not PLACES[place].daylight for place in order.heard.places[:1]):
        return quality
    return f"{_hour(HOURS[order.mood.key][turn], turn, order.seed)}, {quality}"


def _hour(hour: str, turn: int, seed: int) -> str:
    phrases = air.HOURS[hour].indoors
    return phrases[(turn + seed) % len(phrases)]


def _surroundings(order: _Order, turn: int) -> str:
    """Weather, or a detail of the place, where the wish says enough of it; else what fits everywhere."""
    heard, look, anywhere = order.heard, order.look, AIR[order.mood.key]
    known = heard.places or any(motif.weight >= SOLID for motif in heard.motifs[:1])
    if not (known or heard.weathers):
        return anywhere[(turn + order.seed) % len(anywhere)]
    style = (
        f"{look.art_style} {look.lighting}" if heard.hours or look.lighting else HOURS[order.mood.key][turn]
    )
    picture = imagine(
        lyrics=order.wish, style=style, scene_kind="verse", index=turn, count=3, seed=order.seed
    )
    if turn == 2 and picture.weather and known:
        return PLACES[picture.place].details[order.seed % 2]  # two takes have told of the weather
    return picture.detail if turn < 2 or picture.weather else anywhere[turn]


def _about(wish: str, named: Sequence[Named]) -> str:
    """Who and what is meant, in the bible's words; those that the wish does not name are put into it."""
    told = []
    for one in list(named)[:MOST_NAMED]:
        about = _short(one.about, MOST_ABOUT)
        if about:
            told.append(_sentence(f"{one.name}: {about}"))
        elif one.name.casefold() not in wish.casefold():
            told.append(_sentence(f"With {one.name}"))
    missing = [one.name for one in named[MOST_NAMED:] if one.name.casefold() not in wish.casefold()]
    if missing:
        told.append(_sentence(f"Also there: {', '.join(missing[:4])}"))
    return " ".join(told)


def _colours(names: Sequence[str], turn: int) -> str:
    if not names:
        return ""
    low, high = names[0], names[-1]
    middle = names[len(names) // 2]
    if len(names) == 1:
        return f"Everything in tones of {low}."
    forms = (
        f"Palette of {low}, {middle} and {high}." if len(names) > 2 else f"Palette of {low} and {high}.",
        f"{_capital(low)} in the shadows, {high} in the highlights.",
        f"{_capital(middle)} rules the frame, with {high if middle != high else low} where it matters.",
    )
    return forms[turn]


def _short(text: str, most: int) -> str:
    """The first sentence of a text, at most so many words of it."""
    clean = " ".join(_UNWANTED_MARKS.sub(" ", plain(text)).split())
    first = _SENTENCE_END.split(clean)[0] if clean else ""
    return " ".join(_cut(first.rstrip(".!?… ;,").split(), most))


def _sentence(text: str) -> str:
    return f"{text}." if text else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
