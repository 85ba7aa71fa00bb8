"""What can be done with the keys of external services that people lend to the studio.

Whether somebody may spend the key of a universe's owner is decided a room higher, by
`umam.universes.credentials`, which knows who owns what.
"""

from __future__ import annotations

import ipaddress
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from umam.accounts import audit
from umam.accounts.models import Credential, User, Verb, Way
from umam.accounts.providers import BY_KEY
from umam.accounts.sealing import Secret, Unreadable, seal, unseal
from umam.lib.errors import Invalid, NotFound, NotReady
from umam.lib.safe_http import is_public

logger = logging.getLogger(__name__)

LONGEST_VALUE = 4000
LONGEST_URL = 300
LONGEST_MODEL = 100
HINT = 4
LONG_ENOUGH_FOR_A_HINT = 20  # of a shorter key, four characters would tell too much


class CredentialUnreadable(NotReady):
    """A stored key does not open any more. For people: what to do, not why."""

    code = "credential_unreadable"


@sensitive_variables("value")
def store_credential(
    *,
    owner: User,
    provider: str,
    value: str,
    label: str = "",
    base_url: str = "",
    model: str = "",
    for_members: bool = False,
    way: Way | None = None,
) -> tuple[Credential, bool]:
    """The row, and whether it is new: a key of the same provider takes the place of the old one."""
    if provider not in BY_KEY:
        raise Invalid("That is no service that the studio knows.", attr="provider")
    value, base_url = _checked_value(value), checked_base_url(base_url)
    fields = {
        **_sealed(owner, provider, value, base_url),
        "label": label.strip()[:80],
        "model": _checked_model(provider, model),
        "for_members": for_members,
        "last_used_at": None,
    }
    with transaction.atomic():
        credential, made = Credential.objects.update_or_create(
            owner=owner, provider=provider, defaults=fields
        )
        _note(Verb.CREDENTIAL_STORED, credential, owner, way)
        if for_members:
            _note(Verb.CREDENTIAL_SHARED, credential, owner, way)
    return credential, made


@sensitive_variables("value")
def change_credential(
    *,
    credential: Credential,
    by: User,
    value: str | None = None,
    label: str | None = None,
    base_url: str | None = None,
    model: str | None = None,
    for_members: bool | None = None,
    way: Way | None = None,
) -> Credential:
    """Changes what is given. A new address wants the key again.

    Whoever borrows a session could otherwise have the key sent to a server of their own, and read it there.
    """
    with transaction.atomic():
        row = Credential.objects.select_for_update().filter(pk=credential.pk).first()
        if row is None:
            raise NotFound("This key is not here any more.")
        address = row.base_url if base_url is None else checked_base_url(base_url)
        if address != row.base_url and value is None:
            raise Invalid("Write the key again: it would be sent to another address.", attr="value")
        changed: dict[str, str | bool] = {}
        if value is not None:
            changed |= _sealed(row.owner, row.provider, _checked_value(value), address)
        if label is not None and label.strip()[:80] != row.label:
            changed["label"] = label.strip()[:80]
        if model is not None and model.strip() != row.model:
            changed["model"] = _checked_model(row.provider, model)
        if changed:
            _write(row, changed)
            _note(Verb.CREDENTIAL_CHANGED, row, by, way)
        if for_members is not None and for_members != row.for_members:
            _write(row, {"for_members": for_members})
            verb = Verb.CREDENTIAL_SHARED if for_members else Verb.CREDENTIAL_UNSHARED
            _note(verb, row, by, way)
    return row


def remove_credential(*, credential: Credential, by: User, way: Way | None = None) -> None:
    """The row is deleted, not hidden: nothing is left to read."""
    with transaction.atomic():
        _note(Verb.CREDENTIAL_REMOVED, credential, by, way)
        Credential.objects.filter(pk=credential.pk).delete()


def opened(credential: Credential) -> Secret:
    """The key itself, for the call that spends it. Raises CredentialUnreadable."""
    try:
        value = unseal(
            credential.sealed,
            owner_id=credential.owner_id,
            provider=credential.provider,
            base_url=credential.base_url,
        )
    except Unreadable as reason:
        logger.error("The service key %s does not open: %s.", credential.pk, reason)
        raise CredentialUnreadable(
            f"The key for {credential.provider_label} that is stored here cannot be read any more.",
            suggestion="Its owner writes it again under Account, Service keys.",
        ) from None
    return Secret(value, provider=credential.provider, base_url=credential.base_url, model=credential.model)


def can_be_read(credential: Credential) -> bool:
    try:
        opened(credential)
    except CredentialUnreadable:
        return False
    return True


def touch_credential(credential: Credential) -> None:
    """Notes the use, at most once a minute a key."""
    now = timezone.now()
    if credential.last_used_at is None or credential.last_used_at <= now - timedelta(minutes=1):
        Credential.objects.filter(pk=credential.pk).update(last_used_at=now)


def seal_again(credential: Credential) -> bool:
    """Seals one key by the first of the studio's keys. False where it changed meanwhile, which sealed it too.

    Raises CredentialUnreadable.
    """
    secret = opened(credential)
    sealed = seal(
        secret.reveal(),
        owner_id=credential.owner_id,
        provider=credential.provider,
        base_url=credential.base_url,
    )
    same = Credential.objects.filter(pk=credential.pk, sealed=credential.sealed)
    return bool(same.update(sealed=sealed))


def _write(row: Credential, fields: dict[str, str | bool]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


@sensitive_variables("value")
def _sealed(owner: User, provider: str, value: str, base_url: str) -> dict[str, str | bool]:
    return {
        "sealed": seal(value, owner_id=owner.pk, provider=provider, base_url=base_url),
        "hint": value[-HINT:] if len(value) >= LONG_ENOUGH_FOR_A_HINT else "",
        "base_url": base_url,
    }


def _note(verb: Verb, credential: Credential, by: User, way: Way | None) -> None:
    audit.note(by=by, verb=verb, on=credential, label=f"{credential} of {credential.owner.email}", way=way)


@sensitive_variables()
def _checked_value(value: str) -> str:
    """A key goes into a header: printable ASCII in one word, and no line break that would begin another."""
    value = value.strip()
    if not value:
        raise Invalid("Write the key.", attr="value")
    if len(value) > LONGEST_VALUE:
        raise Invalid(f"No key is longer than {LONGEST_VALUE} characters.", attr="value")
    if not all(33 <= ord(letter) <= 126 for letter in value):
        raise Invalid("A key is one word of letters, digits and signs: check what was copied.", attr="value")
    return value


def _checked_model(provider: str, model: str) -> str:
    """Where neither the key nor the studio names a model, nothing could answer: that is said at once."""
    model = model.strip()
    if provider not in BY_KEY or not BY_KEY[provider].has_models:
        return ""
    if not model and not settings.UMAM_LLM.get(f"{provider}_model"):
        raise Invalid(
            "Name the model that shall answer.",
            suggestion="It is the name that the service gives it, as gpt-5-mini or qwen3:8b.",
            attr="model",
        )
    if len(model) > LONGEST_MODEL or not all(33 <= ord(letter) <= 126 for letter in model):
        raise Invalid(
            f"A model's name is one word of at most {LONGEST_MODEL} letters, digits and signs.", attr="model"
        )
    return model


def checked_base_url(url: str) -> str:
    """The address of a service, without the last slash; "" for the service's own. Raises Invalid.

    Where strangers may sign up (umam.settings.prod), it must not lead into this network. A name is looked up
    only when it is called: whoever calls checks the address that it has then.
    """
    url = url.strip().rstrip("/")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong_url("That is no web address.") from None
    odd = any(not 33 <= ord(letter) <= 126 for letter in url) or "\\" in url
    if len(url) > LONGEST_URL or parts.scheme not in ("https", "http") or not host or odd or port == 0:
        raise _wrong_url("An address begins with https:// or http:// and a host.")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise _wrong_url("An address holds no name, password, ? or #: the key belongs into its own field.")
    if not settings.UMAM_PRIVATE_SERVERS and (parts.scheme != "https" or not _may_be_public(host)):
        raise _wrong_url("This studio calls only servers of the open internet, by https.")
    return url


def _may_be_public(host: str) -> bool:
    """By its looks: names that never leave a network, and numbers that are read as addresses, may not."""
    host = host.rstrip(".").lower()
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        last = host.rpartition(".")[2]
        inside = ("localhost", "local", "internal", "lan", "home", "intranet", "arpa")
        return "." in host and last not in inside and not last[:1].isdigit()
    return is_public(host)


def _wrong_url(message: str) -> Invalid:
    return Invalid(message, attr="base_url")
