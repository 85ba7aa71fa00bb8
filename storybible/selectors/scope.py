"""Who sees which rows of the bible, and rows named by id from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from storybible.models import BibleRow, Visibility
from umam.assets.models import Asset
from umam.lib.errors import Invalid
from umam.universes import access
from umam.universes.models import Universe

B = TypeVar("B", bound=BibleRow)
M = TypeVar("M", bound=Model)


def visible(rows: QuerySet[B], user: access.Person) -> QuerySet[B]:
    """The rows a person may see: of their universes, and the hidden ones only where they may edit."""
    mine = access.scope(rows, user)
    if user.is_authenticated and user.is_admin:
        return mine
    return mine.filter(
        Q(visibility=Visibility.EVERYONE) | Q(universe__in=access.editable_universes(user).values("pk"))
    )


def visible_in(rows: QuerySet[B], user: access.Person, universe: Universe) -> QuerySet[B]:
    """Like `visible`, for one universe that the person is known to see: a plainer, quicker query."""
    rows = rows.filter(universe=universe)
    return rows if access.can_edit(user, universe.pk) else rows.filter(visibility=Visibility.EVERYONE)


def for_agents(rows: QuerySet[B]) -> QuerySet[B]:
    """The rows that a model may be shown: all but secrets and the trash."""
    return rows.filter(deleted_at=None).exclude(visibility=Visibility.SECRET)


def of_seen_elements(rows: QuerySet[M], hidden_too: bool) -> QuerySet[M]:
    """Rows whose `element` is not in the trash and may be seen, the hidden ones only with `hidden_too`.

    They are told by the element's own columns: to look them up among the universe's elements would have the
    database walk through all of those.
    """
    rows = rows.filter(element__deleted_at=None)
    return rows if hidden_too else rows.filter(element__visibility=Visibility.EVERYONE)


def rows_of(
    universe: Universe, model: type[B], ids: Iterable[UUID | str], *, attr: str, what: str = "element"
) -> list[B]:
    """Living rows of the universe in the order of `ids`. Raises Invalid at `attr` for any other id."""
    wanted = [str(one) for one in ids]
    rows: Iterable[B] = model._default_manager.filter(universe=universe, pk__in=wanted, deleted_at=None)  # type: ignore[assignment,unused-ignore]
    found = {str(row.pk): row for row in rows}
    strange = next((one for one in wanted if one not in found), None)
    if strange is not None:
        raise Invalid(f"There is no {what} {strange} in {universe.name}.", attr=attr)
    return [found[one] for one in dict.fromkeys(wanted)]


def assets_of(
    universe: Universe, ids: Iterable[UUID | str], *, kinds: Sequence[str], attr: str
) -> list[Asset]:
    """Living files of the universe, of these kinds, in the order of `ids`. Raises Invalid at `attr`."""
    wanted = [str(one) for one in ids]
    rows = Asset.objects.alive().filter(universe=universe, pk__in=wanted, kind__in=kinds)
    found = {str(row.pk): row for row in rows}
    strange = next((one for one in wanted if one not in found), None)
    if strange is not None:
        raise Invalid(f"There is no {' or '.join(kinds)} {strange} in {universe.name}.", attr=attr)
    return [found[one] for one in dict.fromkeys(wanted)]
