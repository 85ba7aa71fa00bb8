"""Keys of other services: stored, changed, removed, sealed again. What the services promise."""

from __future__ import annotations

import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from umam.accounts import credentials, sealing, services
from umam.accounts.credentials import (
    CredentialUnreadable,
    can_be_read,
    change_credential,
    checked_base_url,
    opened,
    remove_credential,
    store_credential,
)
from umam.accounts.models import AuditEntry, Credential, User, Verb, Way
from umam.accounts.providers import PROVIDERS, Provider, provider_choices
from umam.lib.errors import Invalid, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_path")]
VALUE = "sk-ant-a-long-value-that-nobody-reads-7f3a"


@pytest.fixture
def mara() -> User:
    return services.register(email="mara@example.org", password="correct horse battery", name="Mara")


@pytest.fixture
def eve() -> User:
    return services.register(email="eve@example.org", password="correct horse battery", name="Eve")


def stored(owner: User, **more) -> Credential:
    return store_credential(**{"owner": owner, "provider": "anthropic", "value": VALUE, **more})[0]


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


# -- store, change, remove ---------------------------------------------------------------------------------


def test_a_stored_key_is_sealed_and_comes_back_only_opened(mara):
    row = stored(mara, value=f"  {VALUE}\n", label=" Team ", base_url="https://llm.example.org/v1/")
    row.refresh_from_db()
    assert VALUE not in str(vars(row))
    assert (row.label, row.base_url, row.hint, row.for_members) == (
        "Team", "https://llm.example.org/v1", "7f3a", False,
    )  # fmt: skip
    secret = opened(row)
    assert (secret.reveal(), secret.base_url, secret.provider) == (
        VALUE, "https://llm.example.org/v1", "anthropic",
    )  # fmt: skip


def test_a_short_key_gives_no_hint(mara):
    assert stored(mara, value="short-key-of-19-let").hint == ""
    assert stored(mara, value="short-key-of-20-lett").hint == "lett"


def test_a_second_key_of_a_provider_takes_the_place_of_the_first(mara, eve):
    first = stored(mara, for_members=True)
    stored(eve)
    second, made = store_credential(owner=mara, provider="anthropic", value="another-value")
    assert not made
    assert second.pk == first.pk
    assert opened(second).reveal() == "another-value"
    assert not second.for_members, "the new key is shared when somebody says so, not because the old one was"
    assert Credential.objects.count() == 2


def test_the_database_keeps_one_for_a_provider(mara):
    row = stored(mara)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(owner=mara, provider=row.provider, sealed=row.sealed)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"value": "  "}, "value"),
        ({"value": "two words"}, "value"),
        ({"value": "key\r\nX-Evil: yes"}, "value"),
        ({"value": "schlüssel"}, "value"),
        ({"value": "k" * 4001}, "value"),
        ({"provider": "nobody"}, "provider"),
        ({"base_url": "ftp://example.org"}, "base_url"),
    ],
)
def test_what_is_no_key_is_refused_at_its_field(mara, wish, field):
    with pytest.raises(Invalid) as refusal:
        stored(mara, **wish)
    assert refusal.value.attr == field
    assert not Credential.objects.exists()
    assert verbs() == []


def test_a_new_address_wants_the_key_again(mara):
    row = stored(mara)
    with pytest.raises(Invalid, match="another address") as refusal:
        change_credential(credential=row, by=mara, base_url="https://thief.example.org")
    assert refusal.value.attr == "value"
    row.refresh_from_db()
    assert row.base_url == ""
    changed = change_credential(
        credential=row, by=mara, base_url="https://own.example.org", value="new-value"
    )
    assert opened(changed).base_url == "https://own.example.org"
    assert (
        change_credential(credential=row, by=mara, base_url="https://own.example.org/", label="x").label
        == "x"
    )


def test_sharing_leaves_the_key_as_it_is(mara):
    row = stored(mara)
    shared = change_credential(credential=row, by=mara, for_members=True)
    assert shared.for_members
    assert shared.sealed == row.sealed
    assert not change_credential(credential=row, by=mara, for_members=False).for_members


def test_a_removed_key_is_gone(mara):
    row = stored(mara)
    remove_credential(credential=row, by=mara)
    assert not Credential.objects.exists()
    with pytest.raises(NotFound):
        change_credential(credential=row, by=mara, label="x")


def test_everything_is_noted_and_no_key_is(mara):
    row = stored(mara, way=Way.API)
    change_credential(credential=row, by=mara, for_members=True, way=Way.PAGE)
    change_credential(credential=row, by=mara, for_members=True)  # changes nothing
    change_credential(credential=row, by=mara, for_members=False, label="Team")
    remove_credential(credential=row, by=mara, way=Way.ADMIN)
    assert verbs() == [
        Verb.CREDENTIAL_STORED, Verb.CREDENTIAL_SHARED, Verb.CREDENTIAL_CHANGED, Verb.CREDENTIAL_UNSHARED,
        Verb.CREDENTIAL_REMOVED,
    ]  # fmt: skip
    entries = list(AuditEntry.objects.order_by("pk").values())
    assert [entry["way"] for entry in entries] == ["api", "page", "", "", "admin"]
    assert {entry["object_id"] for entry in entries} == {str(row.pk)}
    assert VALUE not in str(entries)
    assert row.hint not in str([entry["label"] for entry in entries])


def test_what_fails_is_not_noted(mara, monkeypatch):
    def broken(**entry):
        raise RuntimeError

    monkeypatch.setattr(credentials.audit, "note", broken)
    with pytest.raises(RuntimeError):
        stored(mara)
    assert not Credential.objects.exists()


# -- what does not open ------------------------------------------------------------------------------------


def test_a_row_copied_to_another_owner_does_not_open(mara, eve):
    row = stored(mara)
    copied = Credential.objects.create(owner=eve, provider=row.provider, sealed=row.sealed)
    with pytest.raises(CredentialUnreadable):
        opened(copied)
    Credential.objects.filter(pk=row.pk).update(base_url="https://thief.example.org")
    row.refresh_from_db()
    with pytest.raises(CredentialUnreadable):
        opened(row)


def test_a_lost_key_is_said_in_one_sentence_and_logged_without_it(mara, key_path, caplog):
    row = stored(mara)
    key_path.write_text(sealing.new_key())
    with caplog.at_level(logging.ERROR), pytest.raises(CredentialUnreadable) as refusal:
        opened(row)
    assert refusal.value.message == "The key for Anthropic that is stored here cannot be read any more."
    assert refusal.value.suggestion
    assert (refusal.value.status, refusal.value.code) == (409, "credential_unreadable")
    assert str(row.pk) in caplog.text
    assert row.sealed not in caplog.text
    assert not can_be_read(row)
    assert can_be_read(stored(mara)), "written again, it opens"


def test_nothing_of_a_key_is_logged(mara, caplog):
    with caplog.at_level(logging.DEBUG):
        row = stored(mara)
        opened(row)
        change_credential(credential=row, by=mara, value="another-value-of-some-length")
        remove_credential(credential=row, by=mara)
    assert VALUE not in caplog.text
    assert "another-value" not in caplog.text


# -- rotation ----------------------------------------------------------------------------------------------


def rotate() -> str:
    said = StringIO()
    call_command("rotate_credentials", stdout=said)
    return said.getvalue()


def test_rotation_lets_the_old_key_go(mara, eve, settings):
    old, new = sealing.new_key(), sealing.new_key()
    settings.UMAM_CREDENTIALS_KEY = old
    rows = [stored(mara, base_url="https://own.example.org"), stored(eve, provider="suno", value="sunny")]
    settings.UMAM_CREDENTIALS_KEY = f"{new},{old}"
    said = rotate()
    assert "2 service keys" in said
    assert VALUE not in said
    settings.UMAM_CREDENTIALS_KEY = new
    for row in rows:
        row.refresh_from_db()
    assert [opened(row).reveal() for row in rows] == [VALUE, "sunny"]


def test_rotation_goes_on_past_a_lost_one_and_ends_with_its_name(mara, eve, settings):
    settings.UMAM_CREDENTIALS_KEY = sealing.new_key()
    lost = stored(mara)
    settings.UMAM_CREDENTIALS_KEY = old = sealing.new_key()
    kept = stored(eve)
    new = sealing.new_key()
    settings.UMAM_CREDENTIALS_KEY = f"{new},{old}"
    with pytest.raises(CommandError, match=r"1 could not be opened .*anthropic of mara@example\.org"):
        rotate()
    settings.UMAM_CREDENTIALS_KEY = new
    kept.refresh_from_db()
    assert opened(kept).reveal() == VALUE
    sealed = lost.sealed
    lost.refresh_from_db()
    assert lost.sealed == sealed


def test_rotation_does_not_undo_a_key_written_meanwhile(mara):
    seen = stored(mara)
    change_credential(credential=seen, by=mara, value="newer-value")
    assert not credentials.seal_again(seen)
    seen.refresh_from_db()
    assert opened(seen).reveal() == "newer-value"


# -- addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "https://gpu-box:8000", "http://[::1]:8000/v1"])
def test_a_server_of_ones_own_may_be_anywhere(url, settings):
    assert checked_base_url(url) == url
    settings.UMAM_PRIVATE_SERVERS = False
    with pytest.raises(Invalid, match="open internet"):
        checked_base_url(url)


@pytest.mark.parametrize(
    "host",
    ["localhost", "a.localhost.", "10.0.0.8", "169.254.169.254", "[::ffff:127.0.0.1]", "127.1", "0x7f.1",
     "2130706433", "metadata.google.internal", "box", "printer.local"],
)  # fmt: skip
def test_strangers_lead_nobody_into_this_network(host, settings):
    settings.UMAM_PRIVATE_SERVERS = False
    with pytest.raises(Invalid):
        checked_base_url(f"https://{host}/v1")


def test_a_public_server_is_right_everywhere(settings):
    settings.UMAM_PRIVATE_SERVERS = False
    for url in ("https://llm.example.org/v1", "https://8.8.8.8", "https://[2606:4700::1111]:8443/v1"):
        assert checked_base_url(url) == url


@pytest.mark.parametrize(
    "url",
    ["example.org", "javascript:alert(1)", "https://", "https://a b.example", "https://mara:pw@example.org",
     "https://example.org/?key=1", "https://example.org/#x", "https://example.org:99999", "https://[",
     "https://example.org\\@thief.example", "https://" + "a" * 300 + ".example", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(Invalid) as refusal:
        checked_base_url(url)
    assert refusal.value.attr == "base_url"


# -- providers ---------------------------------------------------------------------------------------------


def test_a_further_provider_makes_no_migration(monkeypatch):
    monkeypatch.setattr("umam.accounts.providers.PROVIDERS", [*PROVIDERS, Provider("new", "New", "")])
    assert ("new", "New") in provider_choices()
    call_command("makemigrations", "accounts", check=True, dry_run=True, stdout=StringIO())
