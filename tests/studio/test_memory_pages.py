"""What agents remember of somebody: theirs alone, reworded, forgotten, brought back, written by hand."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents import memory
from agents.models import Observation, Preference
from tests.studio.conftest import signed_in
from umam.jobs.models import Job
from umam.studio.views.insight import memory as views

PAGE = "/memory?universe=lantern-coast"


@pytest.fixture
def see(owner, universe):
    def observe(value="fpv_drone", weight=2.0, topic="camera_move", user=owner, job=None):
        memory.observe(
            user=user, universe=universe, seen=[(topic, value, weight)], job=job,
            cause="approved a result of narrative",
        )  # fmt: skip
        return Preference.objects.get(user=user, universe=universe, value=value)

    return observe


def page_of(answer):
    return answer.content.decode()


def undo_of(answer):
    return next(iter(answer.context["messages"])).extra_tags.removeprefix("undo:")


def test_an_empty_page_says_how_it_learns(pages, universe):
    page = page_of(pages.get(PAGE))
    assert "Nothing yet in Lantern Coast" in page
    assert "each leaves a small trace" in page


def test_sentences_stand_with_their_strength_and_what_they_rest_on(pages, universe, owner, see):
    job = Job.objects.create(kind="transcribe", label="Paper boats", universe=universe, requested_by=owner)
    row = see(weight=4.0, job=job)
    see("tense", -0.6, "mood")
    answer = pages.get(PAGE)
    page = page_of(answer)
    assert [one.row for one in answer.context["told"]] == [row]
    assert [one.row.value for one in answer.context["hints"]] == ["tense"]
    assert "Clearly prefers the camera move drone flight." in page
    assert "rests on 1 observation" in page
    assert "approved a result of narrative" in page
    assert f"/jobs/{job.pk}" in page


def test_everybody_sees_their_own_alone(pages, universe, see, editor, stranger, client):
    row = see()
    theirs = signed_in(editor)
    assert "drone flight." not in page_of(theirs.get(PAGE)).split("Tell them yourself")[0]
    for browser in (theirs, signed_in(stranger)):
        assert browser.post(f"/memory/{row.pk}/reword", {"sentence": "Mine"}).status_code == 404
        assert browser.post(f"/memory/{row.pk}/forget").status_code == 404
    assert signed_in(stranger).get(PAGE).status_code == 404
    assert client.get(PAGE).status_code == 302


def test_a_sentence_is_reworded_and_made_stronger(pages, universe, see):
    row = see()
    pages.post(f"/memory/{row.pk}/reword", {"sentence": "I love to fly.", "strength": "90"})
    row.refresh_from_db()
    assert (row.sentence, row.strength, row.by_hand) == ("I love to fly.", 0.9, True)
    assert "In your own words" in page_of(pages.get(PAGE))


def test_a_slider_that_was_not_moved_changes_no_strength(pages, universe, see):
    row = see()
    before = row.strength
    pages.post(
        f"/memory/{row.pk}/reword", {"sentence": "Fly.", "strength": str(round(row.strength_now * 100))}
    )
    row.refresh_from_db()
    assert row.strength == pytest.approx(before, abs=0.001)


def test_an_empty_sentence_is_said_at_its_field(pages, universe, see):
    row = see()
    answer = pages.post(f"/memory/{row.pk}/reword", {"sentence": "   ", "strength": "50"})
    assert answer.status_code == 422
    assert f'id="words-{row.pk}-error"' in page_of(answer)
    row.refresh_from_db()
    assert not row.by_hand


def test_forgetting_is_undone_with_all_that_was_seen(pages, universe, see, owner):
    see()
    row = see()
    seen = list(Observation.objects.values_list("weight", "cause", "created_at"))
    answer = pages.post(f"/memory/{row.pk}/forget", follow=True)
    assert not Observation.objects.exists()
    assert "Nothing yet" in page_of(answer)
    pages.post(undo_of(answer))
    row.refresh_from_db()
    assert (row.forgotten_at, row.seen) == (None, 2)
    assert row.sentence == "Clearly prefers the camera move drone flight."
    assert sorted(Observation.objects.values_list("weight", "cause", "created_at")) == sorted(seen)
    assert pages.post(undo_of(answer)).status_code == 404


def test_what_was_forgotten_is_gone_for_good_after_a_while(pages, universe, see, monkeypatch):
    row = see()
    answer = pages.post(f"/memory/{row.pk}/forget", follow=True)
    monkeypatch.setattr(views, "UNDO_SECONDS", -1)
    assert pages.post(undo_of(answer)).status_code == 404
    assert not Observation.objects.exists()


def test_what_was_learnt_anew_meanwhile_stays(pages, universe, see):
    row = see()
    answer = pages.post(f"/memory/{row.pk}/forget", follow=True)
    see(weight=1.0)
    shown = pages.post(undo_of(answer), follow=True)
    assert "remembered again already" in page_of(shown)
    assert Observation.objects.count() == 1


def test_one_is_added_by_hand(pages, universe, owner):
    sent = {"universe": "lantern-coast", "sentence": "No cuts.", "strength": "-0.5", "move": "whip_pan"}
    pages.post("/memory/add", sent)
    row = Preference.objects.get()
    assert (row.user, row.sentence, row.strength, row.topic, row.value, row.by_hand) == (
        owner, "No cuts.", -0.5, "camera_move", "whip_pan", True,
    )  # fmt: skip


def test_what_is_wrong_is_kept(pages, universe):
    sent = {"universe": "lantern-coast", "sentence": "Kept words", "strength": "7", "move": ""}
    answer = pages.post("/memory/add", sent)
    assert answer.status_code == 422
    assert "Kept words" in page_of(answer)
    assert answer.context["form"].errors["strength"]
    assert not Preference.objects.exists()


def test_the_memory_agent_looks_it_over(pages, universe, see):
    see()
    answer = pages.post("/memory/look", {"universe": "lantern-coast"})
    job = Job.objects.get(kind="memory")
    assert answer["Location"] == f"/agents/work/{job.pk}"
    assert job.universe == universe


def test_viewers_teach_agents_nothing(universe, viewer):
    browser = signed_in(viewer)
    page = page_of(browser.get(PAGE))
    assert "Remember it" not in page
    sent = {"universe": "lantern-coast", "sentence": "Mine", "strength": "1"}
    assert browser.post("/memory/add", sent).status_code == 403
    assert browser.post("/memory/look", {"universe": "lantern-coast"}).status_code == 403


def test_without_a_universe_it_is_ones_own(owner):
    browser = signed_in(owner)
    assert browser.get("/memory").status_code == 200
    assert 'aria-current="page">Memory' in page_of(browser.get("/memory"))


def test_the_number_of_queries_does_not_grow(pages, universe, see, owner):
    job = Job.objects.create(kind="transcribe", label="x", universe=universe, requested_by=owner)
    see(job=job)
    pages.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        pages.get(PAGE)
    for number in range(20):
        see(f"style {number}", 1.0, "style", job=job)
    with CaptureQueriesContext(connection) as many:
        pages.get(PAGE)
    assert len(many) <= len(few)
    assert len(many) <= 20
