"""The books of language models: what is reserved, what was paid, and what a budget stops, also at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.utils import timezone

from agents.llm import ledger
from agents.llm.ledger import Asked, BudgetReached
from agents.llm.providers import ProviderConfig
from agents.llm.usage import Usage
from agents.models import Budget, CallState, LlmCall
from agents.services.work import start
from umam.jobs import runner
from umam.jobs.models import Job, Status

pytestmark = pytest.mark.django_db

CLAUDE = ProviderConfig("anthropic", "claude-haiku-4-5", "https://api.anthropic.com", 60.0, "a-key")
OLLAMA = ProviderConfig("openai", "qwen3", "http://localhost:11434/v1", 60.0)
DEMO = ProviderConfig("local", "smollm2-135m-instruct", "http://localhost:1", 60.0)
PROMPT = "word " * 800  # 1,000 tokens
USED = Usage(input_tokens=900, output_tokens=50, requests=1, cost=Decimal("0.002"))


@pytest.fixture
def asked(universe) -> Asked:
    return Asked(universe=universe, agent="line", purpose="answer")


@pytest.fixture
def open_one(asked):
    """`open_one(CLAUDE)`: one call for 1,000 tokens, and 500 to answer."""

    def reserve(config=CLAUDE, digest="d", **more) -> LlmCall:
        return ledger.open_call(replace(asked, **more), config, digest, prompt=PROMPT, max_tokens=500)

    return reserve


@pytest.fixture
def at(monkeypatch):
    """`at("2031-03-03 10:00")`: it is so late, for the books and for the rows."""

    def clock(said: str) -> None:
        now = datetime.fromisoformat(said).replace(tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return clock


class TestReserving:
    def test_the_most_it_may_cost(self, open_one, universe):
        call = open_one()
        call.refresh_from_db()
        assert (call.state, call.cost, call.reserved_tokens) == (CallState.OPEN, None, 1_500)
        assert call.reserved == ledger.most_cost(CLAUDE, 1_000, 500) > 0
        assert ledger.spent(universe, timezone.now() - timedelta(hours=1)) == (call.reserved, 1_500)

    def test_settling_pays_what_it_did_cost(self, open_one, universe):
        call = open_one()
        ledger.settle(call, USED, {"text": "x"})
        call.refresh_from_db()
        assert (call.state, call.answer, call.reserved, call.reserved_tokens) == (
            CallState.ANSWERED, {"text": "x"}, 0, 0,
        )  # fmt: skip
        assert ledger.usage_of(call) == USED
        assert ledger.spent(universe, timezone.now() - timedelta(hours=1)) == (Decimal("0.002"), 950)

    def test_a_failed_call_pays_for_what_was_read(self, open_one, universe):
        call = open_one()
        ledger.settle(call, USED)
        call.refresh_from_db()
        assert (call.state, call.answer) == (CallState.FAILED, None)
        assert ledger.spent(universe, timezone.now() - timedelta(hours=1)) == (Decimal("0.002"), 950)

    def test_a_price_that_nobody_knows_reserves_tokens_alone(self, open_one, universe):
        call = open_one(OLLAMA)
        assert (call.reserved, call.reserved_tokens) == (0, 1_500)
        ledger.settle(call, replace(USED, cost=None), {})
        call.refresh_from_db()
        assert call.cost is None
        assert ledger.spent(universe, timezone.now() - timedelta(hours=1)) == (0, 950)

    def test_a_model_that_the_prices_do_not_know(self, open_one):
        assert open_one(replace(CLAUDE, model="claude-of-tomorrow-9")).reserved == 0

    def test_the_embedded_model_is_free(self, open_one, universe):
        Budget.objects.create(universe=universe, daily_usd=0, daily_tokens=0)
        call = open_one(DEMO)
        assert (call.reserved, call.reserved_tokens) == (0, 0)
        ledger.settle(call, replace(USED, cost=Decimal(0)), {})
        assert ledger.spent(universe, timezone.now() - timedelta(hours=1)) == (0, 0)

    def test_who_died_while_waiting_holds_the_money_for_a_quarter_of_an_hour(self, open_one, universe, at):
        Budget.objects.create(universe=universe, daily_tokens=2_000)
        at("2031-03-03 10:00")
        open_one()
        at("2031-03-03 10:14")
        with pytest.raises(BudgetReached):
            open_one(digest="e")
        at("2031-03-03 10:16")
        assert open_one(digest="e").state == CallState.OPEN

    def test_the_next_attempt_closes_what_the_last_left_open(self, open_one, universe, owner):
        job = Job.objects.create(kind="line", universe=universe)
        first = open_one(job_id=job.pk)
        open_one(job_id=job.pk)
        first.refresh_from_db()
        assert (first.state, first.reserved, first.reserved_tokens) == (CallState.FAILED, 0, 0)
        assert LlmCall.objects.filter(state=CallState.OPEN).count() == 1


class TestBudgets:
    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            ({"daily_usd": "0.002"}, r"\$0.00\d* a day"),
            ({"monthly_usd": "0.002"}, r"\$0.00\d* a month"),
            ({"daily_tokens": 1_499}, "1,499 tokens a day"),
        ],
    )
    def test_what_would_exceed_it_is_not_sent(self, open_one, universe, limits, words):
        Budget.objects.create(universe=universe, **limits)
        with pytest.raises(BudgetReached, match=words) as stopped:
            open_one()
        assert "ask its owner" in stopped.value.suggestion
        assert not LlmCall.objects.exists()

    def test_to_the_last_token(self, open_one, universe):
        Budget.objects.create(universe=universe, daily_tokens=1_500)
        assert open_one().reserved_tokens == 1_500

    def test_a_day_and_a_month_begin_anew(self, open_one, universe, at):
        limit = ledger.most_cost(CLAUDE, 1_000, 500).quantize(Decimal("0.01")) + Decimal("0.01")
        budget = Budget.objects.create(universe=universe, daily_usd=limit, monthly_usd=10)
        paid = replace(USED, cost=limit)
        at("2031-03-30 23:50")
        ledger.settle(open_one(), paid, {})
        with pytest.raises(BudgetReached, match="a day"):
            open_one(digest="e")
        budget.monthly_usd = limit
        budget.save()
        at("2031-03-31 00:10")
        with pytest.raises(BudgetReached, match="a month"):
            open_one(digest="e")
        at("2031-04-01 00:10")
        assert open_one(digest="e").state == CallState.OPEN

    def test_another_universe_has_its_own(self, open_one, universe, other_universe):
        Budget.objects.create(universe=universe, daily_tokens=0)
        assert open_one(universe=other_universe).state == CallState.OPEN


class TestAnswers:
    def test_belong_to_the_job_and_the_question(self, asked, open_one, universe):
        job, other = (Job.objects.create(kind="line", universe=universe) for _ in range(2))
        call = open_one(job_id=job.pk)
        mine = replace(asked, job_id=job.pk)
        assert ledger.stored_answer(mine, "d") is None
        ledger.settle(call, USED, {"text": "x"})
        assert ledger.stored_answer(mine, "d") == call
        assert ledger.stored_answer(mine, "e") is None
        assert ledger.stored_answer(replace(mine, purpose="revise:1"), "d") is None
        assert ledger.stored_answer(replace(mine, job_id=other.pk), "d") is None
        assert ledger.stored_answer(asked, "d") is None

    def test_of_two_attempts_one_is_kept_and_both_are_paid(self, open_one, universe):
        job = Job.objects.create(kind="line", universe=universe)
        slow, quick = open_one(job_id=job.pk), open_one(job_id=job.pk)
        ledger.settle(quick, USED, {"text": "quick"})
        ledger.settle(slow, USED, {"text": "slow"})
        states = dict(LlmCall.objects.values_list("pk", "state"))
        assert states == {quick.pk: CallState.ANSWERED, slow.pk: CallState.FAILED}
        assert ledger.spent(universe, timezone.now() - timedelta(hours=1))[0] == Decimal("0.004")

    def test_the_name_of_a_question_holds_no_key(self):
        question = {"system": "s", "prompt": "p"}
        named = ledger.digest_of(CLAUDE, question)
        assert named == ledger.digest_of(replace(CLAUDE, api_key="another"), question)
        assert named != ledger.digest_of(replace(CLAUDE, model="claude-sonnet-5-5"), question)
        assert named != ledger.digest_of(CLAUDE, {**question, "prompt": "q"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("line_agent")
class TestAtOnce:
    """Sixteen threads of one worker, as the studio has."""

    THREADS, JOBS, ALLOWED = 16, 20, 5

    def test_no_more_is_paid_than_a_budget_allows(self, claude, universe, owner, monkeypatch):
        claude.answer_with({"text": "The lamp is lit before the tide.", "own_confidence": 0.9})
        jobs = [self._ask(universe, owner) for _ in range(self.JOBS + 1)]
        reserved = []
        opened = ledger.open_call

        def noted(*args, **kwargs):
            call = opened(*args, **kwargs)
            reserved.append(call.reserved_tokens)
            return call

        monkeypatch.setattr(ledger, "open_call", noted)
        runner.run(jobs.pop())
        (most,) = reserved
        # What is paid is what was reserved, so that five are five however they come.
        claude.usage.update(input_tokens=most - 20, output_tokens=20)
        Budget.objects.create(universe=universe, daily_tokens=120 + most * self.ALLOWED)

        self._run(jobs)

        ended = list(Job.objects.filter(pk__in=jobs).values_list("status", "error_code", "attempt"))
        assert ended.count((Status.COMPLETED, None, 1)) == self.ALLOWED
        assert ended.count((Status.FAILED, "budget_reached", 1)) == self.JOBS - self.ALLOWED
        assert len(claude.calls) == self.ALLOWED + 1
        assert not LlmCall.objects.filter(state=CallState.OPEN).exists()
        assert sum(call.input_tokens for call in LlmCall.objects.all()) == 100 + (most - 20) * self.ALLOWED

    def test_without_one_all_of_them_are_answered(self, claude, universe, owner):
        claude.answer_with({"text": "The lamp is lit before the tide.", "own_confidence": 0.9})
        jobs = [self._ask(universe, owner) for _ in range(self.JOBS)]
        self._run(jobs)
        ended = set(Job.objects.values_list("status", "attempt", "error_message"))
        assert ended == {(Status.COMPLETED, 1, None)}
        assert len(claude.calls) == self.JOBS

    @staticmethod
    def _ask(universe, owner):
        return start(agent_type="line", universe=universe, by=owner, input={"prompt": "A line"}).pk

    def _run(self, jobs) -> None:
        together = threading.Barrier(self.THREADS)

        def attempt(number: int) -> str:
            if number < self.THREADS:
                together.wait(20)
            try:
                return runner.run(jobs[number])
            finally:
                connections.close_all()

        with ThreadPoolExecutor(self.THREADS) as pool:
            list(pool.map(attempt, range(len(jobs))))


def _text(content) -> str:
    return content if isinstance(content, str) else "".join(block["text"] for block in content)
