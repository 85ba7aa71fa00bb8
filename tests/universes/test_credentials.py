"""Whose key may be spent by whom, and for what."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from umam.accounts.credentials import CredentialUnreadable, store_credential
from umam.accounts.models import Credential, User, UserRole
from umam.accounts.sealing import new_key
from umam.accounts.services import deactivate
from umam.universes import services
from umam.universes.credentials import credential_for, spendable
from umam.universes.models import Membership, Role, Universe

pytestmark = pytest.mark.django_db
VALUE = "sk-ant-a-long-value-that-nobody-reads-7f3a"


@pytest.fixture(autouse=True)
def own_key(settings: Any, tmp_path: Path) -> None:
    settings.UMAM_CREDENTIALS_KEY = new_key()


def person(name: str, role: str = UserRole.CREATOR) -> User:
    return User.objects.create_user(f"{name}@example.org", "pw", name=name, role=role)


@pytest.fixture
def owner() -> User:
    return person("owner")


@pytest.fixture
def universe(owner) -> Universe:
    return services.create_universe(by=owner, name="Lantern Coast")


@pytest.fixture
def key(owner) -> Credential:
    return store_credential(owner=owner, provider="anthropic", value=VALUE)[0]


def share(key: Credential) -> None:
    Credential.objects.filter(pk=key.pk).update(for_members=True)


def spends(universe: Universe, spender: User | None, provider: str = "anthropic") -> bool:
    secret = credential_for(universe, provider, spender)
    assert secret is None or secret.reveal() == VALUE
    return secret is not None


@pytest.mark.parametrize(
    ("who", "unshared", "shared"),
    [
        ("owner", True, True),
        ("editor", False, True),
        ("viewer", False, True),
        ("admin", False, True),
        ("studio", False, True),
        ("stranger", False, False),
        ("closed member", False, False),
    ],
)
def test_table(universe, owner, key, who, unshared, shared):
    spender = {
        "owner": owner,
        "admin": person("boss", UserRole.ADMIN),
        "studio": None,
    }.get(who, person("somebody"))
    if who in ("editor", "viewer", "closed member"):
        role = who if who in ("editor", "viewer") else Role.EDITOR
        Membership.objects.create(universe=universe, user=spender, role=role)
    if who == "closed member":
        deactivate(user=spender)
    assert spends(universe, spender) is unshared
    share(key)
    assert spends(universe, spender) is shared


def test_a_key_serves_its_owners_universes_alone(universe, owner, key):
    """An editor's own key is not spent in a universe that belongs to somebody else, not even by them."""
    other = person("other")
    theirs = services.create_universe(by=other, name="Hidden Reach")
    Membership.objects.create(universe=theirs, user=owner, role=Role.EDITOR)
    share(key)
    assert not spends(theirs, owner)
    assert not spends(theirs, other)
    assert spends(services.personal_universe(owner), owner)


def test_of_the_right_provider_alone(universe, owner, key):
    assert not spends(universe, owner, "openai")


def test_the_key_of_a_closed_account_is_spent_by_nobody(universe, owner, key):
    member = person("member")
    Membership.objects.create(universe=universe, user=member, role=Role.EDITOR)
    share(key)
    deactivate(user=owner)
    assert not spends(universe, member)
    assert not spends(universe, owner)
    assert not spends(universe, None)


def test_a_member_who_is_out_spends_no_more(universe, owner, key):
    member = person("member")
    membership = Membership.objects.create(universe=universe, user=member, role=Role.EDITOR)
    share(key)
    assert spends(universe, member)
    services.remove_member(membership=membership, by=owner)
    assert not spends(universe, member)


def test_a_key_that_does_not_open_is_an_error_and_not_a_no(universe, owner, key, settings):
    settings.UMAM_CREDENTIALS_KEY = new_key()
    with pytest.raises(CredentialUnreadable):
        credential_for(universe, "anthropic", owner)


def test_its_use_is_noted_once_a_minute(universe, owner, key, django_assert_num_queries):
    assert spendable(universe, "anthropic", owner) == key
    key.refresh_from_db()
    assert key.last_used_at is None, "to ask is not to spend"
    with django_assert_num_queries(2):
        spends(universe, owner)
    key.refresh_from_db()
    first = key.last_used_at
    with django_assert_num_queries(1):
        spends(universe, owner)
    Credential.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    spends(universe, owner)
    key.refresh_from_db()
    assert key.last_used_at > first
