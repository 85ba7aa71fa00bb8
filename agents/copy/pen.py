"""The brief, ready to be written from: its parts as sentences, and a choice among equals by seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from agents.copy.brand import forbidden_phrases
from agents.copy.brief import PEOPLE, PLACES, CopyBrief, Fact, cleaned, topic_of
from agents.copy.lines import listed, sentence_of, with_article
from agents.copy.prose import holds, sentences
from agents.copy.shapes import MOST_HASHTAGS
from agents.copy.tones import tone_of


class Pen:
    """Gives the parts of a text, each empty where the brief has nothing for it."""

    def __init__(self, brief: CopyBrief, seed: int) -> None:
        self.brief = brief
        self.rng = random.Random(seed)
        self.taken: set[str] = set()
        self.tone = tone_of(brief.tone)
        self.world = " ".join(brief.world.split()) or "this world"
        self.topic = topic_of(brief)
        self.keyword = cleaned(brief.keyword, 60)
        self.told = [sentence_of(one) for one in sentences(brief.description)]
        # What the brand would not say is left out at once: taken out later it leaves a gap.
        self.facts = [fact for fact in brief.facts if self.allows(f"{fact.name} {fact.summary}")]
        self.people = [fact for fact in self.facts if fact.kind in PEOPLE]
        self.places = [fact for fact in self.facts if fact.kind in PLACES]
        self.things = [fact for fact in self.facts if fact not in (*self.people, *self.places)]

    @property
    def lead(self) -> Fact | None:
        """Who stands in front: the first of the people, else of all."""
        return next(iter((*self.people, *self.facts)), None)

    def pick(self, choices: Sequence[str]) -> str:
        """One of them, and no other twice before all were taken."""
        left = [one for one in choices if one not in self.taken] or list(choices)
        chosen = self.rng.choice(left)
        self.taken = (self.taken - set(choices) if len(left) == 1 else self.taken) | {chosen}
        return chosen

    def some(self, facts: Sequence[Fact], most: int, *, but: Iterable[Fact | None] = ()) -> list[Fact]:
        """The first ones, as they are the most asked for, in an order of this seed."""
        left = [fact for fact in facts if fact not in list(but)][: most + 1]
        self.rng.shuffle(left)
        return left[:most]

    def allows(self, text: str) -> bool:
        """Whether the brand forbids none of these words."""
        entries = self.brief.brand.donts
        return not any(holds(text, phrase) for entry in entries for phrase in forbidden_phrases(entry))

    def kind(self) -> str:
        genre = self.brief.genre.casefold()
        return with_article(f"{genre} world") if genre else "a story world"

    def is_told(self) -> str:
        return f"{self.world} is {self.kind()}. It is told {self.tone.how}."

    def about(self, most: int) -> str:
        """What the world says of itself, or what it is where it says nothing."""
        return " ".join(self.told[:most]) or self.is_told()

    def occasion(self) -> str:
        """What the prompt is about; empty where it does not say."""
        forms = ("The occasion: {}.", "Today it is about one thing: {}.", "What is new: {}.")
        return self.pick(forms).format(self.topic) if self.topic else ""

    def search(self) -> str:
        return f"If you searched for {self.keyword}, you are in the right place." if self.keyword else ""

    def law(self) -> str:
        rules = [rule for rule in self.brief.rules if rule.strip()]
        return f"One law holds here: “{sentence_of(self.rng.choice(rules))}”" if rules else ""

    def readers(self) -> str:
        """Who it is for and what the brand stands for."""
        brand = self.brief.brand
        parts = [f"We made it for {brand.audience.rstrip('.')}."] if brand.audience else []
        if brand.values:
            parts.append(f"What we care about: {listed(value.rstrip('.') for value in brand.values[:4])}.")
        return " ".join(parts)

    def invitation(self) -> str:
        return self.pick(self.tone.invitations)

    def hashtags(self, most: int) -> list[str]:
        names = [self.world, self.keyword, self.brief.genre, *(fact.name for fact in self.facts[:6])]
        tags = [_tag(name) for name in (*names, "storyworld")]
        return [tag for tag in dict.fromkeys(tags) if 2 < len(tag) <= 40][: min(most, MOST_HASHTAGS)]


def _tag(name: str) -> str:
    words = ["".join(sign for sign in word if sign.isalnum()) for word in name.split()]
    return "".join(word[:1].upper() + word[1:] for word in words)


def bold(fact: Fact) -> str:
    """**Mara Voss.** Keeper of the light."""
    name = fact.name.replace("*", "").replace("_", " ")
    told = sentence_of(fact.summary)
    return f"**{name}.** {told}" if told else f"**{name}.**"


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def fact_list(facts: Iterable[Fact]) -> str:
    return "\n".join(f"- {bold(fact)}" for fact in facts)
