"""Who speaks of an element."""

from __future__ import annotations

from uuid import UUID

from storybible.models import Element, Mention, Relation, RowKind, SearchEntry, Visibility
from storybible.selectors.scope import visible_in
from storybible.selectors.search import Found, found_of
from umam.universes import access

MOST = 500
SHOWN = 100


def backlinks(element: Element, user: access.Person) -> list[Found]:
    """The rows that mention an element, as far as the reader may see them, by kind and title.

    A tie is told by the tie's other end. In three queries, whatever mentions it.
    """
    told = Mention.objects.filter(target=element, universe=element.universe_id).order_by("-id")
    ids: dict[str, list[UUID]] = {}
    for kind, row_id in told.values_list("kind", "row_id")[:MOST]:
        ids.setdefault(kind, []).append(row_id)
    ties = ids.pop(RowKind.RELATION, [])
    found = _entries(element, user, ids) if ids else []
    return [*found, *(_ties(element, user, ties) if ties else [])][:SHOWN]


def _entries(element: Element, user: access.Person, ids: dict[str, list[UUID]]) -> list[Found]:
    everybody = [row_id for of_kind in ids.values() for row_id in of_kind]
    rows = SearchEntry.objects.filter(
        universe=element.universe_id, kind__in=list(ids), row_id__in=everybody
    ).exclude(row_id=element.pk)
    if not access.can_edit(user, element.universe_id):
        rows = rows.filter(visibility=Visibility.EVERYONE)
    rows = rows.select_related("universe").defer("text", "calls").order_by("kind", "title", "id")
    return [found_of(row) for row in rows]


def _ties(element: Element, user: access.Person, ids: list[UUID]) -> list[Found]:
    """Ties whose note mentions the element: the page that tells of them is their source's."""
    ends = visible_in(Element.objects.filter(deleted_at=None), user, element.universe).order_by().values("pk")
    rows = visible_in(Relation.objects.filter(pk__in=ids, deleted_at=None), user, element.universe)
    rows = rows.filter(source__in=ends, target__in=ends).select_related("source", "target", "type")
    return [
        Found(
            kind=RowKind.RELATION,
            row_id=row.pk,
            key=row.source.key,
            title=f"{row.source.name} {row.type.label} {row.target.name}",
            subtype="",
            summary=row.note,
            url_name="bible-element",
            universe=element.universe,
        )
        for row in rows.order_by("id")
    ]
