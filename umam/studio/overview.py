"""A universe's overview: its cover, what it holds, where one left it, what moved, what may come next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from storybible.models import Element, RowKind, Scene, TimelineEvent, Visibility
from storybible.selectors import dashboard
from storybible.selectors.scope import visible_in
from storybible.selectors.style import style_guide, swatches
from storybible.selectors.world import chosen, world_config
from umam.accounts.models import User
from umam.studio.element_list import Card, cards, living
from umam.studio.entity_types import LOOKS, Look
from umam.universes.models import Universe


@dataclass(frozen=True)
class Line:
    """One line of the table of contents."""

    look: Look
    count: int


@dataclass(frozen=True)
class Step:
    """Something that the universe lacks as a whole, and where to begin it."""

    label: str
    words: str
    icon: str
    url: str


class Drawing(NamedTuple):
    icon: str


# Written as `icon=`, by which the build finds which drawings the pages need.
GLOBE, PALETTE, BOOK = Drawing(icon="globe"), Drawing(icon="palette"), Drawing(icon="book-open")
TIES, DAYS, SCROLL = Drawing(icon="waypoints"), Drawing(icon="calendar-days"), Drawing(icon="scroll-text")


@dataclass(frozen=True)
class Ribbon:
    """What the reader read last: an element, or an event or scene by its title."""

    url: str
    title: str
    words: str
    card: Card | None = None


def bible(universe: Universe, user: User, *, may_edit: bool, last: tuple[str, UUID] | None) -> dict[str, Any]:
    held = dashboard.counts(universe, None if may_edit else user)
    by_type = {one.key: one.count for one in held.types}
    config, guide = world_config(universe), style_guide(universe)
    references = list(guide.reference_rows.all()) if guide else []
    return {
        "held": held,
        "contents": [Line(look, by_type.get(look.key, 0)) for look in LOOKS],
        "world": list(chosen(config).values()) if config else [],
        "rules": config.rules if config else [],
        "guide": guide,
        "palette": swatches(guide) if guide else [],
        "cover": references[0].asset if references else None,
        "is_empty": not (held.elements or held.events or held.scenes or config or guide),
        "ribbon": _ribbon(universe, user, last) if last else None,
        "latest": latest(universe, may_edit=may_edit) if held.elements else [],
        "steps": _steps(universe, held, config is not None, guide is not None) if may_edit else [],
    }


def _steps(universe: Universe, held: dashboard.Counts, world: bool, style: bool) -> list[Step]:
    """What a young universe may get next; nothing where everything is begun."""
    some = held.elements > 0
    wanted = [
        (not world, "Describe the world", "Five choices that agents keep to", GLOBE, "bible-world-edit"),
        (
            not style,
            "Choose its look",
            "Colours, light and mood of every picture",
            PALETTE,
            "bible-style-edit",
        ),
        (not some, "Add an element", "Somebody, somewhere, something", BOOK, "bible-element-new"),
        (
            held.elements > 1 and not held.relations,
            "Tie two elements",
            "Who is what to whom",
            TIES,
            "bible-graph",
        ),
        (some and not held.events, "Give it a past", "A first event on the timeline", DAYS, "bible-timeline"),
        (
            some and not held.scenes,
            "Write a scene",
            "A piece of narrative that counts",
            SCROLL,
            "bible-scenes",
        ),
    ]
    return [
        Step(label, words, icon.icon, reverse(f"studio:{page}", args=[universe.slug]))
        for is_missing, label, words, icon, page in wanted
        if is_missing
    ][:3]


def _ribbon(universe: Universe, user: User, last: tuple[str, UUID]) -> Ribbon | None:
    kind, row_id = last
    if kind == RowKind.ELEMENT:
        found = cards(living(universe, user).filter(pk=row_id))
        if not found:
            return None
        url = reverse("studio:bible-element", args=[universe.slug, found[0].element.key])
        return Ribbon(url, found[0].element.name, found[0].element.summary, found[0])
    models: dict[str, tuple[Any, str]] = {
        RowKind.EVENT.value: (TimelineEvent, "studio:bible-event"),
        RowKind.SCENE.value: (Scene, "studio:bible-scene"),
    }
    if kind not in models:
        return None
    model, name = models[kind]
    row = visible_in(model.objects.filter(deleted_at=None), user, universe).filter(pk=row_id).first()
    if row is None:
        return None
    return Ribbon(reverse(name, args=[universe.slug, row.key]), row.title, getattr(row, "summary", ""))


def latest(universe: Universe, *, may_edit: bool, most: int = 6) -> list[Card]:
    """The elements that were touched last: the faces of the overview."""
    rows = Element.objects.filter(universe=universe, deleted_at=None)
    if not may_edit:
        rows = rows.filter(visibility=Visibility.EVERYONE)
    return cards(rows.order_by("-updated_at", "-pk")[:most])
