"""Trying a service key: does the service accept it?

Each service has its own way of telling, in a room above: `UMAM_KEY_CHECKS` maps a provider to a function of
`(secret, outward)` that gives a `KeyCheck` and raises nothing about the service.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from umam.accounts.credentials import opened
from umam.accounts.models import Credential
from umam.accounts.providers import BY_KEY
from umam.lib.errors import Invalid
from umam.lib.transactions import refuse_in_transaction


@dataclass(frozen=True)
class KeyCheck:
    """`text` is a sentence for people; `models` are those that the service offers to this key."""

    ok: bool
    text: str
    models: tuple[str, ...] = ()


def can_be_checked(provider: str) -> bool:
    return provider in settings.UMAM_KEY_CHECKS


def check_credential(credential: Credential) -> KeyCheck:
    """Ask the service, which takes up to ten seconds. Raises Invalid where nobody knows how to ask it."""
    path = settings.UMAM_KEY_CHECKS.get(credential.provider)
    if path is None:
        raise Invalid(
            f"{credential.provider_label} has no way to try a key without paying.",
            suggestion="The first job that uses it will tell.",
        )
    refuse_in_transaction("A call of a service")
    outward = not settings.UMAM_PRIVATE_SERVERS
    found: KeyCheck = import_string(path)(opened(credential), outward)
    return found


def check_checks(app_configs: object = None, **kwargs: object) -> list[checks.CheckMessage]:
    """Django system check: each service is known, and each path leads somewhere."""
    messages: list[checks.CheckMessage] = []
    for provider, path in settings.UMAM_KEY_CHECKS.items():
        try:
            import_string(path)
        except ImportError as error:
            messages.append(checks.Error(f"UMAM_KEY_CHECKS: “{path}” fails: {error}.", id="accounts.E002"))
        if provider not in BY_KEY:
            messages.append(
                checks.Error(f"UMAM_KEY_CHECKS: there is no service “{provider}”.", id="accounts.E003")
            )
    return messages
