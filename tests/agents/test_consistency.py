"""The consistency agent: rules first, then the model, waivers, and everything it may be asked about."""

from __future__ import annotations

import pytest

from agents.services import policy
from agents.services import work as services
from storybible.models import Element
from storybible.services import elements, scenes, world
from umam.jobs.models import Review, Status
from umam.lib.errors import Invalid

pytestmark = pytest.mark.django_db

TEXT = "Mara Voss switched on the television. The lamp burned on."


@pytest.fixture(autouse=True)
def medieval(universe, author) -> None:
    world.create_world_config(
        universe=universe, author=author, genre="fantasy", physics="standard", magic_system="none",
        tech_level="medieval", tone="hopeful",
    )  # fmt: skip


@pytest.fixture
def mara(universe, author) -> Element:
    return elements.create_element(
        universe=universe,
        author=author,
        name="Mara Voss",
        entity_subtype="character",
        summary="She is blind.",
    )


def read(*found: dict, **more) -> dict:
    return {"violations": list(found), "explanation": "Read.", "own_confidence": 0.8, **more}


class TestByRule:
    def test_a_text_too_new_for_its_world(self, no_provider, work, mara):
        job = work("consistency", content=TEXT)
        said = job.output_data
        assert (said["verdict"], said["is_consistent"]) == ("Inconsistent", False)
        (found,) = [one for one in said["violations"] if one["rule"] == "technology"]
        assert "television" in found["evidence"]
        assert found["fingerprint"]
        assert said["confidence"] == job.confidence_score <= 0.5
        assert job.review == Review.PENDING

    def test_a_text_that_fits(self, no_provider, work, mara):
        said = work("consistency", content="Mara Voss lit the lamp.").output_data
        assert (said["verdict"], said["violations"]) == ("Consistent", [])

    def test_scene_element_and_universe(self, no_provider, work, universe, author, mara):
        scene = scenes.create_scene(universe=universe, author=author, title="Night", text=TEXT)
        gadget = elements.create_element(
            universe=universe, author=author, name="Old thing", entity_subtype="concept",
            summary="Everybody carries a smartphone.",
        )  # fmt: skip
        for input in ({"scene_id": str(scene.pk)}, {"element_id": str(gadget.pk)}, {}):
            assert work("consistency", **input).output_data["verdict"] == "Inconsistent", input

    def test_only_one_thing_at_a_time(self, owner, universe, mara):
        with pytest.raises(Invalid):
            services.start(
                agent_type="consistency",
                universe=universe,
                by=owner,
                input={"content": "x", "element_id": str(mara.pk)},
            )

    def test_what_is_meant_to_be_stays_silent_with_its_reason(self, no_provider, work, owner, universe, mara):
        (found,) = work("consistency", content=TEXT).output_data["violations"]
        policy.waive(
            universe=universe, by=owner, rule=found["rule"], fingerprint=found["fingerprint"],
            evidence=found["evidence"], reason="It is a dream",
        )  # fmt: skip
        said = work("consistency", content=TEXT).output_data
        assert said["verdict"] == "Consistent"
        assert [one["reason"] for one in said["waived"]] == ["It is a dream"]


class TestWithAModel:
    def test_both_are_heard(self, claude, work, mara):
        claude.answer_with(
            read({"severity": "error", "evidence": "The lamp burned on.", "explanation": "There is no lamp."})
        )
        job = work("consistency", content=TEXT)
        rules = {one["rule"] for one in job.output_data["violations"]}
        assert rules == {"technology", "read-by-model"}
        assert "television" in str(claude.calls[0]["messages"])

    def test_a_quotation_that_does_not_stand_there_is_sent_back(self, claude, work, mara):
        wrong = {"severity": "error", "evidence": "The ship sank.", "explanation": "No ship can sink."}
        claude.answer_with(read(wrong), read())
        job = work("consistency", content="Mara Voss lit the lamp.")
        assert job.output_data["verdict"] == "Consistent"
        assert len(claude.calls) == 2

    def test_the_whole_universe_needs_no_model(self, claude, work, mara):
        job = work("consistency")
        assert job.status == Status.COMPLETED
        assert claude.calls == []
