"""How a request of the API says who it is."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from umam.accounts import services
from umam.accounts.models import ApiKey, User

KEYWORD = "Api-Key"


def key_from_header(header: str) -> ApiKey | None:
    """The valid key that an Authorization header names; None where it names none of ours.

    Raises AuthenticationFailed for a key that is unknown, revoked or expired.
    """
    keyword, _, secret = header.partition(" ")
    if keyword.lower() != KEYWORD.lower():
        return None
    try:
        key: ApiKey = ApiKey.objects.get_from_key(secret.strip())  # type: ignore[assignment]
    except ApiKey.DoesNotExist:
        raise AuthenticationFailed("This API key is not known or was revoked.") from None
    if key.has_expired:
        raise AuthenticationFailed("This API key has expired.")
    if not key.owner.is_active:
        raise AuthenticationFailed("The account of this API key is closed.")
    return key


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Api-Key <key>`: the request acts as the key's owner; `request.auth` is the key."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        key = key_from_header(request.headers.get("Authorization", ""))
        if key is None:
            return None
        services.touch_api_key(key)
        return key.owner, key

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Api-Key <key>"}
