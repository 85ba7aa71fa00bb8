"""The relations page: what is asked of the graph, the answer for the drawing and for the list beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from storybible.models import Element, EntityType, RelationType
from storybible.selectors.relations import graph, relation_types
from storybible.selectors.scope import visible_in
from storybible.selectors.time import read_moment
from umam.accounts.models import User
from umam.lib.errors import Invalid
from umam.studio.entity_types import look_of
from umam.universes.models import Universe

HOPS = (1, 2)
# Colours of ties whose type has none of its own, far enough from each other to be told apart.
HUES = (205, 25, 145, 290, 75, 340, 175, 250, 105, 5, 55, 320)


@dataclass(frozen=True)
class Asked:
    """What a reader asks of the graph; unknown values are as good as none, a wrong date is told."""

    centre: Element | None = None
    hops: int = 2
    ties: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    as_of: str = ""
    tick: int | None = None
    wrong: str = ""

    @classmethod
    def read(cls, given: QueryDict, universe: Universe, user: User, known: Iterable[RelationType]) -> Asked:
        key = given.get("centre", "")[:120]
        seen = visible_in(Element.objects.alive(), user, universe)
        as_of = given.get("as_of", "").strip()[:60]
        tick, wrong = None, ""
        if as_of:
            try:
                tick = read_moment(universe, as_of, attr="as_of").start
            except Invalid as error:
                wrong = error.message
        keys = {one.key for one in known}
        return cls(
            centre=seen.filter(key=key).first() if key else None,
            hops=1 if given.get("hops") == "1" else 2,
            ties=tuple(one for one in given.getlist("tie") if one in keys),
            types=tuple(one for one in given.getlist("type") if one in EntityType.values),
            as_of=as_of,
            tick=tick,
            wrong=wrong,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.ties or self.types or self.as_of)


@dataclass(frozen=True)
class Line:
    """A tie as the list tells it below one of its ends."""

    label: str
    other: dict[str, Any]
    edge: dict[str, Any]


@dataclass(frozen=True)
class Node:
    """An element of the list with its ties."""

    node: dict[str, Any]
    lines: list[Line] = field(default_factory=list)


def answer(universe: Universe, user: User, asked: Asked) -> dict[str, Any]:
    """Nodes and edges with addresses and words, without the types of elements that are not asked for."""
    found = graph(universe, user, asked.centre, asked.hops, asked.ties, as_of=asked.tick)
    centre = found["centre"]
    nodes = {one["id"]: _node(one, universe) for one in found["nodes"]}
    if asked.types:
        nodes = {
            key: one for key, one in nodes.items() if one["entity_subtype"] in asked.types or key == centre
        }
    edges = [one for one in found["edges"] if one["source"] in nodes and one["target"] in nodes]
    return {
        "centre": centre,
        "nodes": list(nodes.values()),
        "edges": edges,
        "truncated": found["truncated"],
        "legend": _legend(edges),
    }


def _node(one: dict[str, Any], universe: Universe) -> dict[str, Any]:
    look = look_of(one["entity_subtype"])
    url = reverse("studio:bible-element", args=[universe.slug, one["key"]])
    return one | {"type_label": look.label, "url": url}


def _legend(edges: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The types of ties that are in sight, each with its hue."""
    used = {one["type"]: one for one in edges}
    return [
        {"key": key, "label": one["label"], "colour": one["colour"], "hue": HUES[place % len(HUES)]}
        for place, (key, one) in enumerate(sorted(used.items(), key=lambda item: item[1]["label"]))
    ]


def listed(found: dict[str, Any]) -> list[Node]:
    """The same as a list: every element with its ties, the nearest and best tied first."""
    nodes = {one["id"]: Node(one) for one in found["nodes"]}
    for edge in found["edges"]:
        source, target = nodes[edge["source"]], nodes[edge["target"]]
        back = edge["label"] if edge["symmetric"] else (edge["inverse_label"] or edge["label"])
        source.lines.append(Line(edge["label"], target.node, edge))
        target.lines.append(Line(back, source.node, edge))
    for one in nodes.values():
        one.lines.sort(key=lambda line: (line.label, line.other["name"].casefold()))
    return sorted(nodes.values(), key=lambda one: (one.node["hop"], -len(one.lines), one.node["name"]))


def offered_types(universe: Universe) -> list[RelationType]:
    return relation_types(universe)
