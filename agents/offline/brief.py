"""What a scene is made from, and the scene. No database: whoever calls fills these from the story bible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FEWEST_WORDS, MOST_WORDS, USUAL_WORDS = 300, 1000, 450


@dataclass(frozen=True)
class Person:
    """`pronoun` is he, she or they; without one it is guessed, and "they" where nothing tells."""

    name: str
    pronoun: str = ""
    summary: str = ""
    traits: Mapping[str, object] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spot:
    """The location of a scene."""

    name: str
    summary: str = ""
    traits: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class StoryBrief:
    """Options by their keys (see `storybible.catalog`), levels by number; rules and ties as sentences."""

    prompt: str = ""
    genre: str = ""
    tone: str = ""
    physics: str = ""
    magic: str = ""
    tech_level: int = 5
    magic_level: int = 0
    rules: tuple[str, ...] = ()
    characters: tuple[Person, ...] = ()
    location: Spot | None = None
    ties: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    words: int = USUAL_WORDS
    palette: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """`content` is Markdown, a paragraph a block. `characters` are the asked ones, by name."""

    title: str
    content: str
    beats: tuple[str, ...]
    location: str
    characters: tuple[str, ...]
    time_of_day: str
    mood: str
    shape: str

    @property
    def word_count(self) -> int:
        return len(self.content.split())
