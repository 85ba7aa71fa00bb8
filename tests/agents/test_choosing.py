"""Which model answers, and whose key pays for it."""

from __future__ import annotations

import pytest

from agents.llm.choosing import models_for
from agents.llm.errors import LlmNotConfigured
from agents.llm.providers import ANTHROPIC_URL, OPENAI_URL
from agents.models import AgentPolicy
from tests.fakes import anthropic as a
from umam.accounts.credentials import store_credential
from umam.jobs.models import Job, Status
from umam.lib.errors import Invalid

pytestmark = pytest.mark.django_db

OWN = "sk-ant-own-0123456789abcdef"
GOOD = {"text": "The lamp is lit before the tide.", "own_confidence": 0.9}


def chosen(universe, person, agent="narrative", policy=None):
    return [(one.name, one.model, one.api_key) for one in models_for(agent, universe, person, policy)]


class TestWhichModel:
    def test_the_studios_own_by_default(self, claude, universe, owner):
        assert chosen(universe, owner) == [("anthropic", "claude-haiku-4-5", claude.key)]

    def test_a_model_for_one_agent_and_for_the_rest(self, claude, universe, owner, settings):
        settings.UMAM_AGENT_MODELS = {"narrative": "claude-sonnet-5-5", "*": "claude-haiku-5-5"}
        assert chosen(universe, owner)[0][1] == "claude-sonnet-5-5"
        assert chosen(universe, owner, "scribe")[0][1] == "claude-haiku-5-5"

    def test_another_provider_for_one_agent(self, claude, universe, owner, settings):
        settings.UMAM_LLM = {
            **settings.UMAM_LLM, "openai_base_url": "http://127.0.0.1:9/v1", "openai_model": "qwen3",
        }  # fmt: skip
        settings.UMAM_AGENT_MODELS = {"scribe": "openai:llama4"}
        assert chosen(universe, owner, "scribe")[0][:2] == ("openai", "llama4")
        assert chosen(universe, owner)[0][0] == "anthropic"

    def test_a_model_with_a_colon_in_its_name_is_no_provider(self, ollama, universe, owner, settings):
        settings.UMAM_AGENT_MODELS = {"narrative": "qwen3:8b"}
        assert chosen(universe, owner)[0][:2] == ("openai", "qwen3:8b")

    def test_the_universes_policy_comes_last_and_wins(self, claude, universe, owner, settings):
        settings.UMAM_AGENT_MODELS = {"narrative": "claude-sonnet-5-5"}
        policy = AgentPolicy(universe=universe, agent="narrative", model="claude-opus-5")
        assert chosen(universe, owner, policy=policy)[0][1] == "claude-opus-5"

    def test_a_chain_leaves_out_what_is_not_configured(self, claude, universe, owner, settings):
        settings.UMAM_LLM_FALLBACK = ["anthropic", "openai", "local"]
        settings.UMAM_LOCAL_LLM_URL = "http://127.0.0.1:9/v1"
        assert [one[0] for one in chosen(universe, owner)] == ["anthropic", "local"]

    def test_nothing_at_all(self, no_provider, universe, owner):
        with pytest.raises(LlmNotConfigured):
            chosen(universe, owner)


class TestWhoseKey:
    def test_the_owners_key_comes_before_the_studios(self, claude, universe, owner):
        store_credential(owner=owner, provider="anthropic", value=OWN)
        assert chosen(universe, owner)[0][2] == OWN

    def test_it_goes_to_the_service_itself_and_not_to_a_server_of_the_studios(
        self, claude, universe, owner, settings
    ):
        settings.UMAM_LLM = {**settings.UMAM_LLM, "anthropic_base_url": "http://127.0.0.1:9"}
        store_credential(owner=owner, provider="anthropic", value=OWN)
        assert models_for("narrative", universe, owner, None)[0].base_url == ANTHROPIC_URL

    def test_members_spend_it_only_where_the_owner_allows(self, claude, universe, owner, editor):
        store_credential(owner=owner, provider="anthropic", value=OWN)
        assert chosen(universe, editor)[0][2] == claude.key
        store_credential(owner=owner, provider="anthropic", value=OWN, for_members=True)
        assert chosen(universe, editor)[0][2] == OWN

    def test_a_members_own_key_is_not_spent_in_anothers_universe(self, claude, universe, editor):
        store_credential(owner=editor, provider="anthropic", value=OWN)
        assert chosen(universe, editor)[0][2] == claude.key

    def test_a_key_may_name_its_model(self, claude, universe, owner, settings):
        settings.UMAM_AGENT_MODELS = {"narrative": "claude-sonnet-5-5"}
        store_credential(owner=owner, provider="anthropic", value=OWN, model="claude-opus-5")
        assert chosen(universe, owner)[0][1] == "claude-opus-5"
        policy = AgentPolicy(universe=universe, agent="narrative", model="claude-haiku-5-5")
        assert chosen(universe, owner, policy=policy)[0][1] == "claude-haiku-5-5"

    def test_a_key_of_a_compatible_server_needs_no_setting_of_the_studio(self, no_provider, universe, owner):
        """A person can store a key; only who runs the studio can set a variable."""
        store_credential(owner=owner, provider="openai", value=OWN, model="gpt-5-mini")
        found = models_for("narrative", universe, owner, None)[0]
        assert (found.name, found.model, found.base_url) == ("openai", "gpt-5-mini", OPENAI_URL)

    def test_a_key_that_leaves_the_model_open_is_refused_where_nobody_names_one(self, no_provider, owner):
        with pytest.raises(Invalid, match="Name the model") as refused:
            store_credential(owner=owner, provider="openai", value=OWN)
        assert refused.value.attr == "model"

    def test_one_that_was_stored_before_says_what_is_missing(self, ollama, universe, owner, settings):
        store_credential(owner=owner, provider="openai", value=OWN)
        settings.UMAM_LLM = {**settings.UMAM_LLM, "openai_model": ""}
        with pytest.raises(LlmNotConfigured, match="which model shall answer") as missing:
            chosen(universe, owner)
        assert "Service keys" in missing.value.suggestion
        policy = AgentPolicy(universe=universe, agent="narrative", model="llama4")
        assert chosen(universe, owner, policy=policy)[0][:2] == ("openai", "llama4")

    def test_the_studios_wish_for_a_claude_is_none_for_another_service(
        self, no_provider, universe, owner, settings
    ):
        settings.UMAM_AGENT_MODELS = {"*": "claude-sonnet-5-5"}
        settings.UMAM_LLM = {**settings.UMAM_LLM, "openai_model": "qwen3"}
        store_credential(owner=owner, provider="openai", value=OWN)
        assert chosen(universe, owner)[0][:2] == ("openai", "qwen3")

    @pytest.mark.usefixtures("line_agent")
    def test_a_job_is_paid_with_it_and_shows_it_nowhere(self, no_provider, universe, owner, work):
        with a.FakeAnthropic(key=OWN) as fake:
            store_credential(owner=owner, provider="anthropic", value=OWN, base_url=fake.url)
            fake.answer_with(GOOD)
            job = work("line", prompt="A line")
        assert job.status == Status.COMPLETED, job.error_message
        row = Job.objects.filter(pk=job.pk).values().get()
        kept = f"{row}{list(job.log.values())}{list(job.llm_calls.values())}{job.agent_run.receipt}"
        assert OWN not in kept

    @pytest.mark.usefixtures("line_agent")
    def test_a_key_that_does_not_open_is_said_and_no_other_is_spent(
        self, claude, universe, owner, work, settings
    ):
        store_credential(owner=owner, provider="anthropic", value=OWN)
        from umam.accounts.models import Credential

        Credential.objects.update(sealed=b"not a seal") if hasattr(Credential, "sealed") else None
        job = work("line", prompt="A line")
        assert job.status == Status.FAILED
        assert claude.calls == []
