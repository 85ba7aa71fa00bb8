"""The memory agent, which words what was counted and invents nothing; and the API of preferences."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from agents import memory
from agents.confidence import DEMO_CAP
from agents.models import Observation, Preference, Topic
from agents.services import work as services
from umam.jobs.models import Review, Status
from umam.lib.errors import Forbidden, NotFound

pytestmark = pytest.mark.django_db
MOVE = Topic.CAMERA_MOVE.value


@pytest.fixture
def seen(owner, universe):
    memory.observe(
        user=owner,
        universe=universe,
        cause="chose it",
        seen=[(MOVE, "whip_pan", 2.0), (MOVE, "whip_pan", 2.0), (Topic.MOOD, "tense", -1.5)],
    )


@pytest.fixture
def one(owner, universe):
    return lambda value: Preference.objects.get(user=owner, universe=universe, value=value)


def wording(*sentences: str) -> dict:
    return {
        "sentences": [{"number": n, "sentence": said} for n, said in enumerate(sentences, 1)],
        "own_confidence": 0.9,
    }


GOOD = wording("You love a good whip pan.", "You avoid anything tense.")


class TestOffline:
    def test_it_counts_and_says_why(self, no_provider, work, seen):
        job = work("memory")
        assert job.status == Status.COMPLETED, job.error_message
        first, second = job.output_data["sentences"]
        assert (first["topic"], first["value"], first["seen"]) == (MOVE, "whip_pan", 2)
        assert first["sentence"] == "Clearly prefers the camera move whip pan."
        assert first["because"] == "2 seen in all; lately: chose it (2×)."
        assert second["strength"] < 0
        assert "You lean to whip pan." in job.output_data["summary"]
        assert "You lean away from tense." in job.output_data["summary"]
        assert job.confidence_score <= DEMO_CAP
        assert job.review == Review.PENDING

    def test_without_observations_it_claims_nothing(self, no_provider, work, owner, universe):
        memory.remember(user=owner, universe=universe, sentence="More fog.")
        job = work("memory")
        assert job.output_data["sentences"] == []
        assert "Nothing was seen" in job.output_data["summary"]
        assert job.review == Review.NONE

    def test_only_what_was_seen_lately_and_by_the_asker(self, no_provider, work, seen, editor, universe):
        memory.observe(user=editor, universe=universe, seen=[(MOVE, "crane_up", 3.0)], cause="chose it")
        Observation.objects.filter(value="tense").update(created_at=timezone.now() - timedelta(days=40))
        assert [one["value"] for one in work("memory").output_data["sentences"]] == ["whip_pan"]
        assert len(work("memory", days=60).output_data["sentences"]) == 2

    def test_what_was_forgotten_is_not_there(self, no_provider, work, seen, one, owner):
        memory.forget(preference=one("whip_pan"), by=owner)
        assert [row["value"] for row in work("memory").output_data["sentences"]] == ["tense"]


class TestWithAModel:
    @pytest.mark.parametrize("provider", ["claude", "ollama"])
    def test_it_words_what_was_counted(self, provider, request, work, seen, one, owner):
        request.getfixturevalue(provider).answer_with(GOOD)
        job = work("memory")
        first = job.output_data["sentences"][0]
        assert first["sentence"] == "You love a good whip pan."
        assert first["value"] == "whip_pan"
        assert job.review == Review.PENDING
        assert one("whip_pan").sentence == "Clearly prefers the camera move whip pan."

        services.approve(job=job, by=owner)

        assert one("whip_pan").sentence == "You love a good whip pan."
        assert not one("whip_pan").by_hand

    @pytest.mark.parametrize(
        "bad",
        [
            wording("You love a good whip pan."),
            wording("You love a good whip pan.", "You avoid anything tense.", "You love cats."),
            wording("You love it all.", "You avoid anything tense."),
            wording("You never want a whip pan.", "You avoid anything tense."),
            wording("You love a good whip pan.", "You love it tense."),
            wording("You love a whip pan and a crash zoom.", "You avoid anything tense."),
        ],
    )
    def test_what_is_invented_or_turned_round_is_sent_back(self, claude, work, seen, bad):
        claude.answer_with(bad, GOOD)
        job = work("memory")
        assert len(claude.calls) == 2
        assert job.output_data["sentences"][0]["sentence"] == "You love a good whip pan."

    def test_nothing_seen_asks_nobody(self, claude, work):
        assert work("memory").output_data["sentences"] == []
        assert claude.calls == []


class TestKeeping:
    def test_own_words_are_not_touched(self, claude, work, seen, one, owner):
        memory.reword(preference=one("tense"), by=owner, sentence="Nothing tense, ever.")
        claude.answer_with(wording("You love a good whip pan."))
        job = work("memory")
        assert job.output_data["sentences"][0]["because"].startswith("In your own words.") or (
            job.output_data["sentences"][1]["because"].startswith("In your own words.")
        )
        services.approve(job=job, by=owner)
        assert one("tense").sentence == "Nothing tense, ever."

    def test_what_the_person_edits_is_written_by_hand(self, no_provider, work, seen, one, owner):
        job = work("memory")
        rows = job.output_data["sentences"]
        rows[0]["sentence"] = "Whip pans, but never twice in a row."
        rows.append({**rows[0], "value": "crane_up", "sentence": "Loves cranes."})
        services.approve(job=job, by=owner, output_data={**job.output_data, "sentences": rows})
        assert one("whip_pan").by_hand
        assert one("whip_pan").sentence == "Whip pans, but never twice in a row."
        assert not one("tense").by_hand
        assert not Preference.objects.filter(value="crane_up").exists()

    def test_a_rejected_wording_changes_nothing(self, claude, work, seen, one, owner):
        claude.answer_with(GOOD)
        services.reject(job=work("memory"), by=owner)
        assert one("whip_pan").sentence == "Clearly prefers the camera move whip pan."
        assert Observation.objects.count() == 3

    def test_nobody_else_decides(self, no_provider, work, seen, editor):
        job = work("memory")
        for decide in (services.approve, services.reject):
            with pytest.raises(NotFound):
                decide(job=job, by=editor)

    def test_an_administrator_only_looks(self, no_provider, work, seen, admin):
        job = work("memory")
        for decide in (services.approve, services.reject):
            with pytest.raises(Forbidden):
                decide(job=job, by=admin)

    def test_what_was_forgotten_meanwhile_stays_forgotten(
        self, no_provider, work, seen, one, owner, universe
    ):
        job = work("memory")
        memory.forget(preference=one("whip_pan"), by=owner)
        services.approve(job=job, by=owner)
        assert [row.value for row in memory.preferences_of(owner, universe)] == ["tense"]


class TestApi:
    URL = "/api/agents/preferences"

    def test_the_list_is_ones_own_strongest_first(self, api, owner, editor, universe, seen):
        rows = api(owner).get(self.URL, {"universe": universe.pk}).json()["results"]
        assert [row["value"] for row in rows] == ["whip_pan", "tense"]
        assert set(rows[0]) == {
            "id", "universe_id", "topic", "value", "sentence", "strength", "seen", "by_hand", "created_at",
            "updated_at",
        }  # fmt: skip
        assert api(editor).get(self.URL, {"universe": universe.pk}).json()["results"] == []
        assert api(owner).get(self.URL).json()["results"] == []  # the personal universe

    def test_write_reword_and_forget(self, api, owner, universe):
        body = {"universe_id": str(universe.pk), "sentence": "No somersaults."}
        made = api(owner).post(self.URL, body)
        assert made.status_code == 201, made.json()
        assert made.json()["by_hand"] is True
        url = f"{self.URL}/{made.json()['id']}"
        changed = api(owner).patch(url, {"sentence": "Few somersaults.", "strength": -0.5})
        assert (changed.status_code, changed.json()["strength"]) == (200, -0.5)
        assert api(owner).delete(url).status_code == 204
        assert api(owner).delete(url).status_code == 404
        assert api(owner).get(self.URL, {"universe": universe.pk}).json()["results"] == []

    @pytest.mark.parametrize(
        ("body", "attr"),
        [
            ({}, "sentence"),
            ({"sentence": "x", "topic": "food"}, "topic"),
            ({"sentence": "x", "topic": "camera_move", "value": "somersault"}, "value"),
            ({"sentence": "x", "strength": 2}, "strength"),
        ],
    )
    def test_errors_stand_at_their_field(self, api, owner, universe, body, attr):
        answer = api(owner).post(self.URL, {"universe_id": str(universe.pk), **body})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == attr

    def test_a_change_says_something(self, api, owner, seen, one):
        assert api(owner).patch(f"{self.URL}/{one('tense').pk}", {}).status_code == 400

    def test_viewers_read_and_write_nothing(self, api, viewer, universe):
        assert api(viewer).get(self.URL, {"universe": universe.pk}).status_code == 200
        body = {"universe_id": str(universe.pk), "sentence": "Fog."}
        assert api(viewer).post(self.URL, body).status_code == 403

    def test_who_lost_the_right_to_edit_may_not_change(self, api, editor, universe):
        from umam.universes.models import Membership, Role

        made = memory.remember(user=editor, universe=universe, sentence="Fog.")
        Membership.objects.filter(user=editor).update(role=Role.VIEWER)
        assert api(editor).patch(f"{self.URL}/{made.pk}", {"sentence": "x"}).status_code == 403
        Membership.objects.filter(user=editor).delete()
        assert api(editor).delete(f"{self.URL}/{made.pk}").status_code == 404

    def test_others_find_nothing(self, api, editor, stranger, universe, seen, one):
        url = f"{self.URL}/{one('tense').pk}"
        for person in (editor, stranger):
            assert api(person).patch(url, {"sentence": "x"}).status_code == 404
            assert api(person).delete(url).status_code == 404
        assert api(stranger).get(self.URL, {"universe": universe.pk}).status_code == 404
        assert api(stranger).get(self.URL, {"universe": "nonsense"}).status_code == 404
        assert (
            api(stranger).post(self.URL, {"universe_id": str(universe.pk), "sentence": "x"}).status_code
            == 404
        )
