"""The review page: its order, its decisions and their way back, two reviewers at once, conflicts, rights."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents.models import AgentRun
from agents.services import deciding, work
from agents.services.work import start
from storybible.models import Element, Scene
from storybible.services import elements
from storybible.services.keeping import Author
from tests.studio.conftest import signed_in
from umam.jobs import inline
from umam.jobs.models import Job
from umam.universes.services import create_universe


@pytest.fixture
def made(owner, universe):
    """`made(prompt, score)`: a result that waits for review."""

    def ask(prompt="A line", score=0.5, where=universe, **given):
        job = start(agent_type="line", universe=where, by=owner, input={"prompt": prompt, **given})
        inline.drain()
        Job.objects.filter(pk=job.pk).update(confidence_score=score)
        AgentRun.objects.filter(pk=job.pk).update(confidence=score)
        job.refresh_from_db()
        assert job.review == "pending", job.error_message
        return job

    return ask


def path(job, verb=""):
    return f"/review/{job.pk}{'/' + verb if verb else ''}"


def page_of(answer):
    return answer.content.decode()


def listed(answer):
    return [one.job.pk for one in answer.context["rows"]]


def told(answer):
    return [str(one) for one in answer.context["messages"]]


class TestTheQueue:
    def test_the_least_sure_comes_first_and_of_equals_the_oldest(self, pages, made):
        sure, older, newer, unsure = made("a", 0.6), made("b", 0.4), made("c", 0.4), made("d", 0.2)
        answer = pages.get("/review")
        assert listed(answer) == [one.pk for one in (unsure, older, newer, sure)]
        assert answer.context["job"] == unsure
        assert "1 of 4" in page_of(answer)
        middle = page_of(pages.get(path(older)))
        assert f'href="{path(unsure)}" data-press="k"' in middle
        assert f'href="{path(newer)}" data-press="j"' in middle

    def test_it_is_filtered_by_universe_and_agent_and_keeps_the_filter(self, pages, made, owner, universe):
        other = create_universe(by=owner, name="Glass Desert")
        here, there = made("here"), made("there", where=other)
        answer = pages.get(f"/review?universe={other.pk}&agent=line")
        assert listed(answer) == [there.pk]
        assert f'action="{path(there, "accept")}?universe={other.pk}&amp;agent=line"' in page_of(answer)
        assert listed(pages.get("/review?universe=nonsense&agent=nobody")) == [here.pk, there.pk]
        assert "Nothing waits here" in page_of(pages.get("/review?agent=spatial"))

    def test_it_counts_in_the_rail_and_on_the_desk(self, pages, made, viewer):
        made()
        made()
        home = page_of(pages.get("/"))
        assert re.search(r"data-review-count>2<", home)
        assert 'href="/review"' in home
        assert "data-review-count hidden>0<" in page_of(signed_in(viewer).get("/"))

    def test_a_result_says_why_it_asks_and_what_it_would_change(self, pages, made, tower):
        job = made(about=str(tower.pk))
        page = page_of(pages.get(path(job)))
        assert "Why it asks" in page
        assert "Written offline" in page
        assert "What it would change in the bible" in page
        assert "A line by rule" in page

    def test_the_list_alone_is_asked_for_by_the_live_page(self, pages, made):
        job = made()
        part = page_of(pages.get(f"{path(job)}?part=queue"))
        assert part.strip().startswith('<aside class="review-queue"')
        assert "<html" not in part
        assert 'data-review="1"' in part

    def test_nothing_waits(self, pages, made):
        assert "What agents are not sure of comes here" in page_of(pages.get("/review"))
        job = made("Salt and signal")
        pages.post(path(job, "accept"))
        page = page_of(pages.get("/review"))
        assert "Nothing waits" in page
        assert "Decided lately" in page
        assert "Salt and signal" in page
        assert f'action="{path(job, "undo")}"' in page

    def test_a_long_list_is_shown_in_parts(self, pages, made, universe, owner):
        now = timezone.now()
        Job.objects.bulk_create(
            Job(
                kind="line", label=f"Line: {number}", universe=universe, requested_by=owner,
                status="completed", review="pending", completed_at=now, output_data={"text": "x"},
                confidence_score=number / 100,
            )
            for number in range(90)
        )  # fmt: skip
        first = pages.get("/review")
        assert len(listed(first)) == 40
        assert first.context["later"] == 50
        following = pages.get(
            path(first.context["page_after"] and Job.objects.get(pk=first.context["page_after"]))
        )
        assert following.context["earlier"] == 40
        assert set(listed(first)).isdisjoint(listed(following))

    def test_the_number_of_queries_does_not_grow(self, pages, made, universe, owner):
        job = made(score=0.1)
        pages.get(path(job))
        with CaptureQueriesContext(connection) as few:
            pages.get(path(job))
        for number in range(12):
            other = made(f"line {number}")
            if number % 2:
                work.approve(job=other, by=owner)
        with CaptureQueriesContext(connection) as many:
            pages.get(path(job))
        assert len(many) <= len(few) + 1
        assert len(many) <= 32


class TestDeciding:
    def test_accepting_writes_the_bible_and_leads_to_the_next(self, pages, made):
        first, second, third = made("a", 0.1), made("b", 0.2), made("c", 0.3)
        answer = pages.post(path(second, "accept"))
        assert answer["Location"] == path(third)
        second.refresh_from_db()
        assert second.review == "approved"
        assert Scene.objects.count() == 1
        shown = pages.get(path(third))
        assert "In the bible now" in told(shown)[0]
        assert f'action="{path(second, "undo")}"' in page_of(shown)
        assert pages.post(path(third, "accept"))["Location"] == path(first)
        assert pages.post(path(first, "accept"))["Location"] == "/review"

    def test_rejecting_asks_why(self, pages, made):
        job = made()
        answer = pages.post(path(job, "reject"), {"note": "  "})
        assert answer.status_code == 422
        assert 'id="reject-error"' in page_of(answer)
        assert "Say in a few words why" in page_of(answer)
        pages.post(path(job, "reject"), {"note": "Too short"})
        job.refresh_from_db()
        assert (job.review, job.review_note) == ("rejected", "Too short")
        assert "Too short" in page_of(pages.get(path(job)))

    def test_asking_again_puts_it_aside_and_goes_on_in_the_conversation(self, pages, made):
        job = made()
        answer = pages.post(path(job, "again"), {"note": ""})
        assert answer.status_code == 422
        pages.post(path(job, "again"), {"note": "Shorter"})
        job.refresh_from_db()
        again = Job.objects.exclude(pk=job.pk).get()
        assert job.review == "rejected"
        assert again.input_data["note"] == "Shorter"
        assert again.input_data["thread"] == job.input_data["thread"]

    def test_an_edit_is_kept_when_it_is_wrong_and_shows_its_difference(self, pages, made):
        job = made()
        assert "Accept this version" in page_of(pages.get(path(job, "edit")))
        wrong = pages.post(path(job, "edit"), {"rest": '{"text": 7}'})
        assert wrong.status_code == 422
        assert "&quot;text&quot;: 7" in page_of(wrong)
        assert "It does not fit" in page_of(pages.post(f"{path(job, 'edit')}?part=changes", {"rest": "{"}))
        typed = {"rest": '{"text": "A line by hand.", "mood": ""}'}
        changed = page_of(pages.post(f"{path(job, 'edit')}?part=changes", typed))
        assert "<ins>hand</ins>" in changed
        assert "<html" not in changed
        assert "<ins>hand</ins>" in page_of(pages.post(path(job, "edit"), {**typed, "look": "1"}))
        job.refresh_from_db()
        assert job.review == "pending"
        pages.post(path(job, "edit"), typed)
        job.refresh_from_db()
        assert (job.review, job.output_data["text"]) == ("edited", "A line by hand.")
        page = page_of(pages.get(path(job)))
        assert "What was changed before approving" in page
        assert "<ins>hand</ins>" in page

    def test_an_edit_that_changes_nothing_is_an_approval(self, pages, made):
        job = made()
        form = pages.get(path(job, "edit")).context["edit"]
        pages.post(path(job, "edit"), {"rest": form["rest"].value()})
        job.refresh_from_db()
        assert job.review == "approved"

    def test_what_was_edited_is_there_again_when_it_is_taken_back(self, pages, made, owner):
        job = made()
        edited = {**job.output_data, "text": "Twenty minutes of my own prose."}
        work.approve(job=job, by=owner, output_data=edited)
        deciding.take_back(job=Job.objects.get(pk=job.pk), by=owner)
        assert "Twenty minutes of my own prose." in pages.get(f"/review/{job.pk}/edit").content.decode()
        assert "Twenty minutes of my own prose." in pages.get(f"/agents/work/{job.pk}/edit").content.decode()

    def test_a_decision_is_taken_back_and_stands_open_again(self, pages, made, owner):
        job, other = made("a", 0.1), made("b", 0.2)
        pages.post(path(job, "accept"))
        page = page_of(pages.get(path(other)))
        assert re.search(rf'action="{path(job, "undo")}">.*?data-press="u"', page, re.S)
        answer = pages.post(path(job, "undo"))
        assert answer["Location"] == path(job)
        assert Scene.objects.get().deleted_at is not None
        assert listed(pages.get("/review")) == [job.pk, other.pk]
        again = pages.post(path(job, "undo"), follow=True)
        assert "Nothing was decided" in told(again)[0]

    def test_a_job_that_is_no_agents_is_decided_too(self, pages, universe, owner):
        job = Job.objects.create(
            kind="transcribe", label="Paper boats", universe=universe, requested_by=owner, status="completed",
            review="pending", completed_at=timezone.now(), output_data={"text": "Come home", "words": []},
        )  # fmt: skip
        page = page_of(pages.get("/review"))
        assert "Come home" in page
        assert "Ask again" not in page
        pages.post(path(job, "reject"), {"note": "No"})
        job.refresh_from_db()
        assert job.review == "rejected"

    def test_a_finding_that_is_meant_to_be_leads_back_here(self, pages, universe, owner):
        finding = {"rule": "technology", "severity": "error", "evidence": "The radio hummed",
                   "explanation": "No radio before 1895.", "fingerprint": "f" * 24}  # fmt: skip
        job = Job.objects.create(
            kind="consistency", label="Consistency: a radio", universe=universe, requested_by=owner,
            status="completed", review="pending", completed_at=timezone.now(),
            input_data={"content": "The radio hummed."},
            output_data={"is_consistent": False, "verdict": "Inconsistent", "explanation": "One is off.",
                         "violations": [finding]},
        )  # fmt: skip
        assert "The radio hummed" in page_of(pages.get(path(job)))
        sent = {"rule": "technology", "fingerprint": "f" * 24, "reason": "A wreck."}
        url = f"/agents/work/{job.pk}/waive"
        assert pages.post(url, sent, headers={"referer": path(job)})["Location"] == path(job)
        assert pages.post(url, sent)["Location"] == f"/agents/work/{job.pk}#findings"


class TestTwoReviewers:
    def test_the_second_is_told_who_decided_and_gets_the_next(self, pages, made, editor):
        first, second, third = made("Salt", 0.1), made("b", 0.2), made("c", 0.3)
        theirs = signed_in(editor)
        assert theirs.get("/review").context["job"] == first
        pages.post(path(second, "accept"))
        answer = theirs.post(path(second, "accept"), follow=True)
        assert answer.redirect_chain[0][0] == path(third)
        assert told(answer) == ["Mara approved “b” just now."]
        second.refresh_from_db()
        assert second.review == "approved"

    @pytest.mark.parametrize("verb", ["reject", "again"])
    def test_what_the_second_wrote_is_kept(self, pages, made, editor, verb):
        job = made("Salt")
        work.approve(job=job, by=editor)
        answer = pages.post(path(job, verb), {"note": "Twenty minutes of thought."})
        assert answer.status_code == 409
        page = page_of(answer)
        assert "Nia approved “Salt” just now." in page
        assert "Twenty minutes of thought.</textarea>" in page
        assert Job.objects.filter(kind="line").count() == 1

    def test_who_sends_the_same_decision_twice_goes_on(self, pages, made):
        job, following = made("Salt", 0.1), made("b", 0.2)
        pages.post(path(job, "reject"), {"note": "No"})
        again = pages.post(path(job, "reject"), {"note": "No"}, follow=True)
        assert again.redirect_chain[0][0] == path(following)

    def test_what_the_second_edited_is_kept(self, pages, made, editor):
        job = made("Salt")
        work.reject(job=job, by=editor, note="No")
        typed = {"rest": '{"text": "Twenty minutes of prose."}'}
        answer = pages.post(path(job, "edit"), typed)
        assert answer.status_code == 409
        assert "Twenty minutes of prose." in page_of(answer)
        assert "Nia rejected “Salt” just now." in page_of(answer)
        assert "Accept this version" not in page_of(answer)
        assert pages.post(f"{path(job, 'edit')}?part=changes", typed).status_code == 204
        assert pages.get(path(job, "edit")).status_code == 302

    def test_what_cannot_be_done_is_not_told_as_decided(self, pages, made, tower, owner):
        job = made(about=str(tower.pk))
        elements.update_element(element=tower, author=Author(by=owner), visibility="secret")
        typed = {"note": "", "rest": '{"text": "Twenty minutes of prose."}'}
        for verb in ("accept", "edit"):
            answer = pages.post(path(job, verb), typed)
            assert answer.status_code == 409, verb
            assert "made secret" in page_of(answer), verb
            assert "decided about" not in page_of(answer), verb
        assert "Twenty minutes of prose." in page_of(answer)
        job.refresh_from_db()
        assert job.review == "pending"

    def test_a_page_that_is_open_hears_of_it(self, pages, made, editor):
        job = made()
        work.reject(job=job, by=editor, note="No")
        part = page_of(pages.get(f"{path(job)}?part=queue"))
        assert "decided about this one" in part
        assert "Nia" in part

    def test_both_at_the_same_moment(self, pages, made, editor, monkeypatch):
        job = made()
        real = work.approve

        def late(**given):
            work.reject(job=Job.objects.get(pk=job.pk), by=editor, note="First")
            return real(**given)

        monkeypatch.setattr(work, "approve", late)
        answer = pages.post(path(job, "accept"), follow=True)
        assert told(answer) == ["Nia rejected “A line” just now."]


class TestConflicts:
    @pytest.fixture
    def clash(self, made, tower, owner):
        job = made(about=str(tower.pk))
        elements.update_element(element=tower, author=Author(by=owner), summary="Ours since.")
        return job

    def test_each_field_has_to_be_answered(self, pages, clash, tower):
        page = page_of(pages.get(path(clash)))
        assert "Somebody changed the same meanwhile" in page
        assert page.count("required") >= 2
        name = f"keep-{tower.key}.summary"
        assert f'name="{name}"' in page
        refused = pages.post(path(clash, "accept"))
        assert refused.status_code == 412
        assert "Somebody changed the same since" in page_of(refused)
        assert Element.objects.get(pk=tower.pk).summary == "Ours since."

    @pytest.mark.parametrize(("side", "kept"), [("current", "Ours since."), ("proposed", "A line by rule.")])
    def test_the_answer_counts(self, pages, clash, tower, side, kept):
        pages.post(path(clash, "accept"), {f"keep-{tower.key}.summary": side})
        clash.refresh_from_db()
        assert clash.review == "approved"
        assert Element.objects.get(pk=tower.pk).summary == kept


class TestRights:
    def test_only_those_who_may_edit_review(self, made, viewer, stranger, client):
        job = made()
        for person in (viewer, stranger):
            browser = signed_in(person)
            assert listed(browser.get("/review")) == []
            assert browser.get(path(job)).status_code == 404
            for verb in ("accept", "reject", "again", "edit", "undo"):
                assert browser.post(path(job, verb), {"note": "x"}).status_code == 404
        assert client.get("/review")["Location"].startswith("/accounts/login/")
        job.refresh_from_db()
        assert job.review == "pending"

    def test_an_editor_takes_back_what_another_decided(self, pages, made, editor):
        job = made()
        pages.post(path(job, "accept"))
        signed_in(editor).post(path(job, "undo"))
        job.refresh_from_db()
        assert job.review == "pending"

    def test_another_persons_taste_is_theirs_alone(self, pages, universe, owner, editor):
        job = Job.objects.create(
            kind="memory", label="Memory: mine", universe=universe, requested_by=owner, status="completed",
            review="pending", completed_at=timezone.now() - timedelta(hours=1),
            output_data={"sentences": [], "summary": "Nothing was seen."},
        )  # fmt: skip
        assert listed(pages.get("/review")) == [job.pk]
        theirs = signed_in(editor)
        assert listed(theirs.get("/review")) == []
        assert theirs.get(path(job)).status_code == 404

    def test_decisions_are_posted(self, pages, made):
        job = made()
        for verb in ("accept", "reject", "again", "undo"):
            assert pages.get(path(job, verb)).status_code == 405
