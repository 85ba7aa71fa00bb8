"""What a designer wants to know of a universe at a glance: how much there is, what is missing, what moved.

Every function makes a number of queries that does not depend on how much there is. In large universes, where
counting takes its time, what was counted is remembered until somebody writes there, or for some minutes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import BigIntegerField, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse

from storybible.models import (
    Action,
    Element,
    ElementImage,
    EntityType,
    EventLink,
    EventParticipant,
    Mention,
    Relation,
    Revision,
    RowKind,
    Scene,
    SceneParticipant,
    TimelineEvent,
    Trait,
    TraitTemplate,
    Visibility,
)
from storybible.selectors import scope
from umam.accounts.models import User
from umam.universes import access
from umam.universes.models import Universe

Elements = QuerySet[Element]
R = TypeVar("R")

# Counting stops here: beyond it nobody wants the exact number, and the page should not wait for it.
MOST = 1000
# From so many elements on, counts are remembered.
LARGE = 2000
REMEMBERED_SECONDS = 600
_PLURALS = {"species": "Species", "technology": "Technologies"}
_YEAR = 31_556_952  # seconds of a mean Gregorian year


@dataclass(frozen=True)
class TypeCount:
    key: str
    label: str
    count: int

    @property
    def plural(self) -> str:
        """The name of several: Characters."""
        return _PLURALS.get(self.key, f"{self.label}s")


@dataclass(frozen=True)
class Counts:
    """How much a universe holds, without the trash. `types` has all eight, also those with nothing."""

    types: list[TypeCount]
    elements: int
    events: int
    scenes: int
    relations: int
    trash: int


@dataclass(frozen=True)
class Gap:
    """Something that is missing in some elements. `count` ends at `MOST`; `examples` are the latest few."""

    key: str
    label: str
    hint: str
    count: int
    examples: list[Element]

    @property
    def count_label(self) -> str:
        return f"{MOST}+" if self.count >= MOST else str(self.count)


@dataclass(frozen=True)
class Change:
    """One line of the history of a universe."""

    kind: str
    kind_label: str
    row_id: str
    title: str
    action: str
    action_label: str
    number: int
    changed: list[str]
    by: str
    at: datetime
    url_name: str
    url_args: list[str]

    @property
    def url(self) -> str:
        """The row's page, or the trash."""
        return reverse(self.url_name, args=self.url_args)


@dataclass(frozen=True)
class Period:
    """A stretch of in-world time and how many events begin in it."""

    start_tick: int
    end_tick: int
    count: int


def counts(universe: Universe, user: access.Person | None = None) -> Counts:
    """With a `user`, only what this person may see."""
    sees_all = user is None or access.can_edit(user, universe.pk)
    return _remembered(universe, f"counts:{sees_all}", lambda: _counts(universe, user))


def _remembered(universe: Universe, what: str, count: Callable[[], R]) -> R:
    """What was counted at the universe's latest revision. Small universes are counted each time."""
    if not Element.objects.filter(universe=universe).order_by("pk")[LARGE : LARGE + 1].exists():
        return count()
    of_universe = Revision.objects.filter(universe=universe).order_by("-created_at", "id")
    latest = of_universe.values_list("pk", flat=True).first()
    templates = TraitTemplate.objects.filter(universe=universe, required=True, hidden=False)
    asked = sorted(templates.values_list("entity_subtype", "key"))
    state = sha256(repr((latest, asked)).encode()).hexdigest()[:24]
    key = f"bible:{what}:{universe.pk}:{state}"
    found: R | None = cache.get(key)
    if found is None:
        found = count()
        cache.set(key, found, REMEMBERED_SECONDS)
    return found


def _counts(universe: Universe, user: access.Person | None) -> Counts:
    def rows(model: Any) -> QuerySet[Any]:
        all_rows: QuerySet[Any] = model._default_manager.order_by()
        if user is None:
            return all_rows.filter(universe=universe)
        return scope.visible_in(all_rows, user, universe)

    alive = rows(Element).filter(deleted_at=None)
    found = dict(alive.values_list("entity_subtype").annotate(n=Count("pk")))
    types = [TypeCount(key, str(label), found.get(key, 0)) for key, label in EntityType.choices]
    return Counts(
        types=types,
        elements=sum(found.values()),
        events=rows(TimelineEvent).filter(deleted_at=None).count(),
        scenes=rows(Scene).filter(deleted_at=None).count(),
        relations=rows(Relation).filter(deleted_at=None).count(),
        trash=rows(Element).exclude(deleted_at=None).count(),
    )


# Gaps


def without_summary(rows: Elements) -> Elements:
    return rows.filter(summary="")


def without_image(rows: Elements) -> Elements:
    return rows.filter(~Exists(ElementImage.objects.filter(element=OuterRef("pk"))))


def unused(rows: Elements) -> Elements:
    """Elements that nothing names: no relation, no event, no scene and no mention."""
    me = OuterRef("pk")
    uses: list[QuerySet[Any]] = [
        Relation.objects.filter(source=me, deleted_at=None),
        Relation.objects.filter(target=me, deleted_at=None),
        EventParticipant.objects.filter(element=me, event__deleted_at=None),
        EventLink.objects.filter(element=me, event__deleted_at=None),
        SceneParticipant.objects.filter(element=me, scene__deleted_at=None),
        Scene.objects.filter(location=me, deleted_at=None),
        Mention.objects.filter(target=me),
    ]
    for use in uses:
        rows = rows.filter(~Exists(use.order_by()))
    return rows


def without_required_traits(rows: Elements) -> Elements:
    """Elements that lack a trait which their universe requires of their type, or leave it empty."""
    has_it = Trait.objects.filter(element=OuterRef(OuterRef("pk")), key=OuterRef("key")).exclude(
        Q(value_text="") | Q(value_list=[])
    )
    wanted = TraitTemplate.objects.filter(
        ~Exists(has_it.order_by()),
        universe=OuterRef("universe"),
        entity_subtype=OuterRef("entity_subtype"),
        required=True,
        hidden=False,
    )
    return rows.filter(Exists(wanted.order_by()))


GAPS: dict[str, tuple[str, str, Callable[[Elements], Elements]]] = {
    "summary": ("Without a summary", "One sentence lets people and agents know what it is.", without_summary),
    "image": ("Without a picture", "A face makes it easier to find, and guides new pictures.", without_image),
    "unused": ("Unused", "No relation, event, scene or text names it yet.", unused),
    "traits": (
        "Required traits missing",
        "This universe asks for traits that these lack.",
        without_required_traits,
    ),
}


def gaps(universe: Universe, examples: int = 5) -> list[Gap]:
    """What is missing, for those who may edit: it counts hidden elements too."""
    return _remembered(universe, f"gaps:{examples}", lambda: _gaps(universe, examples))


def _gaps(universe: Universe, examples: int) -> list[Gap]:
    alive = Element.objects.filter(universe=universe, deleted_at=None)
    found = []
    for key, (label, hint, narrow) in GAPS.items():
        rows = narrow(alive)  # type: ignore[arg-type]
        few = rows.only("id", "key", "name", "entity_subtype", "universe")[:examples]
        count = rows.order_by()[:MOST].count()
        found.append(Gap(key, label, hint, count, list(few) if count else []))
    return found


# What moved

_PAGES = {
    RowKind.ELEMENT: "studio:bible-element",
    RowKind.EVENT: "studio:bible-event",
    RowKind.SCENE: "studio:bible-scene",
    RowKind.RELATION: "studio:bible-graph",
    RowKind.WORLD_CONFIG: "studio:bible-world",
    RowKind.STYLE_GUIDE: "studio:bible-style",
    RowKind.CALENDAR: "studio:bible-timeline",
}
_KEYED = (RowKind.ELEMENT, RowKind.EVENT, RowKind.SCENE)


def last_changes(universe: Universe, user: access.Person, limit: int = 10) -> list[Change]:
    """The latest changes to rows that this person may see, newest first."""
    seen = visible_revisions(Revision.objects.filter(universe=universe), user, universe)
    lines = (
        seen.defer("document")
        .annotate(row_key=KT("document__key"), row_name=KT("document__name"), row_title=KT("document__title"))
        .select_related("by")
        .order_by("-created_at", "-id")[:limit]
    )
    revisions: list[Any] = list(lines)
    ties = [one.row_id for one in revisions if one.kind == RowKind.RELATION]
    relations = Relation.objects.select_related("type", "source", "target").in_bulk(ties) if ties else {}
    return [_change(one, universe, relations.get(one.row_id)) for one in revisions]


def visible_revisions(
    rows: QuerySet[Revision], user: access.Person, universe: Universe
) -> QuerySet[Revision]:
    """The history that a person may see: of everything for editors, else of what is open to everyone."""
    if access.can_edit(user, universe.pk):
        return rows
    shown = Q(kind__in=[RowKind.WORLD_CONFIG, RowKind.STYLE_GUIDE, RowKind.CALENDAR])
    kept: list[tuple[RowKind, Any]] = [
        (RowKind.ELEMENT, Element),
        (RowKind.EVENT, TimelineEvent),
        (RowKind.SCENE, Scene),
        (RowKind.RELATION, Relation),
    ]
    for kind, model in kept:
        open_rows = model.objects.filter(
            pk=OuterRef("row_id"), universe=universe, visibility=Visibility.EVERYONE, deleted_at=None
        )
        if kind is RowKind.RELATION:
            open_rows = open_rows.filter(
                source__visibility=Visibility.EVERYONE, target__visibility=Visibility.EVERYONE
            )
        shown |= Q(Exists(open_rows.order_by()), kind=kind)
    return rows.filter(shown)


def _change(revision: Any, universe: Universe, relation: Relation | None) -> Change:
    kind = RowKind(revision.kind)
    title = str(relation) if relation is not None else revision.row_name or revision.row_title
    action = Action(revision.action)
    gone = action is Action.DELETED
    keyed = kind in _KEYED and not gone
    return Change(
        kind=kind.value,
        kind_label=str(kind.label),
        row_id=str(revision.row_id),
        title=title or str(kind.label),
        action=action.value,
        action_label=str(action.label),
        number=revision.number,
        changed=revision.changed,
        by=_name(revision.by),
        at=revision.created_at,
        url_name="studio:bible-trash" if gone else _PAGES[kind],
        url_args=[universe.slug, revision.row_key] if keyed else [universe.slug],
    )


def _name(user: User | None) -> str:
    return user.get_short_name() if user is not None else "The studio"


# Time


def periods(universe: Universe, most: int = 24) -> list[Period]:
    """Events in equal stretches of years (1, 10, 100, ...), at most about `most` of them, oldest first."""
    return _remembered(universe, f"periods:{most}", lambda: _periods(universe, most))


def _periods(universe: Universe, most: int) -> list[Period]:
    events = TimelineEvent.objects.filter(universe=universe, deleted_at=None).order_by()
    ends = events.aggregate(first=Min("start_tick"), last=Max("start_tick"))
    if ends["first"] is None:
        return []
    years = (ends["last"] - ends["first"]) // _YEAR + 1
    width = _YEAR * next(step for step in _steps() if years <= step * most)
    begin = ends["first"] // width * width
    # Counted from the first stretch on, so that dividing never meets a number below zero.
    which = Cast((F("start_tick") - begin) / width, BigIntegerField())
    found = {row["stretch"]: row["n"] for row in events.values(stretch=which).annotate(n=Count("pk"))}
    last = (ends["last"] - begin) // width
    return [Period(begin + at * width, begin + (at + 1) * width, found.get(at, 0)) for at in range(last + 1)]


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50, 100, ..."""
    return (step * 10**power for power in itertools.count() for step in (1, 2, 5))
