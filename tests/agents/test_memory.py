"""Taste: what decisions leave behind, how it is told, faded, reworded, and really forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from agents import memory, taste
from agents.models import Observation, Preference, Topic
from agents.services import work as services
from storybible.services import elements
from umam.jobs.models import Job
from umam.lib.errors import Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db
MOVE = Topic.CAMERA_MOVE.value


@pytest.fixture
def see(owner, universe):
    def observe(*seen: tuple[str, str, float], user=owner) -> None:
        memory.observe(user=user, universe=universe, seen=seen, cause="a test")

    return observe


@pytest.fixture
def one(owner, universe):
    def find(value: str) -> Preference:
        return Preference.objects.get(user=owner, universe=universe, value=value)

    return find


class TestLearning:
    def test_observations_add_up_and_take_away(self, see, one):
        see((MOVE, "whip_pan", 2.0))
        assert one("whip_pan").sentence == "Prefers the camera move whip pan."
        see((MOVE, "whip_pan", 2.0))
        strong = one("whip_pan")
        assert strong.sentence == "Clearly prefers the camera move whip pan."
        assert strong.seen == 2
        see((MOVE, "whip_pan", -4.0))
        assert one("whip_pan").sentence == "Is undecided about the camera move whip pan."

    def test_however_it_is_written_it_is_the_same(self, see, one):
        see((Topic.MOOD, " Calm  and\0 Wide", 1.0), (Topic.MOOD, "calm and wide", 1.0))
        assert one("calm and wide").seen == 2

    def test_one_decision_leans_and_is_not_told(self, see, owner, universe):
        see((Topic.MOOD, "tense", taste.REJECTED))
        (row,) = memory.preferences_of(owner, universe)
        assert row.sentence == "Leans slightly away from the mood tense."
        assert memory.sentences_for(user=owner, universe=universe) == []
        see((Topic.MOOD, "tense", taste.REJECTED))
        assert memory.sentences_for(user=owner, universe=universe) == ["Avoids the mood tense."]

    def test_old_observations_count_less(self, see, one):
        see((MOVE, "whip_pan", 3.0))
        Observation.objects.update(created_at=timezone.now() - 3 * memory.HALF_LIFE)
        see((MOVE, "whip_pan", -1.0))
        assert one("whip_pan").strength < 0

    def test_what_nothing_confirms_fades(self, see, owner, universe):
        see((MOVE, "whip_pan", 3.0))
        now = memory.leanings(owner, universe, MOVE)["whip_pan"]
        Preference.objects.update(updated_at=timezone.now() - 4 * memory.HALF_LIFE)
        later = memory.leanings(owner, universe, MOVE)["whip_pan"]
        assert 0 < later < now / 4
        assert memory.sentences_for(user=owner, universe=universe) == []

    def test_taste_is_a_persons_own(self, see, owner, editor, universe):
        see((MOVE, "whip_pan", 3.0))
        assert memory.leanings(editor, universe, MOVE) == {}
        assert memory.leanings(None, universe, MOVE) == {}


class TestWords:
    def test_own_words_stay_and_come_first(self, see, one, owner, universe):
        see((MOVE, "whip_pan", 5.0), (MOVE, "crane_up", 2.0))
        memory.reword(preference=one("crane_up"), by=owner, sentence="Only crane up at the end.")
        see((MOVE, "crane_up", -9.0))
        assert one("crane_up").strength > 0
        assert memory.sentences_for(user=owner, universe=universe)[0] == "Only crane up at the end."

    def test_own_words_may_turn_it_round(self, see, one, owner, universe):
        see((MOVE, "whip_pan", -5.0))
        memory.reword(preference=one("whip_pan"), by=owner, sentence="I like whip pans now.", strength=0.8)
        assert memory.leanings(owner, universe, MOVE) == {"whip_pan": 0.8}

    @pytest.mark.parametrize("bad", [{"sentence": "  "}, {"strength": 1.5}, {"strength": float("nan")}])
    def test_what_cannot_be_kept_is_refused(self, see, one, owner, bad):
        see((MOVE, "whip_pan", 2.0))
        with pytest.raises(Invalid):
            memory.reword(preference=one("whip_pan"), by=owner, **bad)

    def test_kept_wordings_stay_while_they_are_true(self, see, one, owner, universe):
        see((MOVE, "whip_pan", 2.0))
        better = [{"topic": MOVE, "value": "whip_pan", "sentence": "Whip pans, whenever something happens."}]
        assert memory.keep_wordings(user=owner, universe=universe, sentences=better) == 1
        see((MOVE, "whip_pan", 2.0))
        assert one("whip_pan").sentence == better[0]["sentence"]
        see((MOVE, "whip_pan", -9.0))
        assert one("whip_pan").sentence == "Clearly avoids the camera move whip pan."

    def test_kept_wordings_touch_neither_own_words_nor_what_is_not_there(self, see, one, owner, universe):
        memory.remember(
            user=owner, universe=universe, sentence="No crane shots.", topic=MOVE, value="crane_up"
        )
        rows = [
            {"topic": MOVE, "value": "crane_up", "sentence": "Loves cranes."},
            {"topic": MOVE, "value": "whip_pan", "sentence": "Loves whip pans."},
        ]
        assert memory.keep_wordings(user=owner, universe=universe, sentences=rows) == 0
        assert one("crane_up").sentence == "No crane shots."
        assert Preference.objects.count() == 1

    def test_written_down_for_a_move_it_must_be_one(self, owner, universe, viewer):
        with pytest.raises(Invalid):
            memory.remember(user=owner, universe=universe, sentence="No somersaults", topic=MOVE)
        with pytest.raises(Invalid):
            memory.remember(user=owner, universe=universe, sentence="x", topic="food")
        with pytest.raises(Forbidden):
            memory.remember(user=viewer, universe=universe, sentence="Rain")


class TestForgetting:
    def test_it_really_forgets(self, see, one, owner, universe):
        see((MOVE, "whip_pan", 5.0))
        memory.forget(preference=one("whip_pan"), by=owner)
        assert not Observation.objects.exists()
        assert memory.preferences_of(owner, universe) == []
        assert memory.sentences_for(user=owner, universe=universe) == []
        assert memory.leanings(owner, universe, MOVE) == {}

    def test_what_was_forgotten_does_not_come_back_with_what_is_seen_anew(self, see, one, owner):
        see((MOVE, "whip_pan", 9.0))
        memory.forget(preference=one("whip_pan"), by=owner)
        for _ in range(2):
            see((MOVE, "whip_pan", -0.6))
        assert one("whip_pan").strength < 0
        assert one("whip_pan").seen == 2

    def test_only_ones_own(self, see, one, editor, owner, universe, viewer):
        see((MOVE, "whip_pan", 2.0))
        for person in (editor, viewer):
            with pytest.raises(NotFound):
                memory.forget(preference=one("whip_pan"), by=person)
            with pytest.raises(NotFound):
                memory.reword(preference=one("whip_pan"), by=person, sentence="x")


class TestDecisions:
    def learn(self, owner, universe, decision, output, original=None):
        job = Job.objects.create(kind="line", universe=universe, requested_by=owner)
        taste.learn_from_review(job=job, decision=decision, output=output, by=owner, original=original)
        rows = Observation.objects.filter(job=job).values_list("topic", "value", "weight")
        return {(topic, value): weight for topic, value, weight in rows}

    def test_keeping_one_value_is_for_it_and_refusing_against_it(self, owner, universe):
        output = {"scene": {"mood": "Calm"}, "note": "x"}
        assert self.learn(owner, universe, "approved", output) == {("mood", "calm"): taste.APPROVED}
        assert self.learn(owner, universe, "rejected", output) == {("mood", "calm"): taste.REJECTED}

    def test_keeping_alternatives_prefers_none(self, owner, universe):
        output = {"mood_category": "high_energy", "variations": [{"camera_move": "a"}, {"camera_move": "b"}]}
        assert self.learn(owner, universe, "approved", output) == {("mood", "high_energy"): taste.APPROVED}
        seen = self.learn(owner, universe, "rejected", output)
        assert seen["camera_move", "a"] == seen["camera_move", "b"] == taste.REJECTED / 2

    def test_an_edit_says_what_was_put_in_and_taken_out(self, owner, universe):
        seen = self.learn(owner, universe, "edited", {"mood": "calm"}, {"mood": "tense"})
        assert seen == {("mood", "calm"): taste.PUT_IN, ("mood", "tense"): taste.TAKEN_OUT}

    def test_words_of_an_edit_count_when_they_are_a_habit(self, owner, universe, author):
        elements.create_element(
            universe=universe, author=author, name="Mara Voss", entity_subtype="character"
        )
        before = {"content": "Suddenly the sea. Suddenly the wind. They were there with that.", "model": "x"}
        after = {"content": "The lantern. Mara Voss, Mara Voss and a lantern. Once. These were those were."}
        seen = self.learn(owner, universe, "edited", after, before)
        assert seen == {("word", "lantern"): 1.0, ("word", "suddenly"): -1.0}

    def test_a_long_description_is_no_taste(self, owner, universe):
        assert self.learn(owner, universe, "approved", {"mood": "x" * 80}) == {}

    def test_nobody_learns_nothing(self, universe):
        job = Job.objects.create(kind="line", universe=universe)
        taste.learn_from_review(job=job, decision="approved", output={"mood": "calm"}, by=None)
        assert not Observation.objects.exists()

    def test_a_decision_in_the_studio_teaches(self, no_provider, line_agent, work, owner, universe):
        job = work("line", prompt="A line")
        services.approve(job=job, by=owner, output_data={**job.output_data, "mood": "Quiet"})
        assert memory.leanings(owner, universe, "mood")["quiet"] > 0


def test_a_year_makes_a_strong_taste_weak(see, one):
    see((MOVE, "whip_pan", 400.0))
    assert one("whip_pan").strength_now == pytest.approx(0.9999, abs=1e-3)
    Preference.objects.update(updated_at=timezone.now() - timedelta(days=365))
    assert one("whip_pan").strength_now < 0.1
