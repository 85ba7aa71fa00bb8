"""Agents in a universe: thresholds with their calibration, budget, voice, waivers, costs, the ledger."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents.models import AgentPolicy, AgentRun, BrandVoice, Budget, LlmCall, Thread, Waiver
from agents.services import policy
from tests.studio.conftest import signed_in
from umam.jobs.models import Job
from umam.studio.insight import charts
from umam.universes.services import create_universe

HOME = "/universes/lantern-coast"
AGENTS = f"{HOME}/agents"
NARRATIVE = f"{AGENTS}/of/narrative"
PAGES = [AGENTS, NARRATIVE, f"{AGENTS}/budget", f"{AGENTS}/voice", f"{AGENTS}/waivers", f"{HOME}/costs"]


@pytest.fixture
def run(universe):
    """`run(confidence, review)`: a result of narrative, and what somebody made of it."""

    def make(confidence, review="none", agent="narrative"):
        job = Job.objects.create(
            kind=agent, universe=universe, status="completed", review=review, completed_at=timezone.now()
        )
        return AgentRun.objects.create(job=job, universe=universe, agent=agent, confidence=confidence)

    return make


@pytest.fixture
def call(universe, owner):
    """`call(cost, days=0, **fields)`: a call in the ledger, so many days ago."""

    def make(cost, days=0, **fields):
        given = {"agent": "narrative", "model": "claude-haiku-4-5", "provider": "anthropic", **fields}
        row = LlmCall.objects.create(
            universe=given.pop("universe", universe), by=owner, digest="d", state="answered", requests=1,
            cost=None if cost is None else Decimal(cost), input_tokens=1000, output_tokens=200,
            cache_read_tokens=500, **given,
        )  # fmt: skip
        LlmCall.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days))
        return row

    return make


def page_of(answer):
    return answer.content.decode()


class TestRights:
    @pytest.mark.parametrize("path", PAGES)
    def test_members_look_and_strangers_find_nothing(self, universe, pages, viewer, stranger, client, path):
        assert pages.get(path).status_code == 200
        assert signed_in(viewer).get(path).status_code == 200
        assert signed_in(stranger).get(path).status_code == 404
        assert client.get(path).status_code == 302

    @pytest.mark.parametrize("path", [NARRATIVE, f"{AGENTS}/voice"])
    def test_viewers_change_nothing(self, universe, viewer, path):
        browser = signed_in(viewer)
        assert browser.post(path, {"threshold": "10", "samples": "1"}).status_code == 403
        assert 'class="save-bar"' not in page_of(browser.get(path))

    def test_the_budget_is_the_owners(self, universe, pages, editor):
        theirs = signed_in(editor)
        assert "Only the owner" in page_of(theirs.get(f"{AGENTS}/budget"))
        assert theirs.post(f"{AGENTS}/budget", {"daily_usd": "1"}).status_code == 403
        assert not Budget.objects.exists()
        pages.post(f"{AGENTS}/budget", {"daily_usd": "1"})
        assert Budget.objects.get().daily_usd == 1

    def test_they_are_found_from_the_universe_and_the_palette(self, universe, pages):
        assert f'href="{AGENTS}"' in page_of(pages.get(HOME))
        assert f"{HOME}/costs" in page_of(pages.get("/search?q=costs"))
        assert "/memory" in page_of(pages.get("/search?q=memory"))

    @pytest.mark.parametrize("path", PAGES)
    def test_the_number_of_queries_does_not_grow(self, universe, pages, run, call, owner, path):
        for number in range(2):
            run(0.5, "approved")
            call("0.1", thread=Thread.objects.create(universe=universe, agent="narrative", title=str(number)))
        pages.get(path)
        with CaptureQueriesContext(connection) as few:
            pages.get(path)
        for number in range(30):
            run(number / 30, "approved" if number % 2 else "rejected")
            call("0.1", number, thread=Thread.objects.create(universe=universe, agent="x", title="t"))
            policy.waive(universe=universe, by=owner, rule="r", fingerprint=str(number), reason="So.")
        with CaptureQueriesContext(connection) as many:
            pages.get(path)
        assert len(many) <= len(few)
        assert len(many) <= 20


class TestThresholds:
    def test_the_busiest_agent_is_open(self, universe, pages, run):
        run(0.9, "approved", "spatial")
        run(0.4)
        assert pages.get(AGENTS).context["row"].agent.key == "spatial"

    def test_a_policy_is_kept(self, universe, pages):
        pages.post(NARRATIVE, {"threshold": "85", "samples": "2", "model": " claude-sonnet-4-5 "})
        row = AgentPolicy.objects.get()
        assert (row.agent, row.threshold, row.samples, row.model) == (
            "narrative", 0.85, 2, "claude-sonnet-4-5",
        )  # fmt: skip
        page = page_of(pages.get(NARRATIVE))
        assert 'value="85"' in page
        assert "claude-sonnet-4-5" in page

    @pytest.mark.parametrize("wrong", [{"threshold": "170"}, {"threshold": "x"}, {"samples": "3"}])
    def test_what_is_wrong_stands_at_its_field(self, universe, pages, wrong):
        sent = {"threshold": "50", "samples": "1", "model": "kept-model", **wrong}
        answer = pages.post(NARRATIVE, sent)
        assert answer.status_code == 422
        assert answer.context["form"].errors[next(iter(wrong))]
        assert "kept-model" in page_of(answer)
        assert not AgentPolicy.objects.exists()

    def test_an_unknown_agent_is_not_there(self, universe, pages):
        assert pages.get(f"{AGENTS}/of/nobody").status_code == 404

    def test_without_results_it_says_what_will_be_here(self, universe, pages):
        page = page_of(pages.get(NARRATIVE))
        assert "No results yet" in page
        assert "<rect" not in page.split("No results yet")[0].split("<main")[1]

    def test_it_tells_what_another_threshold_would_have_done(self, universe, pages, run):
        for score, review in ((0.2, "rejected"), (0.55, "rejected"), (0.65, "approved"), (0.95, "none")):
            run(score, review)
        answer = pages.get(NARRATIVE)
        page = page_of(answer)
        assert "Of the last 4, 3 would have waited (75%), and of 2 rejected 2 would have been caught." in page
        assert 'data-threshold-row="60" data-sent="2" data-made="4" data-caught="2" data-missed="0"' in page
        assert "data-threshold-mark" in page
        assert "a first hint, no measure" in page

    def test_many_reviews_are_a_measure(self, universe, pages, run):
        for _ in range(20):
            run(0.75, "approved")
        answer = pages.get(NARRATIVE)
        assert "On average it is off by 25 points." in page_of(answer)
        level = answer.context["levels"][7]
        assert (level.level.reviewed, level.level.kept_share, level.is_few) == (20, 1.0, False)


class TestBudget:
    def test_it_shows_where_it_stands(self, universe, pages, owner, call):
        policy.set_budget(universe=universe, by=owner, daily_usd=Decimal(1), monthly_usd=Decimal(1))
        call("0.9")
        page = page_of(pages.get(f"{AGENTS}/budget"))
        assert "$0.90" in page
        assert 'data-state="high"' in page
        call("0.2")
        page = page_of(pages.get(f"{AGENTS}/budget"))
        assert "Reached. New calls stop until tomorrow." in page

    def test_what_is_wrong_is_kept(self, universe, pages):
        answer = pages.post(f"{AGENTS}/budget", {"daily_usd": "-4", "monthly_usd": "20"})
        assert answer.status_code == 422
        assert answer.context["form"].errors["daily_usd"]
        assert 'value="20"' in page_of(answer)
        assert not Budget.objects.exists()

    def test_an_empty_field_lifts_a_limit(self, universe, pages, owner):
        policy.set_budget(universe=universe, by=owner, daily_usd=Decimal(1))
        pages.post(f"{AGENTS}/budget", {"daily_usd": "", "daily_tokens": "5000"})
        row = Budget.objects.get()
        assert (row.daily_usd, row.daily_tokens) == (None, 5000)


class TestVoice:
    PAGE = f"{AGENTS}/voice"

    def test_the_universes_and_ones_own(self, universe, pages, owner):
        pages.post(f"{self.PAGE}?whose=ours", {"voice": "Warm.", "dos": "Be exact\n\nBe kind"})
        pages.post(f"{self.PAGE}?whose=mine", {"voice": "Dry."})
        ours, mine = BrandVoice.objects.get(user=None), BrandVoice.objects.get(user=owner)
        assert (ours.voice, ours.dos, mine.voice) == ("Warm.", ["Be exact", "Be kind"], "Dry.")
        assert "Be exact\nBe kind" in page_of(pages.get(self.PAGE))
        assert "Dry." in page_of(pages.get(f"{self.PAGE}?whose=mine"))
        pages.post(f"{self.PAGE}?whose=mine", {"drop": "1"})
        assert policy.voice_for(universe, owner) == ours

    def test_what_is_wrong_is_kept(self, universe, pages):
        answer = pages.post(self.PAGE, {"voice": "Warm.", "donts": "x" * 401})
        assert answer.status_code == 422
        assert answer.context["form"].errors["donts"]
        assert "Warm." in page_of(answer)

    def test_a_voice_of_another_is_not_shown(self, universe, pages, editor):
        policy.set_voice(universe=universe, by=editor, personal=True, voice="Mine alone")
        for whose in ("ours", "mine"):
            assert "Mine alone" not in page_of(pages.get(f"{self.PAGE}?whose={whose}"))


class TestWaivers:
    PAGE = f"{AGENTS}/waivers"

    def test_one_is_lifted_and_kept_again(self, universe, pages, owner):
        row = policy.waive(
            universe=universe, by=owner, rule="technology-level", fingerprint="f" * 24, reason="A wreck.",
            evidence="the radio hummed",
        )  # fmt: skip
        page = page_of(pages.get(self.PAGE))
        assert "Technology level" in page
        assert "the radio hummed" in page
        answer = pages.post(f"{self.PAGE}/{row.pk}/lift", follow=True)
        assert not Waiver.objects.exists()
        undo = next(iter(answer.context["messages"])).extra_tags.removeprefix("undo:")
        pages.post(undo)
        assert Waiver.objects.get().reason == "A wreck."

    def test_only_what_was_lifted_is_kept_again(self, universe, pages):
        assert pages.post(f"{self.PAGE}/keep?kept=forged").status_code == 404
        assert not Waiver.objects.exists()

    def test_viewers_lift_nothing(self, universe, viewer, owner):
        row = policy.waive(universe=universe, by=owner, rule="r", fingerprint="f", reason="So.")
        assert signed_in(viewer).post(f"{self.PAGE}/{row.pk}/lift").status_code == 403

    def test_nothing_is_waived(self, universe, pages):
        assert "Nothing is waived" in page_of(pages.get(self.PAGE))


class TestCosts:
    PAGE = f"{HOME}/costs"

    def test_sums_by_day_agent_model_and_conversation(self, universe, pages, call):
        thread = Thread.objects.create(universe=universe, agent="narrative", title="Who lights the lamp")
        call("0.30", thread=thread)
        call("0.10", 3, agent="scribe", model="qwen3-8b")
        call(None, 3, agent="scribe", model="qwen3-8b")
        call("5", 60)
        answer = pages.get(self.PAGE)
        page = page_of(answer)
        assert "$0.40" in page
        assert "and 1 call whose price nobody knows" in page
        assert "Who lights the lamp" in page
        assert "Without a conversation" in page
        assert [one.label for one in answer.context["by_agent"]] == ["Narrative", "Scribe"]
        assert answer.context["total"].cached_share == 0.5
        assert len(answer.context["chart"]) == 30
        assert sum(1 for bar in answer.context["chart"] if bar.height) == 2
        assert pages.get(f"{self.PAGE}?days=90").context["total"].cost == Decimal("5.4")
        assert pages.get(f"{self.PAGE}?days=nonsense").context["days"] == 30

    def test_tokens_are_the_measure_where_nothing_is_paid(self, universe, pages, call):
        call("0", agent="narrative")
        assert pages.get(self.PAGE).context["measure"] == "tokens"
        assert pages.get(f"{self.PAGE}?of=money").context["measure"] == "money"

    def test_without_a_call_it_says_so(self, universe, pages):
        assert "No call to a language model" in page_of(pages.get(self.PAGE))

    def test_the_ledger_holds_this_universe_alone(self, universe, pages, owner, call):
        other = create_universe(by=owner, name="Glass Desert")
        thread = Thread.objects.create(universe=universe, agent="narrative", title="=HYPERLINK(1)")
        call("0.123456", thread=thread, purpose="draft")
        call("0.2", 40)
        call("9", universe=other, agent="elsewhere")
        answer = pages.get(f"{HOME}/costs.csv?days=7")
        assert answer.streaming
        assert "lantern-coast-costs-" in answer["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
        assert len(rows) == 1
        row = rows[0]
        assert (row["agent"], row["purpose"], row["cost_usd"], row["by"]) == (
            "narrative", "draft", "0.123456", "Mara",
        )  # fmt: skip
        assert row["conversation"] == "'=HYPERLINK(1)"

    def test_the_ledger_is_for_those_who_may_edit(self, universe, viewer, stranger, call):
        call("0.1")
        assert signed_in(viewer).get(f"{HOME}/costs.csv").status_code == 403
        assert signed_in(stranger).get(f"{HOME}/costs.csv").status_code == 404
        assert "Ledger as CSV" not in page_of(signed_in(viewer).get(self.PAGE))


class TestCharts:
    @pytest.mark.parametrize(
        ("most", "top"), [(0, 0), (0.17, 0.2), (1, 1), (23, 25), (51, 100), (4200, 5000)]
    )
    def test_an_axis_ends_at_a_round_number(self, most, top):
        assert charts.nice_top(most) == pytest.approx(top)

    def test_bars_fill_their_columns(self):
        bars = charts.columns([(0, ""), (5, "five"), (10, "ten")], 10)
        assert [one.height for one in bars] == [0, 50, 100]
        assert bars[2].y == 0
        assert bars[1].x + bars[1].width <= 66.7
        assert charts.columns([(1, "")], 0) == []

    def test_a_line_may_enclose_what_is_below_it(self):
        assert charts.line([(0, 0), (1, 0.5)]) == "M0.0 100.0L100.0 50.0"
        assert charts.line([(0, 0), (1, 0.5)], to_floor=True).endswith("Z")
        assert charts.line([]) == ""
