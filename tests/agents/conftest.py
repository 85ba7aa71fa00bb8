"""Fake providers, and settings that point the gateway at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from rest_framework.test import APIClient

from agents.services.work import start
from storybible.services.keeping import Author
from tests.fakes import anthropic, openai
from umam.accounts.models import User
from umam.accounts.services import register
from umam.jobs import handlers, inline
from umam.jobs.models import Job
from umam.universes.models import Membership, Role, Universe
from umam.universes.services import create_universe

PASSWORD = "correct horse battery"

NONE = {
    "provider": "auto",
    "anthropic_api_key": "",
    "anthropic_base_url": "",
    "anthropic_model": "claude-haiku-4-5",
    "openai_base_url": "",
    "openai_api_key": "",
    "openai_model": "",
    "timeout": 20.0,
}


@pytest.fixture
def no_provider(settings) -> None:
    settings.UMAM_LLM = dict(NONE)
    settings.UMAM_LOCAL_LLM_URL = ""


@pytest.fixture
def claude(settings, no_provider) -> Iterator[anthropic.FakeAnthropic]:
    """Anthropic is the configured provider."""
    with anthropic.FakeAnthropic() as fake:
        settings.UMAM_LLM = {**NONE, "anthropic_api_key": fake.key, "anthropic_base_url": fake.url}
        yield fake


@pytest.fixture
def ollama(settings, no_provider) -> Iterator[openai.FakeOpenAI]:
    """An OpenAI-compatible server is the configured provider."""
    with openai.FakeOpenAI() as fake:
        settings.UMAM_LLM = {
            **NONE,
            "openai_base_url": fake.url,
            "openai_api_key": fake.key,
            "openai_model": openai.MODEL,
        }
        yield fake


@pytest.fixture
def demo_model(settings, no_provider) -> Iterator[openai.FakeOpenAI]:
    """The embedded demo model is the configured provider."""
    with openai.FakeOpenAI(key="", models=("smollm2-135m-instruct",)) as fake:
        settings.UMAM_LOCAL_LLM_URL = fake.url
        yield fake


@pytest.fixture
def owner(db: None) -> User:
    return register(email="mara@example.org", password=PASSWORD, name="Mara")


@pytest.fixture
def stranger(db: None) -> User:
    return register(email="eve@example.org", password=PASSWORD, name="Eve")


@pytest.fixture
def universe(owner: User) -> Universe:
    return create_universe(by=owner, name="Lantern Coast")


@pytest.fixture
def other_universe(stranger: User) -> Universe:
    return create_universe(by=stranger, name="Glass Desert")


@pytest.fixture
def editor(universe: Universe) -> User:
    person = register(email="ivo@example.org", password=PASSWORD, name="Ivo")
    Membership.objects.create(universe=universe, user=person, role=Role.EDITOR)
    return person


@pytest.fixture
def viewer(universe: Universe) -> User:
    person = register(email="nia@example.org", password=PASSWORD, name="Nia")
    Membership.objects.create(universe=universe, user=person, role=Role.VIEWER)
    return person


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_superuser(email="root@example.org", password=PASSWORD)


@pytest.fixture
def author(owner: User) -> Author:
    return Author(by=owner)


@pytest.fixture
def api() -> Callable[[User], APIClient]:
    """`api(user)`: a client that is signed in by token."""

    def client(user: User) -> APIClient:
        made = APIClient()
        made.force_authenticate(user)
        return made

    return client


@pytest.fixture
def line_agent(settings) -> Iterator[None]:
    """The test's own agent is registered beside the others."""
    settings.UMAM_JOB_HANDLERS = [*settings.UMAM_JOB_HANDLERS, "tests.agents.handlers.LineAgent"]
    handlers.reset()
    yield
    handlers.reset()


@pytest.fixture
def work(owner: User, universe: Universe) -> Callable[..., Job]:
    """`work("line", prompt="…")`: ask an agent and run its job at once; gives the job as it ended."""

    def ask(agent_type: str, **input) -> Job:
        job = start(agent_type=agent_type, universe=universe, by=owner, input=input)
        inline.drain()
        job.refresh_from_db()
        return job

    return ask
