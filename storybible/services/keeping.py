"""What every write has in common: rights, the lock, the history, the search entry, mentions, the live event.

A service does, inside one transaction: `require_edit`, `locked` (for a change), write its rows, `keep`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from storybible.documents import document
from storybible.events import BibleChanged
from storybible.models import Action, BibleRow, Revision, RowKind, Source
from storybible.models.base import Kept
from storybible.services import indexing
from umam.accounts.models import User
from umam.lib.errors import NotFound, Stale
from umam.live.publish import publish
from umam.universes import access
from umam.universes.models import Universe

K = TypeVar("K", bound=Kept)
B = TypeVar("B", bound=BibleRow)


@dataclass(frozen=True)
class Author:
    """Who writes, and by which way. `by` None is the studio itself, which may everything."""

    by: User | None
    source: str = Source.API
    note: str = ""

    def require_edit(self, universe: Universe) -> None:
        """Raises NotFound or Forbidden."""
        if self.by is not None:
            access.require_edit(self.by, universe.pk)


def locked(model: type[K], pk: UUID, expected: int | None = None) -> K:
    """The row, held until the transaction ends.

    Raises NotFound when it is gone, and Stale when somebody wrote it since the revision `expected`.
    """
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound("It is not there any more.")
    if expected is not None and row.revision != expected:
        raise Stale(
            f"Somebody changed “{row}” while you were writing: it is at revision {row.revision} now, and you "
            f"began with {expected}.",
            suggestion="Look at the newer state, then send your change again.",
        )
    return row


def keep(row: Kept, *, kind: RowKind, action: Action, author: Author, changed: Iterable[str] = ()) -> None:
    """Count the revision, remember the state, make it findable, tell. The last step of every write."""
    assert transaction.get_connection().in_atomic_block, "a write and its history belong together"
    model = type(row)
    if action is not Action.CREATED:
        row.revision += 1
    row.updated_at = timezone.now()
    row.updated_by = author.by
    stamp = {"revision": row.revision, "updated_at": row.updated_at, "updated_by": author.by}
    model._default_manager.filter(pk=row.pk).update(**stamp)
    universe_id = row.universe_id  # type: ignore[attr-defined]
    Revision.objects.create(
        universe_id=universe_id,
        kind=kind,
        row_id=row.pk,
        number=row.revision,
        action=action,
        changed=sorted(changed),
        document=document(row),
        source=author.source,
        note=author.note,
        by=author.by,
    )
    indexing.index(row, kind)
    publish(
        BibleChanged(
            universe_id=str(universe_id),
            kind=kind.value,
            id=str(row.pk),
            action=action.value,
            revision=row.revision,
        )
    )


def throw_away(row: B, *, kind: RowKind, author: Author, expected: int | None = None) -> B:
    """Put the row in the trash, where it waits for 30 days. Throwing away twice is the same as once."""
    author.require_edit(row.universe)
    with transaction.atomic():
        mine = locked(type(row), row.pk, expected)
        if mine.deleted_at is None:
            mine.deleted_at = timezone.now()
            mine.save(update_fields=["deleted_at"])
            keep(mine, kind=kind, action=Action.DELETED, author=author)
    return mine


def take_back(row: B, *, kind: RowKind, author: Author) -> B:
    """Take the row out of the trash."""
    author.require_edit(row.universe)
    with transaction.atomic():
        mine = locked(type(row), row.pk)
        if mine.deleted_at is not None:
            mine.deleted_at = None
            mine.save(update_fields=["deleted_at"])
            keep(mine, kind=kind, action=Action.RESTORED, author=author)
    return mine


def free_key(model: type[Model], universe: Universe, name: str) -> str:
    """A key that no row of the universe has, in the trash or not: the name as a slug, numbered if need be."""
    stem = slugify(name, allow_unicode=True)[:100].strip("-_") or "unnamed"
    rows = model._default_manager.filter(universe=universe)
    if not rows.filter(key=stem).exists():
        return stem
    taken = set(rows.filter(key__startswith=stem).values_list("key", flat=True))
    candidates = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(key for key in candidates if key not in taken)


def write_fields(row: Kept, values: dict[str, Any]) -> list[str]:
    """Set plain fields, check them as the model says, save those that differ. Returns their names.

    Raises django's ValidationError, which API, pages and admin all show at the field.
    """
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        checked = {field.name for field in row._meta.fields} - set(changed)
        row.full_clean(exclude=checked, validate_unique=False, validate_constraints=False)
        row.save(update_fields=[*changed, "updated_at"])
    return changed
