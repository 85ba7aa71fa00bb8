"""A scene by rule: passages are chosen, filled, checked against the world, and put in an order that tells."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.offline.banks import company, world
from agents.offline.banks.air import VACUUM_HOURS
from agents.offline.banks.tones import Tone, tone_of
from agents.offline.brief import FEWEST_WORDS, MOST_WORDS, Story, StoryBrief
from agents.offline.cast import Cast, cast_of
from agents.offline.filling import Filler
from agents.offline.grammar import bare, sentences, unmarked, without_names
from agents.offline.people import Figure
from agents.offline.reading import Wish, barred_words, read_prompt
from agents.offline.sayings import rule_of, tie_of
from agents.offline.scenery import (
    Scenery,
    air_lines,
    allowed,
    landmark_of,
    phrase_of,
    scenery_of,
    together,
)
from agents.offline.shapes import BY_KEY, SHAPES, Shape

_NEEDS = re.compile(r"^\[magic (\d)\] ")
# Room for the closing line and for a last name.
_SLACK = 25
_MOST_APART = 7
# Where pauses go, between the parts; in the middle of a storm nobody looks at a thread on a coat.
_PAUSES = (2.2, 1.45, 3.2, 2.7, 1.9, 4.5)
_STORMY = (2.2, 4.4, 2.7, 4.5)


def tell(brief: StoryBrief, *, seed: int = 0) -> Story:
    """The scene of `brief`; the same for the same seed."""
    return _Teller(brief, seed).tell()


@dataclass
class _Part:
    """A paragraph or more, at its place in the scene."""

    at: float
    text: str


@dataclass
class _Teller:
    brief: StoryBrief
    seed: int
    parts: list[_Part] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        brief = self.brief
        names = "|".join(person.name for person in brief.characters)
        self.dice = random.Random(f"{self.seed}|{brief.prompt[:500]}|{names}|{brief.genre}|{brief.tone}")
        self.barred = barred_words(brief.rules)
        self.wish: Wish = read_prompt(brief, self.barred)
        self.scenery: Scenery = scenery_of(brief, self.wish, self.barred, self.dice)
        self.cast: Cast = cast_of(brief, self.wish, self.scenery.era, self.dice, self.barred)
        self.tone: Tone = tone_of(brief.tone)
        self.shape: Shape = self._shape()
        self.filler = Filler(self.scenery.slots, {"A": self.cast.lead, "B": self.cast.other})
        self.target = min(MOST_WORDS - 60, max(FEWEST_WORDS + 25, int(brief.words)))

    def _shape(self) -> Shape:
        """What the prompt calls for, nearly always; without a call the seed goes round all of them."""
        ranked = [BY_KEY[key] for key in self.wish.shapes]
        if not ranked:
            return SHAPES[(self.seed + self.dice.randrange(2) * 4) % len(SHAPES)]
        return ranked[1] if len(ranked) > 1 and self.dice.random() < 0.2 else ranked[0]

    def tell(self) -> Story:
        title = self._title()
        self._opening()
        self._spine()
        self._company()
        self._colour()
        self._lengthen()
        self._closing()
        text = "\n\n".join(part.text for part in sorted(self.parts, key=lambda part: part.at))
        content = unmarked(text.replace("\n\n", "\n").replace("\n", "\n\n"))
        return Story(
            title=title,
            content=content,
            beats=self._beats(),
            location=unmarked(self.scenery.slots["place"]),
            characters=tuple(unmarked(figure.full) for figure in self.cast.asked),
            time_of_day=self.scenery.hour,
            mood=self.tone.mood,
            shape=self.shape.key,
        )

    # Choosing

    def _pick(self, pool: Iterable[str], **extra: str | Figure) -> str:
        """One of `pool`, filled, that fits the world and says nothing said before; "" where none does."""
        choices = list(pool)
        self.dice.shuffle(choices)
        for template in choices:
            needs = _NEEDS.match(template)
            if template in self.used or (needs and int(needs[1]) > self.brief.magic_level):
                continue
            text, names = self.filler.fill(_NEEDS.sub("", template), **extra)
            keys = {bare(sentence) for sentence in sentences(text)}
            if self._fits(text) and not keys & self.said:
                self.said |= keys
                self.used.add(template)
                self.filler.keep(names)
                return text
        return ""

    def _must(self, pool: Sequence[str], **extra: str | Figure) -> str:
        """Like `_pick`; where a world forbids every passage, what may be said of one is kept."""
        found = self._pick(pool, **extra)
        if found:
            return found
        text, names = self.filler.fill(_NEEDS.sub("", pool[0]), **extra)
        kept = [one for one in sentences(text) if self._fits(one) and bare(one) not in self.said]
        self.said |= {bare(one) for one in kept}
        self.filler.keep({name for name in names if any(name in one for one in kept)})
        return " ".join(kept)

    def _fits(self, text: str) -> bool:
        return allowed(without_names(text), self.brief.tech_level, self.barred)

    def _add(self, at: float, text: str) -> bool:
        if text:
            self.parts.append(_Part(at, text))
        return bool(text)

    @property
    def _count(self) -> int:
        return sum(len(part.text.split()) for part in self.parts)

    # Parts of a scene

    def _opening(self) -> None:
        hours, weathers = air_lines(self.scenery)
        setting = self.scenery.setting
        pools: list[Sequence[str]] = [self.tone.opens, setting.images]
        pools.append(self._vacuum_hours() if setting.vacuum else hours)
        if not setting.vacuum and (self.wish.weather or self.dice.random() < 0.6):
            pools.append(weathers)
        order = self.dice.choice(((1, 0, 2, 3), (0, 1, 2, 3), (2, 3, 1, 0), (1, 2, 3, 0)))
        chosen = [pools[index] for index in order if index < len(pools)]
        self._add(0.0, " ".join(filter(None, (self._pick(pool) for pool in chosen))))

    def _vacuum_hours(self) -> tuple[str, ...]:
        return VACUUM_HOURS if self.scenery.hour in ("night", "dusk") else ()

    def _spine(self) -> None:
        shape = self.shape
        self._add(1.0, self._must(shape.want))
        self._add(2.0, self._must(shape.obstacle))
        self._add(3.0, self._must(shape.turn))
        first, second = (
            (shape.up, shape.down) if self.dice.random() < self.tone.upward else (shape.down, shape.up)
        )
        self._add(4.0, self._pick(first) or self._must(second))

    def _company(self) -> None:
        """Everybody else does something, spread over the scene; a crowd does it in groups."""
        others = list(self.cast.others)
        alone, crowd = others[:_MOST_APART], others[_MOST_APART:]
        places = (1.6, 2.6, 3.4)
        groups: dict[float, list[str]] = {}
        for index, figure in enumerate(alone):
            text = self._must(company.ACTS, X=figure)
            if unmarked(figure.full) not in unmarked(text):
                text = f"{figure.full} was there as well."
            groups.setdefault(places[index * len(places) // max(len(alone), len(places))], []).append(text)
        for at, texts in groups.items():
            self._add(at, " ".join(texts))
        for index in range(0, len(crowd), 6):
            names = [figure.full for figure in crowd[index : index + 6]]
            pool = company.CROWD if len(names) > 1 else ("{XS} stood a little apart.",)
            text = self._pick(pool, XS=together(names)) or f"{together(names)} stayed to the end."
            self._add(3.5 + index / 1000, text)

    def _colour(self) -> None:
        """What makes it this world and these people, as far as there is room."""
        for at, text in self._colours():
            if self._count >= self.target - _SLACK:
                return
            self._add(at, text)

    def _colours(self) -> Iterable[tuple[float, str]]:
        lead, other = self.cast.lead, self.cast.other
        inner = [
            self._pick(company.CHARACTER, a_nature=lead.nature)
            if lead.nature
            else self._pick(company.UNKNOWN),
            self._pick(company.WANTS, a_want=lead.want) if lead.want else "",
        ]
        yield 1.3, " ".join(filter(None, inner))
        yield 0.5, self._of_the_place()
        yield 0.6, self._pick(company.ECHOES) if self.scenery.slots["echo"] else ""
        yield 2.4, self._of_the_other(other)
        yield (
            2.8,
            " ".join(filter(None, (self._pick(self.scenery.setting.details), self._pick(self._thoughts())))),
        )
        yield 1.8, " ".join(filter(None, (self._wonder(), self._saying())))
        yield 3.6, " ".join(filter(None, (self._pick(self._sounds()), self._theme())))

    def _of_the_place(self) -> str:
        spot = self.brief.location
        found = []
        if spot:
            for trait, pool in (("geography", company.GEOGRAPHY), ("climate", company.CLIMATE)):
                phrase = phrase_of(spot, trait)
                if phrase and not (trait == "climate" and self.wish.weather):
                    found.append(self._pick(pool, **{trait: phrase}))
            found = [self.dice.choice(found)] if found else []
        found.append(self._pick(world.GENRES.get(self.brief.genre, ())))
        return " ".join(filter(None, found))

    def _of_the_other(self, other: Figure) -> str:
        found = []
        if other.nature:
            found.append(self._pick(company.B_CHARACTER, b_nature=other.nature))
        if other.want:
            found.append(self._pick(company.B_WANTS, b_want=other.want))
        landmark = landmark_of(self.brief.location, self.dice) if self.brief.location else ""
        if landmark:
            found.append(self._pick(company.LANDMARKS, landmark=landmark))
        return " ".join(filter(None, found))

    def _sounds(self) -> Sequence[str]:
        """No hull ticks in a forest."""
        setting, era = self.scenery.setting, self.scenery.era
        return era.sounds if setting.settled and (setting.vacuum or era.first < 10) else ()

    def _thoughts(self) -> Sequence[str]:
        return (*self.tone.thinks, *world.PHYSICS.get(self.brief.physics, ()))

    def _wonder(self) -> str:
        if not self.brief.magic_level:
            return ""
        own = world.WONDERS.get(self.brief.magic, ())
        return self._pick(own or world.WONDERS[str(min(3, self.brief.magic_level))])

    def _saying(self) -> str:
        """A rule of the world, or a tie of the two, put into the scene."""
        tie = tie_of(self.brief.ties, self.cast)
        rules = [rule for rule in map(rule_of, self.brief.rules) if rule]
        found = self._pick(company.TIES, tie=tie) if tie else ""
        if rules and not (found and self.dice.random() < 0.5):
            found = self._pick(company.RULES, rule=self.dice.choice(rules)) or found
        return found

    def _theme(self) -> str:
        return self._pick(next((lines for _, matter, lines in world.THEMES if matter == self.wish.theme), ()))

    def _lengthen(self) -> None:
        """Pauses between the beats, until there is enough."""
        turn = 0
        while self._count < self.target - _SLACK:
            at, text = self._pause(turn)
            text = text or self._pick((*self.scenery.setting.details, *self._sounds()))
            if not self._add(at + turn / 1000, text or self._pick((*self.tone.thinks, *company.UNKNOWN))):
                return
            turn += 1

    def _pause(self, turn: int) -> tuple[float, str]:
        if self.shape.key != "peril":
            return _PAUSES[turn % len(_PAUSES)], self._pick(company.PAUSES)
        at = _STORMY[turn % len(_STORMY)]
        return at, self._pick(company.STORM_PAUSES if at < 4 else company.PAUSES)

    def _closing(self) -> None:
        self._add(5.0, self._pick(self.tone.ends) or self._pick(self.tone.thinks))
        text = "\n".join(part.text for part in self.parts)
        missing = [figure.full for figure in self.cast.asked if figure.full not in text]
        if missing:
            self._add(4.9, f"{together(missing)} stood by and saw it all.")

    # Around the scene

    def _title(self) -> str:
        words = dict(self.scenery.slots)
        for key in ("token0", "ground", "hour"):
            words[key] = words[key].title() if "\ue000" not in words[key] else words[key]
        words["place"] = re.sub(r"(?<= )[a-z]", lambda found: found[0].upper(), words["place"])
        words["in_place"] = f"{self.scenery.setting.preposition} {words['place']}"
        people = {"A": _titled(self.cast.lead), "B": _titled(self.cast.other)}
        titler = Filler(words, people)
        choices = list(self.shape.titles)
        self.dice.shuffle(choices)
        filled = [unmarked(titler.fill(choice)[0]) for choice in choices]
        fitting = [one for one in filled if len(one) <= 70 and self._fits(one)]
        return (fitting or ["Untold"])[0]

    def _beats(self) -> tuple[str, ...]:
        filler = Filler(self.scenery.slots, {"A": self.cast.lead, "B": self.cast.other})
        filler.keep({figure.full for figure in (self.cast.lead, self.cast.other)})
        return tuple(unmarked(filler.fill(beat)[0]) for beat in self.shape.beats)


def _titled(figure: Figure) -> Figure:
    """Somebody as a title has them: by the short name, or "the Old Tracker"."""
    name = figure.short
    if figure.asked is False:
        name = " ".join(word if word == "the" else word.capitalize() for word in name.split())
    return Figure(name, name, figure.pronoun)
