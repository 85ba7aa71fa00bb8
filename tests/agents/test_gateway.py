"""The gateway against fake providers, through the real SDKs: answers, faults, limits, secrets."""

from __future__ import annotations

import asyncio
import threading
import time
import traceback
from decimal import Decimal

import pytest
from django.db import transaction
from pydantic import BaseModel, Field

from agents.llm.errors import (
    LlmBadAnswer,
    LlmNotConfigured,
    LlmRefused,
    LlmRejected,
    LlmUnavailable,
)
from agents.llm.gateway import Generation, generate
from agents.llm.providers import configured
from agents.llm.usage import Usage
from tests.fakes import anthropic as a
from tests.fakes import openai as o
from tests.fakes.http import HTML, MALFORMED, RESET, Reply, hang
from umam.lib.errors import Cancelled, JobError, RetryLater


class Verse(BaseModel):
    title: str = Field(min_length=3, max_length=40)
    lines: int = Field(ge=1)


GOOD = {"title": "Harbour", "lines": 4}
BAD = {"title": "H", "lines": 4}


def ask(**more) -> Generation[Verse]:
    return generate(Verse, system="You write verse.", prompt="One about the sea.", **more)


class TestAnswers:
    def test_anthropic_gives_a_typed_object_and_its_cost(self, claude):
        claude.answer_with(GOOD)
        claude.usage.update(cache_read_input_tokens=900, cache_creation_input_tokens=50)

        made = ask(max_tokens=300)

        assert made.output == Verse(**GOOD)
        assert (made.provider, made.model, made.is_demo, made.attempts) == (
            "anthropic",
            "claude-haiku-4-5",
            False,
            1,
        )
        assert made.usage.input_tokens == 100 + 900 + 50
        assert (made.usage.cache_read_tokens, made.usage.cache_write_tokens) == (900, 50)
        assert made.usage.output_tokens == 20
        assert made.usage.cost is not None
        assert made.usage.cost > 0
        (sent,) = claude.calls
        assert sent["max_tokens"] == 300
        assert not sent["stream"]
        assert sent["system"][0]["text"] == "You write verse."

    def test_a_compatible_server_is_asked_for_the_schema_with_its_limits(self, ollama):
        ollama.answer_with(GOOD)

        made = ask(temperature=0.2, seed=7)

        assert (made.provider, made.model, made.output.lines) == ("openai", o.MODEL, 4)
        assert made.usage.cost is None
        (sent,) = ollama.calls
        schema = sent["response_format"]["json_schema"]["schema"]
        assert schema["properties"]["title"]["maxLength"] == 40
        assert (sent["max_tokens"], sent["temperature"], sent["seed"]) == (1024, 0.2, 7)

    def test_the_embedded_model_is_labelled_as_a_demo_and_free(self, demo_model):
        demo_model.answer_with(GOOD)

        made = ask()

        assert made.is_demo
        assert made.usage.cost == Decimal(0)

    def test_another_model_can_be_asked_for(self, claude):
        claude.answer_with(GOOD)
        assert ask(model="claude-sonnet-5-5").model == "claude-sonnet-5-5"
        assert claude.calls[0]["model"] == "claude-sonnet-5-5"

    def test_a_key_for_anthropic_comes_first(self, claude, settings):
        settings.UMAM_LLM = {**settings.UMAM_LLM, "openai_base_url": "http://127.0.0.1:9/v1"}
        assert configured().name == "anthropic"

    def test_threads_share_one_client_without_harm(self, claude):
        claude.answer_with(GOOD)
        made: list[str] = []

        def work() -> None:
            made.extend(ask().output.title for _ in range(4))

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        assert made == ["Harbour"] * 24


class TestBadAnswers:
    @pytest.mark.parametrize("provider", ["claude", "ollama"])
    def test_an_invalid_answer_is_sent_back_with_what_is_wrong(self, provider, request):
        fake = request.getfixturevalue(provider)
        fake.answer_with(BAD, GOOD)

        made = ask()

        assert made.attempts == 2
        assert "at least 3 characters" in str(fake.calls[1]["messages"][-1])

    @pytest.mark.parametrize("provider", ["claude", "ollama"])
    def test_never_valid_fails_after_its_retries_and_says_what_it_cost(self, provider, request):
        fake = request.getfixturevalue(provider)
        fake.answer_with(BAD)

        with pytest.raises(LlmBadAnswer, match="no usable answer in 2 tries") as caught:
            ask(output_retries=1)

        assert len(fake.calls) == 2
        assert caught.value.usage.requests == 2
        assert isinstance(caught.value, JobError)

    def test_a_complaint_of_the_caller_is_fed_back(self, claude):
        claude.answer_with({"title": "Dull", "lines": 1}, GOOD)

        made = ask(check=lambda verse: "Longer." if verse.lines < 2 else None)

        assert made.output.lines == 4
        assert "Longer." in str(claude.calls[1]["messages"][-1])

    def test_prose_instead_of_json(self, ollama):
        ollama.answer_with("Sure, here is your verse")
        with pytest.raises(LlmBadAnswer, match="no usable answer"):
            ask(output_retries=1)

    @pytest.mark.parametrize("provider", ["claude", "ollama"])
    def test_a_truncated_answer_is_named_as_such(self, provider, request):
        fake = request.getfixturevalue(provider)
        fake.fail_with(fake.truncated('{"title": "Harb'))
        with pytest.raises(LlmBadAnswer, match="cut off"):
            ask()

    def test_a_refusal_is_not_asked_again(self, claude):
        claude.fail_with(claude.refusal())
        with pytest.raises(LlmRefused, match="declined"):
            ask()
        assert len(claude.calls) == 1

    def test_a_filtered_answer_is_a_refusal(self, ollama):
        ollama.fail_with(ollama.filtered())
        with pytest.raises(LlmRefused, match="declined"):
            ask()

    def test_a_server_without_json_schema_is_asked_in_the_prompt(self, ollama):
        ollama.fail_with(o.NO_JSON_SCHEMA, ollama.handle)
        ollama.answer_with(GOOD)

        assert ask().output.title == "Harbour"
        assert ollama.calls[1]["response_format"] == {"type": "json_object"}
        assert "maxLength" in str(ollama.calls[1]["messages"])

    def test_a_server_that_takes_neither_says_why(self, ollama):
        ollama.fail_with(o.NO_JSON_SCHEMA)
        with pytest.raises(LlmRejected, match="json_schema"):
            ask()
        assert len(ollama.calls) == 2


class TestUnavailable:
    @pytest.mark.parametrize(
        ("reply", "after", "words"),
        [
            (a.RATE_LIMITED, 2.0, "limits how often"),
            (a.error(429, "rate_limit_error"), 5.0, "limits how often"),
            (a.error(429, "rate_limit_error", retry_after="99999999"), 3600.0, "limits how often"),
            (a.OVERLOADED, 5.0, "overloaded"),
            (a.SERVER_ERROR, 5.0, "status 500"),
            (a.error(503, "api_error", retry_after="11"), 11.0, "status 503"),
            (MALFORMED, 5.0, "cannot be read"),
            (RESET, 5.0, "connection broke"),
            (Reply(200, {"id": "msg_1"}, fault="cut"), 5.0, "connection broke"),
        ],
    )
    def test_anthropic(self, claude, reply, after, words):
        claude.fail_with(reply)
        with pytest.raises(LlmUnavailable, match=words) as caught:
            ask()
        assert caught.value.after == after
        assert isinstance(caught.value, RetryLater)
        assert len(claude.requests) == 1, "waiting belongs to the job, not to the SDK"

    @pytest.mark.parametrize(
        ("reply", "after"),
        [
            (o.LOADING, 5.0),
            (Reply(429, {"error": {"message": "slow down"}}, {"Retry-After": "7"}), 7.0),
            (MALFORMED, 5.0),
            (RESET, 5.0),
        ],
    )
    def test_a_compatible_server(self, ollama, reply, after):
        ollama.fail_with(reply)
        with pytest.raises(LlmUnavailable) as caught:
            ask()
        assert caught.value.after == after
        assert len(ollama.requests) == 1

    def test_nobody_listens(self, settings, ollama):
        settings.UMAM_LLM = {**settings.UMAM_LLM, "openai_base_url": "http://127.0.0.1:9/v1"}
        with pytest.raises(LlmUnavailable, match="could not be reached"):
            ask()

    def test_a_server_that_hangs_is_given_up(self, claude):
        claude.fail_with(hang(30))
        begun = time.monotonic()
        with pytest.raises(LlmUnavailable, match="did not answer in time"):
            ask(timeout=0.4)
        assert time.monotonic() - begun < 8


class TestRejected:
    @pytest.mark.parametrize(
        ("reply", "code", "advice"),
        [
            (a.UNAUTHORIZED, "llm_unauthorized", "ANTHROPIC_API_KEY"),
            (a.error(404, "not_found_error"), "llm_model_not_found", "UMAM_ANTHROPIC_MODEL"),
            (a.NO_CREDIT, "llm_no_credit", "Top it up"),
            (a.TOO_LARGE, "llm_too_long", "Shorten"),
        ],
    )
    def test_anthropic_with_advice_and_no_second_try(self, claude, reply, code, advice):
        claude.fail_with(reply)
        with pytest.raises(LlmRejected) as caught:
            ask()
        assert caught.value.code == code
        assert advice in caught.value.suggestion
        assert len(claude.requests) == 1

    def test_no_quota_left_is_not_a_rate_limit(self, ollama):
        ollama.fail_with(o.QUOTA)
        with pytest.raises(LlmRejected) as caught:
            ask()
        assert caught.value.code == "llm_no_credit"

    def test_an_unknown_model_names_the_setting(self, ollama, settings):
        settings.UMAM_LLM = {**settings.UMAM_LLM, "openai_model": "llama9"}
        with pytest.raises(LlmRejected, match="llama9") as caught:
            ask()
        assert "UMAM_LLM_MODEL" in caught.value.suggestion

    @pytest.mark.parametrize("provider", ["claude", "ollama"])
    def test_a_web_page_with_status_200(self, provider, request):
        request.getfixturevalue(provider).fail_with(HTML)
        with pytest.raises(LlmBadAnswer, match="page instead of JSON") as caught:
            ask()
        assert "BASE_URL" in caught.value.suggestion

    def test_a_json_object_of_something_else(self, ollama):
        ollama.fail_with(Reply(200, {"weather": "fine"}))
        with pytest.raises(LlmBadAnswer):
            ask()


class TestConfiguration:
    def test_nothing_configured(self, no_provider):
        with pytest.raises(LlmNotConfigured, match="No language model is configured") as caught:
            ask()
        assert "ANTHROPIC_API_KEY" in caught.value.suggestion

    @pytest.mark.parametrize(
        ("chosen", "words"),
        [
            ({"provider": "anthropic"}, "there is no key"),
            ({"provider": "openai"}, "which of its models"),
            ({"openai_base_url": "http://127.0.0.1:1/v1"}, "which of its models"),
            ({"provider": "gpt"}, "unknown provider, “gpt”"),
        ],
    )
    def test_half_configured(self, no_provider, settings, chosen, words):
        settings.UMAM_LLM = {**settings.UMAM_LLM, **chosen}
        with pytest.raises(LlmNotConfigured, match=words):
            ask()


class TestSecrets:
    @pytest.mark.parametrize(
        "reply",
        [
            a.error(400, "invalid_request_error", f"bad header Authorization: Bearer {a.KEY} for {a.KEY}"),
            a.error(401, "authentication_error", f"invalid key {a.KEY}"),
            Reply(500, {"error": {"message": f"crashed with {a.KEY}"}}),
            Reply(200, f"<html>{a.KEY}</html>", {"Content-Type": "text/html"}),
        ],
    )
    def test_a_provider_that_echoes_the_key_does_not_get_it_into_messages_or_logs(
        self, claude, reply, caplog
    ):
        claude.fail_with(reply)
        with caplog.at_level("DEBUG", logger="agents"), pytest.raises((JobError, RetryLater)) as caught:
            ask()
        shown = "".join(traceback.format_exception(caught.value)) + caplog.text
        assert a.KEY not in shown
        assert a.KEY not in repr(caught.value)
        assert caught.value.__context__ is None

    def test_a_configuration_shows_no_key(self, claude):
        assert claude.key not in repr(configured())
        assert claude.key not in str(configured())

    def test_a_base_url_with_a_login_shows_only_its_host(self, ollama, settings):
        url = ollama.url.replace("//", "//root:hunter2@")
        settings.UMAM_LLM = {**settings.UMAM_LLM, "openai_base_url": url}
        ollama.fail_with(HTML)
        with pytest.raises(LlmBadAnswer) as caught:
            ask()
        assert "hunter2" not in str(caught.value)


class TestManners:
    def test_not_inside_a_transaction(self, claude, transactional_db):
        with transaction.atomic(), pytest.raises(AssertionError, match="database transaction"):
            ask()
        assert not claude.requests

    def test_not_inside_a_running_loop(self, claude):
        async def consumer() -> None:
            ask()

        with pytest.raises(RuntimeError, match="running event loop"):
            asyncio.run(consumer())
        assert not claude.requests

    def test_a_cancelled_job_stops_waiting(self, claude):
        claude.fail_with(hang(30))
        begun = time.monotonic()
        wishes = iter([False, True])

        with pytest.raises(Cancelled):
            ask(timeout=25, should_stop=lambda: next(wishes))

        assert time.monotonic() - begun < 8

    def test_the_caller_after_a_cancelled_one_is_served(self, demo_model):
        demo_model.fail_with(hang(30))
        with pytest.raises(Cancelled):
            ask(should_stop=lambda: True)
        demo_model.fail_with(demo_model.handle)
        demo_model.answer_with(GOOD)
        assert ask().output.title == "Harbour"

    def test_the_embedded_model_is_asked_one_at_a_time(self, demo_model):
        busy = 0
        most = 0
        lock = threading.Lock()

        def slowly(request):
            nonlocal busy, most
            with lock:
                busy += 1
                most = max(most, busy)
            time.sleep(0.1)
            with lock:
                busy -= 1
            return demo_model.handle(request)

        demo_model.answer_with(GOOD)
        demo_model.fail_with(slowly)
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        assert len(demo_model.calls) == 4
        assert most == 1


class TestUsage:
    def test_sums_and_counters(self):
        free = Usage(input_tokens=5, requests=1, cost=Decimal(0))
        paid = Usage(input_tokens=7, output_tokens=2, requests=2, cost=Decimal("0.01"))
        assert (free + paid).counters() == {
            "input_tokens": 12,
            "output_tokens": 2,
            "cache_read_tokens": 0,
            "cache_write_tokens": 0,
            "requests": 3,
            "cost_usd": 0.01,
        }

    def test_one_unknown_cost_makes_the_sum_unknown(self):
        known = Usage(requests=1, cost=Decimal(1))
        unknown = Usage(requests=1)
        assert (known + unknown).cost is None
        assert (known + Usage()).cost == Decimal(1)
        assert "cost_usd" not in unknown.counters()
