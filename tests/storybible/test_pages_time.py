"""The timeline's pages: the chronicle, the map's questions, one event, its form, its history."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from storybible.calendars import custom, gregorian
from storybible.models import Element, Revision, TimelineEvent
from storybible.services.calendars import save_calendar
from storybible.services.elements import create_element
from storybible.services.keeping import Author
from storybible.services.time import create_event, delete_event, update_event
from umam.accounts.models import User
from umam.studio.time_ruler import marks, moved
from umam.universes.models import Universe

BASE = "/universes/lantern-coast"
LIST = f"{BASE}/timeline"
NEW = f"{BASE}/new-event"
WINDOW = f"{BASE}/time/window"
People = Callable[[User], Client]
YEAR = 365 * 86_400
MOONS = {"months": [{"name": "Frost", "days": 30}, {"name": "Bloom", "days": 30}], "hours_per_day": 20,
         "minutes_per_hour": 50, "eras": [{"name": "Age of Embers", "short": "AE", "starts": 1}]}  # fmt: skip


@pytest.fixture
def mara(universe: Universe, author: Author) -> Element:
    return create_element(universe=universe, author=author, name="Mara Venn", entity_subtype="character")


@pytest.fixture
def flood(universe: Universe, author: Author, mara: Element) -> TimelineEvent:
    return create_event(
        universe=universe,
        author=author,
        title="The Drowning",
        starts="1204-10-31",
        event_type="disaster",
        importance=3,
        description="It came at night, says @Mara Venn.",
        participants=[{"element": mara, "role": "witness"}],
    )


@pytest.fixture
def secret(universe: Universe, author: Author) -> TimelineEvent:
    title = "Who opened the gate"
    return create_event(
        universe=universe, author=author, title=title, starts="1204-10-30", visibility="secret"
    )


def many(universe: Universe, count: int, first: int = 900, **more: Any) -> list[TimelineEvent]:
    rows = []
    for number in range(count):
        year = str(first + number % 400)
        span = gregorian.parse(year)
        rows.append(
            TimelineEvent(
                universe=universe, key=f"e-{first}-{number}", title=f"Event {number}", starts=year,
                start_tick=span.start, end_tick=span.end, precision="year", **more,
            )
        )  # fmt: skip
    return TimelineEvent.objects.bulk_create(rows)


def sent(**more: Any) -> dict[str, Any]:
    usual = {"title": "The lamp is lit", "starts": "1204-11-01", "ends": "", "event_type": "magic"}
    return {**usual, "importance": "2", "visibility": "everyone", "description": "", **more}


def body(answer: Any) -> str:
    return str(answer.content.decode())


# The chronicle


def test_events_stand_in_the_order_in_which_they_happened(
    pages: People, owner: User, universe: Universe, author: Author, flood: TimelineEvent
) -> None:
    create_event(universe=universe, author=author, title="The coast rises", starts="-12000", about=True)
    page = body(pages(owner).get(LIST))
    assert page.index("The coast rises") < page.index("The Drowning")
    assert "31 October 1204" in page
    assert "Mara Venn (witness)" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("type=disaster", True), ("type=birth", False), ("text=drown", True), ("text=mountain", False),
     ("since=1204-10", True), ("since=1205", False), ("until=1204", True), ("until=1204-09", False),
     ("participant=mara-venn", True), ("participant=nobody", True)],
)  # fmt: skip
def test_the_list_is_filtered(
    pages: People, owner: User, flood: TimelineEvent, query: str, found: bool
) -> None:
    assert ("The Drowning" in body(pages(owner).get(f"{LIST}?{query}"))) is found


def test_a_wrong_date_of_the_filter_is_told(pages: People, owner: User, flood: TimelineEvent) -> None:
    assert "no day 30" in body(pages(owner).get(f"{LIST}?since=1204-02-30"))


def test_long_lists_come_in_pages_without_gaps(pages: People, owner: User, universe: Universe) -> None:
    many(universe, 45)
    page = pages(owner).get(LIST)
    first = [event.title for event, _ in page.context["events"]]
    second = pages(owner).get(f"{LIST}?cursor={page.context['following']}")
    both = first + [event.title for event, _ in second.context["events"]]
    assert len(both) == len(set(both)) == 45
    assert "<html" not in body(second)


def test_an_empty_timeline_offers_the_first_step(
    pages: People, owner: User, viewer: User, universe: Universe
) -> None:
    assert "First event" in body(pages(owner).get(LIST))
    assert "First event" not in body(pages(viewer).get(LIST))


def test_the_number_of_queries_does_not_grow(
    pages: People, owner: User, universe: Universe, flood: TimelineEvent
) -> None:
    browser = pages(owner)
    browser.get(LIST)
    counts = {}
    for path in (LIST, f"{WINDOW}?lanes=participant"):
        for size in (0, 60):
            many(universe, size, first=1000 + size)
            browser.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            counts[path, size] = len(asked)
        TimelineEvent.objects.exclude(pk=flood.pk).delete()
        assert counts[path, 60] <= counts[path, 0] + 1


def test_no_question_walks_through_all_elements(
    pages: People, owner: User, universe: Universe, flood: TimelineEvent
) -> None:
    many(universe, 400)
    browser = pages(owner)
    for path in (LIST, f"{LIST}/{flood.key}", WINDOW, f"{WINDOW}?lanes=participant", f"{BASE}/scenes"):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        walks = 'IN (SELECT U0."id" FROM "storybible_element"'
        assert [one["sql"] for one in asked if walks in one["sql"]] == [], path


# The map


def test_the_window_tells_events_with_people_and_lanes(
    pages: People, owner: User, flood: TimelineEvent
) -> None:
    answer = pages(owner).get(f"{WINDOW}?lanes=participant").json()
    assert answer["all"] is True
    assert answer["lanes"] == [{"key": "mara-venn", "label": "Mara Venn"}]
    (event,) = answer["events"]
    assert event["label"] == "31 October 1204"
    assert event["people"] == [{"key": "mara-venn", "name": "Mara Venn"}]
    assert (event["ranged"], event["precision"], event["type"]) == (False, "day", "disaster")


@pytest.mark.parametrize("lanes", ["one", "type", "participant"])
def test_too_many_events_become_crowds(
    pages: People, owner: User, universe: Universe, flood: TimelineEvent, lanes: str
) -> None:
    many(universe, 700)
    start, end = gregorian.parse("800").start, gregorian.parse("1400").start
    answer = pages(owner).get(f"{WINDOW}?from={start}&to={end}&lanes={lanes}").json()
    assert (answer["all"], answer["total"]) == (False, 701)
    assert sum(crowd["count"] for crowd in answer["crowds"]) >= 690
    assert len(answer["crowds"]) < 80
    assert [event["title"] for event in answer["events"] if event["importance"] == 3] == ["The Drowning"]
    near = pages(owner).get(f"{WINDOW}?from={start}&to={gregorian.parse('905').start}&lanes={lanes}").json()
    assert (len(near["events"]), near["crowds"]) == (10, [])


def test_who_is_in_most_events_is_counted_once_until_an_event_is_written(
    pages: People, owner: User, universe: Universe, author: Author, flood: TimelineEvent
) -> None:
    many(universe, 400)
    browser, address = pages(owner), f"{WINDOW}?lanes=participant"

    def counts() -> tuple[int, list[str]]:
        with CaptureQueriesContext(connection) as asked:
            lanes = [lane["label"] for lane in browser.get(address).json()["lanes"]]
        return sum("GROUP BY" in one["sql"] and "LIMIT 30" in one["sql"] for one in asked), lanes

    assert [counts(), counts()] == [(1, ["Mara Venn"]), (0, ["Mara Venn"])]
    ivo = create_element(universe=universe, author=author, name="Ivo", entity_subtype="character")
    update_event(event=flood, author=author, participants=[{"element": ivo}])
    assert counts() == (1, ["Ivo"])


def test_secrets_are_in_nobodys_window_but_editors(
    pages: People, owner: User, viewer: User, stranger: User, flood: TimelineEvent, secret: TimelineEvent
) -> None:
    assert len(pages(owner).get(WINDOW).json()["events"]) == 2
    assert [one["title"] for one in pages(viewer).get(WINDOW).json()["events"]] == ["The Drowning"]
    assert "gate" not in body(pages(viewer).get(LIST))
    for path in (WINDOW, LIST, f"{BASE}/pick?q=a", f"{BASE}/time/read?starts=1"):
        assert pages(stranger).get(path).status_code == 404
    assert pages(viewer).get(f"{LIST}/{secret.key}").status_code == 404


def test_a_hidden_participant_is_not_told(
    pages: People, owner: User, viewer: User, universe: Universe, flood: TimelineEvent, mara: Element
) -> None:
    Element.objects.filter(pk=mara.pk).update(visibility="secret")
    (event,) = pages(viewer).get(WINDOW).json()["events"]
    assert event["people"] == []
    assert "Mara" not in body(pages(viewer).get(f"{LIST}?participant=mara-venn"))
    assert "elements/mara-venn" not in body(pages(viewer).get(f"{LIST}/{flood.key}"))
    many(universe, 400)
    answer = pages(viewer).get(f"{WINDOW}?lanes=participant").json()
    assert (answer["all"], answer["lanes"]) == (False, [])


def test_the_ruler_speaks_the_calendar_of_the_universe(
    pages: People, owner: User, universe: Universe, author: Author
) -> None:
    address = f"{BASE}/time/ruler?from=0&to={YEAR * 10}&count=8"
    assert pages(owner).get(address).json()["marks"][0]["label"] == "2 CE"
    save_calendar(universe=universe, author=author, name="Embers", definition=MOONS, is_default=True)
    labels = [mark["label"] for mark in pages(owner).get(address).json()["marks"]]
    assert all(label.endswith(" AE") for label in labels)
    assert pages(owner).get(f"{BASE}/time/ruler?from=5&to=1").status_code == 400
    assert pages(owner).get(f"{BASE}/time/ruler?from=x&to=1").status_code == 400
    beyond = pages(owner).get(f"{BASE}/time/ruler?from=-9{'0' * 30}&to=9{'0' * 30}").json()["marks"]
    assert 2 <= len(beyond) <= 25


@pytest.mark.parametrize("keeper", [gregorian, custom(MOONS)], ids=["gregorian", "custom"])
@pytest.mark.parametrize("span", [600, 86_400, 40 * 86_400, YEAR, 300 * YEAR, 10**6 * YEAR, 10**11 * YEAR])
@pytest.mark.parametrize("start", [-12_000 * YEAR, 0, 1203 * YEAR + 777, 10**7 * YEAR])
def test_the_ruler_has_a_readable_number_of_marks(keeper: Any, span: int, start: int) -> None:
    found = marks(keeper, start, start + span, 10)
    ticks = [mark.tick for mark in found]
    assert 2 <= len(found) <= 25
    assert ticks == sorted(set(ticks))
    assert all(start <= tick < start + span for tick in ticks)
    assert all(mark.label for mark in found)


def test_round_years_stand_before_zero_too() -> None:
    found = marks(gregorian, -12_000 * YEAR, 0, 8)
    assert [mark.label for mark in found][:3] == ["10,000 BCE", "8000 BCE", "6000 BCE"]


@pytest.mark.parametrize(
    ("starts", "by", "after"),
    [("1204", 1, "1205"), ("1204", -204, "1000"), ("1204-12", 1, "1205-01"), ("0001", -1, "0"),
     ("1204-03-01", -1, "1204-02-29"), ("1204-03-01 00:00", -1, "1204-02-29 23:59")],
)  # fmt: skip
def test_steps_follow_the_calendar(starts: str, by: int, after: str) -> None:
    span = gregorian.parse(starts)
    assert moved(gregorian, span.start, span.precision, by) == gregorian.parse(after).start


def move(browser: Client, event: TimelineEvent, **wish: Any) -> Any:
    return browser.patch(f"{LIST}/{event.key}/move", json.dumps(wish), content_type="application/json")


def test_an_event_is_dragged_to_another_time(pages: People, owner: User, flood: TimelineEvent) -> None:
    tick = gregorian.parse("1209-05-17 13:12").start
    answer = move(pages(owner), flood, start_tick=tick, revision=flood.revision).json()
    assert answer["event"]["label"] == "17 May 1209"
    assert answer["event"]["revision"] == flood.revision + 1
    assert "17 May 1209" in answer["message"]
    flood.refresh_from_db()
    assert (flood.starts, flood.start_tick) == ("1209-05-17", gregorian.parse("1209-05-17").start)


def test_an_event_is_moved_by_keys(pages: People, owner: User, flood: TimelineEvent) -> None:
    answer = move(pages(owner), flood, by=1, revision=flood.revision).json()
    assert answer["event"]["label"] == "1 November 1204"


def test_an_event_that_somebody_else_moved_is_not_moved_again(
    pages: People, owner: User, author: Author, flood: TimelineEvent
) -> None:
    update_event(event=flood, author=author, title="The Flood")
    answer = move(pages(owner), flood, by=1, revision=flood.revision)
    assert answer.status_code == 412
    assert "Somebody changed" in answer.json()["message"]
    flood.refresh_from_db()
    assert flood.starts == "1204-10-31"


def test_only_editors_move(pages: People, viewer: User, stranger: User, flood: TimelineEvent) -> None:
    assert move(pages(viewer), flood, by=1).status_code == 403
    assert move(pages(stranger), flood, by=1).status_code == 404
    assert move(Client(), flood, by=1).status_code == 401


@pytest.mark.parametrize("wish", [{}, {"by": "x"}, {"start_tick": 2**70}, {"start_tick": None}])
def test_nonsense_moves_nothing(
    pages: People, owner: User, flood: TimelineEvent, wish: dict[str, Any]
) -> None:
    answer = move(pages(owner), flood, **wish)
    assert answer.status_code == 400
    assert answer.json()["message"]


# One event


def test_an_event_shows_what_happened_and_what_is_near(
    pages: People, owner: User, universe: Universe, author: Author, flood: TimelineEvent
) -> None:
    create_event(universe=universe, author=author, title="The lamp is lit", starts="1204-11-01")
    page = body(pages(owner).get(f"{LIST}/{flood.key}"))
    assert "31 October 1204" in page
    assert "It came at night" in page
    assert "After it</span>The lamp is lit" in page


def test_a_new_event_is_written(pages: People, owner: User, universe: Universe, mara: Element) -> None:
    wish = sent(participant=["mara-venn"], role=["keeper"], element=["mara-venn"], about="on", ends="1204-12")
    answer = pages(owner).post(NEW, wish)
    made = TimelineEvent.objects.get(title="The lamp is lit")
    assert answer["Location"] == f"{LIST}/{made.key}"
    assert (made.starts, made.ends, made.about, made.event_type) == ("1204-11-01", "1204-12", True, "magic")
    assert [(row.element, row.role) for row in made.participant_rows.all()] == [(mara, "keeper")]
    assert Revision.objects.get(row_id=made.pk).source == "page"


@pytest.mark.parametrize(
    ("wish", "words"),
    [({"starts": "1204-02-30"}, "no day 30"), ({"starts": ""}, "required"),
     ({"ends": "1200"}, "before it starts"), ({"title": ""}, "required"),
     ({"participant": ["nobody"]}, "no element “nobody”"),
     ({"event_type": "party"}, "not one of the available choices")],
)  # fmt: skip
def test_what_is_wrong_stands_in_the_form_and_nothing_is_lost(
    pages: People, owner: User, universe: Universe, wish: dict[str, Any], words: str
) -> None:
    answer = pages(owner).post(NEW, sent(description="Light over water", **wish))
    assert answer.status_code == 422
    assert words in body(answer)
    assert "Light over water" in body(answer)
    assert not TimelineEvent.objects.exists()


def test_an_event_is_changed(pages: People, owner: User, flood: TimelineEvent) -> None:
    page = body(pages(owner).get(f"{LIST}/{flood.key}/edit"))
    assert 'value="witness"' in page
    assert 'value="1204-10-31"' in page
    wish = sent(title="The Flood", starts="1204-10", revision=flood.revision, participant="mara-venn")
    assert pages(owner).post(f"{LIST}/{flood.key}/edit", wish).status_code == 302
    flood.refresh_from_db()
    assert (flood.title, flood.starts, flood.revision) == ("The Flood", "1204-10", 2)


def test_two_versions_are_shown_and_settled(
    pages: People, owner: User, author: Author, flood: TimelineEvent
) -> None:
    update_event(event=flood, author=author, title="The Great Drowning")
    wish = sent(title="The Flood", starts="1205", revision=flood.revision)
    answer = pages(owner).post(f"{LIST}/{flood.key}/edit", wish)
    assert answer.status_code == 412
    assert "The Great Drowning" in body(answer)
    settled = {**wish, "merge": "1", "revision": 2, "base": 1, "keep-title": "theirs", "keep-when": "mine",
               "keep-type": "theirs"}  # fmt: skip
    assert pages(owner).post(f"{LIST}/{flood.key}/edit", settled).status_code == 302
    flood.refresh_from_db()
    assert (flood.title, flood.starts, flood.event_type) == ("The Great Drowning", "1205", "disaster")


def test_an_event_goes_to_the_trash_and_comes_back(
    pages: People, owner: User, viewer: User, flood: TimelineEvent
) -> None:
    pages(owner).post(f"{LIST}/{flood.key}/trash")
    assert pages(viewer).get(f"{LIST}/{flood.key}").status_code == 404
    assert "Take it out of the trash" in body(pages(owner).get(f"{LIST}/{flood.key}"))
    pages(owner).post(f"{LIST}/{flood.key}/restore")
    assert pages(viewer).get(f"{LIST}/{flood.key}").status_code == 200


def test_the_history_tells_and_brings_back(
    pages: People, owner: User, author: Author, flood: TimelineEvent
) -> None:
    update_event(event=flood, author=author, starts="1205", about=True)
    page = body(pages(owner).get(f"{LIST}/{flood.key}/history"))
    assert "about 1205" in page
    pages(owner).post(f"{LIST}/{flood.key}/revert", {"number": "1"})
    flood.refresh_from_db()
    assert (flood.starts, flood.about) == ("1204-10-31", False)


@pytest.mark.parametrize("path", ["edit", "history"])
def test_viewers_read_and_do_not_write(pages: People, viewer: User, flood: TimelineEvent, path: str) -> None:
    assert pages(viewer).get(f"{LIST}/{flood.key}/{path}").status_code == (403 if path == "edit" else 200)
    for action in ("edit", "trash", "revert"):
        assert pages(viewer).post(f"{LIST}/{flood.key}/{action}", sent()).status_code == 403
    assert pages(viewer).get(NEW).status_code == 403


def test_a_trashed_event_is_not_edited(
    pages: People, owner: User, author: Author, flood: TimelineEvent
) -> None:
    delete_event(event=flood, author=author)
    assert pages(owner).get(f"{LIST}/{flood.key}/edit").status_code == 404


# While one types


@pytest.mark.parametrize(
    ("query", "words"),
    [("starts=1204-03-17", "17 March 1204"), ("starts=1204&ends=1205", "<strong>1204 to 1205"),
     ("starts=1204-02-30", "no day 30"), ("starts=1204&about=on", "about 1204"), ("starts=-12000", "BCE")],
)  # fmt: skip
def test_a_date_is_read_while_it_is_typed(
    pages: People, owner: User, universe: Universe, query: str, words: str
) -> None:
    assert words in body(pages(owner).get(f"{BASE}/time/read?{query}"))


def test_a_date_is_read_in_the_chosen_calendar(
    pages: People, owner: User, universe: Universe, author: Author
) -> None:
    save_calendar(universe=universe, author=author, name="Embers", definition=MOONS, key="embers")
    read = f"{BASE}/time/read?starts=1204-02&calendar="
    assert "Bloom 1204 AE" in body(pages(owner).get(read + "embers"))
    assert "February 1204" in body(pages(owner).get(read + "gregorian"))


def test_the_picker_finds_by_name_and_type(
    pages: People, owner: User, viewer: User, universe: Universe, author: Author, mara: Element
) -> None:
    create_element(universe=universe, author=author, name="Maraway", entity_subtype="location")
    create_element(
        universe=universe, author=author, name="Maras secret", entity_subtype="concept", visibility="secret"
    )
    ask = f"{BASE}/pick?q=mara"
    assert len(pages(owner).get(ask).json()["elements"]) == 3
    assert {one["name"] for one in pages(viewer).get(ask).json()["elements"]} == {"Mara Venn", "Maraway"}
    places = pages(owner).get(f"{ask}&types=location").json()["elements"]
    assert [one["key"] for one in places] == ["maraway"]
    assert len(pages(owner).get(f"{BASE}/pick").json()["elements"]) == 3
