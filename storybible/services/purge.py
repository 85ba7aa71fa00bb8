"""Emptying the trash of the bible: old rows go for ever, with all that tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from storybible.models import (
    BibleRow,
    Element,
    Mention,
    Relation,
    Revision,
    RowKind,
    Scene,
    SearchEntry,
    TimelineEvent,
)
from storybible.services.keeping import Author
from umam.lib.errors import WrongState

TRASH_AGE = timedelta(days=30)
# So many rows a transaction: on SQLite it keeps every other writer waiting.
BATCH = 100

MODELS: dict[RowKind, type[BibleRow]] = {
    RowKind.RELATION: Relation,
    RowKind.EVENT: TimelineEvent,
    RowKind.SCENE: Scene,
    RowKind.ELEMENT: Element,
}


def purge(*, row: BibleRow, author: Author) -> None:
    """Remove one row in the trash for ever, with its history."""
    author.require_edit(row.universe)
    kind = next(kind for kind, model in MODELS.items() if isinstance(row, model))
    if not row.in_trash:
        raise WrongState(f"{row} is in use.", suggestion="Put it in the trash first.")
    with transaction.atomic():
        _remove(kind, [row.pk])


def empty_trash(*, age: timedelta = TRASH_AGE) -> int:
    """Remove everything that lies in the trash for longer than `age`. Returns how many rows went."""
    before = timezone.now() - age
    count = 0
    for kind, model in MODELS.items():
        old = model._default_manager.filter(deleted_at__lt=before).values_list("pk", flat=True)
        while ids := list(old[:BATCH]):
            with transaction.atomic():
                count += _remove(kind, ids)
    return count


def _remove(kind: RowKind, ids: Sequence[UUID]) -> int:
    """Rows still in the trash, with history, search entries and mentions; an element's ties go with it."""
    trashed = MODELS[kind]._default_manager.filter(pk__in=ids).exclude(deleted_at=None)
    mine = list(trashed.select_for_update(of=("self",)).values_list("pk", flat=True))
    if kind is RowKind.ELEMENT:
        ties = Relation.objects.filter(Q(source__in=mine) | Q(target__in=mine)).values_list("pk", flat=True)
        _forget(RowKind.RELATION, list(ties))
    _forget(kind, mine)
    MODELS[kind]._default_manager.filter(pk__in=mine).delete()
    return len(mine)


def _forget(kind: RowKind, ids: Sequence[UUID]) -> None:
    for model in (Revision, SearchEntry, Mention):
        model._default_manager.filter(kind=kind, row_id__in=ids).delete()
