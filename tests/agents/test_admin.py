"""Agents in the admin: asking, deciding, settling, and what strangers and members may not."""

from __future__ import annotations

import json
from typing import ClassVar

import pytest
from django.test import Client

from agents.models import AgentPolicy, AgentRun, BrandVoice, Budget, LlmCall, Preference, Waiver
from agents.services import policy
from storybible.models import Scene
from umam.jobs import inline
from umam.jobs.models import Job
from umam.lib.errors import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("line_agent")]


@pytest.fixture
def desk():
    """`desk(user)`: the admin as this person sees it."""

    def client(user) -> Client:
        made = Client()
        made.force_login(user)
        return made

    return client


@pytest.fixture
def waiting(no_provider, work) -> Job:
    return work("line", prompt="A line about nobody")


def page(run: Job) -> str:
    return f"/admin/agents/agentrun/{run.pk}/change/"


class TestAsking:
    def test_choose_an_agent_and_fill_in_its_own_form(self, no_provider, desk, owner, universe):
        browser = desk(owner)
        address = f"/admin/agents/agentrun/add/?agent=line&universe={universe.pk}"
        assert "Always tell of" in browser.get(address).content.decode()
        answer = browser.post(address, {"prompt": "A line", "context_tokens": "8000"})
        job = Job.objects.get(kind="line")
        assert answer.status_code == 302
        assert (job.source, job.requested_by) == ("admin", owner)
        inline.drain()
        assert AgentRun.objects.get(job=job).is_demo

    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(self, desk, owner, universe):
        address = f"/admin/agents/agentrun/add/?agent=line&universe={universe.pk}"
        told = (
            desk(owner)
            .post(address, {"prompt": "Kept words", "pins": "Nobody", "context_tokens": "8000"})
            .content.decode()
        )
        assert "There is no “Nobody”" in told
        assert "Kept words" in told
        assert not Job.objects.exists()

    @pytest.mark.parametrize("query", ["", "?agent=nothing", "?agent=line&universe=nothing", "?universe=%00"])
    def test_wild_addresses_break_nothing(self, desk, owner, universe, query):
        assert desk(owner).get(f"/admin/agents/agentrun/add/{query}").status_code == 200


class TestDeciding:
    def test_approve_as_it_is(self, desk, owner, waiting):
        browser = desk(owner)
        told = browser.get(page(waiting)).content.decode()
        assert "Written offline" in told
        output = json.dumps(waiting.output_data)
        browser.post(page(waiting), {"output": output, "note": "Good", "agents_agentrun_approve_work": "1"})
        waiting.refresh_from_db()
        assert (waiting.review, waiting.review_note) == ("approved", "Good")
        assert Scene.objects.get().text == "A line by rule."

    def test_approve_edited(self, desk, owner, waiting):
        output = json.dumps({**waiting.output_data, "text": "My line."})
        desk(owner).post(page(waiting), {"output": output, "note": "", "agents_agentrun_approve_work": "1"})
        waiting.refresh_from_db()
        assert waiting.review == "edited"
        assert Scene.objects.get().text == "My line."

    def test_reject_with_a_reason_and_ask_again(self, desk, owner, waiting):
        browser = desk(owner)
        output = json.dumps(waiting.output_data)
        browser.post(page(waiting), {"output": output, "note": "Darker", "agents_agentrun_ask_again": "1"})
        waiting.refresh_from_db()
        assert waiting.review == "rejected"
        assert Job.objects.filter(input_data__note="Darker").exists()

    def test_undo(self, desk, owner, waiting):
        browser = desk(owner)
        output = json.dumps(waiting.output_data)
        browser.post(page(waiting), {"output": output, "agents_agentrun_approve_work": "1"})
        browser.post(page(waiting), {"note": "", "agents_agentrun_undo_work": "1"})
        assert Scene.objects.get().in_trash

    def test_the_least_sure_come_first(self, desk, owner, work, waiting):
        AgentRun.objects.filter(job=waiting).update(confidence=0.4)
        surer = work("line", prompt="Another")
        AgentRun.objects.filter(job=surer).update(confidence=0.45)
        told = desk(owner).get("/admin/agents/agentrun/?review=pending").content.decode()
        assert told.index("A line about nobody") < told.index("Another")

    def test_viewers_decide_nothing(self, desk, viewer, waiting):
        browser = desk(viewer)
        browser.post(
            page(waiting), {"output": json.dumps(waiting.output_data), "agents_agentrun_approve_work": "1"}
        )
        waiting.refresh_from_db()
        assert waiting.review == "pending"


class TestSettling:
    def test_a_threshold(self, desk, owner, universe):
        desk(owner).post(
            "/admin/agents/agentpolicy/add/",
            {"universe": str(universe.pk), "agent": "line", "threshold": "0.3", "samples": "2", "model": ""},
        )
        assert AgentPolicy.objects.get().threshold == 0.3

    def test_a_voice_for_everybody_and_ones_own(self, desk, owner, editor, universe):
        told = {"universe": str(universe.pk), "voice": "Warm", "values": "", "audience": "", "examples": ""}
        desk(owner).post(
            "/admin/agents/brandvoice/add/", {**told, "dos": "Say it plainly\n\nBe kind", "donts": "Shout"}
        )
        desk(editor).post(
            "/admin/agents/brandvoice/add/",
            {**told, "voice": "Dry", "dos": "", "donts": "", "personal": "on"},
        )
        assert BrandVoice.objects.get(user=None).dos == ["Say it plainly", "Be kind"]
        assert BrandVoice.objects.get(user=editor).voice == "Dry"
        assert "Dry" not in desk(owner).get("/admin/agents/brandvoice/").content.decode()

    def test_only_the_owner_sets_a_budget(self, desk, owner, editor, universe):
        told = {"universe": str(universe.pk), "daily_usd": "3", "monthly_usd": "", "daily_tokens": ""}
        desk(editor).post("/admin/agents/budget/add/", told)
        assert not Budget.objects.exists()
        desk(owner).post("/admin/agents/budget/add/", told)
        assert Budget.objects.get().daily_usd == 3

    def test_a_taste_is_ones_own(self, desk, owner, editor, universe):
        mine = Preference.objects.create(
            user=owner,
            universe=universe,
            topic="mood",
            value="calm",
            strength=0.5,
            sentence="Likes calm moods.",
        )
        assert "calm" not in desk(editor).get("/admin/agents/preference/").content.decode()
        desk(owner).post(
            f"/admin/agents/preference/{mine.pk}/change/", {"sentence": "Calm at sea, wild at home."}
        )
        mine.refresh_from_db()
        assert (mine.sentence, mine.by_hand) == ("Calm at sea, wild at home.", True)
        desk(owner).post(f"/admin/agents/preference/{mine.pk}/delete/", {"post": "yes"})
        mine.refresh_from_db()
        assert mine.forgotten_at is not None


def test_strangers_find_nothing(desk, stranger, owner, universe, waiting):
    policy.waive(universe=universe, by=owner, rule="technology", fingerprint="f", reason="SECRET-REASON")
    policy.set_policy(universe=universe, by=owner, agent_type="line", model="SECRET-MODEL")
    policy.set_voice(universe=universe, by=owner, voice="SECRET-VOICE")
    policy.set_budget(universe=universe, by=owner, daily_usd="7")
    LlmCall.objects.create(
        universe=universe, agent="line", digest="d", provider="anthropic", model="SECRET-MODEL", job=waiting
    )
    browser = desk(stranger)
    rows = [*AgentRun.objects.all(), *AgentPolicy.objects.all(), *BrandVoice.objects.all()]
    rows += [*Waiver.objects.all(), *Budget.objects.all(), *LlmCall.objects.all()]
    for row in rows:
        name = row._meta.model_name
        told = browser.get(f"/admin/agents/{name}/", follow=True).content.decode()
        told += browser.get(f"/admin/agents/{name}/{row.pk}/change/", follow=True).content.decode()
        assert "SECRET" not in told, name
        assert universe.name not in told, name
        assert "A line about nobody" not in told, name


class TestViewersOfTheStaff:
    """Whoever only looks reads in the admin no more than on the pages."""

    def test_receipts_and_costs_are_for_editors(self, waiting, universe, owner, viewer, desk):
        LlmCall.objects.create(
            universe=universe,
            job=waiting,
            agent="line",
            digest="x",
            provider="p",
            model="a-model",
            state="answered",
        )
        for address in ("/admin/agents/agentrun/", "/admin/agents/llmcall/"):
            assert "0 " in desk(viewer).get(address).content.decode()
            assert "a-model" not in desk(viewer).get(address).content.decode()
            assert str(waiting.pk) not in desk(viewer).get(address).content.decode()
        assert desk(viewer).get(page(waiting)).status_code == 302
        assert desk(owner).get(page(waiting)).status_code == 200
        assert "a-model" in desk(owner).get("/admin/agents/llmcall/").content.decode()


class TestVoicesOfOthers:
    FORM: ClassVar = {"values": "", "audience": "", "dos": "rhyme", "donts": "", "examples": ""}

    def test_an_administrator_changes_that_voice_and_not_their_own(self, universe, editor, admin, desk):
        theirs = policy.set_voice(universe=universe, by=editor, personal=True, voice="Ivo's", dos=["rhyme"])
        mine = policy.set_voice(universe=universe, by=admin, personal=True, voice="Root's", dos=["be root"])
        address = f"/admin/agents/brandvoice/{theirs.pk}/change/"
        assert desk(admin).post(address, {**self.FORM, "voice": "Mended"}).status_code == 302
        theirs.refresh_from_db()
        mine.refresh_from_db()
        assert (theirs.voice, mine.voice, mine.dos) == ("Mended", "Root's", ["be root"])

    def test_nobody_else_changes_it(self, universe, owner, editor, desk):
        theirs = policy.set_voice(universe=universe, by=editor, personal=True, voice="Ivo's")
        with pytest.raises(Forbidden):
            policy.set_voice(universe=universe, by=owner, whose=editor, voice="Mine")
        address = f"/admin/agents/brandvoice/{theirs.pk}/change/"
        desk(owner).post(address, {**self.FORM, "voice": "Mine"})
        theirs.refresh_from_db()
        assert theirs.voice == "Ivo's"

    @pytest.mark.parametrize("personal", [False, True])
    def test_adding_one_wipes_none(self, universe, owner, desk, personal):
        kept = policy.set_voice(
            universe=universe, by=owner, personal=personal, voice="Warm", examples=["long work"]
        )
        wish = {**self.FORM, "universe": str(universe.pk), "voice": "New"}
        if personal:
            wish["personal"] = "on"
        answer = desk(owner).post("/admin/agents/brandvoice/add/", wish)
        assert "There is such a voice already" in answer.content.decode()
        kept.refresh_from_db()
        assert (kept.voice, kept.examples) == ("Warm", ["long work"])
        wish["personal"] = "" if personal else "on"  # the other one is not there yet
        assert desk(owner).post("/admin/agents/brandvoice/add/", wish).status_code == 302
        assert BrandVoice.objects.count() == 2
