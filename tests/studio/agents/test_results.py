"""A result on its page: its sources, what it may change, and every decision about it."""

from __future__ import annotations

import json
import re
from uuid import uuid4

from agents.models import AgentRun, Waiver
from agents.services import work as services
from agents.services.work import start
from storybible.models import Element, Scene
from storybible.services import elements
from storybible.services.keeping import Author
from tests.studio.agents.conftest import page_of, path
from tests.studio.conftest import signed_in
from umam.jobs.models import Job
from umam.lib.errors import WrongState


class TestAResult:
    def test_it_shows_its_sources_its_reasons_and_its_maker(self, pages, work, tower):
        job = work(prompt="A line of Keeper's Tower")
        page = page_of(pages.get(path(job)))
        for words in ("A line by rule.", "How sure it is", "By its length.", "What it read", "Demo",
                      "What it would change in the bible", "It waits for you", "Tower"):  # fmt: skip
            assert words in page, words
        assert page_of(pages.get(f"{path(job)}?part=live")).lstrip().startswith('<div id="work"')

    def test_a_models_work_tells_its_price_and_waits_for_nobody(self, pages, claude, work):
        claude.answer_with({"text": "The lamp is lit before the tide.", "own_confidence": 0.9})
        job = work()
        page = page_of(pages.get(path(job)))
        for words in ("claude-haiku-4-5", "<dt>Cost</dt><dd class=\"num\">$0.", "From a cache",
                      "Accepted without review", "Add to the bible"):  # fmt: skip
            assert words in page, words
        assert "Demo</span>" not in page
        talk = page_of(pages.get(f"/agents/threads/{job.input_data['thread']}"))
        assert "In all $0." in talk
        assert "in 1 call," in talk
        pages.post(path(job, "keep"))
        assert Scene.objects.filter(text="The lamp is lit before the tide.").exists()

    def test_jobs_and_lists_lead_to_it(self, pages, work):
        job = work()
        assert path(job) in page_of(pages.get("/jobs"))
        assert path(job) in page_of(pages.get(f"/jobs/{job.pk}"))
        assert path(job) in page_of(pages.get("/"))

    def test_a_running_and_a_failed_one_say_so(self, pages, universe, owner):
        job = start(agent_type="line", universe=universe, by=owner, input={"prompt": "A line"})
        assert "You may leave, it goes on" in page_of(pages.get(path(job)))
        Job.objects.filter(pk=job.pk).update(
            status="failed", completed_at=universe.created_at, error_message="The budget is used up."
        )
        page = page_of(pages.get(path(job)))
        assert "The budget is used up." in page
        assert "Try again" in page

    def test_strangers_find_nothing(self, work, stranger):
        job = work()
        browser = signed_in(stranger)
        assert browser.get(path(job)).status_code == 404
        for verb in ("approve", "reject", "again", "more", "keep", "undo", "waive", "edit"):
            assert browser.post(path(job, verb)).status_code == 404, verb
        assert browser.get(f"/agents/threads/{job.input_data['thread']}").status_code == 404

    def test_viewers_read_and_change_nothing(self, work, viewer):
        job = work()
        browser = signed_in(viewer)
        page = page_of(browser.get(path(job)))
        assert "A line by rule." in page
        assert "Approve" not in page
        assert "What it would change" not in page
        sent = {"note": "No", "tokens": "9000"}
        for verb in ("approve", "reject", "again", "more"):
            assert browser.post(path(job, verb), sent).status_code == 403, verb
        assert Job.objects.filter(kind="line").count() == 1

    def test_viewers_are_not_told_of_what_is_hidden_from_them(self, work, viewer, universe, owner):
        elements.create_element(
            universe=universe, author=Author(by=owner), name="The Drowned Choir", entity_subtype="faction",
            visibility="team",
        )  # fmt: skip
        job = work(prompt="The Drowned Choir sings")
        assert "The Drowned Choir</a>" in page_of(signed_in(owner).get(path(job)))
        page = page_of(signed_in(viewer).get(path(job)))
        assert "The Drowned Choir</a>" not in page
        assert "more that only editors see" in page

    def test_reasons_are_for_those_who_may_edit(self, pages, work, viewer):
        job = work()
        assert "By its length." in page_of(pages.get(path(job)))
        page = page_of(signed_in(viewer).get(path(job)))
        assert "How sure it is" in page
        assert "By its length." not in page

    def test_what_an_agent_knew_of_a_taste_is_told_to_whom_it_belongs(self, pages, work, editor, viewer):
        job = work()
        run = AgentRun.objects.get(pk=job.pk)
        AgentRun.objects.filter(pk=job.pk).update(receipt={**run.receipt, "taste": ["Likes gothic horror."]})
        assert "Likes gothic horror." in page_of(pages.get(path(job)))
        for person in (editor, viewer):
            assert "Likes gothic horror." not in page_of(signed_in(person).get(path(job)))

    def test_the_job_of_no_agent_is_not_there(self, pages, universe, owner):
        job = Job.objects.create(
            kind="transcribe", universe=universe, status="completed", completed_at=universe.created_at
        )
        assert pages.get(path(job)).status_code == 404

    def test_any_output_is_told_where_no_template_knows_it(self, pages, universe):
        output = {
            "score": 0.5,
            "palette": ["#112233"],
            "rooms": [{"name": "Hall", "text": "w " * 100}],
            "x": {},
        }
        job = Job.objects.create(
            kind="line", universe=universe, status="completed", completed_at=universe.created_at,
            output_data=output,
        )  # fmt: skip
        page = page_of(pages.get(path(job)))
        for words in ("Score", "#112233", "Rooms", "Hall"):
            assert words in page


class TestDeciding:
    def test_approving_writes_into_the_bible_and_undoing_takes_it_out(self, pages, editor, work):
        job = work()
        browser = signed_in(editor)
        answer = browser.post(path(job, "approve"), follow=True)
        scene = Scene.objects.get(text="A line by rule.")
        page = page_of(answer)
        assert "In the bible because of this" in page
        assert f"/scenes/{scene.key}" in page
        assert "Take it out of the bible" in page
        page = page_of(browser.post(path(job, "undo"), follow=True))
        assert "Undone" in page
        scene.refresh_from_db()
        assert scene.in_trash
        assert "Put it back into the bible" in page
        browser.post(path(job, "keep"))
        assert Scene.objects.filter(text="A line by rule.", deleted_at=None).count() == 1

    def test_undoing_tells_what_had_to_be_left(self, pages, work, owner):
        job = work()
        pages.post(path(job, "approve"))
        Scene.objects.filter(text="A line by rule.").update(revision=9)
        page = page_of(pages.post(path(job, "undo"), follow=True))
        assert "was changed since and stays" in page

    def test_rejecting_wants_a_reason(self, pages, work):
        job = work()
        answer = pages.post(path(job, "reject"), {"note": "  "})
        assert answer.status_code == 422
        assert "Say in a few words why" in page_of(answer)
        pages.post(path(job, "reject"), {"note": "Too grey"})
        job.refresh_from_db()
        assert (job.review, job.review_note) == ("rejected", "Too grey")
        assert "Too grey" in page_of(pages.get(path(job)))

    def test_edited_text_is_approved_and_applied(self, pages, work):
        job = work()
        form = page_of(pages.get(path(job, "edit")))
        assert "A line by rule." in form
        rest = json.dumps({"text": "A lamp burns.", "mood": "calm", "note": ""})
        answer = pages.post(path(job, "edit"), {"rest": rest})
        assert answer.status_code == 302
        job.refresh_from_db()
        assert job.review == "edited"
        assert job.output_data["text"] == "A lamp burns."
        assert Scene.objects.filter(text="A lamp burns.").exists()

    def test_a_broken_edit_is_kept_with_what_is_wrong(self, pages, work):
        job = work()
        answer = pages.post(path(job, "edit"), {"rest": '{"text": "A lamp",'})
        assert answer.status_code == 422
        assert "Line 1, column" in page_of(answer)
        assert "A lamp" in page_of(answer)
        answer = pages.post(path(job, "edit"), {"rest": '{"text": 4}'})
        assert "text: Input should be a valid string" in page_of(answer)
        job.refresh_from_db()
        assert job.review == "pending"

    def test_prose_is_edited_as_prose(self, pages, work):
        job = work("narrative", prompt="Two friends meet on the pier")
        page = page_of(pages.get(path(job, "edit")))
        assert 'name="title"' in page
        assert 'name="content"' in page
        output = dict(job.output_data)
        text = "Once more. " + output["content"]
        for name in ("model", "usage", "word_count", "title", "content"):
            output.pop(name)
        sent = {"title": "The pier", "content": text, "rest": json.dumps(output)}
        assert pages.post(path(job, "edit"), sent).status_code == 302
        job.refresh_from_db()
        assert job.output_data["word_count"] == len(text.split())
        assert Scene.objects.get(title="The pier").text == job.output_data["content"]

    def test_what_was_decided_is_not_edited(self, pages, work):
        job = work()
        pages.post(path(job, "approve"))
        answer = pages.get(path(job, "edit"), follow=True, headers={"referer": path(job)})
        assert "does not wait for review" in page_of(answer)

    def test_what_came_too_late_is_kept(self, pages, work, editor):
        job = work(prompt="Salt")
        services.approve(job=job, by=editor)
        answer = pages.post(path(job, "edit"), {"rest": '{"text": "Twenty minutes of prose."}'})
        assert answer.status_code == 409
        assert "Twenty minutes of prose." in page_of(answer)
        assert "Nia approved “Salt” just now." in page_of(answer)
        answer = pages.post(path(job, "reject"), {"note": "Twenty minutes of thought."})
        assert answer.status_code == 409
        assert "Twenty minutes of thought.</textarea>" in page_of(answer)
        assert "Nia approved “Salt” just now." in page_of(answer)

    def test_a_note_that_came_too_late_is_kept(self, pages, work, monkeypatch):
        job = work()

        def late(**given):
            raise WrongState("It does not wait for review.")

        monkeypatch.setattr(services, "ask_again", late)
        answer = pages.post(path(job, "again"), {"note": "Twenty minutes of thought."})
        assert answer.status_code == 409
        assert "Twenty minutes of thought." in page_of(answer)

    def test_what_is_secret_by_now_is_said_in_the_form(self, pages, work, tower, owner):
        job = work(about=str(tower.pk))
        elements.update_element(element=tower, author=Author(by=owner), visibility="secret")
        answer = pages.post(path(job, "edit"), {"rest": '{"text": "Twenty minutes of prose."}'})
        assert answer.status_code == 409
        assert "made secret" in page_of(answer)
        assert "Twenty minutes of prose." in page_of(answer)

    def test_a_conflict_is_shown_and_settled_field_by_field(self, pages, work, tower, owner):
        job = work(about=str(tower.pk))
        elements.update_element(element=tower, author=Author(by=owner), summary="A ruin by now.")
        page = page_of(pages.get(path(job)))
        assert "Somebody changed the same meanwhile" in page
        name = re.search(r'name="(keep-[^"]+summary)"', page).group(1)
        answer = pages.post(path(job, "approve"))
        assert answer.status_code == 412
        assert "A ruin by now." in page_of(answer)
        pages.post(path(job, "approve"), {name: "current"})
        tower.refresh_from_db()
        assert tower.summary == "A ruin by now."
        job.refresh_from_db()
        assert job.review == "approved"

    def test_the_agents_version_may_win(self, pages, work, tower, owner):
        job = work(about=str(tower.pk))
        elements.update_element(element=tower, author=Author(by=owner), summary="A ruin by now.")
        pages.post(path(job, "approve"), {f"keep-{tower.key}.summary": "proposed"})
        assert Element.objects.get(pk=tower.pk).summary == "A line by rule."

    def test_asking_again_goes_on_in_the_conversation(self, pages, work):
        job = work()
        answer = pages.post(path(job, "again"), {"note": " "})
        assert answer.status_code == 422
        assert "Say what should be different" in page_of(answer)
        pages.post(path(job, "again"), {"note": "Darker"})
        job.refresh_from_db()
        again = Job.objects.exclude(pk=job.pk).get(kind="line")
        assert job.review == "rejected"
        assert again.input_data["note"] == "Darker"
        assert again.input_data["thread"] == job.input_data["thread"]

    def test_it_runs_again_with_more_of_the_bible(self, pages, work):
        job = work()
        assert "Run again with 16" in page_of(pages.get(path(job)))
        pages.post(path(job, "more"), {"tokens": "16000"})
        assert Job.objects.exclude(pk=job.pk).get(kind="line").input_data["context_tokens"] == 16000


class TestFindings:
    def test_a_finding_is_quoted_and_can_be_meant(self, pages, checked, universe):
        page = page_of(pages.get(path(checked)))
        for words in ("Inconsistent", "The radio hummed", "No radio before 1895.", "A bell."):
            assert words in page
        sent = {"fingerprint": "f" * 24, "rule": "technology"}
        answer = pages.post(path(checked, "waive"), {**sent, "reason": ""})
        assert answer.status_code == 422
        assert "Say why it is meant to be" in page_of(answer)
        pages.post(path(checked, "waive"), {**sent, "reason": "A dream"})
        waiver = Waiver.objects.get(universe=universe)
        assert (waiver.evidence, waiver.reason) == ("The radio hummed", "A dream")
        page = page_of(pages.get(path(checked)))
        assert "<h2>Consistent</h2>" in page
        assert "A dream" in page
        pages.post(path(checked, f"waivers/{waiver.pk}/lift"))
        assert "<h2>Inconsistent</h2>" in page_of(pages.get(path(checked)))

    def test_only_its_own_findings_are_waived(self, pages, checked, viewer):
        assert pages.post(path(checked, "waive"), {"fingerprint": "0", "reason": "x"}).status_code == 404
        sent = {"fingerprint": "f" * 24, "rule": "technology", "reason": "x"}
        assert signed_in(viewer).post(path(checked, "waive"), sent).status_code == 404  # editors only see it
        assert pages.post(path(checked, f"waivers/{uuid4()}/lift")).status_code == 404
