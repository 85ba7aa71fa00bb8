"""The agent that the guide shows works as it stands there."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings as django_settings

from umam.jobs import handlers
from umam.jobs.models import Review

pytestmark = pytest.mark.django_db
GUIDE = Path(django_settings.BASE_DIR) / "docs" / "writing-an-agent.md"


@pytest.fixture
def riddler(settings, monkeypatch):
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf8"), re.DOTALL)
    module = ModuleType("riddler_of_the_guide")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(code, str(GUIDE), "exec"), module.__dict__)
    settings.UMAM_JOB_HANDLERS = [*settings.UMAM_JOB_HANDLERS, f"{module.__name__}.Riddler"]
    handlers.reset()
    yield
    handlers.reset()


def test_offline(riddler, no_provider, work):
    job = work("riddler", prompt="The tide")
    assert job.output_data["riddle"]
    assert job.review == Review.PENDING


def test_with_a_model_and_a_complaint(riddler, claude, work):
    told = {
        "riddle": "The tide comes twice and the tide asks nobody.",
        "answer": "the tide",
        "own_confidence": 0.9,
    }
    hidden = {**told, "riddle": "I come twice a day and ask nobody's leave."}
    claude.answer_with(told, hidden)
    job = work("riddler", prompt="The tide")
    assert job.output_data["riddle"] == hidden["riddle"]
    assert {signal["key"] for signal in job.agent_run.signals} >= {"schema", "hidden", "own"}
