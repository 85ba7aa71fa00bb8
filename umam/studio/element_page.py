"""What the page of an element shows, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from storybible.documents.elements import living_images, living_model
from storybible.models import Element, Scene, TimelineEvent, Trait
from storybible.selectors.relations import relations_of
from storybible.selectors.scope import visible_in
from storybible.selectors.time import when_label
from storybible.words import markdown_all
from umam.accounts.models import User
from umam.lib.errors import NotFound
from umam.universes.models import Universe

MOST = 30
MOST_READ = 500
LONG = 180


@dataclass(frozen=True)
class Fact:
    """A trait as it is read: a short one in the table of facts, a long text under a heading of its own."""

    trait: Trait
    html: SafeString

    @property
    def is_long(self) -> bool:
        value = self.trait.value_text or ""
        return len(value) > LONG or "\n" in value.strip()


@dataclass(frozen=True)
class Appearance:
    """An event that an element is part of, and as what."""

    event: TimelineEvent
    when: str
    role: str = ""


def find_element(universe: Universe, user: User, key: str, *, trashed: bool = False) -> Element:
    """The element of that key that the reader may see. Raises NotFound."""
    rows = visible_in(Element.objects.filter(key=key), user, universe).select_related("model", "updated_by")
    found = (rows if trashed else rows.filter(deleted_at=None)).prefetch_related("traits").first()
    if found is None:
        raise NotFound("There is no such element here.")
    found.universe = universe
    return found


def article(element: Element, user: User) -> dict[str, Any]:
    from storybible.selectors.mentions import backlinks

    traits = [trait for trait in element.traits.all() if trait.value not in (None, "", [])]
    texts = [element.body, *(trait.value_text or "" for trait in traits)]
    body, *values = markdown_all(texts, element.universe, user)
    facts = [Fact(trait, html) for trait, html in zip(traits, values, strict=True)]
    return {
        "body": body,
        "facts": [fact for fact in facts if not fact.is_long],
        "long_facts": [fact for fact in facts if fact.is_long],
        "images": living_images(element),
        "model": living_model(element),
        "ties": relations_of(element, user),
        "appearances": _appearances(element, user),
        "scenes": _scenes(element, user),
        "backlinks": backlinks(element, user),
    }


def _appearances(element: Element, user: User) -> list[Appearance]:
    """Events that it takes part in or that are about it. Ids first: an OR over two joins reads them all."""
    roles = dict(element.participations.values_list("event_id", "role")[:MOST_READ])
    linked = element.event_links.values_list("event_id", flat=True)[:MOST_READ]
    rows = visible_in(TimelineEvent.objects.filter(deleted_at=None), user, element.universe)
    rows = rows.filter(pk__in={*roles, *linked}).select_related("calendar")
    events = rows.order_by("start_tick", "end_tick", "id")[:MOST]
    return [Appearance(one, when_label(one), roles.get(one.pk, "")) for one in events]


def _scenes(element: Element, user: User) -> list[Scene]:
    """Scenes that play there or with them."""
    here = element.scenes_here.filter(deleted_at=None).values_list("pk", flat=True)[:MOST_READ]
    with_them = element.scene_participations.values_list("scene_id", flat=True)[:MOST_READ]
    rows = visible_in(Scene.objects.filter(deleted_at=None), user, element.universe)
    return list(rows.filter(pk__in={*here, *with_them}).order_by("position", "created_at", "id")[:MOST])
