from datetime import timedelta

import pytest
from django.utils import timezone

from tests.studio.conftest import signed_in
from umam.jobs.models import Job


@pytest.fixture
def row(universe, owner):
    """`row(label, **fields)`: a job as a row, which nobody works on."""
    begun = timezone.now() - timedelta(minutes=5)

    def make(label, **fields):
        status = fields.pop("status", "completed")
        ended = begun + timedelta(seconds=90) if status in ("completed", "failed", "cancelled") else None
        return Job.objects.create(
            kind=fields.pop("kind", "transcribe"), label=label, universe=universe, requested_by=owner,
            status=status, started_at=begun, completed_at=ended, **fields,
        )  # fmt: skip

    return make


def labels(answer):
    return [one.job.label for one in answer.context["rows"]]


def test_the_board_is_filtered_by_state_kind_universe_and_words(pages, row, universe):
    row("Paper boats", status="failed", error_message="It ends early.")
    row("Ninth letter", kind="analyse")
    row("Salt and signal", status="processing", progress=0.4, progress_note="Frame 3 of 9")
    assert labels(pages.get("/jobs")) == ["Salt and signal", "Ninth letter", "Paper boats"]
    assert labels(pages.get("/jobs?state=failed")) == ["Paper boats"]
    assert labels(pages.get("/jobs?state=running")) == ["Salt and signal"]
    assert labels(pages.get("/jobs?kind=analyse")) == ["Ninth letter"]
    assert labels(pages.get("/jobs?text=letter")) == ["Ninth letter"]
    assert labels(pages.get("/jobs?text=frame+3")) == ["Salt and signal"]
    assert len(labels(pages.get(f"/jobs?universe={universe.pk}"))) == 3
    assert "No job fits" in pages.get("/jobs?state=cancelled").content.decode()


def test_a_job_is_found_by_its_id(pages, row):
    job = row("Paper boats")
    row("Other")
    assert labels(pages.get(f"/jobs?text={job.pk}")) == ["Paper boats"]


def test_a_long_board_goes_on_where_it_ended(pages, row):
    for number in range(35):
        row(f"Job {number}")
    first = pages.get("/jobs")
    second = pages.get(f"/jobs?cursor={first.context['following']}")
    assert len(labels(first)) == 30
    assert sorted([*labels(first), *labels(second)]) == sorted(f"Job {number}" for number in range(35))
    assert second.context["following"] == ""
    assert "<html" not in second.content.decode()


def test_a_broken_cursor_begins_anew(pages, row):
    row("Paper boats")
    assert labels(pages.get("/jobs?cursor=nonsense")) == ["Paper boats"]


def test_steps_are_not_on_the_board_but_on_their_film(pages, film):
    assert [one.job.pk for one in pages.get("/jobs").context["rows"]] == [film.pk]
    page = pages.get(f"/jobs/{film.pk}").content.decode()
    for child in film.children.all():
        assert f"/jobs/{child.pk}" in page


def test_a_job_shows_who_how_long_and_its_output(pages, row):
    job = row("Paper boats", output_data={"text": "Come home"}, engine="scripted", attempt=2)
    page = pages.get(f"/jobs/{job.pk}").content.decode()
    for words in ("Mara", "90 s", "scripted", "2 of 3", "Come home"):
        assert words in page


def test_the_log_is_for_those_who_may_edit(pages, row, viewer, owner):
    job = row("Paper boats")
    job.log.create(text="Opened the song")
    job.log.create(text="Traceback of it", internal=True)
    page = pages.get(f"/jobs/{job.pk}").content.decode()
    assert "Opened the song" in page
    assert "Traceback of it" not in page
    assert "Opened the song" not in signed_in(viewer).get(f"/jobs/{job.pk}").content.decode()


def test_strangers_find_no_job(row, stranger):
    job = row("Paper boats", status="failed")
    browser = signed_in(stranger)
    assert browser.get(f"/jobs/{job.pk}").status_code == 404
    for verb in ("cancel", "retry", "review"):
        assert browser.post(f"/jobs/{job.pk}/{verb}").status_code == 404
    assert "Paper boats" not in browser.get("/jobs").content.decode()


def test_what_cannot_be_cancelled_is_a_message(pages, row):
    job = row("Paper boats")
    answer = pages.post(f"/jobs/{job.pk}/cancel", {"next": f"/jobs/{job.pk}"}, follow=True)
    assert "there is nothing to cancel" in answer.content.decode()


@pytest.mark.parametrize(("decision", "review"), [("approve", "approved"), ("reject", "rejected")])
def test_a_result_is_reviewed(pages, row, decision, review):
    job = row("Paper boats", review="pending", human_review_required=True, output_data={"text": "x"})
    assert "This result waits for a person" in pages.get(f"/jobs/{job.pk}").content.decode()
    pages.post(f"/jobs/{job.pk}/review", {"decision": decision, "note": "Well"})
    job.refresh_from_db()
    assert (job.review, job.review_note) == (review, "Well")


def test_the_desk_tells_what_runs_waits_and_is_done(pages, row, film):
    running = row("Salt and signal", status="processing")
    waiting = row("Ninth letter", review="pending")
    failed = row("Paper boats", status="failed", error_message="It ends early.")
    desk = pages.get("/").context
    assert [one.job for one in desk["running"]] == [running]
    assert [one.job for one in desk["least_sure"]] == [waiting]
    assert desk["review_count"] == 1
    assert [one.job for one in desk["waits"]] == [failed]
    assert [one.job for one in desk["finished"]] == [film]


def test_an_empty_desk_offers_the_first_step(owner):
    page = signed_in(owner).get("/").content.decode()
    assert "No film yet" in page
    assert "/music-videos/new" in page


def test_a_desk_whose_first_film_is_in_the_making_asks_for_no_other(pages, row):
    row("Paper boats", status="processing")
    page = pages.get("/").content.decode()
    assert "Running now" in page
    assert "Make the first one" not in page


def test_the_palette_finds_things_of_the_reader_alone(pages, film, song, universe, stranger):
    found = pages.get("/search?q=harbour").content.decode()
    assert f"/music-videos/{film.pk}" in found
    assert f"/assets/{song.pk}" in pages.get("/search?q=chords").content.decode()
    assert "/universes/lantern-coast" in pages.get("/search?q=lantern").content.decode()
    assert "Nothing is called" in pages.get("/search?q=zzzz").content.decode()
    theirs = signed_in(stranger).get("/search?q=a").content.decode()
    assert str(film.pk) not in theirs
    assert "lantern-coast" not in theirs
