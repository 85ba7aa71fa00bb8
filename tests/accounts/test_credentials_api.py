"""`/api/auth/credentials`, as a program meets it."""

from __future__ import annotations

import json

import pytest
from rest_framework.test import APIClient

from umam.accounts import sealing, services
from umam.accounts.credentials import opened
from umam.accounts.models import AuditEntry, Credential, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_path")]
VALUE = "sk-ant-a-long-value-that-nobody-reads-7f3a"
PATH = "/api/auth/credentials"


@pytest.fixture
def mara() -> User:
    return services.register(email="mara@example.org", password="correct horse battery", name="Mara")


@pytest.fixture
def eve() -> User:
    return services.register(email="eve@example.org", password="correct horse battery", name="Eve")


def api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def store(client: APIClient, **more):
    return client.post(PATH, {"provider": "anthropic", "value": VALUE, **more})


def error(answer) -> dict:
    assert set(answer.json()) == {"type", "errors"}
    return answer.json()["errors"][0]


def test_a_key_is_written_and_never_read_back(mara):
    client = api(mara)
    made = store(client, label="Team", for_members=True)
    assert made.status_code == 201
    row = made.json()
    assert {**row, "id": "", "created_at": ""} == {
        "id": "", "provider": "anthropic", "label": "Team", "hint": "7f3a", "base_url": "",
        "model": "", "for_members": True, "created_at": "", "last_used_at": None,
    }  # fmt: skip
    one = f"{PATH}/{row['id']}"
    answers = [made, client.get(PATH), client.patch(one, {"label": "x"}), client.get(one)]
    sealed = Credential.objects.get().sealed
    assert all(VALUE not in answer.content.decode() for answer in answers)
    assert all(sealed not in answer.content.decode() for answer in answers)
    assert answers[-1].status_code == 405, "there is no reading of one"
    assert [listed["id"] for listed in answers[1].json()] == [row["id"]]
    assert AuditEntry.objects.first().way == "api"


def test_a_second_key_replaces_the_first(mara):
    client = api(mara)
    first = store(client).json()["id"]
    second = store(client, value="another-value")
    assert second.status_code == 200
    assert second.json()["id"] == first
    assert opened(Credential.objects.get()).reveal() == "another-value"


def test_change_and_remove(mara):
    client = api(mara)
    one = f"{PATH}/{store(client, label='Team', for_members=True).json()['id']}"
    assert client.patch(one, {"for_members": False}).json()["label"] == "Team"
    refused = client.patch(one, {"base_url": "https://own.example.org"})
    assert refused.status_code == 400
    assert error(refused)["attr"] == "value"
    moved = client.patch(one, {"base_url": "https://own.example.org", "value": "other"})
    assert moved.json()["base_url"] == "https://own.example.org"
    assert client.patch(one, {"provider": "openai"}).json()["provider"] == "anthropic"
    assert client.delete(one).status_code == 204
    assert client.delete(one).status_code == 404
    assert client.get(PATH).json() == []


def test_a_form_that_does_not_name_sharing_leaves_it(mara):
    client = api(mara)
    one = f"{PATH}/{store(client, for_members=True).json()['id']}"
    assert client.patch(one, {"label": "x"}, format="multipart").json()["for_members"] is True


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"provider": "nobody"}, "provider"),
        ({"value": ""}, "value"),
        ({"value": None}, "value"),
        ({"value": [VALUE]}, "value"),
        ({"value": f"{VALUE} {VALUE}"}, "value"),
        ({"value": "k" * 4001}, "value"),
        ({"base_url": "http://mara:pw@example.org"}, "base_url"),
    ],
)
def test_a_refusal_stands_at_its_field_and_repeats_no_key(mara, wish, field):
    answer = store(api(mara), **wish)
    assert answer.status_code == 400
    assert error(answer)["attr"] == field
    assert VALUE not in answer.content.decode()
    assert not Credential.objects.exists()


def test_a_studio_without_a_key_says_so(mara, settings):
    settings.UMAM_MAKE_CREDENTIALS_KEY = False
    answer = store(api(mara))
    assert answer.status_code == 409
    assert error(answer)["code"] == "not_ready"


def test_only_whoever_signed_in_as_a_person(mara):
    assert APIClient().get(PATH).status_code == 401
    _, secret = services.create_api_key(owner=mara, name="farm")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {secret}")
    made = store(api(mara)).json()["id"]
    assert client.get(PATH).status_code == 403
    assert store(client).status_code == 403
    assert client.patch(f"{PATH}/{made}", {"for_members": True}).status_code == 403
    assert client.delete(f"{PATH}/{made}").status_code == 403


@pytest.mark.parametrize("role", ["creator", "admin"])
def test_nobody_else_finds_a_way_to_it(mara, eve, role):
    made = store(api(mara)).json()["id"]
    eve.role = role
    eve.save()
    client, one = api(eve), f"{PATH}/{made}"
    assert client.get(PATH).json() == []
    assert client.patch(one, {"for_members": True}).status_code == 404
    assert client.delete(one).status_code == 404
    assert store(client, value="eves-own-value").status_code == 201
    assert opened(Credential.objects.get(owner=mara)).reveal() == VALUE


def test_an_error_page_for_developers_shows_no_key(mara, monkeypatch, settings):
    """A crash inside the service: neither what was posted nor what the functions held is printed."""

    def crash(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    settings.DEBUG = True
    monkeypatch.setattr(sealing.MultiFernet, "encrypt", crash)
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(mara)
    for form in ("json", "multipart"):
        answer = client.post(PATH, {"provider": "anthropic", "value": VALUE}, format=form)
        assert answer.status_code == 500
        assert VALUE not in answer.content.decode()


def test_the_schema_has_the_value_going_in_alone():
    schema = APIClient().get("/api/schema", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    shapes = schema["components"]["schemas"]
    assert "value" not in shapes["Credential"]["properties"]
    assert "sealed" not in json.dumps(shapes["Credential"])
    assert "value" in shapes["NewCredentialRequest"]["required"]
    assert {"200", "201"} <= set(schema["paths"][PATH]["post"]["responses"])


def test_the_model_that_answers_is_named_and_changed(mara):
    client = api(mara)
    row = store(client, model="claude-opus-5").json()
    assert row["model"] == "claude-opus-5"
    changed = client.patch(f"{PATH}/{row['id']}", {"model": "claude-haiku-5-5"})
    assert changed.json()["model"] == "claude-haiku-5-5"
    assert client.patch(f"{PATH}/{row['id']}", {"model": ""}).json()["model"] == ""


@pytest.mark.parametrize("model", ["two words", "line\nbreak", "schö" + "n" * 10, "x" * 101])
def test_a_model_is_one_plain_word(mara, model):
    answer = store(api(mara), model=model)
    assert answer.status_code == 400
    assert error(answer)["attr"] == "model"
    assert not Credential.objects.exists()


def test_a_service_without_models_keeps_none(mara):
    assert store(api(mara), provider="suno", model="v5").json()["model"] == ""
