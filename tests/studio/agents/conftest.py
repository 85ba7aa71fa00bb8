"""Agents that work by rules, their results, and people with every right."""

from __future__ import annotations

import pytest

from agents.models import AgentRun
from agents.services.work import start
from storybible.services import elements
from storybible.services.keeping import Author
from tests.agents.conftest import NONE
from tests.fakes import anthropic
from umam.jobs import handlers, inline
from umam.jobs.models import Job


@pytest.fixture(autouse=True)
def offline(settings):
    settings.UMAM_LLM = dict(NONE)
    settings.UMAM_LOCAL_LLM_URL = ""
    settings.UMAM_JOB_HANDLERS = [*settings.UMAM_JOB_HANDLERS, "tests.agents.handlers.LineAgent"]
    handlers.reset()
    yield
    handlers.reset()


@pytest.fixture
def claude(settings):
    """A language model is configured, at a price."""
    with anthropic.FakeAnthropic() as fake:
        settings.UMAM_LLM = {**NONE, "anthropic_api_key": fake.key, "anthropic_base_url": fake.url}
        yield fake


@pytest.fixture
def tower(universe, owner):
    return elements.create_element(
        universe=universe, author=Author(by=owner), name="Keeper's Tower", entity_subtype="location",
        summary="A tower above the tide.",
    )  # fmt: skip


@pytest.fixture
def work(owner, universe):
    """`work("line", prompt="…")`: an agent's job that has ended."""

    def ask(agent_type="line", **given):
        job = start(agent_type=agent_type, universe=universe, by=owner, input={"prompt": "A line", **given})
        inline.drain()
        job.refresh_from_db()
        assert job.status == "completed", job.error_message
        return job

    return ask


@pytest.fixture
def checked(owner, universe):
    """A check with a finding: a radio in a world that has none."""
    job = Job.objects.create(
        kind="consistency", label="Consistency: a radio", universe=universe, requested_by=owner,
        status="completed", completed_at=universe.created_at, input_data={"content": "The radio hummed."},
        output_data={
            "is_consistent": False, "verdict": "Inconsistent", "explanation": "1 of 1 findings contradicts.",
            "violations": [
                {"rule": "technology", "severity": "error", "evidence": "The radio hummed",
                 "explanation": "No radio before 1895.", "suggestion": "A bell.", "fingerprint": "f" * 24}
            ],
        },
    )  # fmt: skip
    AgentRun.objects.create(job=job, universe=universe, agent="consistency", confidence=0.8, original={})
    return job


def page_of(answer):
    return answer.content.decode()


def path(job, verb=""):
    return f"/agents/work/{job.pk}{'/' + verb if verb else ''}"
