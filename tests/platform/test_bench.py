"""The bench measures what it says: processor time, in turn, with a verdict that can be a failure."""

from __future__ import annotations

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from agents.kinds.narrative import WrittenPrompt, WrittenScene
from agents.llm.gateway import generate
from agents.llm.providers import provider as configured_by
from umam.studio.bench import agent_prefix, measure, place, provider, report
from umam.studio.bench.agent_worlds import start_provider
from umam.studio.bench.measure import Cost
from umam.studio.bench.report import Row


def busy(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_waiting_costs_no_processor_time_and_work_does():
    waited = measure.cost_of(lambda: time.sleep(0.3))
    worked = measure.cost_of(lambda: busy(0.3))
    assert waited.cpu < 0.1
    assert waited.wall >= 0.3
    assert worked.cpu == pytest.approx(0.3, abs=0.1)


def test_the_work_of_children_counts():
    def child() -> None:
        pid = os.fork()
        if pid == 0:
            busy(0.3)
            os._exit(0)
        os.waitpid(pid, 0)

    assert measure.cost_of(child).cpu >= 0.25


def test_two_ways_are_measured_in_turn_and_the_first_time_does_not_count():
    said: list[str] = []

    def way(name: str, costs: list[float]):
        def run() -> Cost:
            said.append(name)
            return Cost(costs.pop(0), 0.0)

        return run

    ours, theirs = measure.interleaved(
        way("a", [99.0, 1.0, 3.0, 2.0]), way("b", [99.0, 4.0, 6.0, 5.0]), runs=3
    )
    assert said == list("abababab")
    assert (ours.cpu, theirs.cpu) == (2.0, 5.0)


def test_a_percentile_is_a_value_that_was_seen():
    assert measure.percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.0
    assert measure.percentile(list(range(1, 101)), 0.95) == 95
    assert measure.percentile([7.0], 0.95) == 7.0


@pytest.mark.parametrize(
    ("result", "at_least", "kept"),
    [(1.0, False, True), (1.2, False, False), (1.2, True, True), (1.0, True, False)],
)
def test_a_promise_is_kept_or_missed(result, at_least, kept):
    row = Row("Something", "1 s", "2 s", result, 1.1, at_least=at_least)
    assert row.kept is kept
    assert row.cells()[-1] == ("kept" if kept else "MISSED")


def test_the_table_can_be_kept_as_a_page(tmp_path):
    rows = [Row("Assemble", "1.1 s", "1.0 s", 1.1, 1.15), Row("Change", "0.5 s", "1.0 s", 0.5, 0.3)]
    report.write(rows, tmp_path / "deep" / "bench.md")
    page = (tmp_path / "deep" / "bench.md").read_text(encoding="utf8")
    assert "| Assemble | 1.1 s | 1.0 s | 1.10 × | ≤ 1.15 × | kept |" in page
    assert "| Change | 0.5 s | 1.0 s | 0.50 × | ≤ 0.3 × | MISSED |" in page
    assert report.as_text(rows).splitlines()[1].startswith("Assemble  1.1 s")


def test_a_bench_has_a_place_of_its_own_and_leaves_nothing_there():
    with place.apart() as env:
        folder = Path(env["UMAM_DATA_DIR"])
        assert folder.parent == Path(settings.UMAM_DATA_DIR)
        assert env["DJANGO_SETTINGS_MODULE"] == place.INSIDE
        assert env["DATABASE_URL"] == ""
        assert env["REDIS_URL"].startswith("redis://:")
    assert not folder.exists()


def test_an_unknown_bench_is_one_sentence():
    with pytest.raises(CommandError, match="There is no bench “dance”: there are jobs, live"):
        call_command("bench", "dance", stdout=StringIO())


def test_a_bench_measures_nowhere_but_in_its_own_place(tmp_path):
    with pytest.raises(CommandError, match="--inside is for the bench itself"):
        call_command("bench", "jobs", "--inside", str(tmp_path / "rows.json"), stdout=StringIO())


def test_the_provider_of_the_bench_answers_when_it_should_and_keeps_what_it_was_asked():
    with place.helpers() as beside:
        served = start_provider(beside)
        config = configured_by("anthropic", provider.language_model(served.url("mine", 300)))
        generate(WrittenScene, system="s", prompt="warm", config=config)
        began = time.monotonic()
        made = generate(WrittenScene, system="s", prompt="A scene", config=config)
        assert time.monotonic() - began >= 0.3
        assert 300 <= len(made.output.content.split()) <= 1000
        asked = served.asked("mine")
        assert [_said(call["messages"][0]["content"]) for call in asked] == ["warm", "A scene"]
        assert served.asked("mine") == []


def _said(content: str | list[dict]) -> str:
    return content if isinstance(content, str) else content[0]["text"]


@pytest.mark.parametrize("answer", [WrittenScene, WrittenPrompt])
def test_what_it_answers_fits_the_schema(answer):
    assert answer.model_validate(provider.filled(answer.model_json_schema()))


def test_it_repeats_no_sentence():
    sentences = provider.prose(provider.WORDS).split(". ")
    assert len(set(sentences)) == len(sentences)


def _call(system: str, prompt: str) -> dict:
    marked = {"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}
    tool = {"name": "answer", "input_schema": {"type": "object"}, "cache_control": {"type": "ephemeral"}}
    return {"tools": [tool], "system": [marked], "messages": [{"role": "user", "content": prompt}]}


def test_only_what_the_call_before_sent_too_counts_as_cacheable():
    bible, prompt = "lamp " * 800, "tide " * 200
    same = [_call(bible, f"{number} {prompt}") for number in range(agent_prefix.WISHES)]
    share, tokens = agent_prefix.cacheable(same)
    assert tokens == pytest.approx(1270, abs=25)
    assert share == pytest.approx(0.79, abs=0.02)
    other = [_call(f"{number} {bible}", prompt) for number in range(agent_prefix.WISHES)]
    share, _ = agent_prefix.cacheable(other)
    assert 0 < share < 0.03  # the tools before it stay the same
    with pytest.raises(RuntimeError, match="heard 3 calls"):
        agent_prefix.cacheable(same[:3])
