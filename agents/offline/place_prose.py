"""The words for a place, read off its map."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from agents.offline.banks.place_words import FEEL, IS, LIES, LIFE, MARK, PARTS, SENSES, WAYS
from agents.offline.grammar import bag, bare, capitals, listed, lower_first, name_of, plain, sentences
from agents.offline.layouts.ground import Ground
from agents.offline.map_shape import Landmark, MapLayout
from agents.offline.place_brief import PlaceBrief
from agents.offline.reading import barred_words
from agents.offline.scenery import allowed

_BARE_LAST, _BARE_FIRST = bag("Hill Side End"), bag("Upper Low Six Seven")
FEWEST_WORDS, MOST_WORDS = 120, 250
_AIM = 165


def whereabouts(x: float, y: float) -> str:
    """ "in the north-west" for a point of the map."""
    rows = "north" if y < 0.38 else "south" if y > 0.62 else ""
    columns = "west" if x < 0.38 else "east" if x > 0.62 else ""
    return f"in the {'-'.join(filter(None, (rows, columns)))}" if rows or columns else "in the middle"


def the(name: str) -> str:
    """A name as a sentence has it: "the Long Hall", but "Keeper's Tower"."""
    if name.startswith("The "):
        return f"the {name[4:]}"
    words = name.split()
    own = "'s " in name or " of " in name or len(words) < 2 or name[:1].islower() or not name.isascii()
    return name if own or words[-1] in _BARE_LAST or words[0] in _BARE_FIRST else f"the {name}"


class Prose:
    def __init__(
        self,
        brief: PlaceBrief,
        ground: Ground,
        landmarks: Sequence[Landmark],
        layout: MapLayout,
        dice: random.Random,
    ) -> None:
        self.brief, self.ground, self.layout, self.dice = brief, ground, layout, dice
        self.name = name_of(brief.name) or "The place"
        self.landmarks = list(landmarks)
        self.barred = barred_words(brief.rules)
        self.said: set[str] = set()

    def description(self) -> str:
        """What it is, how it lies, its parts, three landmarks, its ways and its life."""
        parts = [self._is(), self._lies(), self._parts(), *self._marks(), self._ways()]
        extra = [*LIFE[self.brief.kind], *self._senses()]
        self.dice.shuffle(extra)
        text = " ".join(filter(None, parts))
        while extra and len(text.split()) < _AIM:
            text = f"{text} {self._once(extra.pop())}".strip()
        for mark in self.landmarks[3:]:
            if len(text.split()) >= FEWEST_WORDS + 5:
                break
            text = f"{text} {self._once(mark.description)}".strip()
        return self._within(text)

    def _senses(self) -> tuple[str, ...]:
        return SENSES[
            "space" if self.brief.tech_level >= 10 and self.brief.kind != "wilderness" else self.brief.kind
        ]

    def _within(self, text: str) -> str:
        """Whole sentences up to the most that is read."""
        found = ""
        for sentence in sentences(text):
            if len(f"{found} {sentence}".split()) > MOST_WORDS:
                break
            found = f"{found} {sentence}".strip()
        return found

    def geography(self) -> str:
        told = plain(self.brief.traits.get("geography", ""), 300)
        first = f"{told[:1].upper()}{told[1:].rstrip(' .')}." if told else ""
        places = [f"{the(one.name)} {self._where(one.x, one.y)}" for one in self.landmarks]
        marks = f"Its landmarks are {listed(places)}."
        scale = self.layout.scale
        size = f"From border to border it is about {scale.across:g} {scale.unit}." if scale else ""
        return " ".join(filter(None, (first, self._pick(LIES[self._water_kind()], again=True), marks, size)))

    def atmosphere(self) -> str:
        climate = plain(self.brief.traits.get("climate", ""), 200).rstrip(" .")
        weather = f"{climate[:1].upper()}{climate[1:]}." if climate else ""
        feel = FEEL.get(self.brief.tone, FEEL[""])
        senses = [one for one in self._senses() if self._fits(one)]
        return " ".join(filter(None, (feel, weather, self.dice.choice(senses or [""]))))

    def _where(self, x: float, y: float) -> str:
        """A tower is seen from the side."""
        if self.ground.facts.get("plan") != "tower":
            return whereabouts(x, y)
        return (
            "at the foot"
            if y > 0.75
            else "at the top"
            if y < 0.25
            else "half-way up"
            if y < 0.55
            else "lower down"
        )

    # Sentences

    def _is(self) -> str:
        """What the bible says it is; else what such places are."""
        summary = plain(self.brief.summary, 300).rstrip(" .")
        if summary and re.match(r"(?:A|An|The)\b", summary):
            return f"{self.name} {self._slots()['is']} {lower_first(summary)}."
        if summary:
            return f"{summary}."
        return self._pick(IS[self.brief.kind])

    def _water_kind(self) -> str:
        return self.ground.facts.get("plan") or self.ground.facts["water"] or "dry"

    def _lies(self) -> str:
        return self._pick(LIES[self._water_kind()])

    def _parts(self) -> str:
        shown = [area for area in self.layout.areas if area.kind not in ("corridor", "passage", "stair")]
        names = [the(area.name) for area in shown]
        if self.brief.kind == "wilderness":
            names = [
                f"{name} {whereabouts(*_middle(area.points))}"
                for name, area in zip(names, shown, strict=True)
            ]
        return self._pick(PARTS[self.brief.kind], parts=listed(names)) if len(names) > 1 else ""

    def _marks(self) -> list[str]:
        """Three landmarks with where they are and the first thing to know of them."""
        found = []
        for pattern, one in zip(self.dice.sample(MARK, len(MARK)), self.landmarks, strict=False):
            where = self._where(one.x, one.y)
            text = capitals(pattern.format(where=where, landmark=the(one.name)))
            about = next((part for part in sentences(one.description) if self._fits(part)), "")
            self.said.add(bare(about))
            found.append(f"{text} {about}".strip())
        return found

    def _ways(self) -> str:
        count = [0] * len(self.landmarks)
        for path in self.layout.paths:
            count[path.start] += 1
            count[path.end] += 1
        busiest = self.landmarks[max(range(len(count)), key=count.__getitem__)]
        return self._pick(WAYS[self.brief.kind], centre=the(busiest.name))

    def _pick(self, pool: Sequence[str], *, again: bool = False, **extra: str) -> str:
        for text in self.dice.sample(list(pool), len(pool)):
            filled = self._filled(text, extra)
            if self._fits(text) and bare(filled) not in self.said:
                self.said.add(bare(filled))
                return filled
        return self._filled(pool[0], extra) if again and self._fits(pool[0]) else ""

    def _filled(self, text: str, extra: dict[str, str]) -> str:
        return capitals(text.format_map(_Slots({**self._slots(), **extra})))

    def _once(self, text: str) -> str:
        kept = [one for one in sentences(text) if self._fits(one) and bare(one) not in self.said]
        self.said |= {bare(one) for one in kept}
        return " ".join(kept)

    def _fits(self, text: str) -> bool:
        return allowed(text, self.brief.tech_level, self.barred)

    def _slots(self) -> dict[str, str]:
        facts = self.ground.facts
        waters = {water.kind: water for water in self.layout.water}
        river, lake = waters.get("river"), waters.get("lake")
        low, high = self.landmarks[0], self.landmarks[-1]
        return {
            "name": self.name,
            **_VERBS[
                self.name.startswith("The ") and self.name.endswith("s") and not self.name.endswith("ss")
            ],
            "side": facts.get("side", ""),
            "start": f"the {facts.get('start', 'north')}",
            "end": f"the {facts.get('end', 'south')}",
            "river": the(river.name) if river else "",
            "lake": the(lake.name) if lake else "",
            "lake_side": whereabouts(*_middle(lake.points)).removeprefix("in the ") if lake else "",
            "middle": the(low.name),
            "bottom": the(low.name),
            "top": the(high.name),
        }


_VERBS = {
    False: {"is": "is", "was": "was", "has": "has", "belongs": "belongs"},
    True: {"is": "are", "was": "were", "has": "have", "belongs": "belong"},
}


class _Slots(dict[str, str]):
    """A slot that begins with a capital takes the same words, with a capital."""

    def __missing__(self, key: str) -> str:
        value = self[key[0].lower() + key[1:]]
        return value[:1].upper() + value[1:]


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
