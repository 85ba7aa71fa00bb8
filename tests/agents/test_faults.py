"""What goes wrong between an agent and its provider, and what becomes of the job: retried or failed."""

from __future__ import annotations

import threading

import pytest
from django.utils import timezone

from agents.llm import asking, ledger
from agents.llm.errors import LlmUnavailable
from agents.llm.gateway import generate
from agents.models import AgentPolicy, Budget, CallState, LlmCall
from agents.services import work as services
from storybible.services import elements
from tests.agents.handlers import Line
from tests.fakes import anthropic as a
from tests.fakes import openai as o
from tests.fakes.http import HTML, RESET, Reply, hang
from umam.jobs import inline
from umam.jobs.models import Job, Review, Status
from umam.lib.errors import Cancelled, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("line_agent")]

GOOD = {"text": "The lamp is lit before the tide.", "own_confidence": 0.9}
BAD = {"text": "x", "own_confidence": 0.9}


@pytest.fixture
def ask(owner, universe):
    """`ask()`: one attempt at a line; gives the job as it stands then."""

    def once() -> Job:
        job = services.start(agent_type="line", universe=universe, by=owner, input={"prompt": "A line"})
        inline.drain()
        job.refresh_from_db()
        return job

    return once


class TestTryAgainLater:
    @pytest.mark.parametrize(
        ("reply", "words"),
        [
            (a.RATE_LIMITED, "limits how often"),
            (a.OVERLOADED, "overloaded"),
            (a.SERVER_ERROR, "500"),
            (RESET, "broke"),
            (Reply(200, {"id": "x"}, fault="cut"), ""),
        ],
    )
    def test_of_anthropic(self, claude, ask, reply, words):
        claude.fail_with(reply)
        job = ask()
        assert (job.status, job.waiting_for, job.attempt) == (Status.PENDING, "retry", 1)
        assert words in job.progress_note
        assert LlmCall.objects.get().state == CallState.FAILED

    def test_the_wait_that_the_provider_asks_for_is_kept(self, claude, ask):
        claude.fail_with(a.error(429, "rate_limit_error", retry_after="90"))
        job = ask()
        assert (job.wake_at - timezone.now()).total_seconds() > 85

    def test_of_a_compatible_server_that_still_loads(self, ollama, ask):
        ollama.fail_with(o.LOADING)
        assert ask().waiting_for == "retry"

    def test_a_server_that_hangs_is_given_up(self, claude, ask, settings):
        settings.UMAM_LLM = {**settings.UMAM_LLM, "timeout": 0.5}
        claude.fail_with(hang(30))
        job = ask()
        assert job.waiting_for == "retry"
        assert "in time" in job.progress_note

    def test_it_goes_on_when_the_provider_is_back(self, claude, ask):
        claude.answer_with(GOOD)
        claude.fail_with(a.OVERLOADED)
        job = ask()
        claude.script("POST", a.MESSAGES, [])
        inline.drain(through_waits=True)
        job.refresh_from_db()
        assert (job.status, job.attempt) == (Status.COMPLETED, 2)

    def test_after_the_last_attempt_it_is_a_dead_letter(self, claude, ask):
        claude.fail_with(a.OVERLOADED)
        job = ask()
        inline.drain(through_waits=True)
        job.refresh_from_db()
        assert (job.status, job.dead, job.attempt) == (Status.FAILED, True, job.max_attempts)
        assert "overloaded" in job.error_message

    def test_an_answer_that_breaks_in_the_middle(self, claude, ask):
        """Answers are asked for whole, however long: what can break is the body of one answer."""
        claude.fail_with(Reply(200, '{"id": "msg_1", "content": [{"type": "te', fault="cut"))
        assert ask().waiting_for == "retry"
        with pytest.raises(LlmUnavailable):
            generate(Line, system="", prompt="A long one", max_tokens=30_000)
        assert not any(call["stream"] for call in claude.calls)


class TestFailAtOnce:
    @pytest.mark.parametrize(
        ("reply", "code", "advice"),
        [
            (a.UNAUTHORIZED, "llm_unauthorized", "ANTHROPIC_API_KEY"),
            (
                a.error(404, "not_found_error", "model: claude-3-haiku"),
                "llm_model_not_found",
                "UMAM_ANTHROPIC_MODEL",
            ),
            (a.NO_CREDIT, "llm_no_credit", "Top it up"),
            (a.TOO_LARGE, "llm_too_long", "Shorten"),
            (HTML, "llm_not_an_api", "ANTHROPIC_BASE_URL"),
        ],
    )
    def test_with_advice(self, claude, ask, reply, code, advice):
        claude.fail_with(reply)
        job = ask()
        assert (job.status, job.error_code, job.attempt) == (Status.FAILED, code, 1)
        assert advice in job.suggestion
        assert len(claude.calls) == 1

    def test_a_refusal(self, claude, ask):
        claude.fail_with(claude.refusal())
        job = ask()
        assert job.error_code == "llm_refused"
        assert "Change the text" in job.suggestion

    def test_an_answer_that_is_cut_off(self, claude, ask):
        claude.fail_with(claude.truncated('{"text": "The lamp'))
        assert ask().error_code == "llm_truncated"

    def test_a_retry_by_hand_asks_anew(self, claude, ask, owner):
        claude.answer_with(GOOD)
        claude.fail_with(a.UNAUTHORIZED)
        job = ask()
        claude.script("POST", a.MESSAGES, [])
        from umam.jobs.services import retry

        retry(job=job, by=owner)
        inline.drain()
        job.refresh_from_db()
        assert job.status == Status.COMPLETED

    @pytest.mark.parametrize("provider", ["claude", "ollama"])
    def test_never_valid_says_so_and_is_paid_for(self, provider, request, ask):
        fake = request.getfixturevalue(provider)
        fake.answer_with(BAD)
        job = ask()
        assert job.error_code == "llm_bad_answer"
        call = LlmCall.objects.get()
        assert (call.state, call.requests) == (CallState.FAILED, 3)
        assert call.input_tokens > 0

    @pytest.mark.parametrize("provider", ["claude", "ollama"])
    def test_invalid_then_valid_is_good_and_trusted_less(self, provider, request, ask):
        fake = request.getfixturevalue(provider)
        fake.answer_with(BAD, GOOD)
        job = ask()
        assert job.status == Status.COMPLETED
        form = next(one for one in job.agent_run.signals if one["key"] == "schema")
        assert form["value"] < 1


class TestBooks:
    def test_what_no_database_keeps_is_left_out_and_paid_once(self, claude, ask):
        claude.answer_with({"text": "The lamp \0 is lit.", "own_confidence": 0.9})
        job = ask()
        assert job.status == Status.COMPLETED, job.error_message
        assert job.output_data["text"] == "The lamp  is lit."
        assert LlmCall.objects.get().answer["text"] == "The lamp  is lit."

    def test_all_tries_of_a_call_are_reserved(self, claude, ask, monkeypatch):
        """A call may go three times: what it costs at most is held against the budget."""
        reserved = []
        opened = ledger.open_call

        def noted(*args, **kwargs):
            call = opened(*args, **kwargs)
            reserved.append((call.reserved, call.reserved_tokens))
            sent = (call.reserved_tokens - 3 * kwargs["max_tokens"]) // 3
            claude.usage.update(input_tokens=sent, output_tokens=kwargs["max_tokens"])
            return call

        monkeypatch.setattr(ledger, "open_call", noted)
        claude.answer_with(BAD, BAD, GOOD)
        assert ask().status == Status.COMPLETED
        call = LlmCall.objects.get()
        ((price, tokens),) = reserved
        assert call.requests == 3
        assert call.cost <= price
        assert call.input_tokens + call.output_tokens <= tokens

    def test_cancelling_frees_what_was_reserved(self, claude, ask, monkeypatch):
        def cancelled(*args, **kwargs):
            raise Cancelled

        monkeypatch.setattr(asking, "generate", cancelled)
        job = ask()
        call = LlmCall.objects.get()
        assert job.status == Status.CANCELLED
        assert (call.state, call.reserved, call.reserved_tokens) == (CallState.FAILED, 0, 0)
        assert call.cost > 0  # the question was sent

    def test_a_dollar_budget_refuses_a_model_of_unknown_price(self, claude, ask, universe):
        Budget.objects.create(universe=universe, daily_usd=50)
        AgentPolicy.objects.create(universe=universe, agent="line", model="claude-nobody-knows-yet")
        job = ask()
        assert job.error_code == "budget_reached"
        assert "price" in job.error_message
        assert claude.calls == []


class TestSecrets:
    def test_no_key_reaches_the_job(self, claude, ask):
        claude.fail_with(a.error(401, "authentication_error", f"invalid key {claude.key}"))
        job = ask()
        lines = list(job.log.values_list("text", flat=True))
        assert claude.key not in f"{job.error_message}{job.suggestion}{job.usage}{lines}"


class TestAtOnce:
    def test_a_worker_that_died_while_waiting_is_replaced_and_pays_once(self, claude, ask):
        """The answer of the first attempt is stored: the second one does not ask again."""
        claude.answer_with(GOOD)
        job = ask()
        paid = LlmCall.objects.get()
        Job.objects.filter(pk=job.pk).update(status=Status.PENDING, completed_at=None, dispatched_at=None)
        inline.drain()
        job.refresh_from_db()
        assert (job.status, job.attempt) == (Status.COMPLETED, 2)
        assert LlmCall.objects.get() == paid
        assert len(claude.calls) == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_reviewers_at_once_decide_once(self, no_provider, universe, owner, editor, ask):
        job = ask()
        assert job.review == Review.PENDING
        together, ended = threading.Barrier(2), []

        def decide(service, person) -> None:
            from django.db import connection

            together.wait(5)
            try:
                service(job=Job.objects.get(pk=job.pk), by=person)
                ended.append("done")
            except WrongState:
                ended.append("late")
            finally:
                connection.close()

        threads = [
            threading.Thread(target=decide, args=one)
            for one in ((services.approve, owner), (services.reject, editor))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(ended) == ["done", "late"]

    def test_an_element_that_is_gone_when_its_change_is_approved(
        self, no_provider, owner, universe, author, work
    ):
        pier = elements.create_element(
            universe=universe, author=author, name="Pier", entity_subtype="location"
        )
        job = work("line", prompt="A line", about=str(pier.pk))
        elements.delete_element(element=pier, author=author)
        with pytest.raises(Exception, match="no element"):
            services.approve(job=job, by=owner)
        job.refresh_from_db()
        assert job.review == Review.PENDING
