"""The timeline and its calendars by API: what people and programs get, and what strangers never get."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from storybible.models import Calendar, TimelineEvent
from storybible.services.calendars import save_calendar
from storybible.services.elements import create_element, delete_element, update_element
from storybible.services.keeping import Author
from storybible.services.time import create_event, delete_event, update_event

pytestmark = pytest.mark.django_db

EMBER = {
    "months": [{"name": "Frost", "days": 30}, {"name": "Thaw", "days": 30}],
    "eras": [{"name": "Age of Embers", "short": "AE", "starts": 1}],
}


@pytest.fixture
def place(universe) -> str:
    return f"/api/universes/{universe.pk}/timeline"


@pytest.fixture
def mara(universe, author):
    return create_element(universe=universe, author=author, name="Mara", entity_subtype="character")


@pytest.fixture
def lumen(universe, author):
    return create_element(universe=universe, author=author, name="Lumen", entity_subtype="location")


@pytest.fixture
def spy(other_universe, stranger):
    return create_element(
        universe=other_universe, author=Author(by=stranger), name="Spy", entity_subtype="character"
    )


@pytest.fixture
def ember(universe, author) -> Calendar:
    return save_calendar(universe=universe, author=author, name="Ember", definition=EMBER)


@pytest.fixture
def make(universe, author):
    def event(title="The lantern fails", starts="1204-03-17", **values) -> TimelineEvent:
        return create_event(universe=universe, author=author, title=title, starts=starts, **values)

    return event


def one(event) -> str:
    return f"/api/timeline/{event.pk}"


def errors(response) -> dict[str, str]:
    return {error["attr"]: error["detail"] for error in response.json()["errors"]}


def titles(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["title"] for row in response.json()["results"]]


class TestMaking:
    def test_by_timestamp(self, api, editor, universe, place, mara, lumen):
        response = api(editor).post(
            place,
            {
                "title": "The lantern fails",
                "description": "Dark.",
                "event_timestamp": "1204-03-17T08:30:00Z",
                "event_type": "disaster",
                "participants": [str(mara.pk)],
                "elements": [str(lumen.pk)],
            },
            format="json",
        )
        assert response.status_code == 201
        assert response["ETag"] == '"1"'
        made = response.json()
        assert made["event_timestamp"] == "1204-03-17T08:30:00Z"
        assert made["in_world"] == {
            "calendar": None,
            "start": "1204-03-17T08:30:00Z",
            "end": None,
            "precision": "second",
            "about": False,
            "label": "17 March 1204, 08:30:00",
        }
        assert made["universe_id"] == str(universe.pk)
        assert (made["participants"], made["elements"]) == ([str(mara.pk)], [str(lumen.pk)])
        assert (made["event_type"], made["importance"], made["key"]) == ("disaster", 2, "the-lantern-fails")

    @pytest.mark.parametrize(
        ("stamp", "found"),
        [
            ("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z"),
            ("2026-01-31T12:00:00.123456", "2026-01-31T12:00:00Z"),
            ("-12000-05-01T00:00:00Z", "-12000-05-01T00:00:00Z"),
            ("+20500-05-01T00:00:00Z", "+20500-05-01T00:00:00Z"),
            ("1204-03", "1204-03-01T00:00:00Z"),
        ],
    )
    def test_timestamps(self, api, editor, place, stamp, found):
        made = api(editor).post(place, {"title": "Then", "event_timestamp": stamp}, format="json").json()
        assert made["event_timestamp"] == found

    def test_in_a_calendar_of_the_universe(self, api, editor, place, ember):
        for name in (str(ember.pk), ember.key):
            when = {"calendar": name, "start": "312-02-30", "end": "313 AE", "about": True}
            made = api(editor).post(place, {"title": "Then", "in_world": when}, format="json").json()
            assert made["event_timestamp"] is None
            assert made["in_world"]["calendar"] == str(ember.pk)
            assert made["in_world"]["label"] == "about 30 Thaw 312 AE to 313 AE"

    def test_without_a_calendar_it_is_the_universes_own(self, api, editor, universe, author, place, ember):
        save_calendar(
            universe=universe, author=author, name="Ember", definition=EMBER, calendar=ember, is_default=True
        )
        when = {"start": "312"}
        made = api(editor).post(place, {"title": "Then", "in_world": when}, format="json").json()
        assert made["in_world"]["label"] == "312 AE"
        when["calendar"] = "gregorian"
        made = api(editor).post(place, {"title": "Then", "in_world": when}, format="json").json()
        assert made["event_timestamp"] == "0312-01-01T00:00:00Z"

    def test_year_minus_twelve_thousand(self, api, editor, place):
        made = api(editor).post(place, {"title": "Ice", "in_world": {"start": "-12000"}}, format="json")
        assert made.json()["in_world"]["label"] == "12,001 BCE"

    @pytest.mark.parametrize(
        ("sent", "attr", "said"),
        [
            ({"event_timestamp": "1204"}, "title", "required"),
            ({"title": "A"}, "starts", "Say when"),
            ({"title": "A", "in_world": {}}, "starts", "Say when"),
            ({"title": "A", "event_timestamp": "1204-02-30"}, "event_timestamp", "February 1204 has 29 days"),
            ({"title": "A", "event_timestamp": "soon"}, "event_timestamp", "cannot be read"),
            ({"title": "A", "in_world": {"start": "1203-02-29"}}, "starts", "February 1203 has 28 days"),
            ({"title": "A", "in_world": {"start": "1204", "end": "1203"}}, "ends", "ends before it starts"),
            ({"title": "A", "in_world": {"start": "1204", "calendar": "moon"}}, "calendar", "no calendar"),
            ({"title": "A", "event_timestamp": "1204", "event_type": "party"}, "event_type", "party"),
            ({"title": "A", "event_timestamp": "1204", "importance": 9}, "importance", "3"),
            ({"title": "A", "event_timestamp": "1204", "visibility": "all"}, "visibility", "all"),
            ({"title": "A", "event_timestamp": "1204", "participants": ["x"]}, "participants.0", "id of an"),
            ({"title": "A", "event_timestamp": "1204", "participants": [None]}, "participants.0", ""),
            (
                {"title": "A", "event_timestamp": "1204", "in_world": {"start": "1205"}},
                "event_timestamp",
                "another time",
            ),
        ],
    )
    def test_mistakes_are_named(self, api, editor, place, sent, attr, said):
        response = api(editor).post(place, sent, format="json")
        assert response.status_code == 400
        found = errors(response)
        assert attr in found
        assert said in found[attr]
        assert not TimelineEvent.objects.exists()

    def test_nobody_of_another_universe_and_nobody_in_the_trash(
        self, api, editor, author, place, mara, spy, ember
    ):
        delete_element(element=mara, author=author)
        for wrong in (spy.pk, mara.pk, uuid.uuid4()):
            for field in ("participants", "elements"):
                sent = {"title": "A", "event_timestamp": "1204", field: [str(wrong)]}
                response = api(editor).post(place, sent, format="json")
                assert response.status_code == 400
                assert list(errors(response)) == [field]

    def test_no_calendar_of_another_universe(self, api, stranger, other_universe, ember):
        sent = {"title": "A", "in_world": {"calendar": str(ember.pk), "start": "1"}}
        response = api(stranger).post(f"/api/universes/{other_universe.pk}/timeline", sent, format="json")
        assert list(errors(response)) == ["calendar"]


class TestChanging:
    def test_what_one_got_can_be_sent_back(self, api, editor, make, mara, lumen):
        event = make(participants=[{"element": mara, "role": "keeper"}], elements=[lumen], about=True)
        got = api(editor).get(one(event)).json()
        response = api(editor).put(one(event), got, format="json")
        assert (response.status_code, response.json()["revision"]) == (200, 1)
        roles = api(editor).get(f"{one(event)}/participants").json()
        assert [(row["name"], row["role"]) for row in roles] == [("Mara", "keeper")]

    def test_put_and_patch_change_what_is_given(self, api, editor, make, mara):
        event = make(description="Dark.")
        changed = api(editor).put(one(event), {"title": "Light"}, format="json").json()
        assert (changed["title"], changed["description"]) == ("Light", "Dark.")
        sent = {"participants": [{"element": str(mara.pk), "role": "keeper"}], "event_type": "meeting"}
        response = api(editor).patch(one(event), sent, format="json")
        assert response["ETag"] == '"3"'
        assert response.json()["participants"] == [str(mara.pk)]

    def test_parts_of_a_date(self, api, editor, make, ember):
        event = make(starts="1204", ends="1206")
        send = api(editor).patch
        about = send(one(event), {"in_world": {"about": True}}, format="json").json()["in_world"]
        assert (about["start"], about["end"], about["about"]) == ("1204", "1206", True)
        ended = send(one(event), {"in_world": {"end": None}}, format="json").json()["in_world"]
        assert (ended["start"], ended["end"]) == ("1204", None)
        late = send(one(event), {"in_world": {"end": "1203"}}, format="json")
        assert (late.status_code, list(errors(late))) == (400, ["ends"])

    def test_a_timestamp_takes_it_out_of_another_calendar(self, api, editor, make, ember):
        event = make(starts="312", ends="313", calendar=ember)
        changed = api(editor).patch(one(event), {"event_timestamp": "1204-03-17"}, format="json").json()
        assert changed["in_world"]["label"] == "17 March 1204"
        assert changed["in_world"]["end"] is None

    def test_a_stale_one_is_refused(self, api, editor, author, make):
        event = make()
        update_event(event=event, author=author, title="Newer")
        for method in ("put", "patch", "delete"):
            send = getattr(api(editor), method)
            response = send(one(event), {"title": "Older"}, format="json", HTTP_IF_MATCH='"1"')
            assert (response.status_code, response.json()["errors"][0]["code"]) == (412, "stale")
        response = api(editor).patch(one(event), {"title": "Mine"}, format="json", HTTP_IF_MATCH='"2"')
        assert response.status_code == 200
        response = api(editor).patch(one(event), {"title": "Odd"}, format="json", HTTP_IF_MATCH="abc")
        assert response.status_code == 400

    def test_into_the_trash_and_back(self, api, editor, make, place):
        event = make()
        client = api(editor)
        assert client.delete(one(event)).status_code == 204
        assert client.get(one(event)).status_code == 404
        assert client.patch(one(event), {"title": "No"}, format="json").status_code == 404
        assert titles(client.get(place)) == []
        assert titles(client.get(place, {"trash": "1"})) == ["The lantern fails"]
        assert client.post(f"{one(event)}/restore").json()["deleted_at"] is None
        assert titles(client.get(place)) == ["The lantern fails"]


class TestList:
    def test_is_chronological_over_pages_and_calendars(self, api, owner, make, place, ember):
        for starts in ("1204", "-12000", "1204-03", "800", "50000"):
            make(title=starts, starts=starts)
        make(title="ember", starts="900", calendar=ember)
        order, url = [], f"{place}?page_size=2"
        while url:
            page = api(owner).get(url).json()
            order += [row["title"] for row in page["results"]]
            url = page["next"]
        assert order == ["-12000", "ember", "800", "1204", "1204-03", "50000"]
        assert titles(api(owner).get(place, {"ordering": "-start"}))[0] == "50000"
        assert api(owner).get(place, {"ordering": "mood"}).status_code == 400

    def test_many_at_the_same_moment(self, api, owner, make, place):
        made = {make(title=f"Event {number}", starts="1204").title for number in range(7)}
        found, url = [], f"{place}?page_size=2"
        while url:
            page = api(owner).get(url).json()
            found += [row["title"] for row in page["results"]]
            url = page["next"]
        assert (len(found), set(found)) == (7, made)

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"from": "1204"}, ["war", "day", "later"]),
            ({"to": "1204"}, ["early", "war", "day"]),
            ({"from": "1204", "to": "1204"}, ["war", "day"]),
            ({"from": "1204-03-18", "to": "1204-12"}, ["war"]),
            ({"from": "1204-03-17T12:00:00Z", "to": "1204-03-17T13:00:00Z"}, ["war", "day"]),
            ({"to": "-5000"}, []),
            ({"from": "1000 BCE", "to": "850"}, ["early"]),
        ],
    )
    def test_range(self, api, owner, make, place, asked, found):
        make(title="early", starts="800")
        make(title="war", starts="1150", ends="1250")
        make(title="day", starts="1204-03-17")
        make(title="later", starts="1300")
        assert titles(api(owner).get(place, asked)) == found

    def test_range_in_the_universes_own_calendar(self, api, owner, universe, author, make, place, ember):
        save_calendar(
            universe=universe, author=author, name="E", definition=EMBER, calendar=ember, is_default=True
        )
        make(title="ember", starts="312-02-03")
        make(title="gregorian", starts="1204-03-17", calendar=None)
        assert titles(api(owner).get(place, {"from": "312 AE", "to": "312-02"})) == ["ember"]
        assert titles(api(owner).get(place, {"from": "1204-03-17T00:00:00Z"})) == ["gregorian"]

    @pytest.mark.parametrize(
        ("asked", "attr"),
        [
            ({"from": "1204-02-30"}, "from"),
            ({"to": "never"}, "to"),
            ({"from": "1300", "to": "1204"}, "to"),
            ({"event_type": "party"}, "event_type"),
            ({"participant": "Mara"}, "participant"),
            ({"updated_since": "yesterday"}, "updated_since"),
        ],
    )
    def test_bad_questions(self, api, owner, place, asked, attr):
        response = api(owner).get(place, asked)
        assert (response.status_code, list(errors(response))) == (400, [attr])

    def test_filters(self, api, owner, make, place, mara, lumen, spy):
        make(title="A", event_type="birth", participants=[mara], importance=1)
        make(title="B", event_type="death", elements=[lumen, mara])
        make(title="C", event_type="journey", participants=[lumen], description="Over the sea.")
        client = api(owner)
        for asked, found in (
            ({"event_type": "birth"}, ["A"]),
            ({"event_type": ["birth", "death"]}, ["A", "B"]),
            ({"participant": str(mara.pk)}, ["A"]),
            ({"participant": [str(mara.pk), str(lumen.pk)]}, ["A", "C"]),
            ({"element": str(mara.pk)}, ["A", "B"]),
            ({"text": "SEA"}, ["C"]),
            ({"importance": "1"}, ["A"]),
            ({"participant": str(spy.pk)}, []),
            ({"participant": str(lumen.pk), "event_type": "birth"}, []),
        ):
            assert sorted(titles(client.get(place, asked))) == found, asked

    def test_what_changed_since(self, api, owner, make, author, place):
        kept, gone = make(title="Kept"), make(title="Gone")
        delete_event(event=gone, author=author)
        rows = api(owner).get(place, {"updated_since": "2020-01-01T00:00:00Z"}).json()["results"]
        found = {row["id"]: row for row in rows}
        assert set(found[str(gone.pk)]) == {"id", "deleted_at"}
        assert found[str(kept.pk)]["title"] == "Kept"
        assert titles(api(owner).get(place, {"updated_since": "2999-01-01T00:00:00Z"})) == []

    def test_costs_the_same_for_any_number(self, api, owner, make, place, mara, lumen, ember):
        client = api(owner)

        def queries(**asked: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(place, asked).status_code == 200
            return len(captured)

        for _ in range(2):
            make(participants=[mara, lumen], elements=[lumen], starts="3", calendar=ember)
        before = queries()
        for _ in range(10):
            make(participants=[mara, lumen], elements=[lumen], starts="3", calendar=ember)
        assert queries() == before


class TestWhoSees:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("get", "/api/universes/{universe}/timeline"),
            ("post", "/api/universes/{universe}/timeline"),
            ("get", "/api/timeline/{event}"),
            ("put", "/api/timeline/{event}"),
            ("patch", "/api/timeline/{event}"),
            ("delete", "/api/timeline/{event}"),
            ("get", "/api/timeline/{event}/participants"),
            ("post", "/api/timeline/{event}/restore"),
            ("get", "/api/timeline/{event}/revisions"),
            ("get", "/api/timeline/{event}/revisions/1"),
            ("post", "/api/timeline/{event}/revisions/1/restore"),
            ("get", "/api/universes/{universe}/calendars"),
            ("post", "/api/universes/{universe}/calendars"),
            ("get", "/api/calendars/{calendar}"),
            ("put", "/api/calendars/{calendar}"),
            ("delete", "/api/calendars/{calendar}"),
        ],
    )
    def test_strangers_nothing_and_viewers_no_writing(
        self, api, viewer, stranger, universe, make, ember, method, path
    ):
        event = make()
        url = path.format(universe=universe.pk, event=event.pk, calendar=ember.pk)
        sent = {"title": "Mine", "event_timestamp": "1204", "name": "Mine", "definition": EMBER}
        answers = [
            getattr(client, method)(url, sent if method != "get" else None, format="json").status_code
            for client in (APIClient(), api(stranger), api(viewer))
        ]
        assert answers == [401, 404, 200 if method == "get" else 403]
        event.refresh_from_db()
        assert (event.revision, event.in_trash, Calendar.objects.count()) == (1, False, 1)

    def test_viewers_see_no_hidden_events_and_no_hidden_people(
        self, api, viewer, editor, author, make, place, mara, lumen
    ):
        secret = make(title="Secret", visibility="secret")
        event = make(title="Known", participants=[mara, lumen], elements=[mara])
        update_element(element=mara, author=author, visibility="secret")
        client = api(viewer)
        assert titles(client.get(place)) == ["Known"]
        assert client.get(one(secret)).status_code == 404
        seen = client.get(one(event)).json()
        assert (seen["participants"], seen["elements"]) == ([str(lumen.pk)], [])
        assert [row["name"] for row in client.get(f"{one(event)}/participants").json()] == ["Lumen"]
        assert titles(client.get(place, {"participant": str(mara.pk)})) == []
        document = client.get(f"{one(event)}/revisions/1").json()["document"]
        assert ([row["element"] for row in document["participants"]], document["elements"]) == (["lumen"], [])
        assert len(api(editor).get(one(event)).json()["participants"]) == 2

    def test_those_in_the_trash_are_not_shown(self, api, owner, author, make, mara):
        event = make(participants=[mara], elements=[mara])
        delete_element(element=mara, author=author)
        found = api(owner).get(one(event)).json()
        assert (found["participants"], found["elements"]) == ([], [])


class TestHistory:
    def test_tells_and_brings_back(self, api, editor, make, mara):
        event = make(participants=[mara])
        client = api(editor)
        client.patch(one(event), {"title": "The light returns", "participants": []}, format="json")
        rows = client.get(f"{one(event)}/revisions").json()["results"]
        assert [(row["number"], row["action"]) for row in rows] == [(2, "changed"), (1, "created")]
        assert rows[0]["changed"] == ["participants", "title"]
        detail = client.get(f"{one(event)}/revisions/2").json()
        assert {change["field"] for change in detail["changes"]} == {"title", "participants.mara"}
        back = client.post(f"{one(event)}/revisions/1/restore").json()
        assert (back["title"], back["participants"], back["revision"]) == (
            "The lantern fails",
            [str(mara.pk)],
            3,
        )
        assert client.get(f"{one(event)}/revisions/9").status_code == 404
        stale = client.post(f"{one(event)}/revisions/1/restore", HTTP_IF_MATCH='"1"')
        assert stale.status_code == 412


class TestCalendars:
    def test_are_made_shown_and_listed(self, api, editor, viewer, universe):
        place = f"/api/universes/{universe.pk}/calendars"
        sent = {"name": "Ember", "definition": EMBER, "is_default": True}
        made = api(editor).post(place, sent, format="json")
        assert (made.status_code, made["ETag"]) == (201, '"1"')
        body = made.json()
        assert (body["key"], body["is_default"], body["universe_id"]) == ("ember", True, str(universe.pk))
        assert body["definition"]["hours_per_day"] == 24
        assert api(viewer).get(f"/api/calendars/{body['id']}").json() == body
        assert api(viewer).get(place).json()["results"] == [body]

    def test_mistakes_are_named(self, api, editor, universe):
        place = f"/api/universes/{universe.pk}/calendars"
        for sent, attr in (
            ({"name": "Ember"}, "definition"),
            ({"definition": EMBER}, "name"),
            ({"name": "Ember", "definition": {"months": []}}, "definition"),
            ({"name": "Ember", "definition": "months"}, "definition"),
            ({"name": "Ember", "definition": EMBER, "key": "No key"}, "key"),
        ):
            response = api(editor).post(place, sent, format="json")
            assert (response.status_code, list(errors(response))) == (400, [attr])

    def test_put_changes_and_keeps_dates_alive(self, api, editor, make, ember):
        event = make(starts="1-02-30", calendar=ember)
        url, client = f"/api/calendars/{ember.pk}", api(editor)
        assert client.put(url, {"name": "Cinder"}, format="json").json()["name"] == "Cinder"
        shorter = {"months": [{"name": "Frost", "days": 30}, {"name": "Thaw", "days": 29}]}
        refused = client.put(url, {"definition": shorter}, format="json")
        assert refused.status_code == 409
        assert "“The lantern fails” is dated 1-02-30" in refused.json()["errors"][0]["detail"]
        longer = {"months": [{"name": "Frost", "days": 40}, {"name": "Thaw", "days": 30}]}
        assert client.put(url, {"definition": longer}, format="json").status_code == 200
        event.refresh_from_db()
        assert event.start_tick == 69 * 86_400
        stale = client.put(url, {"name": "Late"}, format="json", HTTP_IF_MATCH='"1"')
        assert stale.status_code == 412

    def test_in_use_it_stays(self, api, editor, author, make, ember):
        event = make(starts="1", calendar=ember)
        url = f"/api/calendars/{ember.pk}"
        refused = api(editor).delete(url)
        assert refused.status_code == 409
        assert "1 event" in refused.json()["errors"][0]["detail"]
        update_event(event=event, author=author, calendar=None)
        assert api(editor).delete(url).status_code == 204
        assert api(editor).get(url).status_code == 404
