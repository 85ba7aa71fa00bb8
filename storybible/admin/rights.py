"""Whose rows a person sees and changes in the admin, found once a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from storybible.models import Element, Visibility
from umam.universes import access


@dataclass(frozen=True)
class Rights:
    """The universes that somebody sees and those they may change. `everything`: an administrator."""

    everything: bool
    seen: frozenset[UUID]
    edited: frozenset[UUID]

    def edits(self, universe_id: UUID) -> bool:
        return self.everything or universe_id in self.edited

    def universes(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of the universes that are seen."""
        return rows if self.everything else rows.filter(_among(self.seen))

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows that are seen: the hidden ones only where they may be changed."""
        if self.everything:
            return rows
        only_seen = self.seen - self.edited
        if not only_seen:
            return rows.filter(_among(self.edited))
        shown = _among(self.edited) | (_among(only_seen) & Q(visibility=Visibility.EVERYONE))
        return rows.filter(shown)


def _among(universes: frozenset[UUID]) -> Q:
    if len(universes) == 1:
        return Q(universe=next(iter(universes)))
    return Q(universe__in=sorted(universes))


def rights_of(request: HttpRequest) -> Rights:
    found: Rights | None = getattr(request, "bible_rights", None)
    if found is None:
        user = request.user
        everything = bool(user.is_authenticated and user.is_active and getattr(user, "is_admin", False))
        seen = [] if everything else access.visible_universes(user).values_list("pk", flat=True)
        edited = [] if everything else access.editable_universes(user).values_list("pk", flat=True)
        found = Rights(everything, frozenset(seen), frozenset(edited))
        request.bible_rights = found  # type: ignore[attr-defined]
    return found


def shown_to_reader(row: Any, element: Element | None) -> bool:
    """Whether the reader of a listed row sees an element that it names."""
    if element is None or element.in_trash:
        return False
    return bool(row.shows_all or element.visibility == Visibility.EVERYONE)
