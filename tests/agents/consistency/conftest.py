"""Small worlds in which to be consistent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from storybible.models import Element, Scene, TimelineEvent
from storybible.selectors.time import span_of
from storybible.services.elements import create_element
from storybible.services.keeping import Author
from storybible.services.relations import create_relation
from storybible.services.scenes import create_scene
from storybible.services.time import create_event
from storybible.services.world import set_world_config
from umam.accounts.models import User
from umam.accounts.services import register
from umam.universes.models import Universe
from umam.universes.services import create_universe


@pytest.fixture
def owner(db: None) -> User:
    return register(email="mara@example.org", password="correct horse battery", name="Mara")


@pytest.fixture
def author(owner: User) -> Author:
    return Author(by=owner)


@pytest.fixture
def universe(owner: User) -> Universe:
    return create_universe(by=owner, name="Testmark")


@pytest.fixture
def world(universe: Universe, author: Author) -> Callable[..., Universe]:
    """`world(tech_level="medieval")`: configure the universe."""

    def configure(**values: Any) -> Universe:
        set_world_config(universe=universe, author=author, **values)
        return universe

    return configure


@pytest.fixture
def make(universe: Universe, author: Author) -> Callable[..., Element]:
    def element(name: str, kind: str = "character", **values: Any) -> Element:
        return create_element(universe=universe, author=author, name=name, entity_subtype=kind, **values)

    return element


@pytest.fixture
def happen(universe: Universe, author: Author) -> Callable[..., TimelineEvent]:
    def event(title: str, starts: str, *participants: Any, **values: Any) -> TimelineEvent:
        return create_event(
            universe=universe, author=author, title=title, starts=starts, participants=participants, **values
        )

    return event


@pytest.fixture
def play(universe: Universe, author: Author) -> Callable[..., Scene]:
    def scene(title: str, text: str = "", **values: Any) -> Scene:
        return create_scene(universe=universe, author=author, title=title, text=text, **values)

    return scene


@pytest.fixture
def tie(universe: Universe, author: Author) -> Callable[..., Any]:
    def relation(source: Element, type: str, target: Element, **values: Any) -> Any:
        return create_relation(
            universe=universe, author=author, type=type, source=source, target=target, **values
        )

    return relation


@pytest.fixture
def moment(universe: Universe) -> Callable[[str], int]:
    """`moment("1204-05")`: the first tick of a date."""

    def tick(text: str) -> int:
        start = span_of(universe=universe, calendar=None, starts=text, ends="")[0]
        assert start is not None
        return start

    return tick
