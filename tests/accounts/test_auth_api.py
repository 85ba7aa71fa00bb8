"""Sign up, sign in, tokens and keys, as a program meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from umam.accounts import services
from umam.accounts.models import ApiKey, User, UserRole

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def mara() -> User:
    return services.register(email="Mara@Example.org", password=PASSWORD, name="Mara")


@pytest.fixture
def client() -> APIClient:
    return APIClient()


def error(response) -> dict:
    assert set(response.json()) == {"type", "errors"}
    return response.json()["errors"][0]


def test_register_gives_tokens_that_work(client):
    answer = client.post(
        "/api/auth/register", {"email": "Tam@Example.org", "password": PASSWORD, "name": "Tam"}
    )
    assert answer.status_code == 201
    assert answer.json()["user"]["email"] == "tam@example.org"
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    me = client.get("/api/auth/me")
    assert me.json()["name"] == "Tam"
    assert me.json()["role"] == "creator"


def test_register_refuses_a_known_address_in_other_letters(client, mara):
    answer = client.post("/api/auth/register", {"email": "MARA@example.org", "password": PASSWORD})
    assert answer.status_code == 409
    assert error(answer)["code"] == "unique"


def test_register_refuses_a_weak_password_at_its_field(client):
    answer = client.post("/api/auth/register", {"email": "a@example.org", "password": "1234"})
    assert answer.status_code == 400
    assert error(answer)["attr"] == "password"


def test_closed_sign_up(client, settings):
    settings.UMAM_OPEN_SIGN_UP = False
    answer = client.post("/api/auth/register", {"email": "a@example.org", "password": PASSWORD})
    assert answer.status_code == 403


def test_login_with_any_case_and_a_wrong_password(client, mara):
    assert (
        client.post("/api/auth/login", {"email": "MARA@Example.ORG", "password": PASSWORD}).status_code == 200
    )
    wrong = client.post("/api/auth/login", {"email": "mara@example.org", "password": "no"})
    assert wrong.status_code == 401
    assert "password" in error(wrong)["detail"]


def test_no_credentials_is_401_in_the_one_shape(client):
    answer = client.get("/api/auth/me")
    assert answer.status_code == 401
    assert error(answer)["code"] == "not_authenticated"


def test_refresh_rotates_and_a_used_token_is_refused(client, mara):
    first = client.post("/api/auth/login", {"email": mara.email, "password": PASSWORD}).json()
    second = client.post("/api/auth/refresh", {"refresh": first["refresh"]})
    assert second.status_code == 200
    assert second.json()["refresh"] != first["refresh"]
    assert client.post("/api/auth/refresh", {"refresh": first["refresh"]}).status_code == 401


def test_logout_ends_the_refresh_token(client, mara):
    pair = client.post("/api/auth/login", {"email": mara.email, "password": PASSWORD}).json()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access']}")
    assert client.post("/api/auth/logout", {"refresh": pair["refresh"]}).status_code == 204
    client.credentials()
    assert client.post("/api/auth/refresh", {"refresh": pair["refresh"]}).status_code == 401


def test_a_closed_account_loses_its_tokens_at_once(client, mara):
    pair = client.post("/api/auth/login", {"email": mara.email, "password": PASSWORD}).json()
    services.deactivate(user=mara)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access']}")
    assert client.get("/api/auth/me").status_code == 401


def test_me_changes_the_name_but_not_the_role(client, mara):
    client.force_authenticate(mara)
    answer = client.patch("/api/auth/me", {"name": "Mara V.", "role": "admin", "email": "x@example.org"})
    assert answer.json()["name"] == "Mara V."
    mara.refresh_from_db()
    assert (mara.role, mara.email) == (UserRole.CREATOR, "mara@example.org")


@pytest.mark.parametrize("path", ["/api/auth/me", "/api/auth/refresh"])
def test_a_bad_token_is_told_like_any_other_refusal(client, path):
    client.credentials(HTTP_AUTHORIZATION="Bearer nonsense")
    answer = client.get(path) if path.endswith("me") else client.post(path, {"refresh": "nonsense"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert len(answer.json()["errors"]) == 1
    assert (error(answer)["code"], error(answer)["attr"]) == ("token_not_valid", None)


class TestApiKeys:
    def make(self, owner: User, **more) -> tuple[ApiKey, str]:
        return services.create_api_key(owner=owner, name="render farm", **more)

    def test_the_key_is_shown_once_and_works(self, client, mara):
        client.force_authenticate(mara)
        made = client.post("/api/auth/api-keys", {"name": "render farm"}).json()
        listed = client.get("/api/auth/api-keys").json()
        assert "key" not in listed[0]
        assert made["key"] not in str(listed)
        program = APIClient()
        program.credentials(HTTP_AUTHORIZATION=f"Api-Key {made['key']}")
        assert program.get("/api/auth/me").json()["email"] == mara.email
        assert ApiKey.objects.get().last_used_at is not None

    def test_nobody_sees_the_hash_of_a_key(self, client, mara):
        client.force_authenticate(mara)
        made = client.post("/api/auth/api-keys", {"name": "render farm"}).json()
        assert made["id"] == made["key"].partition(".")[0]
        assert ApiKey.objects.get().hashed_key not in str(client.get("/api/auth/api-keys").json())
        assert client.delete(f"/api/auth/api-keys/{made['id']}").status_code == 204
        assert ApiKey.objects.get().revoked

    @pytest.mark.parametrize(
        ("asked", "given"),
        [
            ({}, ["read", "write"]),
            ({"scopes": ["read"]}, ["read"]),
            ({"scopes": ["write"]}, ["read", "write"]),
            ({"scopes": ["read", "write"]}, ["read", "write"]),
        ],
    )
    def test_a_key_gets_the_scopes_that_were_asked_for(self, client, mara, asked, given):
        client.force_authenticate(mara)
        made = client.post("/api/auth/api-keys", {"name": "render farm", **asked}, format="json").json()
        assert made["scopes"] == given
        assert ApiKey.objects.get().scope == given[-1]

    @pytest.mark.parametrize("scopes", [[], ["all"], "read", None])
    def test_other_scopes_are_refused(self, client, mara, scopes):
        client.force_authenticate(mara)
        wish = {"name": "render farm", "scopes": scopes}
        assert client.post("/api/auth/api-keys", wish, format="json").status_code == 400
        assert not ApiKey.objects.exists()

    def test_a_read_key_only_reads(self, client, mara):
        _, secret = self.make(mara, scope="read")
        client.credentials(HTTP_AUTHORIZATION=f"Api-Key {secret}")
        assert client.get("/api/auth/me").status_code == 200
        answer = client.patch("/api/auth/me", {"name": "x"})
        assert answer.status_code == 403
        assert error(answer)["detail"] == "This API key may only read."

    def test_revoked_expired_and_unknown_keys_are_401(self, client, mara):
        revoked, first = self.make(mara)
        services.revoke_api_key(key=revoked)
        expired, second = self.make(mara, expires_at=timezone.now() + timedelta(hours=1))
        ApiKey.objects.filter(pk=expired.pk).update(expiry_date=timezone.now() - timedelta(hours=1))
        for secret in (first, second, "nothing.atall"):
            client.credentials(HTTP_AUTHORIZATION=f"Api-Key {secret}")
            assert client.get("/api/auth/me").status_code == 401

    def test_a_key_makes_no_keys(self, client, mara):
        _, secret = self.make(mara)
        client.credentials(HTTP_AUTHORIZATION=f"Api-Key {secret}")
        assert client.post("/api/auth/api-keys", {"name": "another"}).status_code == 403

    def test_somebody_elses_key_is_not_there(self, client, mara):
        key, _ = self.make(mara)
        client.force_authenticate(services.register(email="eve@example.org", password=PASSWORD))
        assert client.delete(f"/api/auth/api-keys/{key.prefix}").status_code == 404
        assert client.get("/api/auth/api-keys").json() == []

    def test_an_end_in_the_past_is_refused(self, client, mara):
        client.force_authenticate(mara)
        answer = client.post("/api/auth/api-keys", {"name": "late", "expires_at": "2001-01-01T00:00:00Z"})
        assert answer.status_code == 400
        assert error(answer)["attr"] == "expires_at"


def test_a_ticket_opens_one_socket_only(client, mara):
    client.force_authenticate(mara)
    ticket = client.post("/api/auth/ws-ticket").json()["ticket"]
    assert services.spend_ticket(ticket) == (mara, None)
    assert services.spend_ticket(ticket) is None


def test_a_ticket_keeps_the_end_of_its_token(client, mara):
    pair = client.post("/api/auth/login", {"email": mara.email, "password": PASSWORD}).json()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access']}")
    ticket = client.post("/api/auth/ws-ticket").json()["ticket"]
    found = services.spend_ticket(ticket)
    assert found is not None
    ends_in = found[1] - timezone.now().timestamp()
    assert 29 * 60 < ends_in <= 30 * 60


def test_guessing_is_slowed(client, mara, monkeypatch):
    from rest_framework.throttling import ScopedRateThrottle

    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"auth": "3/min"})
    answers = [
        client.post("/api/auth/login", {"email": "x@example.org", "password": "x"}, REMOTE_ADDR="10.9.8.7")
        for _ in range(4)
    ]
    assert [a.status_code for a in answers] == [401, 401, 401, 429]
    assert error(answers[-1])["code"] == "throttled"


def test_the_admin_offers_no_keys_that_open_nothing(client, admin_user):
    client.force_login(admin_user)
    page = client.get("/admin/").content.decode()
    assert "/admin/accounts/apikey/" in page
    assert "/admin/rest_framework_api_key/" not in page
