"""People, universes, and the kinds of jobs that the tests use."""

import pytest

from tests.jobs import handlers
from umam.accounts.models import User
from umam.jobs import estimates, inline, services
from umam.jobs import handlers as registry
from umam.jobs.models import Job
from umam.universes.models import Membership, Role
from umam.universes.services import create_universe


@pytest.fixture(autouse=True)
def kinds(settings):
    """Only the kinds of the tests are registered, and nobody remembers another test."""
    settings.UMAM_JOB_HANDLERS = handlers.PATHS
    registry.reset()
    estimates.forget()
    for kept in (handlers.CALLS, handlers.REVIEWS, handlers.ON_ASK):
        kept.clear()
    yield
    registry.reset()
    estimates.forget()


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna@example.org", "a-long-password")


@pytest.fixture
def berta(db):
    """A stranger."""
    return User.objects.create_user("berta@example.org", "a-long-password")


@pytest.fixture
def universe(anna):
    return create_universe(by=anna, name="Anna's world")


@pytest.fixture
def elsewhere(berta):
    return create_universe(by=berta, name="Berta's world")


@pytest.fixture
def viewer(universe):
    person = User.objects.create_user("vera@example.org", "a-long-password")
    Membership.objects.create(universe=universe, user=person, role=Role.VIEWER)
    return person


@pytest.fixture
def submit(anna, universe):
    """`submit("echo", word="x")` puts a job into the queue; `run=True` works everything off."""

    def put(kind="echo", *, run=False, by=None, where=None, fresh=False, key=None, **words):
        job = services.submit(
            kind=kind,
            universe=where or universe,
            by=by or anna,
            input=words,
            fresh=fresh,
            idempotency_key=key,
        )
        if run:
            inline.drain()
            job.refresh_from_db()
        return job

    return put


@pytest.fixture
def steps():
    """The steps of a pipeline by role."""
    return lambda root: {job.role: job for job in Job.objects.filter(parent=root)}
