"""The pages of scenes: the telling and its order, one to read, its form, two versions, its history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from storybible.models import Element, Revision, Scene
from storybible.services.elements import create_element
from storybible.services.keeping import Author
from storybible.services.scenes import create_scene, update_scene
from umam.accounts.models import User
from umam.universes.models import Universe

BASE = "/universes/lantern-coast"
LIST = f"{BASE}/scenes"
NEW = f"{BASE}/new-scene"
People = Callable[[User], Client]
Tell = Callable[..., Scene]


@pytest.fixture
def tell(universe: Universe, author: Author) -> Tell:
    def scene(title: str, **more: Any) -> Scene:
        return create_scene(universe=universe, author=author, title=title, **more)

    return scene


@pytest.fixture
def pier(universe: Universe, author: Author) -> Element:
    return create_element(universe=universe, author=author, name="The Pier", entity_subtype="location")


@pytest.fixture
def mara(universe: Universe, author: Author) -> Element:
    return create_element(universe=universe, author=author, name="Mara", entity_subtype="character")


@pytest.fixture
def low_water(tell: Tell, pier: Element, mara: Element) -> Scene:
    return tell(
        "Low water", text="The tide went *out*, and @Mara counted.", summary="She counts the posts.",
        location=pier, participants=[mara], starts="1203-09",
    )  # fmt: skip


def sent(**more: Any) -> dict[str, Any]:
    usual = {"title": "The bell", "text": "It rang.", "summary": "", "starts": "", "ends": ""}
    return {**usual, "visibility": "everyone", **more}


def body(answer: Any) -> str:
    return str(answer.content.decode())


def told(universe: Universe) -> list[str]:
    rows = Scene.objects.filter(universe=universe, deleted_at=None)
    return list(rows.order_by("position", "created_at", "id").values_list("title", flat=True))


def test_scenes_stand_in_the_order_of_the_telling(
    pages: People, owner: User, tell: Tell, low_water: Scene
) -> None:
    tell("Before it all", position=0)
    page = body(pages(owner).get(LIST))
    assert page.index("Before it all") < page.index("Low water")
    assert "She counts the posts." in page
    assert "September 1203" in page
    assert "The Pier" in page
    assert "No scene fits" in body(pages(owner).get(f"{LIST}?text=mountain"))


def test_no_scene_offers_the_first_step(pages: People, owner: User, viewer: User, universe: Universe) -> None:
    assert "First scene" in body(pages(owner).get(LIST))
    assert "First scene" not in body(pages(viewer).get(LIST))


def test_the_number_of_queries_does_not_grow(
    pages: People, owner: User, universe: Universe, low_water: Scene
) -> None:
    browser = pages(owner)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)
    Scene.objects.bulk_create(
        Scene(universe=universe, key=f"s{n}", title=f"Scene {n}", location=low_water.location, position=n)
        for n in range(90)
    )
    with CaptureQueriesContext(connection) as many:
        first = browser.get(LIST)
    assert len(many) <= len(few)
    second = browser.get(f"{LIST}?cursor={first.context['following']}")
    assert len(first.context["scenes"]) + len(second.context["scenes"]) == 91


@pytest.mark.parametrize(
    ("scene", "place", "order", "writes"),
    [("d", 1, "adbce", 3), ("a", 3, "bcdae", 4), ("e", 0, "eabcd", 5), ("b", 2, "acbde", 2),
     ("a", 99, "bcdea", 1), ("c", 2, "abcde", 0)],
)  # fmt: skip
def test_a_scene_is_moved_with_few_writes(
    pages: People,
    owner: User,
    universe: Universe,
    tell: Tell,
    scene: str,
    place: int,
    order: str,
    writes: int,
) -> None:
    made = {title: tell(title) for title in "abcde"}
    before = Revision.objects.count()
    answer = pages(owner).post(f"{LIST}/{made[scene].key}/move", {"place": place})
    assert answer.status_code == 302
    assert "".join(told(universe)) == order
    assert Revision.objects.count() - before <= writes


def test_scenes_that_share_a_position_can_be_moved(
    pages: People, owner: User, universe: Universe, tell: Tell
) -> None:
    made = [tell(title, position=5) for title in "abcd"]
    pages(owner).post(f"{LIST}/{made[3].key}/move", {"place": 1})
    assert "".join(told(universe)) == "adbc"
    pages(owner).post(f"{LIST}/{made[0].key}/move", {"place": 2})
    assert "".join(told(universe)) == "dbac"


def test_a_move_answers_htmx_with_the_list(pages: People, owner: User, tell: Tell) -> None:
    tell("a"), tell("b")
    answer = pages(owner).post(f"{LIST}/b/move", {"place": 0}, headers={"HX-Request": "true"})
    assert body(answer).index(">b</a>") < body(answer).index(">a</a>")


def test_a_scene_is_read(pages: People, viewer: User, tell: Tell, low_water: Scene) -> None:
    tell("The bell under the sea")
    page = body(pages(viewer).get(f"{LIST}/low-water"))
    assert "<em>out</em>" in page
    assert "Scene 1 of 2" in page
    assert "Next scene</span>The bell under the sea" in page
    assert "September 1203" in page
    assert "Edit</a>" not in page


def test_hidden_places_people_and_scenes_are_not_told(
    pages: People, viewer: User, stranger: User, tell: Tell, low_water: Scene, pier: Element, mara: Element
) -> None:
    tell("What Mara did", visibility="secret")
    Element.objects.filter(pk__in=[pier.pk, mara.pk]).update(visibility="secret")
    for path in (LIST, f"{LIST}/low-water"):
        page = body(pages(viewer).get(path))
        assert "The Pier" not in page
        assert "What Mara did" not in page
        assert pages(stranger).get(path).status_code == 404
    assert pages(viewer).get(f"{LIST}/what-mara-did").status_code == 404


def test_a_new_scene_is_told_last(
    pages: People, owner: User, universe: Universe, low_water: Scene, mara: Element, pier: Element
) -> None:
    wish = sent(location="the-pier", participant=["mara"], starts="1204-10-31")
    assert pages(owner).post(NEW, wish)["Location"] == f"{LIST}/the-bell"
    made = Scene.objects.get(title="The bell")
    assert (made.location, [*made.participants.all()], made.starts) == (pier, [mara], "1204-10-31")
    assert told(universe) == ["Low water", "The bell"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [({"title": ""}, "required"), ({"starts": "1204-13"}, "no month 13"),
     ({"location": "nowhere"}, "no element"), ({"starts": "1204", "ends": "1"}, "before it starts"),
     ({"participant": ["mara", "nobody"]}, "no element “nobody”")],
)  # fmt: skip
def test_what_is_wrong_stands_in_the_form_and_nothing_is_lost(
    pages: People, owner: User, mara: Element, wish: dict[str, Any], words: str
) -> None:
    answer = pages(owner).post(NEW, sent(**{"text": "A long night's work", **wish}))
    assert answer.status_code == 422
    assert words in body(answer)
    assert "A long night&#x27;s work" in body(answer)
    assert not Scene.objects.exists()


def test_two_versions_are_settled(pages: People, owner: User, author: Author, low_water: Scene) -> None:
    assert "The tide went *out*" in body(pages(owner).get(f"{LIST}/low-water/edit"))
    update_scene(scene=low_water, author=author, text="The tide stayed.")
    wish = sent(title="High water", text="The tide came in.", revision=low_water.revision)
    answer = pages(owner).post(f"{LIST}/low-water/edit", wish)
    assert answer.status_code == 412
    assert "The tide stayed." in body(answer)
    settled = {**wish, "merge": "1", "revision": "2", "keep-text": "theirs", "keep-when": "theirs"}
    assert pages(owner).post(f"{LIST}/low-water/edit", settled).status_code == 302
    low_water.refresh_from_db()
    assert (low_water.title, low_water.text, low_water.starts) == (
        "High water",
        "The tide stayed.",
        "1203-09",
    )


def test_trash_history_and_the_way_back(
    pages: People, owner: User, viewer: User, author: Author, low_water: Scene
) -> None:
    pages(owner).post(f"{LIST}/low-water/trash")
    assert pages(viewer).get(f"{LIST}/low-water").status_code == 404
    assert "Take it out of the trash" in body(pages(owner).get(f"{LIST}/low-water"))
    pages(owner).post(f"{LIST}/low-water/restore")
    update_scene(scene=low_water, author=author, title="Ebb")
    assert "Ebb" in body(pages(viewer).get(f"{LIST}/low-water/history"))
    pages(owner).post(f"{LIST}/low-water/revert", {"number": "1"})
    low_water.refresh_from_db()
    assert low_water.title == "Low water"


def test_viewers_read_and_do_not_write(pages: People, viewer: User, stranger: User, low_water: Scene) -> None:
    assert pages(viewer).get(NEW).status_code == 403
    for action in ("edit", "move", "trash", "restore", "revert"):
        assert pages(viewer).post(f"{LIST}/low-water/{action}", sent()).status_code == 403
        assert pages(stranger).post(f"{LIST}/low-water/{action}", sent()).status_code == 404
