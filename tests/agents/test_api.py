"""Agents by API: asking, looking, reviewing, conversations, settings, costs, and who may do what."""

from __future__ import annotations

import pytest

from agents.models import AgentPolicy, Budget, LlmCall, Message, Thread
from agents.services import work as services
from storybible.models import Scene
from storybible.services import elements
from umam.jobs import inline
from umam.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("line_agent")]

GOOD = {"text": "The lamp is lit before the tide.", "own_confidence": 0.9}


@pytest.fixture
def waiting(no_provider, work) -> Job:
    return work("line", prompt="A line")


class TestAsking:
    def test_every_agent_tells_what_it_takes(self, api, owner):
        found = {one["key"]: one for one in api(owner).get("/api/agents").json()}
        assert found["line"]["input_schema"]["properties"]["prompt"]["maxLength"] == 500

    def test_a_job_is_started_followed_and_listed(self, claude, api, owner, universe):
        claude.answer_with(GOOD)
        client = api(owner)
        answer = client.post(
            "/api/agents/jobs",
            {"agent_type": "line", "universe_id": str(universe.pk), "input_data": {"prompt": "A line"}},
        )
        assert answer.status_code == 202
        job_id = answer.json()["id"]
        assert answer.headers["Location"] == f"/api/jobs/{job_id}"
        inline.drain()
        shown = client.get(f"/api/agents/jobs/{job_id}").json()
        assert shown["output_data"]["text"] == GOOD["text"]
        assert shown["run"]["receipt"]["budget"] == 8000
        assert shown["run"]["signals"]
        listed = client.get(
            "/api/agents/jobs?agent_type=line&status=completed&human_review_required=false"
        ).json()
        assert [one["id"] for one in listed["results"]] == [job_id]

    def test_the_list_costs_the_same_for_many(
        self, no_provider, api, owner, universe, django_assert_max_num_queries
    ):
        for number in range(6):
            services.start(agent_type="line", universe=universe, by=owner, input={"prompt": f"Line {number}"})
        inline.drain()
        with django_assert_max_num_queries(14):
            assert len(api(owner).get("/api/agents/jobs").json()["results"]) == 6

    def test_a_wrong_field_is_named(self, api, owner, universe):
        answer = api(owner).post(
            "/api/agents/jobs",
            {"agent_type": "line", "universe_id": str(universe.pk), "input_data": {"prompt": ""}},
        )
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == "prompt"

    def test_viewers_see_the_result_but_not_what_names_hidden_rows(self, api, owner, viewer, waiting):
        path = f"/api/agents/jobs/{waiting.pk}"
        assert api(owner).get(path).json()["run"]["receipt"]["budget"] == 8000
        shown = api(viewer).get(path).json()
        assert shown["output_data"]["text"] == "A line by rule."
        assert shown["run"]["confidence"] == waiting.confidence_score
        assert {shown["run"][name] for name in ("receipt", "changes", "original")} == {None}

    def test_the_same_key_at_the_same_moment_is_one_job(self, api, owner, universe, monkeypatch):
        """The second request looks before the first is there, and meets it when it inserts."""
        wish = {"agent_type": "line", "universe_id": str(universe.pk), "input_data": {"prompt": "A line"}}
        first = api(owner).post("/api/agents/jobs", wish, headers={"Idempotency-Key": "once"}).json()
        looked = iter([None, Job.objects.get(pk=first["id"])])
        monkeypatch.setattr(services, "_known", lambda by, key: next(looked))
        second = api(owner).post("/api/agents/jobs", wish, headers={"Idempotency-Key": "once"}).json()
        assert second["id"] == first["id"]
        assert Thread.objects.count() == 1

    def test_a_key_that_was_used_for_another_wish_is_refused(self, api, owner, universe):
        wish = {"agent_type": "line", "universe_id": str(universe.pk), "input_data": {"prompt": "A line"}}
        api(owner).post("/api/agents/jobs", wish, headers={"Idempotency-Key": "once"})
        other = {**wish, "input_data": {"prompt": "Another"}}
        answer = api(owner).post("/api/agents/jobs", other, headers={"Idempotency-Key": "once"})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "idempotency_mismatch")

    def test_an_unknown_agent_is_refused(self, api, owner, universe):
        answer = api(owner).post("/api/agents/jobs", {"agent_type": "transcribe"})
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "agent_type")


class TestReviewing:
    def test_approve_edited_then_undo(self, api, owner, waiting):
        client = api(owner)
        edited = {**waiting.output_data, "text": "A better line."}
        answer = client.post(
            f"/api/agents/jobs/{waiting.pk}/approve", {"output_data": edited, "note": "Better"}
        )
        assert (answer.status_code, answer.json()["review"]) == (200, "edited")
        assert Scene.objects.get().text == "A better line."
        undone = client.post(f"/api/agents/jobs/{waiting.pk}/undo")
        assert undone.json() == {"left": []}
        assert client.post(f"/api/agents/jobs/{waiting.pk}/undo").status_code == 409

    def test_a_conflict_is_told_and_settled(self, no_provider, api, owner, work, universe, author):
        place = elements.create_element(
            universe=universe, author=author, name="Pier", entity_subtype="location", summary="Old"
        )
        job = work("line", prompt="A line", about=str(place.pk))
        elements.update_element(element=place, author=author, summary="Theirs")
        client = api(owner)
        refused = client.post(f"/api/agents/jobs/{job.pk}/approve", {})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (412, "stale")
        (clash,) = client.get(f"/api/agents/jobs/{job.pk}").json()["clashes"]
        assert (clash["current"], clash["proposed"]) == ("Theirs", "A line by rule.")
        settled = client.post(f"/api/agents/jobs/{job.pk}/approve", {"resolve": {clash["name"]: "current"}})
        assert settled.status_code == 200
        place.refresh_from_db()
        assert place.summary == "Theirs"

    def test_reject_and_ask_again(self, api, owner, waiting):
        client = api(owner)
        again = client.post(f"/api/agents/jobs/{waiting.pk}/ask-again", {"note": "Darker"})
        assert again.status_code == 202
        waiting.refresh_from_db()
        assert waiting.review == "rejected"
        assert again.json()["input_data"]["note"] == "Darker"
        assert client.post(f"/api/agents/jobs/{waiting.pk}/reject").status_code == 409

    @pytest.mark.parametrize(
        ("verb", "body"), [("ask-again", {"note": "Shorter"}), ("more-context", {"context_tokens": 9000})]
    )
    def test_asked_again_with_the_same_key_is_one_job(self, api, owner, waiting, verb, body):
        address = f"/api/agents/jobs/{waiting.pk}/{verb}"
        key = {"Idempotency-Key": "k"}
        made = {api(owner).post(address, body, headers=key).json()["id"] for _ in range(2)}
        assert len(made) == 1
        assert Job.objects.filter(kind="line").count() == 2
        other = api(owner).post(
            address, {"note": "Longer", "context_tokens": 9500}, headers={"Idempotency-Key": "k"}
        )
        assert other.status_code == 422

    def test_more_context_runs_again(self, api, owner, waiting):
        answer = api(owner).post(f"/api/agents/jobs/{waiting.pk}/more-context", {"context_tokens": 16000})
        assert answer.json()["input_data"]["context_tokens"] == 16000

    @pytest.mark.parametrize(
        "verb", ["approve", "reject", "keep", "undo", "ask-again", "more-context", "retry"]
    )
    def test_strangers_find_nothing_and_viewers_may_not(self, api, stranger, viewer, waiting, verb):
        body = {"note": "x", "context_tokens": 9000}
        assert api(stranger).post(f"/api/agents/jobs/{waiting.pk}/{verb}", body).status_code == 404
        assert api(viewer).post(f"/api/agents/jobs/{waiting.pk}/{verb}", body).status_code in (403, 409)
        waiting.refresh_from_db()
        assert waiting.review == "pending"

    def test_two_reviewers_at_once(self, api, owner, editor, waiting):
        first = api(owner).post(f"/api/agents/jobs/{waiting.pk}/approve", {})
        second = api(editor).post(f"/api/agents/jobs/{waiting.pk}/reject", {})
        assert (first.status_code, second.status_code) == (200, 409)
        assert Scene.objects.count() == 1


class TestConversations:
    def test_open_ask_fork_and_hide(self, claude, api, owner, universe):
        claude.answer_with(GOOD)
        client = api(owner)
        opened = client.post(
            "/api/agents/threads", {"agent_type": "line", "universe_id": str(universe.pk), "title": "Lines"}
        ).json()
        said = client.post(
            f"/api/agents/threads/{opened['id']}/messages", {"input_data": {"prompt": "A line"}}
        )
        assert said.status_code == 202
        inline.drain()
        client.post(f"/api/agents/threads/{opened['id']}/messages", {"note": "Shorter"})
        inline.drain()
        shown = client.get(f"/api/agents/threads/{opened['id']}").json()
        assert [turn["speaker"] for turn in shown["messages"]] == ["person", "agent", "person", "agent"]
        assert shown["cost"]["calls"] == 2
        forked = client.post(
            f"/api/agents/threads/{opened['id']}/fork", {"message_id": shown["messages"][1]["id"]}
        ).json()
        assert [turn["text"] for turn in forked["messages"]] == ["A line", GOOD["text"]]
        assert forked["forked_from"] == shown["messages"][1]["id"]
        assert client.delete(f"/api/agents/threads/{opened['id']}").status_code == 204
        assert client.get(f"/api/agents/threads/{opened['id']}").status_code == 404
        assert Thread.objects.count() == 2

    def test_strangers_find_no_conversation(self, no_provider, api, stranger, work):
        job = work("line", prompt="A line")
        thread = Message.objects.filter(job=job).get().thread
        client = api(stranger)
        for method, path in (
            ("get", ""),
            ("patch", ""),
            ("delete", ""),
            ("post", "/messages"),
            ("post", "/fork"),
        ):
            assert getattr(client, method)(f"/api/agents/threads/{thread.pk}{path}", {}).status_code == 404
        assert client.get("/api/agents/threads").json()["results"] == []


class TestSettling:
    def test_thresholds_and_models(self, api, owner, universe):
        path = f"/api/universes/{universe.pk}/agents"
        answer = api(owner).put(f"{path}/line", {"threshold": 0.4, "samples": 2})
        assert answer.json() == {"agent_type": "line", "threshold": 0.4, "samples": 2, "model": ""}
        assert {"line"} <= {one["agent_type"] for one in api(owner).get(path).json()}
        for wrong in ({"threshold": 1.5}, {"samples": 3}):
            assert api(owner).put(f"{path}/line", wrong).status_code == 400
        assert AgentPolicy.objects.get().threshold == 0.4

    def test_only_the_owner_sets_the_budget(self, api, owner, editor, viewer, stranger, universe):
        path = f"/api/universes/{universe.pk}/agents/budget"
        assert api(owner).put(path, {"daily_usd": "2.50"}).json()["daily_usd"] == "2.50"
        assert api(editor).put(path, {"daily_usd": "99"}).status_code == 403
        assert api(viewer).get(path).status_code == 200
        assert api(stranger).get(path).status_code == 404
        assert str(Budget.objects.get().daily_usd) == "2.50"

    def test_voice_of_the_universe_and_ones_own(self, api, owner, editor, universe):
        path = f"/api/universes/{universe.pk}/agents/voice"
        api(owner).put(path, {"voice": "Warm and exact", "donts": ["No exclamation marks", " "]})
        api(editor).put(path, {"voice": "Dry", "personal": True})
        assert api(owner).get(path).json()["donts"] == ["No exclamation marks"]
        assert api(editor).get(path).json()["voice"] == "Dry"

    def test_waivers(self, api, owner, stranger, universe):
        path = f"/api/universes/{universe.pk}/agents/waivers"
        body = {"rule": "technology", "fingerprint": "f" * 64, "evidence": "radio", "reason": "A dream"}
        made = api(owner).post(path, body)
        assert made.status_code == 201
        assert api(owner).post(path, {**body, "reason": ""}).status_code == 400
        assert api(stranger).delete(f"{path}/{made.json()['id']}").status_code == 404
        assert api(owner).delete(f"{path}/{made.json()['id']}").status_code == 204

    def test_costs_by_day_agent_and_model(self, claude, api, owner, work, universe):
        claude.answer_with(GOOD)
        claude.usage.update(cache_read_input_tokens=300)
        work("line", prompt="A line")
        shown = api(owner).get(f"/api/universes/{universe.pk}/agents/costs?days=7").json()
        assert shown["total"]["calls"] == 1
        assert shown["total"]["cached_share"] == pytest.approx(0.75)
        assert [one["name"] for one in shown["by_agent"]] == ["line"]
        assert len(shown["by_day"]) == 7
        assert shown["by_day"][-1]["cost"] == shown["total"]["cost"]
        assert LlmCall.objects.get().thread is not None

    def test_calibration_counts_what_people_kept(self, no_provider, api, owner, work, universe):
        for number, decide in enumerate((services.approve, services.approve, services.reject)):
            decide(job=work("line", prompt=f"Line {number}"), by=owner)
        shown = api(owner).get(f"/api/universes/{universe.pk}/agents/line/calibration").json()
        assert (shown["made"], shown["reviewed"]) == (3, 3)
        (level,) = [one for one in shown["levels"] if one["made"]]
        assert (level["kept"], level["rejected"]) == (2, 1)
        assert level["kept_share"] == pytest.approx(2 / 3)
        strict = shown["thresholds"][-1]
        assert (strict["sent"], strict["rejected_caught"]) == (3, 1)
