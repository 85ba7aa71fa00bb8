"""What the offline crafts are told of a universe: rows of the bible as the plain briefs they take."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from agents.consistency.facts import World, world_of
from agents.offline.brief import Person, Spot, StoryBrief
from agents.run import RunContext
from storybible.models import Element, EntityType
from storybible.selectors.style import style_guide

USUAL_TECH = 5


def seed_of(*parts: Any) -> int:
    """The same wish gives the same result; another note another one."""
    return int(hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:8], 16)


def traits_of(element: Element) -> dict[str, object]:
    return {trait.key: trait.value for trait in element.traits.all()}


def person_of(element: Element) -> Person:
    return Person(
        name=element.name,
        pronoun=_pronoun(element),
        summary=element.summary,
        traits=traits_of(element),
        aliases=tuple(element.aliases),
    )


def _pronoun(element: Element) -> str:
    """What the element's traits say, as “she/her”; empty where they say nothing that stories know."""
    said = traits_of(element)
    words = " ".join(str(said.get(key, "")) for key in ("pronouns", "pronoun", "gender")).casefold()
    found = re.findall(r"[a-z]+", words)
    known = {"he": "he", "him": "he", "male": "he", "man": "he", "she": "she", "her": "she", "female": "she"}
    known |= {"woman": "she", "they": "they", "them": "they"}
    return next((known[word] for word in found if word in known), "")


def spot_of(element: Element) -> Spot:
    return Spot(name=element.name, summary=element.summary, traits=traits_of(element))


def palette_of(ctx: RunContext) -> tuple[str, ...]:
    guide = style_guide(ctx.universe)
    return tuple(colour["hex"] for colour in guide.palette) if guide else ()


def world_for(ctx: RunContext) -> World:
    return world_of(ctx.universe)


def story_brief(
    ctx: RunContext, *, prompt: str, characters: Sequence[Element], location: Element | None, words: int
) -> StoryBrief:
    """The brief of a scene, from what the context told. Whom the prompt names takes part as well."""
    world = world_for(ctx)
    told = ctx.elements(one.id for one in ctx.context.told if one.kind == "element" and _is_named(one.reason))
    people = {row.pk: row for row in (*characters, *_of(told, EntityType.CHARACTER))}
    place = location or next(iter(_of(told, EntityType.LOCATION)), None)
    return StoryBrief(
        prompt=prompt,
        genre=world.genre,
        tone=world.tone,
        physics=world.physics,
        tech_level=world.tech if world.tech is not None else USUAL_TECH,
        magic_level=world.magic or 0,
        rules=world.rules,
        characters=tuple(person_of(row) for row in list(people.values())[:8]),
        location=spot_of(place) if place is not None else None,
        ties=tuple(one.title for one in ctx.context.told if one.kind == "relation")[:12],
        items=tuple(row.name for row in _of(told, EntityType.ITEM))[:4],
        words=words,
        palette=palette_of(ctx),
    )


def _is_named(reason: str) -> bool:
    """Whom the wish itself names or pins, not whom the context added around them."""
    return reason.startswith(("pinned", "mentioned", "name in", "alias in"))


def _of(rows: Sequence[Element], kind: EntityType) -> list[Element]:
    return [row for row in rows if row.entity_subtype == kind]
