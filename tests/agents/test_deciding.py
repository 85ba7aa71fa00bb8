"""Taking a decision back: the queue, the bible and the memory are as before."""

from __future__ import annotations

import pytest

from agents.models import Observation, Preference
from agents.selectors.runs import review_queue
from agents.services import work
from agents.services.deciding import take_back
from storybible.models import Element, Scene
from storybible.services import elements
from umam.jobs import handlers, inline
from umam.jobs.models import Job, Review
from umam.lib.errors import Forbidden, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def line_agent(settings, no_provider):
    settings.UMAM_JOB_HANDLERS = [*settings.UMAM_JOB_HANDLERS, "tests.agents.handlers.LineAgent"]
    handlers.reset()
    yield
    handlers.reset()


@pytest.fixture
def tower(universe, author):
    return elements.create_element(
        universe=universe, author=author, name="Tower", entity_subtype="location", summary="Tall."
    )


@pytest.fixture
def line(universe, owner):
    def ask(**given):
        job = work.start(agent_type="line", universe=universe, by=owner, input={"prompt": "A line", **given})
        inline.drain()
        job.refresh_from_db()
        return job

    return ask


def fresh(job) -> Job:
    return Job.objects.select_related("reviewed_by", "universe").get(pk=job.pk)


def test_an_approval_is_taken_back_and_can_be_made_again(line, owner, tower):
    job = line(about=str(tower.pk))
    work.approve(job=job, by=owner)
    tower.refresh_from_db()
    assert tower.summary == "A line by rule."
    assert take_back(job=fresh(job), by=owner) == []
    again = fresh(job)
    assert (again.review, again.reviewed_by, again.reviewed_at, again.review_note) == (
        "pending",
        None,
        None,
        "",
    )
    assert list(review_queue(owner)) == [job]
    assert Element.objects.get(pk=tower.pk).summary == "Tall."
    work.approve(job=again, by=owner)
    assert Element.objects.get(pk=tower.pk).summary == "A line by rule."


def test_an_edited_result_is_as_the_agent_made_it(line, owner):
    job = line()
    work.approve(job=job, by=owner, output_data={**job.output_data, "text": "Quite another line."})
    assert Scene.objects.get().text == "Quite another line."
    take_back(job=fresh(job), by=owner)
    assert fresh(job).output_data["text"] == "A line by rule."
    assert Scene.objects.get().deleted_at is not None


def test_what_somebody_wrote_since_stays_and_is_told(line, owner, tower, author):
    job = line(about=str(tower.pk))
    work.approve(job=job, by=owner)
    tower.refresh_from_db()
    elements.update_element(element=tower, author=author, summary="Mine now.")
    assert take_back(job=fresh(job), by=owner) == ["Tower: summary was changed since and stays."]
    assert Element.objects.get(pk=tower.pk).summary == "Mine now."


def test_nothing_is_learnt_from_what_was_taken_back(line, owner):
    kept, dropped = line(), line()
    for job in (kept, dropped):
        Job.objects.filter(pk=job.pk).update(output_data={**job.output_data, "mood": "calm"})
        work.approve(job=fresh(job), by=owner)
    assert Preference.objects.get(value="calm").seen == 2
    take_back(job=fresh(dropped), by=owner)
    assert Preference.objects.get(value="calm").seen == 1
    take_back(job=fresh(kept), by=owner)
    assert not Preference.objects.filter(value="calm").exists()
    assert not Observation.objects.exists()


def test_a_rejection_is_taken_back_once(line, owner, editor):
    job = line()
    work.reject(job=job, by=owner, note="Too short")
    seen = fresh(job)
    take_back(job=seen, by=editor)
    assert fresh(job).review == Review.PENDING
    with pytest.raises(WrongState):
        take_back(job=fresh(job), by=owner)
    work.approve(job=fresh(job), by=owner)
    seen.review = "rejected"  # what a page still shows is not what is decided now
    with pytest.raises(WrongState):
        take_back(job=seen, by=owner)


def test_viewers_take_nothing_back(line, owner, viewer):
    job = line()
    work.reject(job=job, by=owner)
    with pytest.raises(Forbidden):
        take_back(job=fresh(job), by=viewer)


def test_another_persons_taste_waits_for_them_alone(universe, owner, editor):
    job = work.start(agent_type="memory", universe=universe, by=owner, input={})
    inline.drain()
    Job.objects.filter(pk=job.pk).update(review="pending")
    assert [one.kind for one in review_queue(owner)] == ["memory"]
    assert list(review_queue(editor)) == []
