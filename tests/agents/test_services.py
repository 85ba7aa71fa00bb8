"""Deciding, undoing and asking again where somebody else, or an earlier decision, stands in between."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, connections

from agents import changes as change_sets
from agents import memory
from agents.changes import MergeConflict
from agents.models import AgentRun, Message, Observation, Thread
from agents.services import strategy, threads
from agents.services import work as services
from agents.services.deciding import take_back
from storybible.models import Element, Scene
from storybible.services import elements, scenes
from storybible.services.keeping import Author
from umam.jobs import inline
from umam.jobs import services as jobs
from umam.jobs.models import Job, Review, Status
from umam.lib.errors import Forbidden, IdempotencyMismatch, Invalid, UmamError
from umam.universes.models import Membership, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("line_agent")]

GOOD = {"text": "The lamp is lit before the tide.", "own_confidence": 0.9}


@pytest.fixture
def tower(universe, author) -> Element:
    return elements.create_element(
        universe=universe, author=author, name="Keeper's Tower", entity_subtype="location", summary="A tower."
    )


@pytest.fixture
def line(no_provider, work) -> Job:
    return work("line", prompt="A line")


def fresh(job: Job) -> Job:
    return Job.objects.select_related("universe", "reviewed_by").get(pk=job.pk)


def put_away(job: Job, by) -> None:
    threads.delete(thread=Thread.objects.get(pk=job.input_data["thread"]), by=by)


class TestUndoing:
    @pytest.fixture
    def just_before(self, monkeypatch):
        """`just_before(act)`: somebody acts at the moment in which the undoing waits for the row."""

        def arrange(act) -> None:
            lock = change_sets.locked

            def late(model, pk):
                act()
                return lock(model, pk)

            monkeypatch.setattr(change_sets, "locked", late)

        return arrange

    def test_words_written_at_the_same_moment_stay(
        self, no_provider, work, owner, author, tower, just_before
    ):
        job = work("line", prompt="A line", about=str(tower.pk))
        services.approve(job=job, by=owner)
        just_before(
            lambda: elements.update_element(
                element=Element.objects.get(pk=tower.pk), author=author, summary="Ivo's own words."
            )
        )
        assert services.undo(job=job, by=owner) == ["Keeper's Tower: summary was changed since and stays."]
        assert Element.objects.get(pk=tower.pk).summary == "Ivo's own words."

    def test_a_scene_written_at_the_same_moment_stays(self, line, owner, just_before):
        services.approve(job=line, by=owner)
        just_before(
            lambda: scenes.update_scene(
                scene=Scene.objects.get(), author=Author(by=owner), text="Ivo's own words."
            )
        )
        assert services.undo(job=line, by=owner) == ["Scene “A line by rule.” was changed since and stays."]
        assert Scene.objects.get().deleted_at is None

    def test_how_a_conflict_was_settled_counts_once(self, no_provider, work, owner, author, tower):
        job = work("line", prompt="A line", about=str(tower.pk))
        elements.update_element(element=tower, author=author, summary="Their words.")
        services.approve(job=job, by=owner, resolve={f"{tower.key}.summary": "proposed"})
        services.undo(job=job, by=owner)
        elements.update_element(
            element=Element.objects.get(pk=tower.pk), author=author, summary="Newer words."
        )
        with pytest.raises(MergeConflict):
            services.keep(job=fresh(job), by=owner)
        assert Element.objects.get(pk=tower.pk).summary == "Newer words."

    def test_an_approval_without_a_word_on_conflicts_uses_no_older_one(
        self, no_provider, work, owner, author, tower
    ):
        job = work("line", prompt="A line", about=str(tower.pk))
        elements.update_element(element=tower, author=author, summary="Their words.")
        AgentRun.objects.filter(job=job).update(resolutions={f"{tower.key}.summary": "proposed"})
        with pytest.raises(MergeConflict):
            services.approve(job=job, by=owner)


class TestTakingBack:
    def test_an_edit_is_put_by_to_go_on_from(self, line, owner):
        services.approve(job=line, by=owner, output_data={**line.output_data, "text": "My own words."})
        take_back(job=fresh(line), by=owner)
        assert fresh(line).output_data["text"] == "A line by rule."
        assert AgentRun.objects.get(job=line).edited["text"] == "My own words."

    def test_what_was_approved_as_it_was_puts_nothing_by(self, line, owner):
        services.approve(job=line, by=owner)
        take_back(job=fresh(line), by=owner)
        assert AgentRun.objects.get(job=line).edited == {}


class TestPutAwayConversations:
    def test_asking_again_opens_a_new_one(self, line, owner):
        put_away(line, owner)
        again = services.ask_again(job=fresh(line), by=owner, note="Shorter")
        assert again.input_data["thread"] != line.input_data["thread"]
        assert fresh(line).review == Review.REJECTED

    def test_more_context_opens_a_new_one(self, line, owner):
        put_away(line, owner)
        again = services.with_more_context(job=fresh(line), by=owner, tokens=9000)
        assert again.input_data["thread"] != line.input_data["thread"]

    def test_a_repeated_wish_is_known(self, no_provider, owner, universe):
        wish = {
            "agent_type": "line",
            "universe": universe,
            "by": owner,
            "input": {"prompt": "A line"},
            "idempotency_key": "k",
        }
        job = services.start(**wish)
        put_away(job, owner)
        assert services.start(**wish) == job
        assert Thread.objects.count() == 1

    def test_another_wish_with_the_key_is_refused(self, no_provider, owner, universe):
        wish = {"universe": universe, "by": owner, "idempotency_key": "k"}
        services.start(agent_type="line", input={"prompt": "A line"}, **wish)
        with pytest.raises(IdempotencyMismatch):
            services.start(agent_type="line", input={"prompt": "Another"}, **wish)
        with pytest.raises(IdempotencyMismatch):
            services.start(agent_type="narrative", input={"prompt": "A line"}, **wish)


class TestConversation:
    def test_it_is_with_one_agent(self, line, owner, universe):
        with pytest.raises(Invalid) as wrong:
            services.start(
                agent_type="narrative",
                universe=universe,
                by=owner,
                input={"prompt": "A scene", "thread": line.input_data["thread"]},
            )
        assert wrong.value.attr == "thread"

    def test_a_late_retry_is_told_nothing_that_was_asked_after_it(self, claude, owner, work):
        claude.answer_with({"text": "x"})
        first = work("line", prompt="First question")
        assert first.status == Status.FAILED
        claude.plan = []
        claude.answer_with(GOOD)
        services.ask_again(job=first, by=owner, note="Second note")
        inline.drain()
        before = len(claude.calls)
        jobs.retry(job=fresh(first), by=owner)
        inline.drain()
        assert len(claude.calls[before]["messages"]) == 1


class TestTaste:
    def test_who_may_only_look_on_may_have_their_own_forgotten(self, editor, universe):
        mine = memory.remember(user=editor, universe=universe, sentence="Prefers rain")
        Membership.objects.filter(user=editor, universe=universe).update(role=Role.VIEWER)
        with pytest.raises(Forbidden):
            memory.reword(preference=mine, by=editor, sentence="Prefers sun")
        memory.forget(preference=mine, by=editor)
        assert memory.preferences_of(editor, universe) == []


class TestUnstorable:
    def test_a_note_and_an_edit_are_stored_without(self, line, owner):
        edited = {**line.output_data, "text": "My \0 words.", "mood": "calm\0"}
        services.approve(job=line, by=owner, output_data=edited, note="Good\0")
        found = fresh(line)
        assert (found.output_data["text"], found.review_note) == ("My  words.", "Good")
        assert "\\u0000" not in json.dumps(AgentRun.objects.get(job=line).applied)
        assert Scene.objects.get().text == "My  words."

    def test_a_rejection_and_what_is_put_back(self, line, owner):
        services.reject(job=line, by=owner, note="Too\0 short")
        assert fresh(line).review_note == "Too short"
        jobs.reopen(job=fresh(line), by=owner, output_data={**line.output_data, "mood": "a\0b"})
        assert fresh(line).output_data["mood"] == "ab"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Where rows can be locked, everybody waits for each other in the same order."""

    def together(self, *acts) -> None:
        barrier = threading.Barrier(len(acts))

        def act(one) -> None:
            barrier.wait(20)
            try:
                with suppress(UmamError):  # who came second is told so
                    one()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            for running in [pool.submit(act, one) for one in acts]:
                running.result()

    def test_choosing_and_approving(self, no_provider, owner, editor, universe):
        wish = {"prompt": "The keeper lights the lamp", "mood_slider": 80}
        for _ in range(3 if connection.vendor == "postgresql" else 1):
            job = services.start(agent_type="video_strategy", universe=universe, by=owner, input=wish)
            inline.drain()
            one, other, third = fresh(job), fresh(job), fresh(job)
            self.together(
                lambda one=one: services.approve(job=one, by=owner),
                lambda other=other: strategy.choose(job=other, by=editor, index=0),
                lambda third=third: jobs.approve(job=third, by=owner),
            )
            assert fresh(job).review == Review.APPROVED

    def test_eight_people_write_in_one_conversation(self, no_provider, owner, universe):
        people = 8 if connection.vendor == "postgresql" else 2  # SQLite lets one write after the other
        job = services.start(agent_type="line", universe=universe, by=owner, input={"prompt": "A line"})
        thread = job.input_data["thread"]

        def ask(number: int) -> None:
            services.start(
                agent_type="line",
                universe=universe,
                by=owner,
                input={"prompt": f"Line {number}", "thread": thread},
            )

        self.together(*(lambda number=number: ask(number) for number in range(people)))
        places = list(Message.objects.filter(thread=thread).values_list("position", flat=True))
        assert sorted(places) == list(range(2 + 2 * people))


class TestChosenAndTakenBack:
    @pytest.fixture
    def made(self, no_provider, work) -> Job:
        return work("video_strategy", prompt="The keeper lights the lamp", mood_slider=80)

    def test_nothing_of_the_choice_is_remembered(self, made, owner):
        strategy.choose(job=made, by=owner, index=0)
        take_back(job=fresh(made), by=owner)
        assert not Observation.objects.exists()

    def test_choosing_the_same_approves_and_teaches_again_with_the_same_clip(self, made, owner):
        clip = strategy.choose(job=made, by=owner, index=0)
        learnt = Observation.objects.count()
        take_back(job=fresh(made), by=owner)
        assert strategy.choose(job=fresh(made), by=owner, index=0) == clip
        assert fresh(made).review == Review.APPROVED
        assert Observation.objects.count() == learnt
        assert len(AgentRun.objects.get(job=made).choices) == 1

    @pytest.mark.parametrize("place", ["x", "-1", "", "²", "7"])
    def test_a_programs_key_that_begins_like_a_previews_is_no_preview(self, made, owner, universe, place):
        wish = strategy.clip_input(made.output_data, 0, universe, strategy.PREVIEW)
        jobs.submit(
            kind="clip",
            universe=universe,
            by=owner,
            input=wish,
            idempotency_key=f"preview:{made.pk}:{place}:1",
        )
        assert strategy.previewed(made) == {}
