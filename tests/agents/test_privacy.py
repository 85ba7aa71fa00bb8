"""What is one person's alone, and what only editors may read: lists, pages, threads, events, sockets."""

from __future__ import annotations

import pytest
from django.test import Client

from agents import memory
from agents.selectors.runs import review_queue, threads_of
from agents.services import work as services
from storybible.services import elements, scenes
from umam.jobs import inline, selectors
from umam.jobs import services as jobs
from umam.jobs.events import JobEvent
from umam.jobs.models import Job, Review, Status
from umam.lib.errors import Invalid, NotFound, UmamError
from umam.live.events import universe_group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("line_agent")]

LIKING = "I secretly love gothic horror"


@pytest.fixture
def desk():
    def client(user) -> Client:
        made = Client(raise_request_exception=False)
        made.force_login(user)
        return made

    return client


@pytest.fixture
def taste(no_provider, work, owner, universe) -> Job:
    memory.observe(user=owner, universe=universe, seen=[("word", "gothic", 3.0)] * 3, cause="liked")
    job = work("memory")
    assert job.review == Review.PENDING
    return job


def addresses(job: Job) -> list[str]:
    thread = job.input_data["thread"]
    return [
        f"/agents/work/{job.pk}", f"/agents/threads/{thread}", f"/jobs/{job.pk}", f"/review/{job.pk}",
        f"/admin/agents/agentrun/{job.pk}/change/", f"/admin/jobs/job/{job.pk}/change/",
    ]  # fmt: skip


class TestTasteIsTheAskersAlone:
    @pytest.mark.parametrize("who", ["viewer", "editor"])
    def test_no_other_member_finds_it(self, taste, who, request, api, desk, universe):
        reader = request.getfixturevalue(who)
        client, browser, thread = api(reader), desk(reader), taste.input_data["thread"]
        for address in (
            f"/api/jobs/{taste.pk}",
            f"/api/agents/jobs/{taste.pk}",
            f"/api/agents/threads/{thread}",
        ):
            assert client.get(address).status_code == 404
        for address in ("/api/jobs", "/api/agents/jobs", "/api/agents/threads"):
            assert client.get(address).json()["results"] == []
        for address in (
            "/agents",
            "/jobs",
            f"/universes/{universe.slug}",
            "/agents/memory",
            "/search?q=taste",
        ):
            assert str(taste.pk) not in browser.get(address).content.decode()
        found = browser.get(f"/agents/threads?universe={universe.slug}&text=gothic").content.decode()
        assert str(thread) not in found
        for address in addresses(taste):
            assert browser.get(address).status_code in (302, 404)

    def test_the_asker_and_administrators_see_it(self, taste, owner, admin, api):
        for reader in (owner, admin):
            assert "gothic" in api(reader).get(f"/api/agents/jobs/{taste.pk}").content.decode()
            assert threads_of(reader).count() == 1
        assert review_queue(owner).count() == 1
        assert not review_queue(admin).exists()

    def test_no_other_member_decides_or_asks_again(self, taste, editor, api, desk):
        for way in ("approve", "reject", "ask-again", "more-context", "keep", "undo"):
            said = {"note": "no", "context_tokens": 9000}
            answer = api(editor).post(f"/api/agents/jobs/{taste.pk}/{way}", said, format="json")
            assert answer.status_code == 404
        for way in ("approve", "reject"):
            assert api(editor).post(f"/api/jobs/{taste.pk}/{way}", {}, format="json").status_code == 404
        for decision in ("approve", "reject"):
            answer = desk(editor).post(f"/jobs/{taste.pk}/review", {"decision": decision})
            assert answer.status_code == 404
        for act in (
            lambda: services.ask_again(job=taste, by=editor, note="Mine"),
            lambda: services.with_more_context(job=taste, by=editor, tokens=9000),
            lambda: jobs.cancel(job=taste, by=editor),
            lambda: jobs.reopen(job=taste, by=editor),
        ):
            with pytest.raises(UmamError):
                act()
        taste.refresh_from_db()
        assert (taste.review, Job.objects.filter(kind="memory").count()) == (Review.PENDING, 1)

    def test_nobody_goes_on_in_the_conversation_of_somebody_else(self, taste, editor, universe):
        with pytest.raises(NotFound):
            services.start(
                agent_type="memory",
                universe=universe,
                by=editor,
                input={"thread": taste.input_data["thread"]},
            )

    def test_the_universe_hears_nothing_of_it(self, taste, owner, editor, universe):
        def groups(kind: str) -> list[str]:
            return JobEvent(
                id="1", seq=1, kind=kind, role="", parent_id=None, universe_id="2", user_id="3"
            ).groups()

        assert universe_group("2") in groups("line")
        assert universe_group("2") not in groups("memory")
        assert selectors.snapshot_of_universe(editor, universe.pk) == []
        assert selectors.snapshot_of_universe(owner, universe.pk) == [taste]

    def test_a_film_keeps_what_the_asker_likes_to_them(self, owner, editor, viewer, universe, api, desk):
        job = jobs.submit(
            kind="visual_prompt",
            universe=universe,
            by=owner,
            input={"lyrics": "rain", "style": "oil", "taste": [LIKING]},
        )
        for reader in (editor, viewer):
            assert "gothic" not in api(reader).get(f"/api/jobs/{job.pk}").content.decode()
            assert "gothic" not in api(reader).get("/api/jobs").content.decode()
            assert "gothic" not in desk(reader).get(f"/jobs/{job.pk}").content.decode()
            assert "gothic" not in desk(reader).get(f"/admin/jobs/job/{job.pk}/change/").content.decode()
        assert "gothic" in api(owner).get(f"/api/jobs/{job.pk}").content.decode()
        assert "gothic" in desk(owner).get(f"/jobs/{job.pk}").content.decode()

    def test_a_receipt_keeps_what_the_asker_likes_to_them(
        self, no_provider, owner, editor, universe, work, api
    ):
        memory.remember(user=owner, universe=universe, sentence=LIKING)
        job = work("line", prompt="A line")
        assert LIKING in api(owner).get(f"/api/agents/jobs/{job.pk}").json()["run"]["receipt"]["taste"]
        shown = api(editor).get(f"/api/agents/jobs/{job.pk}").json()["run"]["receipt"]
        assert "taste" not in shown
        assert shown["budget"]


class TestFindingsAreForEditors:
    def test_viewers_read_nothing_that_quotes_the_bible(
        self, no_provider, work, universe, author, editor, viewer, api, desk
    ):
        scene = scenes.create_scene(
            universe=universe, author=author, title="Hidden", text="Mordred lit the lamp.", visibility="team"
        )
        job = work("consistency", scene_id=str(scene.pk))
        thread = job.input_data["thread"]
        for address in (
            f"/api/jobs/{job.pk}",
            f"/api/agents/jobs/{job.pk}",
            f"/api/agents/threads/{thread}",
        ):
            assert api(viewer).get(address).status_code == 404
            assert api(editor).get(address).status_code == 200
        for address in addresses(job):
            assert desk(viewer).get(address).status_code in (302, 404)
        assert selectors.snapshot_of_universe(viewer, universe.pk) == []


class TestSecretsGoToNoModel:
    @pytest.fixture
    def secret(self, universe, author):
        return scenes.create_scene(
            universe=universe, author=author, title="Hidden", text="The king is Mordred.", visibility="secret"
        )

    def test_a_secret_row_is_refused_at_its_field(self, claude, secret, owner, universe, author, api):
        element = elements.create_element(
            universe=universe,
            author=author,
            name="Nightking",
            entity_subtype="character",
            visibility="secret",
        )
        for agent, given, field in (
            ("consistency", {"scene_id": str(secret.pk)}, "scene_id"),
            ("consistency", {"element_id": str(element.pk)}, "element_id"),
            ("critic", {"scenes": [str(secret.pk)]}, "scenes"),
            ("line", {"prompt": "x", "pins": [str(element.pk)]}, "pins"),
        ):
            with pytest.raises(Invalid, match="is secret, and no agent may read it") as error:
                services.start(agent_type=agent, universe=universe, by=owner, input=given)
            assert error.value.attr == field
        wish = {"agent_type": "consistency", "universe_id": str(universe.pk)}
        wish["input_data"] = {"scene_id": str(secret.pk)}
        answer = api(owner).post("/api/agents/jobs", wish, format="json")
        assert answer.status_code == 400
        assert "is secret" in answer.content.decode()
        assert not claude.calls

    def test_a_row_made_secret_while_the_job_waited_is_not_read(self, claude, owner, universe, author):
        scene = scenes.create_scene(
            universe=universe, author=author, title="Open", text="The king is Mordred."
        )
        job = services.start(
            agent_type="consistency", universe=universe, by=owner, input={"scene_id": str(scene.pk)}
        )
        scenes.update_scene(scene=scene, author=author, visibility="secret")
        inline.drain()
        job.refresh_from_db()
        assert (job.status, claude.calls) == (Status.FAILED, [])
