"""How results of agents are shown: offline, by the real service, with hostile words; and what one may do."""

from __future__ import annotations

import copy
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.memory import observe
from agents.registry import agents
from agents.services import strategy
from agents.services.work import start
from media_pipeline.engines import registry
from storybible.services import elements, scenes
from storybible.services.keeping import Author
from tests.agents.conftest import NONE
from tests.media_pipeline.conftest import QUICK
from tests.studio.conftest import signed_in
from umam.assets.models import Asset
from umam.jobs import inline
from umam.jobs.models import Job
from umam.studio.ask.kinds import PRESENTERS

SCRIPT = "<script>alert(1)</script>"
KINDS = ("spatial", "video_strategy", "scribe", "critic", "memory")
COPIES = ("email", "landing_page", "social")


@pytest.fixture(autouse=True)
def offline(settings):
    settings.UMAM_LLM = dict(NONE)
    settings.UMAM_LOCAL_LLM_URL = ""
    settings.UMAM_ENGINE_CLASSES = QUICK
    registry.reset()
    yield
    registry.reset()


@pytest.fixture
def scene(universe, owner):
    return scenes.create_scene(
        universe=universe, author=Author(by=owner), title="The last lamp",
        text="Mara climbed, counting. @Mara stopped at the last stair and lit the lamp. " * 12,
    )  # fmt: skip


@pytest.fixture
def work(owner, universe, scene, song):
    """`work("scribe", type="email")`: a finished result of that agent."""
    questions = {
        "spatial": {"location_name": "The Salt Market", "prompt": "A harbour town with one bridge"},
        "video_strategy": {
            "prompt": "The keeper lights the lamp", "mood_slider": 80, "platforms": ["tiktok", "youtube"],
        },
        "scribe": {"type": "landing_page", "prompt": "Announce the second season", "keyword": "audio drama"},
        "critic": {"brief": "Which opens it?", "assets": [str(song.pk)], "scenes": [str(scene.pk)]},
        "memory": {"days": 30},
    }  # fmt: skip

    def ask(kind, **given):
        if kind == "memory":
            seen = [("mood", "stormy", 1.0), ("camera_move", "whip_pan", -1.0)] * 3
            observe(user=owner, universe=universe, seen=seen, cause="chose one of three")
        job = start(agent_type=kind, universe=universe, by=owner, input={**questions[kind], **given})
        inline.drain()
        job.refresh_from_db()
        assert job.status == "completed", job.error_message
        return job

    return ask


def path(job, verb=""):
    return f"/agents/work/{job.pk}{'/' + verb if verb else ''}"


def shown(client, job, place=path):
    answer = client.get(place(job))
    assert answer.status_code == 200
    return answer.content.decode()


def spoilt(value, key=""):
    """The same output, with a script in every text."""
    if isinstance(value, str):
        return f"{SCRIPT}{value}" if key != "content_type" else value
    if isinstance(value, list):
        return [spoilt(one) for one in value]
    if isinstance(value, dict):
        return {name: spoilt(one, name) for name, one in value.items()}
    return value


def nonsense(value):
    """The same fields, with other things in them."""
    return {name: [None, 3, "x", {"a": [1]}] if position % 2 else 7 for position, name in enumerate(value)}


class TestEachKind:
    def test_a_place_has_its_map_and_its_landmarks(self, pages, work):
        job = work("spatial")
        page = shown(pages, job)
        assert 'class="map-sheet"' in page
        for mark in job.output_data["landmarks"]:
            assert mark["name"].replace("'", "&#x27;") in page
        assert f'href="#map-{job.pk}-spot-1"' in page
        assert f'id="map-{job.pk}-spot-1"' in page
        assert "Held against the world" in page

    def test_a_place_leads_to_its_location(self, pages, work, universe, owner, viewer):
        made = elements.create_element(
            universe=universe, author=Author(by=owner), name="The Salt Market", entity_subtype="location",
            visibility="team",
        )  # fmt: skip
        job = work("spatial")
        assert f"/{made.key}" in shown(pages, job)
        assert "In the bible" in shown(pages, job)
        assert "In the bible" not in shown(signed_in(viewer), job)

    def test_a_strategy_tells_its_mood_its_takes_and_its_platforms(self, pages, work):
        job = work("video_strategy")
        page = shown(pages, job)
        assert "High energy" in page
        assert "80 of 100" in page
        for take in job.output_data["variations"]:
            assert take["prompt"].replace("'", "&#x27;") in page
        assert page.count("Choose this one") == 3
        assert "TikTok" in page
        assert "/music-videos/new?style=" in page

    @pytest.mark.parametrize("kind", COPIES)
    def test_copy_is_shown_as_what_it_is(self, pages, work, kind):
        job = work("scribe", type=kind)
        page = shown(pages, job)
        mark = {"email": "letter-subject", "landing_page": "page-preview", "social": "post-text"}[kind]
        assert mark in page
        assert "No secret of the bible is in it" in page
        for step in ("Draft", "What was found", "Refined"):
            assert step in page
        assert 'name="step-' in page

    def test_a_comparison_shows_the_things_and_the_evidence(self, pages, work, scene, song):
        job = work("critic")
        page = shown(pages, job)
        assert f"/assets/{song.pk}" in page
        assert f"/{scene.key}" in page
        for score in job.output_data["scores"]:
            for line in score["criteria"]:
                assert line["label"].replace("'", "&#x27;") in page
        song.deleted_at = song.created_at
        song.save()
        assert "Not there any more" in shown(pages, job)

    def test_a_taste_is_kept_by_its_owner_alone(self, pages, work, viewer):
        job = work("memory")
        page = shown(pages, job)
        assert "whip pan" in page
        assert "Clearly likes" in page
        assert "Clearly avoids" in page
        assert "Keep these words" in page
        assert f'action="{path(job, "approve")}"' in page
        assert signed_in(viewer).get(path(job)).status_code == 404
        pages.post(path(job, "approve"))
        assert "Keep these words" not in shown(pages, job)

    @pytest.mark.parametrize("kind", KINDS)
    def test_it_stands_in_the_review_and_beside_the_question(self, pages, work, kind):
        job = work(kind)
        job.refresh_from_db()
        if job.review == "pending":
            assert pages.get(f"/review/{job.pk}").status_code == 200
        beside = f"/agents/{kind}?universe={job.universe.slug}&thread={job.input_data['thread']}"
        assert pages.get(beside).status_code == 200


class TestHostileOutput:
    @pytest.mark.parametrize("kind", KINDS)
    def test_no_word_of_an_output_becomes_a_script(self, pages, work, kind):
        job = work(kind)
        job.output_data = spoilt(copy.deepcopy(job.output_data))
        job.save()
        page = shown(pages, job)
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page

    @pytest.mark.parametrize("kind", COPIES)
    def test_no_word_of_copy_becomes_a_script(self, pages, work, kind):
        job = work("scribe", type=kind)
        output = spoilt(copy.deepcopy(job.output_data))
        for post, good in zip(output["posts"], job.output_data["posts"], strict=True):
            post["platform"] = good["platform"]
        output["html"] = SCRIPT
        for part in [*output["emails"], *output["sections"]]:
            part["body"] = (
                f"{SCRIPT}\n\n[a](javascript:alert(1)) ![x](https://e.example/x.png)\n\n{part['body']}"
            )
        job.output_data = output
        job.save()
        page = shown(pages, job)
        assert "Its parts do not fit" not in page
        for text in (page, pages.get(path(job, "copy.html")).content.decode()):
            assert SCRIPT not in text
            assert 'href="javascript' not in text
            assert '<img src="https://e.example' not in text

    @pytest.mark.parametrize("kind", KINDS)
    def test_whatever_was_edited_the_page_stands(self, pages, work, kind):
        job = work(kind)
        for output in (nonsense(job.output_data), {"x": 1}):
            job.output_data = output
            job.save()
            shown(pages, job)


class TestChoosing:
    def test_previews_are_asked_for_once_and_move_in_their_frames(self, pages, work):
        job = work("video_strategy")
        assert "Show them moving" in shown(pages, job)
        pages.post(path(job, "previews"))
        pages.post(path(job, "previews"))
        assert Job.objects.filter(kind="clip").count() == 3
        page = shown(pages, job, lambda one: path(one, "takes"))
        assert "<html" not in page
        assert page.count("/ws/jobs/") == 3
        assert "Show them moving" not in page
        inline.drain()
        page = shown(pages, job)
        assert page.count("data-loop ") == 3
        assert page.count("/ws/jobs/") == 1  # the page's own

    def test_the_page_itself_asks_by_script_and_gets_the_takes(self, pages, work):
        job = work("video_strategy")
        answer = pages.post(path(job, "previews"), headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert f'id="takes-{job.pk}"' in answer.content.decode()

    def test_a_preview_of_what_was_edited_is_not_shown(self, pages, work):
        job = work("video_strategy")
        pages.post(path(job, "previews"))
        job.output_data["variations"][0]["prompt"] = "Another picture"
        job.save()
        assert sorted(strategy.previewed(job)) == [1, 2]

    def test_choosing_films_one_and_twice_is_once(self, pages, work):
        job = work("video_strategy")
        for _ in range(2):
            answer = pages.post(path(job, "choose"), {"index": "1"})
            assert answer["Location"] == f"{path(job)}#take-{job.pk}-1"
        assert Job.objects.filter(kind="clip").count() == 1
        page = shown(pages, job)
        assert "Filming it in full" in page
        assert page.count("Choose this one") == 2
        inline.drain()
        clip = Asset.objects.get(kind="video")
        assert f"/assets/{clip.pk}" in shown(pages, job)
        job.refresh_from_db()
        assert job.review == "approved"

    def test_it_goes_back_to_where_it_was_chosen(self, pages, work):
        job = work("video_strategy")
        origin = f"http://testserver/review/{job.pk}?agent=video_strategy"
        answer = pages.post(path(job, "choose"), {"index": "0"}, headers={"referer": origin})
        assert answer["Location"] == f"/review/{job.pk}?agent=video_strategy#take-{job.pk}-0"

    @pytest.mark.parametrize("index", ["3", "-1", "", "one", "9" * 40])
    def test_what_is_not_there_cannot_be_chosen(self, pages, work, index):
        job = work("video_strategy")
        pages.post(path(job, "choose"), {"index": index})
        assert not Job.objects.filter(kind="clip").exists()

    @pytest.mark.parametrize("verb", ["choose", "previews"])
    def test_only_those_who_may_edit(self, pages, work, viewer, stranger, client, verb):
        job = work("video_strategy")
        assert signed_in(viewer).post(path(job, verb), {"index": "0"}).status_code == 403
        assert signed_in(stranger).post(path(job, verb), {"index": "0"}).status_code == 404
        assert client.post(path(job, verb), {"index": "0"}).status_code == 302
        assert pages.get(path(job, verb)).status_code == 405
        assert not Job.objects.filter(kind="clip").exists()
        page = shown(signed_in(viewer), job)
        assert "Choose this one" not in page
        assert "Show them moving" not in page
        assert signed_in(stranger).get(path(job, "takes")).status_code == 404

    def test_another_agents_work_has_no_takes(self, pages, work):
        job = work("spatial")
        assert pages.get(path(job, "takes")).status_code == 404
        assert pages.post(path(job, "previews")).status_code == 404

    def test_a_rejected_strategy_offers_nothing(self, pages, work):
        job = work("video_strategy")
        pages.post(path(job, "reject"), {"note": "Too loud"})
        page = shown(pages, job)
        assert "Choose this one" not in page
        assert "Show them moving" not in page


class TestDownloads:
    @pytest.mark.parametrize("kind", COPIES)
    def test_copy_is_fetched_as_markdown_and_as_a_page(self, pages, work, kind):
        job = work("scribe", type=kind)
        md, html = pages.get(path(job, "copy.md")), pages.get(path(job, "copy.html"))
        assert md["Content-Type"] == "text/markdown; charset=utf-8"
        assert html["Content-Type"] == "text/html; charset=utf-8"
        for answer in (md, html):
            assert answer["Content-Disposition"].startswith("attachment; filename=")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer["Content-Security-Policy"]
        assert md.content.decode() == job.output_data["markdown"]
        assert html.content.decode().startswith("<!doctype html>")
        assert '<meta charset="utf-8">' in html.content.decode()

    def test_only_members_fetch_it(self, pages, work, viewer, stranger, client):
        job = work("scribe")
        for form in ("copy.md", "copy.html"):
            assert signed_in(viewer).get(path(job, form)).status_code == 200
            assert signed_in(stranger).get(path(job, form)).status_code == 404
            assert client.get(path(job, form)).status_code == 302
            assert pages.post(path(job, form)).status_code == 405

    def test_what_is_no_copy_is_not_there(self, pages, work):
        assert pages.get(path(work("spatial"), "copy.md")).status_code == 404
        assert pages.get(f"/agents/work/{uuid4()}/copy.md").status_code == 404
        job = work("scribe")
        job.output_data = {"content_type": "email"}
        job.save()
        assert pages.get(path(job, "copy.md")).status_code == 404
        assert "Its parts do not fit" in shown(pages, job)

    def test_a_secret_in_it_is_told_first(self, pages, work):
        job = work("scribe")
        secret = next(one for one in job.output_data["brand"] if one["key"] == "secrets")
        secret |= {"passed": False, "value": "who Mara’s father is"}
        job.save()
        assert "It may give a secret away: who Mara’s father is" in shown(pages, job)


class TestQueries:
    @pytest.mark.parametrize("kind", KINDS)
    def test_their_number_does_not_grow(self, pages, work, universe, kind):
        job = work(kind)
        if kind == "video_strategy":
            pages.post(path(job, "previews"))
            for index in "012":
                pages.post(path(job, "choose"), {"index": index})
            inline.drain()
        small = self._count(pages, job)
        output = job.output_data
        for name in ("landmarks", "sentences", "scores", "posts", "sections"):
            output[name] = (output.get(name) or []) * 5
        for number, score in enumerate(output["scores"] if kind == "critic" else []):
            output["scores"][number] = {**score, "place": number + 1}
        job.output_data = json.loads(json.dumps(output))
        job.save()
        assert self._count(pages, job) <= small

    def _count(self, pages, job):
        pages.get(path(job))
        with CaptureQueriesContext(connection) as queries:
            shown(pages, job)
        assert len(queries) <= 40
        return len(queries)


def test_every_agent_is_shown_by_its_own_page():
    assert set(agents()) - {"line"} <= set(PRESENTERS)


def test_a_film_begins_in_the_look_of_a_take(pages, universe):
    page = pages.get("/music-videos/new?style=lantern+glow%2C+hard+backlight").content.decode()
    assert "lantern glow, hard backlight" in page
