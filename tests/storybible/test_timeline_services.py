"""Events and calendars as services write them, and the window of the map of time."""

from __future__ import annotations

import random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storybible.calendars import gregorian
from storybible.models import (
    Calendar,
    EventParticipant,
    Mention,
    Relation,
    Revision,
    TimelineEvent,
    Visibility,
)
from storybible.selectors import spans
from storybible.selectors.time import (
    default_calendar,
    event_timestamp,
    find_calendar,
    in_world,
    keeper_of,
    read_moment,
    span_of,
    timeline_window,
    when_label,
)
from storybible.services import time as services
from storybible.services.calendars import delete_calendar, revert_calendar, save_calendar
from storybible.services.elements import create_element, delete_element, restore_element
from storybible.services.keeping import Author
from storybible.services.relations import create_relation
from storybible.services.scenes import create_scene, delete_scene
from umam.lib.errors import Conflict, Forbidden, Invalid, NotFound, Stale, WrongState

pytestmark = pytest.mark.django_db

EMBER = {
    "months": [{"name": "Frost", "days": 30}, {"name": "Thaw", "days": 30}, {"name": "Ash", "days": 30}],
    "weekdays": ["Oneday", "Twoday", "Threeday"],
    "eras": [{"name": "Age of Embers", "short": "AE", "starts": 1}],
}


@pytest.fixture
def mara(universe, author):
    return create_element(universe=universe, author=author, name="Mara", entity_subtype="character")


@pytest.fixture
def lumen(universe, author):
    return create_element(universe=universe, author=author, name="Lumen", entity_subtype="location")


@pytest.fixture
def foreign(other_universe, stranger):
    return create_element(
        universe=other_universe, author=Author(by=stranger), name="Spy", entity_subtype="character"
    )


@pytest.fixture
def ember(universe, author) -> Calendar:
    return save_calendar(universe=universe, author=author, name="Ember Reckoning", definition=EMBER)


@pytest.fixture
def make(universe, author):
    def event(title="The lantern fails", starts="1204-03-17", **values) -> TimelineEvent:
        return services.create_event(universe=universe, author=author, title=title, starts=starts, **values)

    return event


def people(event: TimelineEvent) -> list[tuple[str, str]]:
    rows = event.participant_rows.select_related("element")
    return [(row.element.name, row.role) for row in rows]


class TestCreate:
    def test_keeps_what_was_written_and_what_it_means(self, make, mara, lumen):
        event = make(participants=[{"element": mara, "role": "keeper"}], elements=[lumen], about=True)
        day = gregorian.parse("1204-03-17")
        assert (event.starts, event.start_tick, event.end_tick) == ("1204-03-17", day.start, day.end)
        assert (event.precision, event.about, event.key) == ("day", True, "the-lantern-fails")
        assert when_label(event) == "about 17 March 1204"
        document = Revision.objects.get(row_id=event.pk).document
        assert document == {
            "key": "the-lantern-fails",
            "title": "The lantern fails",
            "description": "",
            "type": "other",
            "importance": 2,
            "visibility": "everyone",
            "when": {"calendar": None, "from": "1204-03-17", "to": "", "about": True},
            "participants": [{"element": "mara", "role": "keeper"}],
            "elements": ["lumen"],
        }

    def test_lasts_to_the_end_of_what_ends_says(self, make):
        event = make(starts="1204", ends="1210-03")
        assert event.start_tick == gregorian.parse("1204").start
        assert event.end_tick == gregorian.parse("1210-03").end
        assert when_label(event) == "1204 to March 1210"
        assert in_world(event) == {
            "calendar": None,
            "start": "1204",
            "end": "1210-03",
            "precision": "year",
            "about": False,
            "label": "1204 to March 1210",
        }

    def test_may_end_in_the_unit_in_which_it_starts(self, make):
        assert make(starts="1204-06-01", ends="1204").end_tick == gregorian.parse("1204").end

    @pytest.mark.parametrize(
        ("values", "attr"),
        [
            ({"starts": ""}, "starts"),
            ({"starts": "", "ends": "1204"}, "starts"),
            ({"starts": "1204-02-30"}, "starts"),
            ({"starts": "1204", "ends": "1204-13"}, "ends"),
            ({"starts": "1204", "ends": "1203"}, "ends"),
            ({"starts": "1204-03-17 08:30", "ends": "1204-03-17 08:29"}, "ends"),
            ({"starts": "400000000000"}, "starts"),
            ({"title": "  "}, "title"),
            ({"event_type": "party"}, "event_type"),
            ({"importance": 4}, "importance"),
            ({"importance": True}, "importance"),
            ({"description": "\x00"}, "description"),
            ({"description": "x" * 200_001}, "description"),
        ],
    )
    def test_refuses_with_a_sentence_at_the_field(self, make, values, attr):
        with pytest.raises(Invalid) as refusal:
            make(**values)
        assert refusal.value.attr == attr
        assert not TimelineEvent.objects.exists()

    def test_says_which_is_earlier(self, make):
        with pytest.raises(Invalid, match="It ends before it starts: 1203 is earlier than 1204"):
            make(starts="1204", ends="1203")

    def test_refuses_what_the_model_does_not_know(self, make):
        with pytest.raises(ValidationError) as refusal:
            make(visibility="nobody")
        assert "visibility" in refusal.value.message_dict

    def test_year_minus_twelve_thousand(self, make):
        event = make(starts="-12000")
        assert when_label(event) == "12,001 BCE"
        assert event_timestamp(event) == "-12000-01-01T00:00:00Z"
        assert event.start_tick < 0

    def test_participants_are_of_the_universe_and_alive(self, make, author, mara, foreign):
        delete_element(element=mara, author=author)
        mara.refresh_from_db()
        for element in (foreign, mara):
            with pytest.raises(Invalid) as refusal:
                make(participants=[{"element": element}])
            assert refusal.value.attr == "participants"
            with pytest.raises(Invalid) as refusal:
                make(elements=[element])
            assert refusal.value.attr == "elements"

    def test_each_takes_part_once(self, make, mara):
        event = make(participants=[{"element": mara, "role": "a"}, {"element": mara, "role": "b"}])
        assert people(event) == [("Mara", "a")]

    def test_keys_are_numbered_and_a_taken_one_refused(self, make):
        assert [make().key, make().key, make(key="own").key] == [
            "the-lantern-fails",
            "the-lantern-fails-2",
            "own",
        ]
        with pytest.raises(Conflict):
            make(key="own")

    def test_only_editors_write(self, universe, viewer, stranger):
        for person, error in ((viewer, Forbidden), (stranger, NotFound)):
            with pytest.raises(error):
                services.create_event(universe=universe, author=Author(by=person), title="No", starts="1204")

    def test_a_mention_of_what_lies_in_the_trash_harms_nothing(self, make, author, mara):
        delete_element(element=mara, author=author)
        event = make(description="Where is @Mara?")
        restore_element(element=mara, author=author)
        services.update_event(event=event, author=author, description="Here is @Mara.")
        assert Mention.objects.filter(row_id=event.pk, target=mara).count() == 1


class TestChange:
    def test_writes_only_what_differs(self, make, author):
        event = make(description="Dark.")
        same = services.update_event(
            event=event, author=author, title=event.title, starts="1204-03-17", participants=[], elements=[]
        )
        assert (same.revision, Revision.objects.filter(row_id=event.pk).count()) == (1, 1)
        changed = services.update_event(event=event, author=author, title="The light returns")
        assert (changed.revision, changed.description, changed.starts) == (2, "Dark.", "1204-03-17")
        assert Revision.objects.get(row_id=event.pk, number=2).changed == ["title"]

    def test_a_stale_one_is_refused(self, make, author):
        event = make()
        services.update_event(event=event, author=author, title="Newer")
        with pytest.raises(Stale):
            services.update_event(event=event, author=author, expected=1, title="Older")

    def test_dates_are_checked_together(self, make, author):
        event = make(starts="1204", ends="1206")
        with pytest.raises(Invalid) as refusal:
            services.update_event(event=event, author=author, starts="1207")
        assert refusal.value.attr == "ends"
        with pytest.raises(Invalid) as refusal:
            services.update_event(event=event, author=author, starts="", ends="")
        assert refusal.value.attr == "starts"
        event.refresh_from_db()
        assert event.starts == "1204"

    def test_participants_are_replaced_and_roles_stay(self, universe, author, make, mara, lumen):
        event = make(participants=[{"element": mara, "role": "keeper"}])
        services.update_event(event=event, author=author, participants=[lumen, mara])
        assert people(event) == [("Lumen", ""), ("Mara", "keeper")]
        services.update_event(event=event, author=author, participants=[{"element": mara, "role": ""}])
        assert people(event) == [("Mara", "")]

    def test_those_in_the_trash_stay_for_when_they_come_back(self, make, author, mara, lumen):
        event = make(participants=[{"element": mara, "role": "keeper"}], elements=[mara])
        delete_element(element=mara, author=author)
        changed = services.update_event(event=event, author=author, participants=[lumen], elements=[])
        assert people(changed) == [("Lumen", ""), ("Mara", "keeper")]
        assert changed.link_rows.count() == 1
        shown = Revision.objects.get(row_id=event.pk, number=2).document["participants"]
        assert [one["element"] for one in shown] == ["lumen"]

    def test_into_another_calendar(self, make, author, ember, other_universe, stranger):
        event = services.update_event(event=make(), author=author, calendar=ember, starts="312-02-03")
        assert (when_label(event), event_timestamp(event)) == ("3 Thaw 312 AE", None)
        assert in_world(event)["calendar"] == str(ember.pk)
        foreign = save_calendar(
            universe=other_universe, author=Author(by=stranger), name="Glass", definition=EMBER
        )
        with pytest.raises(Invalid) as refusal:
            services.update_event(event=event, author=author, calendar=foreign)
        assert refusal.value.attr == "calendar"

    def test_what_it_does_not_know(self, make, author):
        with pytest.raises(TypeError):
            services.update_event(event=make(), author=author, colour="red")

    def test_in_the_trash_and_back(self, make, author):
        event = services.delete_event(event=make(), author=author)
        assert event.in_trash
        with pytest.raises(WrongState):
            services.update_event(event=event, author=author, title="No")
        assert not services.restore_event(event=event, author=author).in_trash


class TestMove:
    @pytest.mark.parametrize(
        ("starts", "ends", "to", "found"),
        [
            ("1204-03-17", "", "1205-01-02 13:00", ("1205-01-02", "")),
            ("1204", "", "1300-07", ("1300", "")),
            ("1203", "1208", "1204", ("1204", "1209")),
            ("1204", "1208", "1203", ("1203", "1207")),
            ("1204-01-30", "1204-02-02", "1203-01-30", ("1203-01-30", "1203-02-02")),
            (
                "1204-03-17 08:30",
                "1204-03-17 09:00",
                "-12000-01-01 00:15",
                ("-12000-01-01 00:15", "-12000-01-01 00:45"),
            ),
            ("1204-03", "1206", "1204-04", ("1204-04", "1206")),
        ],
    )
    def test_keeps_precision_and_duration(self, make, author, starts, ends, to, found):
        event = make(starts=starts, ends=ends)
        moved = services.move_event(event=event, author=author, start_tick=gregorian.parse(to).start)
        assert (moved.starts, moved.ends) == found
        assert moved.revision == 2

    def test_to_where_it_is_writes_nothing(self, make, author):
        event = make(starts="1204")
        later_in_the_year = gregorian.parse("1204-09-01").start
        assert services.move_event(event=event, author=author, start_tick=later_in_the_year).revision == 1

    def test_in_its_own_calendar(self, make, author, ember):
        event = make(starts="312-02-30", calendar=ember)
        tick = keeper_of(ember).parse("313-01-01 12:00").start
        assert services.move_event(event=event, author=author, start_tick=tick).starts == "313-01-01"

    def test_not_out_of_reach(self, make, author):
        with pytest.raises(Invalid):
            services.move_event(event=make(), author=author, start_tick=2**64)

    def test_a_stale_one_is_refused(self, make, author):
        event = make()
        services.update_event(event=event, author=author, title="Newer")
        with pytest.raises(Stale):
            services.move_event(event=event, author=author, start_tick=0, expected=1)


class TestRevert:
    def test_brings_everything_back(self, make, author, mara, lumen, ember):
        event = make(participants=[{"element": mara, "role": "keeper"}], elements=[lumen], about=True)
        services.update_event(
            event=event,
            author=author,
            title="Other",
            calendar=ember,
            starts="3",
            participants=[],
            elements=[],
        )
        back = services.revert_event(event=event, author=author, number=1)
        assert (back.title, back.starts, back.calendar, back.about) == (
            "The lantern fails",
            "1204-03-17",
            None,
            True,
        )
        assert people(back) == [("Mara", "keeper")]
        last = Revision.objects.get(row_id=event.pk, number=3)
        assert (last.action, last.note) == ("reverted", "Back to revision 1.")
        assert {**last.document} == Revision.objects.get(row_id=event.pk, number=1).document

    def test_tells_who_is_missing(self, make, author, mara):
        event = make(participants=[mara])
        services.update_event(event=event, author=author, participants=[], title="Other")
        delete_element(element=mara, author=author)
        services.revert_event(event=event, author=author, number=1)
        assert Revision.objects.get(row_id=event.pk, number=3).note.endswith("Not there any more: mara.")

    def test_not_to_a_calendar_that_is_gone_nor_to_an_unknown_revision(self, make, author, ember):
        event = make(starts="3", calendar=ember)
        services.update_event(event=event, author=author, calendar=None, starts="1204")
        delete_calendar(calendar=ember, author=author)
        with pytest.raises(Conflict):
            services.revert_event(event=event, author=author, number=1)
        with pytest.raises(NotFound):
            services.revert_event(event=event, author=author, number=9)


class TestCalendars:
    def test_becomes_the_default_of_new_dates(self, universe, author, make):
        assert default_calendar(universe) is None
        first = save_calendar(
            universe=universe, author=author, name="First", definition=EMBER, is_default=True
        )
        assert make(starts="3").calendar == first
        second = save_calendar(
            universe=universe, author=author, name="Second", definition=EMBER, is_default=True
        )
        first.refresh_from_db()
        assert (default_calendar(universe), first.is_default, first.revision) == (second, False, 2)
        assert make(starts="1204", calendar=None).calendar is None

    def test_is_found_by_id_and_key(self, universe, other_universe, ember):
        assert find_calendar(universe, ember.pk) == find_calendar(universe, "ember-reckoning") == ember
        assert find_calendar(universe, None) is find_calendar(universe, "Gregorian") is None
        with pytest.raises(Invalid):
            find_calendar(other_universe, ember.pk)

    def test_names_that_no_slug_can_be_made_of(self, universe, author):
        save = {"universe": universe, "author": author, "definition": EMBER}
        assert save_calendar(name="暦", **save).key == "calendar"
        assert save_calendar(name="暦", **save).key == "calendar-2"
        with pytest.raises(Invalid):
            save_calendar(name=" ", **save)
        with pytest.raises(Conflict):
            save_calendar(name="Again", key="calendar", **save)

    def test_bad_definitions_are_refused(self, universe, author):
        with pytest.raises(Invalid) as refusal:
            save_calendar(universe=universe, author=author, name="Odd", definition={"months": []})
        assert refusal.value.attr == "definition"

    def test_same_again_writes_nothing(self, universe, author, ember):
        save_calendar(universe=universe, author=author, name=ember.name, definition=EMBER, calendar=ember)
        assert Revision.objects.filter(row_id=ember.pk).count() == 1

    def test_a_new_definition_moves_all_that_is_dated_in_it(
        self, universe, author, make, ember, mara, lumen, monkeypatch
    ):
        monkeypatch.setattr("storybible.services.calendars.BATCH", 2)
        events = [make(starts=f"{year}-02-01", calendar=ember) for year in range(1, 6)]
        scene = create_scene(universe=universe, author=author, title="A", starts="2", calendar=ember)
        tie = create_relation(
            universe=universe, author=author, type="located-in", source=mara, target=lumen,
            starts="2", calendar=ember,
        )  # fmt: skip
        longer = {**EMBER, "months": [{"name": name, "days": 40} for name in ("Frost", "Thaw", "Ash")]}
        ember = save_calendar(
            universe=universe, author=author, name=ember.name, definition=longer, calendar=ember
        )
        for year, event in enumerate(events, start=1):
            event.refresh_from_db()
            assert event.start_tick == ((year - 1) * 120 + 40) * 86_400
            assert (event.end_tick, event.revision) == (event.start_tick + 86_400, 1)
        scene.refresh_from_db()
        tie = Relation.objects.get(pk=tie.pk)
        assert (scene.start_tick, scene.end_tick) == (120 * 86_400, 240 * 86_400)
        assert (tie.start_tick, tie.end_tick) == (120 * 86_400, None)

    def test_a_date_that_would_be_lost_is_named(self, universe, author, make, ember):
        make(title="Fine", starts="312-01-10", calendar=ember)
        make(title="The last night", starts="312-01-30", calendar=ember)
        shorter = {**EMBER, "months": [{"name": "Frost", "days": 29}]}
        with pytest.raises(Conflict) as refusal:
            save_calendar(
                universe=universe, author=author, name=ember.name, definition=shorter, calendar=ember
            )
        assert "“The last night” is dated 312-01-30" in refusal.value.message
        assert "Frost 312 AE has 29 days" in refusal.value.message
        ember.refresh_from_db()
        assert len(ember.definition["months"]) == 3

    def test_in_use_it_stays(self, universe, author, make, ember):
        make(starts="1", calendar=ember)
        services.delete_event(event=make(starts="2", calendar=ember), author=author)
        scene = create_scene(universe=universe, author=author, title="A", starts="2", calendar=ember)
        delete_scene(scene=scene, author=author)
        with pytest.raises(Conflict, match="in use by 2 events, 1 scene, the trash included"):
            delete_calendar(calendar=ember, author=author)

    def test_unused_it_goes_for_ever(self, author, ember):
        delete_calendar(calendar=ember, author=author)
        assert not Calendar.objects.exists()
        assert Revision.objects.get(row_id=ember.pk, number=2).action == "deleted"

    def test_comes_back_to_an_earlier_definition(self, universe, author, ember):
        changed = {**EMBER, "hours_per_day": 10}
        save_calendar(universe=universe, author=author, name="New", definition=changed, calendar=ember)
        back = revert_calendar(calendar=ember, author=author, number=1)
        assert (back.name, back.definition["hours_per_day"], back.revision) == ("Ember Reckoning", 24, 3)
        with pytest.raises(NotFound):
            revert_calendar(calendar=ember, author=author, number=7)

    def test_only_editors_write_and_only_their_own(self, universe, other_universe, viewer, stranger, ember):
        for person, error in ((viewer, Forbidden), (stranger, NotFound)):
            with pytest.raises(error):
                save_calendar(universe=universe, author=Author(by=person), name="No", definition=EMBER)
            with pytest.raises(error):
                delete_calendar(calendar=ember, author=Author(by=person))
        with pytest.raises(NotFound):
            save_calendar(
                universe=other_universe,
                author=Author(by=stranger),
                name="Mine",
                definition=EMBER,
                calendar=ember,
            )

    def test_a_stale_one_is_refused(self, universe, author, ember):
        save = {"universe": universe, "author": author, "calendar": ember, "definition": EMBER}
        save_calendar(name="Newer", **save)
        with pytest.raises(Stale):
            save_calendar(name="Older", expected=1, **save)


class TestReading:
    def test_dates_of_questions(self, universe, author, ember):
        assert read_moment(universe, "1204", attr="from") == gregorian.parse("1204")
        save_calendar(
            universe=universe, author=author, name="E", definition=EMBER, calendar=ember, is_default=True
        )
        ember.refresh_from_db()
        assert read_moment(universe, "312 AE", attr="from") == keeper_of(ember).parse("312 AE")
        assert read_moment(universe, "12", attr="from") == keeper_of(ember).parse("12")
        assert read_moment(universe, "0012-01-01T00:00:00Z", attr="from").start == gregorian.parse("12").start
        assert read_moment(universe, "17 March 1204", attr="from") == gregorian.parse("1204-03-17")
        with pytest.raises(Invalid) as refusal:
            read_moment(universe, "whenever", attr="from")
        assert refusal.value.attr == "from"

    def test_spans(self, universe):
        year = gregorian.parse("1204")
        span = {"universe": universe, "calendar": None}
        assert span_of(starts="1204", ends="", **span) == (year.start, year.end, "year")
        assert span_of(starts="", ends="1204", **span) == (None, year.end, "year")
        assert span_of(starts="", ends="", **span) == (None, None, "")

    def test_labels_of_open_ends(self, universe, mara, lumen, author):
        make = {"universe": universe, "author": author, "type": "located-in", "source": mara, "target": lumen}
        tie = create_relation(starts="1204", **make)
        assert when_label(tie) == "since 1204"
        tie.starts, tie.start_tick, tie.ends = "", None, "1210"
        assert when_label(tie) == "until 1210"
        tie.ends, tie.about = "", False
        assert (when_label(tie), in_world(tie)) == ("", None)


class TestWindow:
    @pytest.fixture
    def crowd(self, universe, author, mara):
        """Two hundred short events, and a few that last for ages."""
        dice = random.Random(5)
        rows = []
        for number in range(200):
            year = dice.randint(0, 3000)
            span = gregorian.parse(str(year))
            ends = gregorian.parse(str(year + dice.choice([0, 0, 0, 1, 5, 800]))).end
            rows.append(
                TimelineEvent(
                    universe=universe, key=f"e{number}", title=f"Event {number}", starts=str(year),
                    start_tick=span.start, end_tick=ends, precision="year",
                    importance=1 + number % 3, event_type="conflict" if number % 2 else "birth",
                    visibility=Visibility.SECRET if number % 10 == 0 else Visibility.EVERYONE,
                )
            )  # fmt: skip
        TimelineEvent.objects.bulk_create(rows)
        EventParticipant.objects.bulk_create(
            EventParticipant(event=row, element=mara) for row in rows if int(row.key[1:]) % 4 == 0
        )
        return rows

    @staticmethod
    def touching(rows, start, end):
        return {row.pk for row in rows if row.start_tick < end and row.end_tick > start}

    @pytest.mark.parametrize("remembered", [0, 3, 500])
    def test_finds_what_began_before_and_still_lasts(self, universe, owner, crowd, monkeypatch, remembered):
        monkeypatch.setattr(spans, "REMEMBERED", remembered)
        for first, last in (
            ("1500", "1500"),
            ("0", "100"),
            ("2900", "3000"),
            ("-50", "4000"),
            ("3500", "3600"),
        ):
            start, end = gregorian.parse(first).start, gregorian.parse(last).end
            found = timeline_window(universe, owner, start, end)
            assert {one.id for one in found} == self.touching(crowd, start, end)
            assert [one.start_tick for one in found] == sorted(one.start_tick for one in found)

    def test_sees_an_age_that_was_written_just_now(self, universe, owner, crowd, make, author):
        start, end = gregorian.parse("2500").start, gregorian.parse("2500").end
        timeline_window(universe, owner, start, end)
        age = make(title="The long night", starts="-9000", ends="9000")
        assert age.pk in {one.id for one in timeline_window(universe, owner, start, end)}
        services.delete_event(event=age, author=author)
        assert age.pk not in {one.id for one in timeline_window(universe, owner, start, end)}

    def test_in_a_crowd_the_weightiest_are_told(self, universe, owner, crowd):
        found = timeline_window(universe, owner, 0, gregorian.parse("3000").end, limit=20)
        assert len(found) == 20
        assert {one.importance for one in found} == {3}

    def test_filters(self, universe, owner, crowd, mara):
        whole = (0, gregorian.parse("4000").end)
        with_mara = timeline_window(universe, owner, *whole, participants=[mara.pk])
        assert {one.key for one in with_mara} == {f"e{n}" for n in range(0, 200, 4)}
        assert all(one.participants == ("mara",) for one in with_mara)
        assert {one.event_type for one in timeline_window(universe, owner, *whole, types=["birth"])} == {
            "birth"
        }

    def test_viewers_see_neither_secret_events_nor_secret_people(
        self, universe, viewer, stranger, crowd, mara
    ):
        whole = (0, gregorian.parse("4000").end)
        type(mara).objects.filter(pk=mara.pk).update(visibility=Visibility.SECRET)
        found = timeline_window(universe, viewer, *whole)
        assert {one.key for one in found} == {row.key for row in crowd if row.visibility == "everyone"}
        assert not any(one.participants for one in found)
        assert timeline_window(universe, viewer, *whole, participants=[mara.pk]) == []

    def test_costs_the_same_for_any_number(self, universe, owner, make):
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                timeline_window(universe, owner, 0, gregorian.parse("4000").end)
            return len(captured)

        make()
        before = queries()
        for _ in range(12):
            make()
        assert queries() == before <= 6
