"""Questions about scenes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from storybible.models import Scene, SceneParticipant, Visibility
from storybible.selectors.scope import visible, visible_in
from umam.lib.errors import NotFound
from umam.universes.access import Person, can_edit
from umam.universes.models import Universe

# What is not needed of an element that takes part.
_NOT_SHOWN = ("body", "summary", "aliases", "tags")


def scenes_of(universe: Universe, user: Person) -> QuerySet[Scene]:
    """The scenes of a universe that a person may see, those in the trash too, with all that they name."""
    rows = visible_in(Scene.objects.all(), user, universe)
    return with_cast(rows, hidden_too=can_edit(user, universe.pk))


def get_scene(*, user: Person, scene_id: UUID, trashed: bool = False) -> Scene:
    """A scene that the person may see. Raises NotFound; for one in the trash too, unless `trashed`."""
    rows = visible(Scene.objects.select_related("universe", "calendar"), user).filter(pk=scene_id)
    found = (rows if trashed else rows.filter(deleted_at=None)).first()
    if found is None:
        raise NotFound("There is no such scene here.")
    return found


def with_cast(rows: QuerySet[Scene], *, hidden_too: bool) -> QuerySet[Scene]:
    """The scenes with calendar, location and participants, without those in the trash.

    hidden_too: also elements that only editors see.
    """
    cast = SceneParticipant.objects.order_by("position", "pk").filter(element__deleted_at=None)
    if not hidden_too:
        cast = cast.filter(element__visibility=Visibility.EVERYONE)
    cast = cast.select_related("element").defer(*(f"element__{name}" for name in _NOT_SHOWN))
    rows = rows.select_related("location").defer(*(f"location__{name}" for name in _NOT_SHOWN))
    return rows.prefetch_related("calendar", Prefetch("participant_rows", cast))


def scenes_with(elements: Iterable[Any], *, hidden_too: bool) -> QuerySet[Any, Any]:
    """Ids of the scenes in which at least one of the elements takes part."""
    rows = SceneParticipant.objects.filter(element_id__in=list(elements), element__deleted_at=None)
    return (rows if hidden_too else rows.filter(element__visibility=Visibility.EVERYONE)).values("scene")
