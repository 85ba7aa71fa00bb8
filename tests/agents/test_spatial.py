"""Spatial: places with landmarks on a map, by model and by rule, and what approving does to the bible."""

from __future__ import annotations

import pytest

from agents.services import work as services
from storybible.models import Element
from storybible.services import elements
from umam.jobs.models import Review
from umam.lib.errors import Invalid

pytestmark = pytest.mark.django_db

MARKS = [
    {"name": "The Bridge", "description": "It crosses the channel.", "x": 0.4, "y": 0.5},
    {"name": "The Salt House", "description": "White to the rafters.", "x": 0.2, "y": 0.3},
    {"name": "The Long Stair", "description": "Nobody counts it twice.", "x": 0.7, "y": 0.6},
]


def answer(**more) -> dict:
    return {
        "description": "The town stands on salt. "
        + "Gulls turn over the white roofs and the tide comes in. " * 8,
        "geography": "A spit of land between two channels.",
        "atmosphere": "Bright and tired.",
        "landmarks": MARKS,
        "map_layout": {"paths": [{"start": 0, "end": 1}]},
        "own_confidence": 0.7,
        **more,
    }


class TestByModel:
    def test_an_approved_place_becomes_a_location_with_traits(self, claude, work, owner, universe):
        claude.answer_with(answer())
        job = work("spatial", location_name="The Salt Market", type="city", prompt="One bridge")
        assert [one["name"] for one in job.output_data["landmarks"]] == [one["name"] for one in MARKS]
        decide = services.approve if job.review == Review.PENDING else services.keep
        decide(job=job, by=owner)
        made = Element.objects.get(universe=universe, name="The Salt Market")
        assert made.entity_subtype == "location"
        traits = {trait.key: trait.value for trait in made.traits.all()}
        assert traits["landmarks"] == [one["name"] for one in MARKS]
        assert traits["geography"] == "A spit of land between two channels."
        assert "**The Bridge**" in made.body

    def test_what_people_wrote_of_a_known_place_stays(self, claude, work, owner, universe, author):
        known = elements.create_element(
            universe=universe, author=author, name="The Salt Market", entity_subtype="location",
            summary="Ours.", body="Our own words.", traits=[{"key": "geography", "value": "Our own land."}],
        )  # fmt: skip
        claude.answer_with(answer())
        job = work("spatial", location_name="the salt market")
        decide = services.approve if job.review == Review.PENDING else services.keep
        decide(job=job, by=owner)
        known.refresh_from_db()
        assert (known.summary, known.body.splitlines()[0]) == ("Ours.", "Our own words.")
        traits = {trait.key: trait.value for trait in known.traits.all()}
        assert (traits["geography"], traits["atmosphere"]) == ("Our own land.", "Bright and tired.")
        services.undo(job=job, by=owner)
        known.refresh_from_db()
        assert known.body == "Our own words."
        assert [trait.key for trait in known.traits.all()] == ["geography"]

    def test_landmarks_in_one_spot_are_sent_back(self, claude, work):
        same = [MARKS[0], {**MARKS[1], "x": 0.41, "y": 0.5}, MARKS[2]]
        claude.answer_with(answer(landmarks=same), answer())
        job = work("spatial", location_name="The Salt Market")
        assert len(claude.calls) == 2
        assert job.output_data["landmarks"][1]["x"] == 0.2

    def test_positions_outside_the_map_are_pulled_to_its_border(self, claude, work):
        claude.answer_with(answer(landmarks=[*MARKS[:2], {**MARKS[2], "x": 7}]))
        job = work("spatial", location_name="The Salt Market")
        assert job.output_data["landmarks"][2]["x"] == 1.0


class TestOffline:
    @pytest.mark.parametrize("kind", ["city", "wilderness", "structure"])
    def test_every_kind_of_place_by_rule(self, no_provider, work, kind):
        job = work("spatial", location_name="Grey Hollow", type=kind, prompt="Old, wet and proud")
        said = job.output_data
        assert said["location_name"] == "Grey Hollow"
        assert len(said["landmarks"]) >= 5
        assert all(0 <= one["x"] <= 1 and 0 <= one["y"] <= 1 for one in said["landmarks"])
        assert len(said["description"].split()) >= 100
        assert job.review == Review.PENDING

    def test_only_the_three_kinds(self, owner, universe):
        with pytest.raises(Invalid):
            services.start(
                agent_type="spatial",
                universe=universe,
                by=owner,
                input={"location_name": "X", "type": "galaxy"},
            )
