"""Service keys and the audit in the admin: own rows, no value, and nothing for strangers."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.fakes.openai import FakeOpenAI
from umam.accounts import services
from umam.accounts.credentials import opened, store_credential
from umam.accounts.models import AuditEntry, Credential, User, UserRole, Verb
from umam.universes import services as universes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_path")]
VALUE = "sk-ant-a-long-value-that-nobody-reads-7f3a"
ROWS = "/admin/accounts/credential/"
AUDIT = "/admin/accounts/auditentry/"


def person(name: str, role: str = UserRole.CREATOR) -> User:
    user = User.objects.create_user(f"{name}@example.org", "pw", name=name.title(), role=role)
    services.welcome(user)
    return user


@pytest.fixture
def mara() -> User:
    return person("mara")


@pytest.fixture
def eve() -> User:
    return person("eve")


@pytest.fixture
def boss() -> User:
    return person("boss", UserRole.ADMIN)


@pytest.fixture
def row(mara) -> Credential:
    return store_credential(owner=mara, provider="anthropic", value=VALUE, label="Lanternkeys")[0]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**more) -> dict[str, str]:
    return {"provider": "suno", "value": VALUE, "label": "", "base_url": "", **more}


def one(row: Credential, what: str = "change") -> str:
    return f"{ROWS}{row.pk}/{what}/"


class TestServiceKeys:
    def test_a_key_is_written_and_not_shown(self, mara):
        client = browser(mara)
        assert client.post(f"{ROWS}add/", form(label="Songs")).status_code == 302
        row = Credential.objects.get()
        assert (row.owner, opened(row).reveal()) == (mara, VALUE)
        pages = [client.get(ROWS), client.get(one(row)), client.get("/admin/", follow=True)]
        assert b"Songs" in pages[0].content
        for page in pages:
            assert VALUE not in page.content.decode()
            assert row.sealed not in page.content.decode()
        assert VALUE not in str(list(LogEntry.objects.values()))
        assert AuditEntry.objects.get().way == "admin"

    def test_a_change_keeps_the_key_that_is_not_written_again(self, mara, row):
        client = browser(mara)
        assert client.post(one(row), form(value="", label="x", for_members="on")).status_code == 302
        row.refresh_from_db()
        assert (row.label, row.for_members, opened(row).reveal()) == ("x", True, VALUE)
        assert client.post(one(row), form(value="new", base_url="https://own.example.org")).status_code == 302
        row.refresh_from_db()
        assert (row.provider, opened(row).reveal(), opened(row).base_url) == (
            "anthropic", "new", "https://own.example.org",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("wish", "told"),
        [
            ({"value": ""}, "Write the key."),
            ({"value": f"{VALUE} {VALUE}"}, "one word"),
            ({"base_url": "nonsense"}, "begins with https://"),
            ({"provider": "nobody"}, "not one of the available choices"),
        ],
    )
    def test_a_refusal_is_shown_without_the_key(self, mara, wish, told):
        page = browser(mara).post(f"{ROWS}add/", form(**wish))
        assert page.status_code == 200
        assert told in page.content.decode()
        assert VALUE not in page.content.decode()
        assert not Credential.objects.exists()

    def test_a_new_address_wants_the_key_again(self, mara, row):
        page = browser(mara).post(one(row), form(value="", base_url="https://thief.example.org"))
        assert "another address" in page.content.decode()

    def test_a_stranger_sees_nothing(self, row, eve):
        client = browser(eve)
        assert "Lanternkeys" not in client.get(ROWS).content.decode()
        assert "mara@" not in client.get(ROWS).content.decode()
        assert client.get(one(row)).status_code == 302
        assert client.post(one(row), form()).status_code == 302
        assert client.post(one(row, "delete"), {"post": "yes"}).status_code == 302
        bulk = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
        client.post(ROWS, bulk)
        row.refresh_from_db()
        assert opened(row).reveal() == VALUE

    def test_an_admin_sees_the_row_and_may_only_remove_it(self, row, boss):
        client = browser(boss)
        assert "Lanternkeys" in client.get(ROWS).content.decode()
        page = client.get(one(row)).content.decode()
        assert "Lanternkeys" in page
        assert 'name="value"' not in page
        assert row.sealed not in page
        assert client.post(one(row), form(value="taken-over")).status_code == 403
        assert client.post(one(row, "delete"), {"post": "yes"}).status_code == 302
        assert not Credential.objects.exists()
        entry = AuditEntry.objects.get(verb=Verb.CREDENTIAL_REMOVED)
        assert (entry.actor, entry.label) == (boss, "Anthropic (Lanternkeys) of mara@example.org")

    def test_an_admins_own_form_replaces_nobody_elses(self, row, boss):
        browser(boss).post(f"{ROWS}add/", form(provider="anthropic", value="own"))
        row.refresh_from_db()
        assert opened(row).reveal() == VALUE
        assert Credential.objects.filter(owner=boss).count() == 1


class TestAudit:
    @pytest.fixture
    def told(self, mara, eve, boss) -> None:
        """Something of each kind: in Mara's universe, of Eve alone, and of the studio."""
        universe = universes.create_universe(by=mara, name="Lantern Coast")
        member = universes.add_member(universe=universe, by=mara, email=boss.email, role="editor")
        universes.change_member(membership=member, by=boss, role="viewer")
        universes.remove_member(membership=member, by=boss)
        key, _ = services.create_api_key(owner=eve, name="evening farm")
        services.revoke_api_key(key=key, by=boss)
        services.deactivate(user=person("gone"), by=boss)

    def test_every_change_of_rights_is_noted(self, told):
        entries = AuditEntry.objects.order_by("pk")
        assert [entry.verb for entry in entries] == [
            Verb.MEMBER_ADDED, Verb.MEMBER_CHANGED, Verb.MEMBER_REMOVED, Verb.API_KEY_MADE,
            Verb.API_KEY_REVOKED, Verb.ACCOUNT_CLOSED,
        ]  # fmt: skip
        assert entries[1].label == "boss@example.org as viewer of Lantern Coast"
        assert entries[1].universe_id
        assert str(entries[4]) == ("boss@example.org revoked an API key: “evening farm” of eve@example.org")
        assert "." not in entries[3].object_id, "the primary key of an API key holds its hash"

    def test_an_owner_reads_what_concerns_their_universe(self, told, mara):
        page = browser(mara).get(AUDIT).content.decode()
        assert page.count("of Lantern Coast") >= 3
        assert "boss@example.org" in page
        assert "evening farm" not in page
        assert "gone@example.org" not in page

    def test_others_read_what_they_did_themselves(self, told, eve):
        page = browser(eve).get(AUDIT).content.decode()
        assert "evening farm" in page
        assert "Lantern Coast" not in page
        hidden = AuditEntry.objects.filter(verb=Verb.MEMBER_ADDED).get()
        assert browser(eve).get(f"{AUDIT}{hidden.pk}/change/").status_code == 302

    def test_an_admin_reads_all_and_changes_nothing(self, told, boss):
        client = browser(boss)
        page = client.get(AUDIT).content.decode()
        assert "evening farm" in page
        assert "gone@example.org" in page
        first = AuditEntry.objects.first()
        assert client.get(f"{AUDIT}{first.pk}/change/").status_code == 200
        assert client.post(f"{AUDIT}{first.pk}/change/", {"label": "x"}).status_code == 403
        assert client.get(f"{AUDIT}add/").status_code == 403
        assert client.post(f"{AUDIT}{first.pk}/delete/", {"post": "yes"}).status_code == 403

    def test_an_entry_outlives_whom_it_is_about(self, told, eve):
        eve.delete()
        entry = AuditEntry.objects.get(verb=Verb.API_KEY_MADE)
        assert (entry.actor, entry.actor_email) == (None, "eve@example.org")


class TestTrying:
    def tried(self, user: User, *rows: Credential) -> str:
        sent = {"action": "test", "_selected_action": [str(row.pk) for row in rows]}
        return browser(user).post(ROWS, sent, follow=True).content.decode()

    def test_own_keys_are_tried_and_each_has_its_answer(self, mara, row):
        suno = store_credential(owner=mara, provider="suno", value=VALUE)[0]
        with FakeOpenAI(key=VALUE) as fake:
            ours = store_credential(
                owner=mara, provider="openai", value=VALUE, base_url=fake.url, model="qwen3:8b"
            )[0]
            page = self.tried(mara, ours, suno)
        assert "The key works" in page
        assert "no way to try a key" in page
        assert VALUE not in page

    def test_an_administrator_tries_no_others(self, mara, boss):
        with FakeOpenAI(key=VALUE) as fake:
            ours = store_credential(
                owner=mara, provider="openai", value=VALUE, base_url=fake.url, model="qwen3:8b"
            )[0]
            assert "tries this key" in self.tried(boss, ours)
            assert fake.requests == []
