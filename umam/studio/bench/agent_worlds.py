"""What the benches of agents share: worlds to write about, wishes, and a provider that answers."""

from __future__ import annotations

import json
import os
import random
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from storybible.demo.loading import load_demo_world
from storybible.models import Element
from umam.accounts.models import User, UserRole
from umam.studio.bench.place import Helpers, wait_for
from umam.studio.bench.provider import PROVIDER_URL, language_model
from umam.studio.supervisor.ports import free_port
from umam.universes.models import Universe
from umam.universes.services import create_universe

WISHES = (
    "At dawn {} looks for {} and finds something else.",
    "{} has a secret, and {} is about to learn of it.",
    "Two old friends, {} and {}, part on bad terms.",
    "Nobody believes what {} tells of {}.",
    "{} waits a whole night for {}.",
)


@dataclass(frozen=True)
class Asker:
    """A universe, and somebody who asks agents in it."""

    universe: Universe
    person: User
    names: list[str]

    def wish(self, number: int) -> dict[str, Any]:
        """What a scene shall be about: another one for each number, always the same."""
        chance = random.Random(number)
        return {"prompt": WISHES[number % len(WISHES)].format(*chance.sample(self.names, 2))}


def asker(universe: Universe, person: User) -> Asker:
    rows = Element.objects.filter(universe=universe, entity_subtype="character")
    return Asker(universe, person, list(rows.order_by("name").values_list("name", flat=True)[:200]))


def demo_world(name: str) -> Asker:
    person = User.objects.create_user(f"{name}@bench.local", None, role=UserRole.CREATOR)
    universe = create_universe(by=person, name=f"Demo world of {name}")
    load_demo_world(universe=universe, by=person)
    return asker(universe, person)


@dataclass(frozen=True)
class Provider:
    """The bench's own provider, in a process of its own."""

    root: str

    def url(self, name: str, milliseconds: int = 0) -> str:
        """Where it answers after so long; what it is asked there is kept under the name."""
        return f"{self.root}/{milliseconds}/{name}"

    def asked(self, name: str) -> list[dict[str, Any]]:
        """What it was asked under the name since the last time."""
        with urllib.request.urlopen(f"{self.root}/{name}", timeout=10) as answer:  # noqa: S310 - its own
            found: list[dict[str, Any]] = json.load(answer)
        return found


def start_provider(beside: Helpers) -> Provider:
    port = free_port()
    beside.start("provider", "-m", "umam.studio.bench.provider", "--port", str(port))
    provider = Provider(f"http://127.0.0.1:{port}")
    wait_for(lambda: _is_up(provider), 30, "The provider of the bench did not start.")
    return provider


def _is_up(provider: Provider) -> bool:
    try:
        return provider.asked("nothing") == []
    except OSError:
        return False


def use(url: str) -> None:
    """Let this process, and the workers that it starts from now on, ask there."""
    os.environ[PROVIDER_URL] = url
    settings.UMAM_LLM = language_model(url)
