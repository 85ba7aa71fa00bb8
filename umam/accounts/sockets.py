"""Who opens a socket: Authorization header, one-time ticket, or the browser's session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError

from umam.accounts import services
from umam.accounts.api.authentication import key_from_header
from umam.accounts.models import User
from umam.live.consumers import FORBIDDEN, UNAUTHENTICATED

Scope = dict[str, Any]
Asgi = Callable[[Scope, Any, Any], Awaitable[None]]
Found = tuple[User, float | None]


class _Authenticate:
    """Sets `user`, `expires_at` (epoch seconds or None) and `refusal` (a close code or None) in the scope."""

    def __init__(self, inner: Asgi) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        found, refusal = await self._find(scope)
        user, expires_at = found or (AnonymousUser(), None)
        scope = {**scope, "user": user, "expires_at": expires_at, "refusal": refusal}
        await self.inner(scope, receive, send)

    async def _find(self, scope: Scope) -> tuple[Found | None, int | None]:
        headers = {name.decode("latin1").lower(): value.decode("latin1") for name, value in scope["headers"]}
        ticket = parse_qs(scope["query_string"].decode("latin1")).get("ticket")
        if "authorization" in headers:
            found = await database_sync_to_async(_by_header)(headers["authorization"])
        elif ticket:
            found = await database_sync_to_async(services.spend_ticket)(ticket[0])
        else:
            user = await get_user(scope)
            if user.is_authenticated and not same_origin(headers):
                return None, FORBIDDEN
            found = (user, None) if user.is_authenticated else None
        return found, None if found else UNAUTHENTICATED


def _by_header(header: str) -> Found | None:
    try:
        key = key_from_header(header)
        if key is not None:
            expires_at = key.expiry_date.timestamp() if key.expiry_date else None
            return key.owner, expires_at
        return by_token(header)
    except AuthenticationFailed:
        return None


def by_token(header: str) -> Found | None:
    """The user of an `Authorization: Bearer` header and the moment its token ends."""
    keyword, _, raw = header.partition(" ")
    if keyword != "Bearer":
        return None
    jwt = JWTAuthentication()
    try:
        token = jwt.get_validated_token(raw.strip().encode())
        user = jwt.get_user(token)
        assert isinstance(user, User)
        return user, float(token["exp"])
    except (InvalidToken, TokenError):
        return None


def same_origin(headers: dict[str, str]) -> bool:
    """A cookie goes along with any page's socket, so the page must be ours."""
    origin = headers.get("origin", "")
    host = headers.get("host", "")
    return bool(host) and (urlsplit(origin).netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS)


def SocketAuth(inner: Asgi) -> Any:  # noqa: N802 - reads like the middleware it stacks
    return CookieMiddleware(SessionMiddleware(_Authenticate(inner)))
