"""What can be done with accounts and their keys."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from umam.accounts.audit import note
from umam.accounts.models import ApiKey, Scope, User, UserRole, Verb, Way
from umam.lib.errors import Conflict, Forbidden, Invalid, UmamError
from umam.live.events import RightsChanged
from umam.live.publish import publish

DESIGNERS = "Story designers"
TICKET_SECONDS = 60


class WrongCredentials(UmamError):
    status = 401
    code = "authentication_failed"


def register(*, email: str, password: str, name: str = "") -> User:
    """A new creator. Raises Forbidden where sign-up is closed, Conflict for a known address."""
    if not settings.UMAM_OPEN_SIGN_UP:
        raise Forbidden("This studio takes no sign-ups.", suggestion="Ask its administrator for an account.")
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), attr="password", code="password") from None
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name.strip())
            welcome(user)
    except IntegrityError:
        raise Conflict("There is an account with this e-mail address.", attr="email", code="unique") from None
    return user


def welcome(user: User) -> None:
    """Opens the admin, limited to their own universes, for a person who may create."""
    if user.role == UserRole.VIEWER or user.is_staff:
        return
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    user.groups.add(designers())


def designers() -> Group:
    """The group of those who work in the admin; it may do everything with the rows of the product's rooms.

    Which rows these are is decided row by row by the admin's base class.
    """
    group, created = Group.objects.get_or_create(name=DESIGNERS)
    if created:
        rooms = ["universes", "assets", "jobs", "storybible", "agents", "media_pipeline", "production"]
        group.permissions.set(Permission.objects.filter(content_type__app_label__in=rooms))
    return group


def sign_in(*, request: HttpRequest | None, email: str, password: str) -> User:
    user = authenticate(request, email=email.strip().lower(), password=password)
    if not isinstance(user, User) or not user.is_active:
        raise WrongCredentials("The e-mail address or the password is not right.")
    return user


def deactivate(*, user: User, by: User | None = None, way: Way | None = None) -> None:
    """Ends an account's access at once, open sockets included; its work stays."""
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        note(by=by, verb=Verb.ACCOUNT_CLOSED, on=user, label=user.email, way=way)
        publish(RightsChanged(user_id=str(user.pk)))


def create_api_key(
    *,
    owner: User,
    name: str,
    scope: str = Scope.WRITE,
    expires_at: datetime | None = None,
    way: Way | None = None,
) -> tuple[ApiKey, str]:
    """The key row and the key itself, which is shown once and never stored."""
    if not name.strip():
        raise Invalid("A key needs a name, so that you know it again.", attr="name")
    if scope not in Scope.values:
        raise Invalid("A key's scope is read or write.", attr="scope")
    if expires_at is not None and expires_at <= timezone.now():
        raise Invalid("The key would have expired already.", attr="expires_at")
    key: ApiKey
    with transaction.atomic():
        key, secret = ApiKey.objects.create_key(  # type: ignore[assignment]
            name=name.strip()[:50], owner=owner, scope=scope, expiry_date=expires_at
        )
        _note_key(Verb.API_KEY_MADE, key, owner, way)
    return key, secret


def revoke_api_key(*, key: ApiKey, by: User | None = None, way: Way | None = None) -> None:
    """Ends a key at once. `by` is its owner where nobody else is named."""
    with transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(revoked=True)
        _note_key(Verb.API_KEY_REVOKED, key, by or key.owner, way)
        publish(RightsChanged(user_id=str(key.owner_id)))


def _note_key(verb: Verb, key: ApiKey, by: User, way: Way | None) -> None:
    """By its prefix: the primary key of such a row holds the hash of the key itself."""
    label = f"“{key.name}” of {key.owner.email}"
    note(by=by, verb=verb, on=key, object_id=key.prefix, label=label, way=way)


def touch_api_key(key: ApiKey) -> None:
    """Notes the use, at most once a minute a key."""
    now = timezone.now()
    ApiKey.objects.filter(pk=key.pk).exclude(last_used_at__gt=now - timedelta(minutes=1)).update(
        last_used_at=now
    )


def make_ticket(*, user: User, expires_at: float | None) -> str:
    """A key for one socket, good once and for 60 seconds; `expires_at` (epoch) ends the socket later."""
    ticket = secrets.token_urlsafe(32)
    cache.set(_ticket_key(ticket), {"user": str(user.pk), "expires_at": expires_at}, TICKET_SECONDS)
    return ticket


def spend_ticket(ticket: str) -> tuple[User, float | None] | None:
    key = _ticket_key(ticket)
    kept = cache.get(key)
    if kept is None or not cache.delete(key):  # the delete decides between two who came at once
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    return None if user is None else (user, kept["expires_at"])


def _ticket_key(ticket: str) -> str:
    return f"ws-ticket:{sha256(ticket.encode()).hexdigest()}"
