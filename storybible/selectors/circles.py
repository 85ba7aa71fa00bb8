"""Whether ties lead back to where they began."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from storybible.models import Relation, RelationType
from umam.lib.errors import Conflict
from umam.universes.models import Universe

MOST_VISITED = 20_000
CHUNK = 500


def would_close(
    *, universe: Universe, type: RelationType, source: UUID, target: UUID, without: UUID | None = None
) -> bool:
    """Whether a tie from source to target would close a circle of living ties of this type.

    Looks for a way from target to source from both ends at once, one query a step, always growing the side
    that is smaller: the ancestors of somebody are few where the descendants are many. `without` is a tie that
    does not count, as the one being changed. Raises Conflict where too much would have to be looked through.
    """
    rows = Relation.objects.filter(universe=universe, type=type, deleted_at=None)
    if without is not None:
        rows = rows.exclude(pk=without)
    ahead, behind = {target}, {source}
    new_ahead, new_behind = {target}, {source}
    while new_ahead and new_behind:
        if ahead & behind:
            return True
        if len(new_ahead) <= len(new_behind):
            new_ahead = _neighbours(rows, "source", "target", new_ahead) - ahead
            ahead |= new_ahead
        else:
            new_behind = _neighbours(rows, "target", "source", new_behind) - behind
            behind |= new_behind
        if len(ahead) + len(behind) > MOST_VISITED:
            raise Conflict(
                f"More than {MOST_VISITED} elements are tied here by “{type.label}”: "
                "it cannot be told whether this closes a circle."
            )
    return bool(ahead & behind)


def _neighbours(rows: QuerySet[Relation, Any], here: str, there: str, ids: set[UUID]) -> set[UUID]:
    wanted = sorted(ids)
    found: set[UUID] = set()
    for start in range(0, len(wanted), CHUNK):
        part = rows.filter(**{f"{here}__in": wanted[start : start + CHUNK]})
        found.update(part.values_list(f"{there}_id", flat=True))
    return found


def has_circle(type: RelationType) -> bool:
    """Whether living ties of a type already lead back to themselves: asked before it may not any more."""
    after: dict[UUID, list[UUID]] = defaultdict(list)
    before: dict[UUID, int] = defaultdict(int)
    pairs = Relation.objects.filter(type=type, deleted_at=None).values_list("source_id", "target_id")
    for source, target in pairs.iterator():
        after[source].append(target)
        before[target] += 1
    free = [one for one in after if not before[one]]
    while free:
        for target in after.pop(free.pop(), ()):
            before[target] -= 1
            if not before[target]:
                free.append(target)
    return any(before.values())
