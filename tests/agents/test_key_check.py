"""A stored key is tried at its service: what people learn, and what nobody does."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.llm import checking
from tests.fakes import anthropic as a
from tests.fakes import openai as o
from tests.fakes.http import HTML, MALFORMED, RESET, Reply, hang
from umam.accounts.checking import check_checks, check_credential
from umam.accounts.credentials import store_credential
from umam.accounts.sealing import new_key
from umam.lib.errors import Invalid

pytestmark = pytest.mark.django_db
OWN = "sk-own-0123456789abcdef"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def own_key(settings: Any) -> None:
    settings.UMAM_CREDENTIALS_KEY = new_key()


@pytest.fixture(params=["anthropic", "openai"])
def service(request: Any) -> Any:
    made = a.FakeAnthropic(key=OWN) if request.param == "anthropic" else o.FakeOpenAI(key=OWN)
    with made as fake:
        fake.name = request.param
        yield fake


def row_of(service: Any, owner: Any, **more: Any) -> Any:
    model = next(iter(service.models))
    wish = {"value": OWN, "base_url": service.url, "model": model, **more}
    return store_credential(owner=owner, provider=service.name, **wish)[0]


def test_a_key_that_works_tells_the_models(service, owner):
    found = check_credential(row_of(service, owner))
    assert found.ok
    assert found.text.startswith("The key works")
    assert list(found.models) == list(service.models)


def test_retired_models_are_not_offered(owner, monkeypatch):
    with a.FakeAnthropic(key=OWN) as fake:
        monkeypatch.setattr(fake, "models", {"claude-2": "retired", **fake.models})
        row = store_credential(owner=owner, provider="anthropic", value=OWN, base_url=fake.url)[0]
        assert "claude-2" not in check_credential(row).models


def test_it_costs_nothing(service, owner):
    check_credential(row_of(service, owner))
    assert {request.path for request in service.requests} == {"/v1/models"}


def test_a_wrong_key_is_said(service, owner):
    found = check_credential(row_of(service, owner, value="sk-wrong-0123456789abcdef"))
    assert not found.ok
    assert "does not accept this key" in found.text
    assert found.models == ()


def test_a_model_that_is_not_listed_is_said_and_others_are_told(service, owner):
    found = check_credential(row_of(service, owner, model="yesterday-1"))
    assert found.ok, "services answer to more names than they list"
    assert "does not list “yesterday-1”" in found.text
    assert list(found.models) == list(service.models)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(429, {"error": {"message": "slow down"}}), "too often"),
        (Reply(500, {"error": {"message": "boom"}}), "failed with status 500"),
        (Reply(404, {"error": {"message": "nothing here"}}), "no list of models"),
        (HTML, "check the address"),
        (MALFORMED, "check the address"),
        (RESET, "could not be reached"),
        (Reply(200, "[" * 200_000, JSON), "check the address"),
        (Reply(200, '{"data": [1, null]}', JSON), "check the address"),
        (
            Reply(200, gzip.compress(b" " * 50_000_000), {**JSON, "Content-Encoding": "gzip"}),
            "check the address",
        ),
    ],
    ids=["limited", "broken", "no list", "a page", "half an answer", "reset", "deep", "odd rows", "a bomb"],
)
def test_each_fault_has_its_sentence(service, owner, reply, words):
    service.script("GET", "/v1/models", [reply])
    found = check_credential(row_of(service, owner))
    assert not found.ok
    assert words in found.text
    assert OWN not in found.text


def test_what_never_answers_is_given_up(service, owner, monkeypatch):
    monkeypatch.setattr(checking, "SECONDS", 0.5)
    service.script("GET", "/v1/models", [hang(5)])
    assert "did not answer" in check_credential(row_of(service, owner)).text


def test_an_address_inside_is_not_called_for_strangers(service, owner, settings):
    """Where strangers may sign up, what is stored already does not lead into the network either."""
    row = row_of(service, owner)
    settings.UMAM_PRIVATE_SERVERS = False
    found = check_credential(row)
    assert not found.ok
    assert "could not be reached" in found.text
    assert service.requests == []


def test_a_service_that_cannot_be_asked_says_so(owner):
    row = store_credential(owner=owner, provider="suno", value=OWN)[0]
    with pytest.raises(Invalid, match="no way to try"):
        check_credential(row)


def test_a_check_that_leads_nowhere_is_found_at_the_start(settings):
    assert check_checks() == []
    settings.UMAM_KEY_CHECKS = {"anthropic": "agents.llm.checking.nothing", "sea": "os.getcwd"}
    assert {one.id for one in check_checks()} == {"accounts.E002", "accounts.E003"}


class TestByApi:
    def api(self, person: Any) -> APIClient:
        client = APIClient()
        client.force_authenticate(person)
        return client

    def test_a_key_is_tried(self, service, owner):
        row = row_of(service, owner)
        answer = self.api(owner).post(f"/api/auth/credentials/{row.pk}/test")
        assert answer.status_code == 200
        assert answer.json()["ok"] is True
        assert answer.json()["models"] == list(service.models)
        assert OWN not in answer.content.decode()

    def test_nobody_elses(self, service, owner, stranger):
        row = row_of(service, owner)
        assert self.api(stranger).post(f"/api/auth/credentials/{row.pk}/test").status_code == 404
        assert APIClient().post(f"/api/auth/credentials/{row.pk}/test").status_code == 401
        assert service.requests == []
