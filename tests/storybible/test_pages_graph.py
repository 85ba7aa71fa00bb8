"""The relations page: the graph's data, the list, writing a tie, its history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from storybible.models import Element, Relation
from storybible.services.elements import create_element
from storybible.services.keeping import Author
from storybible.services.relations import create_relation, update_relation
from umam.accounts.models import User
from umam.universes.models import Universe

BASE = "/universes/lantern-coast"
PAGE = f"{BASE}/relations"
DATA = f"{BASE}/graph-data"
NEW = f"{BASE}/new-relation"
People = Callable[[User], Client]
Make = Callable[..., Element]


@pytest.fixture
def make(universe: Universe, author: Author) -> Make:
    def element(name: str, kind: str = "character", **more: Any) -> Element:
        return create_element(universe=universe, author=author, name=name, entity_subtype=kind, **more)

    return element


@pytest.fixture
def mara(make: Make) -> Element:
    return make("Mara")


@pytest.fixture
def ivo(make: Make) -> Element:
    return make("Ivo")


@pytest.fixture
def tie(universe: Universe, author: Author, mara: Element, ivo: Element) -> Relation:
    return create_relation(
        universe=universe,
        author=author,
        type="mentor-of",
        source=mara,
        target=ivo,
        starts="1204",
        ends="1210",
    )


def sent(**more: Any) -> dict[str, Any]:
    usual = {"source": "mara", "target": "ivo", "type": "friend-of", "note": "", "strength": "40"}
    return {**usual, "starts": "", "ends": "", "visibility": "everyone", **more}


def body(answer: Any) -> str:
    return str(answer.content.decode())


def names(answer: Any) -> set[str]:
    return {node["name"] for node in answer.json()["nodes"]}


def test_the_graph_and_the_list_say_the_same(pages: People, owner: User, tie: Relation) -> None:
    found = pages(owner).get(DATA).json()
    assert {node["name"] for node in found["nodes"]} == {"Mara", "Ivo"}
    (edge,) = found["edges"]
    assert (edge["label"], edge["inverse_label"], edge["when"]) == ("mentor of", "student of", "1204 to 1210")
    assert found["legend"][0]["label"] == "mentor of"
    page = body(pages(owner).get(PAGE))
    assert "mentor of <strong>Ivo</strong>" in page
    assert "student of <strong>Mara</strong>" in page
    assert "2 elements, 1 tie<" in page


def test_a_world_without_ties_offers_the_first(
    pages: People, owner: User, viewer: User, universe: Universe
) -> None:
    assert "First relation" in body(pages(owner).get(PAGE))
    assert "First relation" not in body(pages(viewer).get(PAGE))


def test_the_graph_goes_two_steps_around_the_centre(
    pages: People, owner: User, universe: Universe, author: Author, make: Make, tie: Relation, ivo: Element
) -> None:
    sefa, lamp = make("Sefa"), make("Lamp", "item")
    create_relation(universe=universe, author=author, type="friend-of", source=ivo, target=sefa)
    create_relation(universe=universe, author=author, type="owns", source=sefa, target=lamp)
    browser = pages(owner)
    assert names(browser.get(f"{DATA}?centre=mara&hops=1")) == {"Mara", "Ivo"}
    assert names(browser.get(f"{DATA}?centre=mara")) == {"Mara", "Ivo", "Sefa"}
    assert names(browser.get(f"{DATA}?tie=owns")) == {"Sefa", "Lamp"}
    assert names(browser.get(f"{DATA}?tie=owns&tie=friend-of")) == {"Sefa", "Lamp", "Ivo"}
    assert names(browser.get(f"{DATA}?type=character")) == {"Mara", "Ivo", "Sefa"}
    assert names(browser.get(f"{DATA}?tie=no-such-tie")) == {"Mara", "Ivo", "Sefa", "Lamp"}


@pytest.mark.parametrize(("as_of", "there"), [("1203", False), ("1204-06", True), ("1211", False)])
def test_ties_that_do_not_hold_then_are_hidden(
    pages: People, owner: User, tie: Relation, as_of: str, there: bool
) -> None:
    assert bool(pages(owner).get(f"{DATA}?as_of={as_of}").json()["edges"]) is there
    assert ("mentor of <strong>" in body(pages(owner).get(f"{PAGE}?as_of={as_of}"))) is there


def test_a_wrong_date_is_told(pages: People, owner: User, tie: Relation) -> None:
    assert "no day 30" in body(pages(owner).get(f"{PAGE}?as_of=1204-02-30"))


def test_too_much_is_cut_and_said(pages: People, owner: User, universe: Universe, tie: Relation) -> None:
    rows = Element.objects.bulk_create(
        Element(universe=universe, key=f"e{n}", name=f"E {n}", entity_subtype="item") for n in range(320)
    )
    Relation.objects.bulk_create(
        Relation(universe=universe, key=f"r{n}", type=tie.type, source=tie.source, target=row)
        for n, row in enumerate(rows)
    )
    assert len(pages(owner).get(DATA).json()["nodes"]) <= 300
    assert "There is more than can be drawn" in body(pages(owner).get(PAGE))


def test_hidden_ends_hide_their_ties(
    pages: People, owner: User, viewer: User, stranger: User, tie: Relation, ivo: Element
) -> None:
    Element.objects.filter(pk=ivo.pk).update(visibility="secret")
    assert len(pages(owner).get(DATA).json()["edges"]) == 1
    assert pages(viewer).get(DATA).json()["edges"] == []
    assert "Ivo" not in body(pages(viewer).get(PAGE))
    assert pages(viewer).get(f"{PAGE}/{tie.pk}/history").status_code == 404
    assert pages(stranger).get(DATA).status_code == 404
    assert pages(stranger).get(PAGE).status_code == 404


def test_the_number_of_queries_does_not_grow(
    pages: People, owner: User, universe: Universe, tie: Relation
) -> None:
    browser = pages(owner)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    rows = Element.objects.bulk_create(
        Element(universe=universe, key=f"e{n}", name=f"E {n}", entity_subtype="item") for n in range(60)
    )
    Relation.objects.bulk_create(
        Relation(universe=universe, key=f"r{n}", type=tie.type, source=tie.source, target=row)
        for n, row in enumerate(rows)
    )
    with CaptureQueriesContext(connection) as many:
        assert browser.get(PAGE).status_code == 200
    assert len(many) <= len(few)


def test_a_tie_is_written(pages: People, owner: User, mara: Element, ivo: Element) -> None:
    answer = pages(owner).post(NEW, sent(note="Since the fog", starts="1204-03"))
    assert answer["Location"] == f"{PAGE}?centre=mara"
    made = Relation.objects.get()
    assert (made.source, made.type.key, made.target, made.strength) == (mara, "friend-of", ivo, 40)
    assert (made.note, made.starts, made.start_tick is not None) == ("Since the fog", "1204-03", True)
    again = pages(owner).post(NEW, sent(type="rival-of", another="1"))
    assert again["Location"] == f"{NEW}?source=mara"


@pytest.mark.parametrize(
    ("wish", "words"),
    [({"target": ""}, "Choose an element."), ({"target": "nobody"}, "no element “nobody”"),
     ({"target": "mara"}, "cannot be tied to itself"), ({"type": "member-of"}, "is a faction"),
     ({"starts": "1204-02-30"}, "no day 30"), ({"starts": "1210", "ends": "1204"}, "before it starts"),
     ({"strength": "400"}, "less than or equal to 100"),
     ({"type": "mentor-of", "starts": "1204", "ends": "1210"}, "already")],
)  # fmt: skip
def test_what_is_wrong_stands_in_the_form(
    pages: People, owner: User, tie: Relation, wish: dict[str, Any], words: str
) -> None:
    answer = pages(owner).post(NEW, sent(note="Kept as typed", **wish))
    assert answer.status_code == 422
    assert words in body(answer)
    assert "Kept as typed" in body(answer)
    assert Relation.objects.count() == 1


def test_nobody_becomes_their_own_ancestor(
    pages: People, owner: User, universe: Universe, author: Author, mara: Element, ivo: Element
) -> None:
    create_relation(universe=universe, author=author, type="parent-of", source=mara, target=ivo)
    answer = pages(owner).post(NEW, sent(source="ivo", target="mara", type="parent-of"))
    assert answer.status_code == 422
    assert "already" in body(answer)


def test_a_tie_is_changed_and_its_history_told(pages: People, owner: User, tie: Relation) -> None:
    page = body(pages(owner).get(f"{PAGE}/{tie.pk}/edit"))
    assert 'value="1204"' in page
    wish = sent(type="mentor-of", starts="1205", ends="", revision=tie.revision)
    assert pages(owner).post(f"{PAGE}/{tie.pk}/edit", wish).status_code == 302
    tie.refresh_from_db()
    assert (tie.starts, tie.ends, tie.strength) == ("1205", "", 40)
    assert "1205" in body(pages(owner).get(f"{PAGE}/{tie.pk}/history"))
    pages(owner).post(f"{PAGE}/{tie.pk}/revert", {"number": "1"})
    tie.refresh_from_db()
    assert (tie.starts, tie.ends) == ("1204", "1210")


def test_two_versions_are_settled(pages: People, owner: User, author: Author, tie: Relation) -> None:
    update_relation(relation=tie, author=author, note="Theirs")
    wish = sent(type="rival-of", note="Mine", revision=tie.revision)
    answer = pages(owner).post(f"{PAGE}/{tie.pk}/edit", wish)
    assert answer.status_code == 412
    assert "Theirs" in body(answer)
    settled = {**wish, "merge": "1", "revision": "2", "keep-note": "theirs", "keep-type": "theirs"}
    assert pages(owner).post(f"{PAGE}/{tie.pk}/edit", settled).status_code == 302
    tie.refresh_from_db()
    assert (tie.note, tie.type.key, tie.strength) == ("Theirs", "mentor-of", 40)


def test_a_tie_is_untied_and_taken_back(pages: People, owner: User, tie: Relation) -> None:
    pages(owner).post(f"{PAGE}/{tie.pk}/trash")
    assert pages(owner).get(DATA).json()["edges"] == []
    assert "Take it out of the trash" in body(pages(owner).get(f"{PAGE}/{tie.pk}/edit"))
    pages(owner).post(f"{PAGE}/{tie.pk}/restore")
    assert len(pages(owner).get(DATA).json()["edges"]) == 1


def test_viewers_read_and_do_not_write(pages: People, viewer: User, stranger: User, tie: Relation) -> None:
    assert pages(viewer).get(PAGE).status_code == 200
    assert "Edit<span" not in body(pages(viewer).get(PAGE))
    assert pages(viewer).get(NEW).status_code == 403
    for action in ("edit", "trash", "restore", "revert"):
        assert pages(viewer).post(f"{PAGE}/{tie.pk}/{action}", sent()).status_code == 403
        assert pages(stranger).post(f"{PAGE}/{tie.pk}/{action}", sent()).status_code == 404
