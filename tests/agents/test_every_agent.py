"""Every agent with Claude, with an OpenAI-compatible server, with the embedded model and with none at all."""

from __future__ import annotations

import pytest

from agents import memory
from agents.confidence import DEMO_CAP
from agents.registry import agents
from agents.selectors.runs import described
from storybible.models import Element
from storybible.services import elements, scenes
from tests.agents.test_narrative import answer as scene_answer
from tests.agents.test_narrative import prose
from tests.agents.test_spatial import answer as place_answer
from umam.jobs.models import Review, Status

pytestmark = pytest.mark.django_db

PAGE = {
    "meta_title": "Lantern Coast: stories from a shore of lights",
    "meta_description": "A shore of towns where every harbour keeps a lantern. Read the first page and stay.",
    "sections": [{"heading": "A shore of lights", "body": "Every harbour keeps a lantern."}],
    "own_confidence": 0.8,
}
INPUTS = {
    "narrative": {"prompt": "Mara Voss lights the lamp"},
    "spatial": {"location_name": "Grey Hollow", "type": "wilderness"},
    "consistency": {"content": "Mara Voss lit the lamp."},
    "video_strategy": {"prompt": "Mara Voss climbs the tower", "mood_slider": 60},
    "memory": {},
    "scribe": {"type": "landing_page", "prompt": "A second season"},
    "critic": {"brief": "A quiet scene"},
}
ANSWERS = {
    "narrative": scene_answer(),
    "spatial": place_answer(),
    "consistency": {"violations": [], "explanation": "It holds together.", "own_confidence": 0.8},
    "scribe": PAGE,
    "critic": {
        "fits": [{"number": 1, "fit": 0.8, "reason": "The lamp is lit."}],
        "explanation": "It does what was asked.",
        "own_confidence": 0.7,
    },
}


@pytest.fixture(autouse=True)
def bible(universe, author, owner) -> Element:
    memory.observe(
        user=owner, universe=universe, seen=[("mood", "calm", 2.0), ("mood", "calm", 2.0)], cause="chose it"
    )
    scenes.create_scene(universe=universe, author=author, title="Dusk", text=prose(320), key="dusk")
    return elements.create_element(
        universe=universe, author=author, name="Mara Voss", entity_subtype="character", summary="A keeper."
    )


@pytest.fixture
def asked(universe):
    def input_of(key: str) -> dict:
        more = {"scenes": [str(universe.scenes.get(key="dusk").pk)]} if key == "critic" else {}
        return {**INPUTS[key], **more}

    return input_of


def test_all_seven_are_there():
    assert set(agents()) == set(INPUTS)
    for one in described():
        assert one["description"]
        assert one["icon"]
        assert one["input_schema"]["properties"]


@pytest.mark.parametrize("provider", ["claude", "ollama"])
@pytest.mark.parametrize("key", sorted(ANSWERS))
def test_with_a_model(key, provider, request, work, asked):
    fake = request.getfixturevalue(provider)
    fake.answer_with(ANSWERS[key])
    job = work(key, **asked(key))
    assert job.status == Status.COMPLETED, job.error_message
    assert fake.calls
    assert not job.agent_run.is_demo
    assert job.agent_run.receipt["told"]
    assert {one["key"] for one in job.agent_run.signals} >= {"schema", "own"}
    assert job.output_data["usage"]["requests"] == len(fake.calls)


@pytest.mark.parametrize("provider", ["no_provider", "demo_model"])
@pytest.mark.parametrize("key", sorted(INPUTS))
def test_without_a_capable_one(key, provider, request, work, asked):
    fake = request.getfixturevalue(provider)
    if fake is not None:
        fake.answer_with({"prompt": "What the small model says is of no use here."})
    job = work(key, **asked(key))
    assert job.status == Status.COMPLETED, job.error_message
    assert job.agent_run.is_demo
    assert job.confidence_score <= DEMO_CAP
    assert job.review == Review.PENDING
    assert job.output_data["note"]


def test_the_embedded_model_finishes_a_sentence_of_a_place(demo_model, work):
    said = "The land lies still under a wide sky, with dry grass bending and long shadows on the stones."
    demo_model.answer_with({"prompt": said})
    job = work("spatial", location_name="Grey Hollow", type="wilderness")
    assert said in job.output_data["atmosphere"]
    assert "demo model" in job.output_data["note"]
    assert job.output_data["model"] == "smollm2-135m-instruct (demo)"
