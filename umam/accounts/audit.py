"""The record of who did what with rights and keys."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Model

from umam.accounts.models import AuditEntry, User, Verb, Way


def note(
    *,
    by: User | None,
    verb: Verb,
    on: Model,
    object_id: str = "",
    label: str = "",
    universe_id: UUID | None = None,
    way: Way | None = None,
) -> None:
    """Writes an entry beside the change it is about; both hold or neither does. `label` is read by people.

    It says nothing that the row itself would hide: never a key, nor its hint.
    """
    assert transaction.get_connection().in_atomic_block, "An entry belongs to the transaction of its change."
    AuditEntry.objects.create(
        actor=by,
        actor_email=by.email if by else "",
        verb=verb,
        kind=str(on._meta.model_name),
        object_id=object_id or str(on.pk),
        label=(label or str(on))[:200],
        universe_id=universe_id,
        way=way or "",
    )
