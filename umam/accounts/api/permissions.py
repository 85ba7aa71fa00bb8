"""What a credential allows, whatever its owner may do.

DRF loads this module while it loads its views, so views must not be imported here.
"""

from __future__ import annotations

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from umam.accounts.models import ApiKey, Scope


class WithinScopes(BasePermission):
    message = "This API key may only read."

    def has_permission(self, request: Request, view: object) -> bool:
        key = request.auth
        return not isinstance(key, ApiKey) or key.scope == Scope.WRITE or request.method in SAFE_METHODS


class NotByApiKey(BasePermission):
    """Keys do not make keys: a leaked one must not outlive its end."""

    message = "Sign in with your password or a token to do this; an API key may not."

    def has_permission(self, request: Request, view: object) -> bool:
        return not isinstance(request.auth, ApiKey)
