"""Addresses of language models that people gave never lead into the studio's own network."""

from __future__ import annotations

import pytest

from agents.llm import outward
from agents.llm.choosing import models_for
from agents.llm.errors import LlmUnavailable
from agents.llm.gateway import generate
from tests.agents.handlers import Line
from tests.fakes import openai as o
from umam.accounts.credentials import store_credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(no_provider, settings, universe, owner):
    """The configuration of a person's own server, in a studio that is open to strangers."""
    settings.UMAM_PRIVATE_SERVERS = False
    settings.UMAM_LLM = {**settings.UMAM_LLM, "openai_model": o.MODEL}
    store_credential(owner=owner, provider="openai", value=o.KEY, base_url="https://models.example.org/v1")
    return models_for("narrative", universe, owner, None)[0]


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["169.254.169.254"], ["93.184.216.34", "10.0.0.7"], ["::1"]]
)
def test_a_name_that_leads_inside_is_not_called(theirs, monkeypatch, addresses):
    assert theirs.outward
    monkeypatch.setattr(outward, "resolve", lambda host, port: addresses)
    with pytest.raises(LlmUnavailable):
        generate(Line, system="", prompt="A line", config=theirs)


def test_the_connection_goes_to_the_address_that_was_checked(theirs, monkeypatch):
    """However often the name changes its mind, it is asked once."""
    asked, dialled = [], []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"]

    async def dial(self, host, *args, **kwargs):
        dialled.append(host)
        raise outward.httpcore2.ConnectError("as far as a test goes")

    monkeypatch.setattr(outward, "resolve", resolve)
    monkeypatch.setattr(outward.httpcore2.AnyIOBackend, "connect_tcp", dial)
    with pytest.raises(LlmUnavailable):
        generate(Line, system="", prompt="A line", config=theirs)
    assert asked == ["models.example.org"]
    assert dialled == ["93.184.216.34"]


def test_a_studio_of_ones_own_calls_its_own_servers(no_provider, settings, universe, owner):
    settings.UMAM_LLM = {**settings.UMAM_LLM, "openai_model": o.MODEL}
    with o.FakeOpenAI() as fake:
        store_credential(owner=owner, provider="openai", value=fake.key, base_url=fake.url)
        fake.answer_with({"text": "The lamp is lit.", "own_confidence": 0.5})
        config = models_for("narrative", universe, owner, None)[0]
        assert not config.outward
        assert generate(Line, system="", prompt="A line", config=config).output.text == "The lamp is lit."
