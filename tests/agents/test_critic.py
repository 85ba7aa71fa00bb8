"""Critic: candidates measured with evidence, scenes read against the brief, and a clear first place."""

from __future__ import annotations

import pytest

from agents.services import work as services
from storybible.services import scenes
from tests.agents.test_narrative import prose
from umam.assets.services import ingest_file
from umam.jobs import inline
from umam.jobs.models import Job, Status
from umam.lib.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(universe, author) -> list[str]:
    """A scene of the right length and one that says the same thing over and over."""
    good = scenes.create_scene(universe=universe, author=author, title="Good", text=prose(400))
    dull = scenes.create_scene(universe=universe, author=author, title="Dull", text="The sea was grey. " * 90)
    return [str(dull.pk), str(good.pk)]


def test_scenes_are_ranked_with_their_evidence(no_provider, work, two):
    job = work("critic", scenes=two, brief="A lively scene")
    said = job.output_data
    assert [one["label"] for one in said["scores"]] == ["Good", "Dull"]
    assert said["best"] == two[1]
    assert all(one["criteria"] and one["why"] for one in said["scores"])
    assert said["note"].startswith("Measured by rule")


def test_a_model_reads_them_against_the_brief(claude, work, two):
    fits = [
        {"number": 1, "fit": 0.1, "reason": "Nothing happens here."},
        {"number": 2, "fit": 0.9, "reason": "The lamp is lit."},
    ]
    claude.answer_with({"fits": fits, "explanation": "The first one moves.", "own_confidence": 0.7})
    said = work("critic", scenes=two, brief="The lamp is lit").output_data
    assert said["explanation"] == "The first one moves."
    read = [one["evidence"] for score in said["scores"] for one in score["criteria"] if one["key"] == "fit"]
    assert sorted(read) == ["Nothing happens here.", "The lamp is lit."]


def test_files_are_measured(no_provider, work, universe, owner, wav_file, png_file):
    song = ingest_file(
        universe=universe, by=owner, path=wav_file, name="song.wav", kind="audio", source="upload"
    )
    still = ingest_file(
        universe=universe, by=owner, path=png_file, name="still.png", kind="image", source="upload"
    )
    job = work("critic", assets=[str(song.pk), str(still.pk)])
    assert job.status == Status.COMPLETED
    assert {one["kind"] for one in job.output_data["scores"]} == {"track", "image"}


def test_a_strange_file_is_refused(owner, universe, other_universe, stranger, wav_file):
    theirs = ingest_file(
        universe=other_universe, by=stranger, path=wav_file, name="x.wav", kind="audio", source="upload"
    )
    with pytest.raises(Invalid):
        services.start(agent_type="critic", universe=universe, by=owner, input={"assets": [str(theirs.pk)]})


def test_nothing_to_judge_is_refused(owner, universe):
    with pytest.raises(Invalid):
        services.start(agent_type="critic", universe=universe, by=owner, input={"brief": "Which?"})


def test_what_is_gone_by_then_fails_with_a_sentence(no_provider, owner, universe, author, two):
    job = services.start(agent_type="critic", universe=universe, by=owner, input={"scenes": two})
    from storybible.models import Scene

    for scene in Scene.objects.all():
        scenes.delete_scene(scene=scene, author=author)
    inline.drain()
    job = Job.objects.get(pk=job.pk)
    assert job.status == Status.FAILED
    assert "not there any more" in job.error_message or "any more" in job.error_message
