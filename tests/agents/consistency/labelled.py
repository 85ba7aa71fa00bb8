"""The labelled passages: worlds to build, and what should be found in each text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agents.consistency.shapes import Severity, Violation
from storybible.selectors.time import span_of
from storybible.services.elements import create_element
from storybible.services.keeping import Author
from storybible.services.time import create_event
from storybible.services.world import set_world_config
from umam.accounts.models import User
from umam.universes.models import Universe
from umam.universes.services import create_universe

DOCUMENT = json.loads((Path(__file__).parent / "passages.json").read_text(encoding="utf8"))
PASSAGES: list[dict[str, Any]] = DOCUMENT["passages"]


def build(name: str, owner: User) -> Universe:
    told = DOCUMENT["worlds"][name]
    author = Author(by=owner)
    universe = create_universe(by=owner, name=name)
    set_world_config(universe=universe, author=author, **told["config"])
    elements = {
        one["name"]: create_element(
            universe=universe,
            author=author,
            name=one["name"],
            entity_subtype=one["type"],
            aliases=one.get("aliases", []),
        )
        for one in told["elements"]
    }
    for event in told["events"]:
        create_event(
            universe=universe,
            author=author,
            title=event["title"],
            event_type="other" if event["type"] == "other" else event["type"],
            starts=event["starts"],
            ends=event.get("ends", ""),
            participants=[{"element": elements[who], "role": role} for who, role in event["participants"]],
            elements=[elements[place] for place in event.get("places", [])],
        )
    return universe


def as_of(universe: Universe, passage: dict[str, Any]) -> int | None:
    if not passage["as_of"]:
        return None
    return span_of(universe=universe, calendar=None, starts=passage["as_of"], ends="")[0]


def score(expected: list[dict[str, str]], found: Iterable[Violation]) -> tuple[int, list[str], list[str]]:
    """How many were found, which were found and are none, and which were missed. Infos do not count."""
    said = [one for one in found if one.severity is not Severity.INFO]
    missed, hits, wrong = list(expected), 0, []
    for one in said:
        match = next((want for want in missed if _matches(want, one)), None)
        if match is not None:
            missed.remove(match)
            hits += 1
        else:
            wrong.append(f"{one.rule}: {one.evidence}")
    return hits, wrong, [f"{want['rule']}: {want['evidence']}" for want in missed]


def _matches(want: dict[str, str], one: Violation) -> bool:
    words, said = want["evidence"].casefold(), one.evidence.casefold()
    return one.rule == want["rule"] and (words in said or said in words)
