"""Questions about ties: which types there are, what an element is tied to, the graph around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from storybible.models import Element, ElementImage, Relation, RelationType, Visibility
from storybible.selectors.scope import visible, visible_in
from storybible.selectors.time import when_label
from umam.assets import links
from umam.lib.errors import Invalid, NotFound
from umam.universes import access
from umam.universes.models import Universe

Pair = tuple[UUID, UUID, UUID]

MOST_TIES = 500
MOST_NODES = 300
MOST_EDGES = 900
MOST_HOPS = 2
_JOINED = ("type", "source", "target", "calendar")


def relation_types(universe: Universe | None = None) -> list[RelationType]:
    """The studio's types and the universe's own, which win where the key is the same."""
    mine = Q(universe=None) | Q(universe=universe) if universe else Q(universe=None)
    found = list(RelationType.objects.filter(mine).order_by("position", "label", "id"))
    own = {row.key for row in found if row.universe_id is not None}
    return [row for row in found if row.universe_id is not None or row.key not in own]


def find_type(universe: Universe, value: RelationType | str, *, attr: str = "type") -> RelationType:
    """The type of that key or label that the universe may use. Raises Invalid at `attr`."""
    if isinstance(value, RelationType):
        if value.universe_id not in {None, universe.pk}:
            raise Invalid(f"“{value.label}” is not a type of {universe.name}.", attr=attr)
        return value
    wish = " ".join(str(value).split()).casefold()
    known = relation_types(universe)
    for row in known:
        if wish and wish in {row.key.casefold(), row.label.casefold()}:
            return row
    keys = ", ".join(row.key for row in known)
    raise Invalid(f"“{str(value)[:60]}” is no known type of relation. There are {keys}.", attr=attr)


def own_type(universe: Universe, key: str) -> RelationType:
    """A type that the universe added itself. Raises NotFound."""
    row = RelationType.objects.filter(universe=universe, key=key).select_related("universe").first()
    if row is None:
        raise NotFound(
            f"{universe.name} has no type of relation “{key}” of its own.",
            suggestion="The types of the whole studio are changed in the admin.",
        )
    return row


def visible_relations(user: access.Person) -> QuerySet[Relation]:
    """All ties somebody may see: those whose both ends they see too, also the ties in the trash."""
    rows = visible(_rows(), user).filter(source__deleted_at=None, target__deleted_at=None)
    if user.is_authenticated and user.is_admin:
        return rows
    shown = Q(source__visibility=Visibility.EVERYONE, target__visibility=Visibility.EVERYONE)
    return rows.filter(shown | Q(universe__in=access.editable_universes(user).values("pk")))


def relations_in(universe: Universe, user: access.Person) -> QuerySet[Relation]:
    """Like `visible_relations`, in one universe that the person is known to see."""
    rows = visible_in(_rows(), user, universe).filter(source__deleted_at=None, target__deleted_at=None)
    if access.can_edit(user, universe.pk):
        return rows
    return rows.filter(source__visibility=Visibility.EVERYONE, target__visibility=Visibility.EVERYONE)


def get_relation(*, user: access.Person, relation_id: UUID, trashed: bool = False) -> Relation:
    """A tie that the user may see. Raises NotFound; for one in the trash too, unless `trashed`."""
    rows = visible_relations(user).filter(pk=relation_id)
    rows = rows.select_related("universe", *_JOINED)
    relation = (rows if trashed else rows.filter(deleted_at=None)).first()
    if relation is None:
        raise NotFound("There is no such relation here.")
    return relation


def _rows() -> QuerySet[Relation]:
    """With what a tie is shown with, without the long texts of its ends."""
    return Relation.objects.select_related(*_JOINED).defer("source__body", "target__body")


def holding(rows: QuerySet[Relation], first: int | None, last: int | None) -> QuerySet[Relation]:
    """The ties that hold at some moment of [first, last); an end that nobody dated is open."""
    if last is not None:
        rows = rows.filter(Q(start_tick=None) | Q(start_tick__lt=last))
    if first is not None:
        rows = rows.filter(Q(end_tick=None) | Q(end_tick__gt=first))
    return rows


def at(rows: QuerySet[Relation], tick: int | None) -> QuerySet[Relation]:
    """The ties that hold at this moment; all of them without one."""
    return rows if tick is None else holding(rows, tick, tick + 1)


def when_words(relation: Relation) -> str:
    """The dates of a tie as people read them; empty where it is not dated."""
    return when_label(relation) if relation.starts or relation.ends else ""


@dataclass(frozen=True)
class Tie:
    """A tie as one of its ends sees it: `label` reads from there to `other`."""

    relation: Relation
    label: str
    other: Element
    outgoing: bool
    when: str


@dataclass(frozen=True)
class TieGroup:
    """The ties of one element with the same label."""

    label: str
    type: RelationType
    ties: list[Tie] = field(default_factory=list)


def label_from(relation: Relation, element_id: UUID) -> str:
    """How the tie reads from this end."""
    if relation.source_id == element_id or relation.type.symmetric:
        return relation.type.label
    return relation.type.inverse_label or relation.type.label


def relations_of(
    element: Element, user: access.Person, *, as_of: int | None = None, limit: int = MOST_TIES
) -> list[TieGroup]:
    """What an element is tied to, from its side, in both directions, grouped by how it reads. Two queries."""
    rows = at(relations_in(element.universe, user).filter(deleted_at=None), as_of)
    found = [*rows.filter(source=element).order_by("type_id")[:limit]]
    found += rows.filter(target=element).order_by("type_id")[:limit]
    ties = [_tie(row, element.pk) for row in found]
    ties.sort(key=lambda tie: (_group(tie), tie.other.name.casefold(), tie.relation.start_tick or 0))
    groups = []
    for _, same in groupby(ties, key=_group):
        members = list(same)
        groups.append(TieGroup(members[0].label, members[0].relation.type, members))
    return groups


def _tie(relation: Relation, element_id: UUID) -> Tie:
    outgoing = relation.source_id == element_id
    other = relation.target if outgoing else relation.source
    return Tie(relation, label_from(relation, element_id), other, outgoing, when_words(relation))


def _group(tie: Tie) -> tuple[int, str, str]:
    return tie.relation.type.position, tie.relation.type.label, tie.label


def graph(
    universe: Universe,
    user: access.Person,
    centre: Element | UUID | str | None = None,
    hops: int = 2,
    types: Sequence[str] = (),
    *,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Elements and the ties between them, up to `hops` from the centre; without one, the latest ties.

    Two queries a hop and a few more, whatever the size. At most 300 nodes: `truncated` says that there are
    more.
    """
    if not 1 <= hops <= MOST_HOPS:
        raise Invalid(f"The graph shows 1 to {MOST_HOPS} hops.", attr="hops")
    rows = at(relations_in(universe, user).filter(deleted_at=None), as_of)
    if types:
        rows = rows.filter(type__in=[find_type(universe, key) for key in types])
    pairs = rows.values_list("pk", "source_id", "target_id")
    found = _Found()
    middle = _centre(universe, user, centre) if centre is not None else None
    if middle is None:
        found.take(pairs.order_by("-updated_at", "-id")[: MOST_NODES + 1], hop=0)
    else:
        found.add(middle.pk, 0)
        frontier: list[UUID] = [middle.pk]
        for hop in range(1, hops + 1):
            frontier = found.grow(pairs, frontier, hop)
        if frontier:
            between = pairs.filter(source__in=frontier, target__in=frontier)
            found.take(between.order_by("type_id")[:MOST_EDGES], hop=hops)
    edges = Relation.objects.select_related("type", "calendar").in_bulk(list(found.edges))
    return {
        "centre": str(middle.pk) if middle else None,
        "hops": hops,
        "nodes": _nodes(found),
        "edges": [_edge(edges[pk]) for pk in found.edges if pk in edges],
        "truncated": found.truncated,
    }


def _centre(universe: Universe, user: access.Person, centre: Element | UUID | str) -> Element:
    rows = visible_in(Element.objects.filter(deleted_at=None), user, universe)
    if isinstance(centre, Element):
        row = rows.filter(pk=centre.pk).first()
    else:
        try:
            row = rows.filter(pk=UUID(str(centre))).first()
        except ValueError:
            row = rows.filter(key=str(centre)).first()
    if row is None:
        raise NotFound(f"There is no such element in {universe.name}.", attr="centre")
    return row


class _Found:
    """The nodes and edges so far, by their ids: a hub may have thousands that are not shown."""

    def __init__(self) -> None:
        self.nodes: dict[UUID, int] = {}
        self.edges: dict[UUID, tuple[UUID, UUID]] = {}
        self.truncated = False

    def add(self, element: UUID, hop: int) -> bool:
        if element in self.nodes:
            return True
        if len(self.nodes) >= MOST_NODES:
            self.truncated = True
            return False
        self.nodes[element] = hop
        return True

    def take(self, pairs: Iterable[Pair], hop: int) -> None:
        for pk, source, target in pairs:
            if len(self.edges) >= MOST_EDGES:
                self.truncated = True
                return
            if self.add(source, hop) and self.add(target, hop):
                self.edges[pk] = (source, target)

    def grow(self, pairs: QuerySet[Relation, Pair], frontier: list[UUID], hop: int) -> list[UUID]:
        """One hop further. Returns the elements that are new."""
        known = set(self.nodes)
        for end in ("source", "target"):
            part = list(pairs.filter(**{f"{end}__in": frontier}).order_by("type_id")[: MOST_EDGES + 1])
            self.truncated |= len(part) > MOST_EDGES
            self.take(part[:MOST_EDGES], hop)
        return [pk for pk in self.nodes if pk not in known]


def _nodes(found: _Found) -> list[dict[str, Any]]:
    images: dict[UUID, str | None] = {}
    pictures = ElementImage.objects.filter(element__in=list(found.nodes), asset__deleted_at=None)
    for row in pictures.select_related("asset").order_by("element_id", "position", "id"):
        images.setdefault(row.element_id, links.preview_url(row.asset))
    degrees: dict[UUID, int] = dict.fromkeys(found.nodes, 0)
    for source, target in found.edges.values():
        degrees[source] += 1
        degrees[target] += 1
    shown = Element.objects.only("key", "name", "entity_subtype", "summary").in_bulk(list(found.nodes))
    return [
        {
            "id": str(pk),
            "key": shown[pk].key,
            "name": shown[pk].name,
            "entity_subtype": shown[pk].entity_subtype,
            "summary": shown[pk].summary,
            "image": images.get(pk),
            "hop": hop,
            "ties": degrees[pk],
        }
        for pk, hop in found.nodes.items()
        if pk in shown
    ]


def _edge(row: Relation) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "source": str(row.source_id),
        "target": str(row.target_id),
        "type": row.type.key,
        "label": row.type.label,
        "inverse_label": row.type.inverse_label,
        "symmetric": row.type.symmetric,
        "colour": row.type.colour,
        "note": row.note,
        "strength": row.strength,
        "when": when_words(row),
    }
