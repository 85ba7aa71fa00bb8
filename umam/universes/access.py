"""The one place that decides who may see and edit.

Everything that belongs to a universe is reached through `scope` or one of the `require_*` functions. What
somebody may not see does not exist for them (`NotFound`); what they see but may not change is `Forbidden`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from umam.accounts.models import User, UserRole
from umam.lib.errors import Forbidden, NotFound
from umam.universes.models import Membership, Role, Universe

Person = User | AnonymousUser
M = TypeVar("M", bound=Model)

EDITORS = (Role.OWNER, Role.EDITOR)

# Who is what in which universe, while one reading request is answered: its page asks the same very often.
_asked: ContextVar[dict[tuple[str, str], str | None] | None] = ContextVar("roles_asked", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """Inside, a role is read from the database once, until `forget_roles`."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def forget_roles() -> None:
    """A membership was written: what was read of them counts no more."""
    asked = _asked.get()
    if asked is not None:
        asked.clear()


def visible_universes(user: Person) -> QuerySet[Universe]:
    if not user.is_authenticated or not user.is_active:
        return Universe.objects.none()
    if user.is_admin:
        return Universe.objects.all()
    return Universe.objects.filter(pk__in=_universe_ids(user))


def editable_universes(user: Person) -> QuerySet[Universe]:
    if not user.is_authenticated or not user.is_active:
        return Universe.objects.none()
    if user.is_admin:
        return Universe.objects.all()
    if user.role == UserRole.VIEWER:
        return Universe.objects.none()
    return Universe.objects.filter(pk__in=_universe_ids(user, *EDITORS))


def scope(rows: QuerySet[M], user: Person, path: str = "universe") -> QuerySet[M]:
    """Only the rows whose universe (reached by `path`) the user may see."""
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if user.is_admin:
        return rows
    return rows.filter(**{f"{path}__in": _universe_ids(user)})


def editable(rows: QuerySet[M], user: Person, path: str = "universe") -> QuerySet[M]:
    """Only the rows whose universe (reached by `path`) the user may change."""
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if user.is_admin:
        return rows
    if user.role == UserRole.VIEWER:
        return rows.none()
    return rows.filter(**{f"{path}__in": _universe_ids(user, *EDITORS)})


def _universe_ids(user: User, *roles: str) -> QuerySet[Membership, Any]:
    memberships = Membership.objects.filter(user=user)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return memberships.values("universe_id")


def role_in(user: Person, universe_id: uuid.UUID | str) -> Role | None:
    """What the user is in a universe, admins counting as owners everywhere; None where they see nothing."""
    if not user.is_authenticated or not user.is_active:
        return None
    if user.is_admin:
        return Role.OWNER
    role = _membership(user, universe_id)
    if role is None:
        return None
    return Role.VIEWER if user.role == UserRole.VIEWER else Role(role)


def _membership(user: User, universe_id: uuid.UUID | str) -> str | None:
    asked, place = _asked.get(), (str(user.pk), str(universe_id))
    if asked is not None and place in asked:
        return asked[place]
    mine = Membership.objects.filter(user=user, universe_id=universe_id).order_by()
    role: str | None = next(iter(mine.values_list("role", flat=True)[:1]), None)
    if asked is not None:
        asked[place] = role
    return role


def can_view(user: Person, universe_id: uuid.UUID | str) -> bool:
    return role_in(user, universe_id) is not None


def can_edit(user: Person, universe_id: uuid.UUID | str) -> bool:
    return role_in(user, universe_id) in EDITORS


def require_view(user: Person, universe_id: uuid.UUID | str) -> Universe:
    universe = visible_universes(user).filter(pk=universe_id).first()
    if universe is None:
        raise NotFound("There is no such universe here.", attr="universe_id")
    return universe


def require_edit(user: Person, universe_id: uuid.UUID | str) -> Universe:
    universe = require_view(user, universe_id)
    if not can_edit(user, universe.pk):
        raise Forbidden(
            f"You may look at {universe.name}, but not change it.",
            suggestion="Ask its owner to make you an editor.",
        )
    return universe


def require_owner(user: Person, universe_id: uuid.UUID | str) -> Universe:
    universe = require_view(user, universe_id)
    if role_in(user, universe.pk) != Role.OWNER:
        raise Forbidden(f"Only the owner of {universe.name} may do this.")
    return universe


def require_creator(user: Person) -> None:
    if not user.is_authenticated or (user.role == UserRole.VIEWER and not user.is_admin):
        raise Forbidden("Your account may look but not create.", suggestion="Ask an administrator for more.")
