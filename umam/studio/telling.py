"""The order in which scenes are told, and how one of them moves to another place in it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from storybible.models import Scene
from storybible.services.keeping import Author
from storybible.services.scenes import update_scene

ORDER = ("position", "created_at", "id")


def move_scene(*, scene: Scene, author: Author, place: int) -> int:
    """Brings the scene to a place of the telling, counted from 0. Returns how many scenes were written.

    As few as possible are given another position: those from here to there, or up to the next free one.
    """
    author.require_edit(scene.universe)
    with transaction.atomic():
        rows = Scene.objects.select_for_update(of=("self",)).filter(universe=scene.universe, deleted_at=None)
        told = list(rows.order_by(*ORDER))
        if scene.pk not in {row.pk for row in told}:
            return 0
        others = [row for row in told if row.pk != scene.pk]
        here = next(row for row in told if row.pk == scene.pk)
        place = max(0, min(place, len(others)))
        wanted = [*others[:place], here, *others[place:]]
        if wanted == told:
            return 0
        positions = _positions(wanted, place)
        for row in wanted:
            if positions[row.pk] != row.position:
                row.universe = scene.universe
                update_scene(scene=row, author=author, position=positions[row.pk])
    return sum(positions[row.pk] != row.position for row in told)


def _positions(wanted: Sequence[Scene], place: int) -> dict[object, int]:
    """Positions that rise along the wanted order, with the fewest changes: upwards from the place or down."""
    later, earlier = _upwards(wanted, place), _downwards(wanted, place)
    changes = [sum(found[row.pk] != row.position for row in wanted) for found in (later, earlier)]
    return later if earlier[wanted[0].pk] < 0 or changes[0] <= changes[1] else earlier


def _upwards(wanted: Sequence[Scene], place: int) -> dict[object, int]:
    found: dict[object, int] = {row.pk: row.position for row in wanted}
    low = wanted[place - 1].position if place else -1
    high = wanted[place + 1].position if place + 1 < len(wanted) else low + 2
    found[wanted[place].pk] = low + (high - low) // 2 if high - low > 1 else low + 1
    for before, row in zip(wanted[place:], wanted[place + 1 :], strict=False):
        if found[row.pk] > found[before.pk]:
            break
        found[row.pk] = found[before.pk] + 1
    return found


def _downwards(wanted: Sequence[Scene], place: int) -> dict[object, int]:
    found: dict[object, int] = {row.pk: row.position for row in wanted}
    if place + 1 < len(wanted):
        found[wanted[place].pk] = wanted[place + 1].position - 1
    elif place:
        found[wanted[place].pk] = wanted[place - 1].position
    for spot in range(place - 1, -1, -1):
        row, after = wanted[spot], wanted[spot + 1]
        if found[row.pk] < found[after.pk]:
            break
        found[row.pk] = found[after.pk] - 1
    return found
