"""What `manage.py check`, and so every start, says about the key that seals credentials."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured

from umam.accounts.sealing import VARIABLE, has_key


def check_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        has_key()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="accounts.E001")]
    return []


def check_there_is_a_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """For `check --deploy`: a key that is still to be made is right on one's own computer."""
    if check_key(app_configs) or has_key():
        return []
    return [
        Warning(
            "Nobody can store the key of an external service: there is no key to seal it with.",
            hint=f"Set {VARIABLE}, or run: manage.py prepare credentials",
            id="accounts.W001",
        )
    ]
