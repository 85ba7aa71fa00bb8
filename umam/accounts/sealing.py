"""How a stored key is encrypted, and what it is tied to.

What is sealed is not the value alone but the value with its owner, provider and address. A row that somebody
copies to another owner in the database, or whose address they change to their own server, does not open.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn, final
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

from umam.lib.errors import NotReady
from umam.lib.kept_secret import kept_secret

VARIABLE = "UMAM_CREDENTIALS_KEY"


class Unreadable(Exception):
    """A sealed text does not open: by another key, damaged, or tied to something else."""


@final
class Secret:
    """A key on its way to the one place that sends it. Only `reveal` shows it: not a log, not an error page.

    It refuses to be pickled, so it can reach neither a task's arguments nor the cache.
    """

    __slots__ = ("_value", "base_url", "model", "provider")

    def __init__(self, value: str, *, provider: str, base_url: str = "", model: str = "") -> None:
        self._value = value
        self.provider = provider
        self.base_url = base_url
        self.model = model

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"<Secret of {self.provider}>"

    __str__ = __repr__

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("A secret is not passed on: look it up where it is spent.")


@sensitive_variables()
def seal(value: str, *, owner_id: UUID, provider: str, base_url: str) -> str:
    """Raises NotReady where the studio has no key to seal with."""
    if settings.UMAM_MAKE_CREDENTIALS_KEY:
        ensure_key()
    fernets = _fernets()
    if not fernets:
        raise NotReady(
            "This studio cannot keep keys of other services yet: it has no key of its own to seal them with.",
            suggestion=f"Its administrator sets {VARIABLE}, or runs: manage.py prepare credentials",
        )
    inside = {**_tied(owner_id, provider, base_url), "value": value}
    return MultiFernet(fernets).encrypt(json.dumps(inside).encode()).decode("ascii")


@sensitive_variables()
def unseal(sealed: str, *, owner_id: UUID, provider: str, base_url: str) -> str:
    """Raises Unreadable. Makes no key: a lost one must be seen as lost."""
    fernets = _fernets()
    if not fernets:
        raise Unreadable("there is no key")
    try:
        inside: dict[str, str] = json.loads(MultiFernet(fernets).decrypt(sealed.encode()))
    except InvalidToken:
        raise Unreadable("it was sealed by another key, or is damaged") from None
    value = inside.pop("value")
    if inside != _tied(owner_id, provider, base_url):
        raise Unreadable("it was sealed for another owner, provider or address")
    return value


def _tied(owner_id: UUID, provider: str, base_url: str) -> dict[str, str]:
    return {"owner": str(owner_id), "provider": provider, "base_url": base_url}


def has_key() -> bool:
    """Whether something can be sealed and opened. Raises ImproperlyConfigured for a key that is none."""
    return bool(_fernets())


def ensure_key() -> None:
    """Makes the key's file, once, where the variable names no key."""
    if not settings.UMAM_CREDENTIALS_KEY:
        kept_secret(Path(settings.UMAM_CREDENTIALS_KEY_PATH), new_key)


def new_key() -> str:
    return Fernet.generate_key().decode("ascii")


@sensitive_variables()
def _fernets() -> list[Fernet]:
    """The keys, the one that seals first. Read each time: a rotation needs no restart."""
    path = Path(settings.UMAM_CREDENTIALS_KEY_PATH)
    text = settings.UMAM_CREDENTIALS_KEY
    if not text:
        try:
            text = path.read_text(encoding="utf8")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ImproperlyConfigured(f"{path} cannot be read: {error.strerror}.") from None
    try:
        found = [Fernet(word) for word in text.replace(",", " ").split()]
    except ValueError:
        found = []
    if not found:
        where = VARIABLE if settings.UMAM_CREDENTIALS_KEY else path
        raise ImproperlyConfigured(
            f"{where} must hold a key, or several with commas between them; docs/credentials.md says how to "
            "make one."
        )
    return found
