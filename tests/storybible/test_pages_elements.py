"""The pages of elements: the list, many at once, the article, the form, two versions, the history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from storybible.models import Element, ElementImage, Revision
from storybible.services.elements import create_element, delete_element, update_element
from storybible.services.keeping import Author
from umam.accounts.models import User
from umam.assets.models import Asset
from umam.universes.models import Universe

LIST = "/universes/lantern-coast/elements"
NEW = "/universes/lantern-coast/new-element"
People = Callable[[User], Client]


@pytest.fixture
def mara(universe: Universe, author: Author) -> Element:
    return create_element(
        universe=universe,
        author=author,
        name="Mara Venn",
        entity_subtype="character",
        summary="Keeper of the last lantern.",
        body="She never swims.",
        aliases=["Old Venn"],
        tags=["keeper"],
        traits=[{"key": "personality", "value": "Dry"}],
    )


@pytest.fixture
def hidden(universe: Universe, author: Author) -> Element:
    return create_element(
        universe=universe,
        author=author,
        name="What the flood took",
        entity_subtype="event",
        visibility="secret",
        tags=["plot"],
    )


def sent(**more: Any) -> dict[str, Any]:
    usual = {"name": "Mara Venn", "entity_subtype": "character", "visibility": "everyone"}
    return {**usual, "summary": "", "body": "", "aliases": "", "tags": "", **more}


def written(element: Element, **more: Any) -> dict[str, Any]:
    """The edit form of the fixture as a browser sends it, with changes."""
    trait = {"trait-0-key": "personality", "trait-0-label": "Personality", "trait-0-type": "text"}
    now = {
        "revision": str(element.revision),
        "summary": element.summary,
        "body": element.body,
        "aliases": "\n".join(element.aliases),
        "tags": "\n".join(element.tags),
        "trait-0-raw": "Dry",
    }
    return sent(**{**trait, **now, **more})


def names(answer: Any) -> list[str]:
    return [card.element.name for card in answer.context["cards"]]


# The list


def test_the_list_is_filtered(pages: People, owner: User, mara: Element, hidden: Element) -> None:
    browser = pages(owner)
    assert names(browser.get(LIST)) == ["Mara Venn", "What the flood took"]
    assert names(browser.get(f"{LIST}?type=event")) == ["What the flood took"]
    assert names(browser.get(f"{LIST}?text=old v")) == ["Mara Venn"]
    assert names(browser.get(f"{LIST}?tag=Keeper")) == ["Mara Venn"]
    assert names(browser.get(f"{LIST}?visibility=secret")) == ["What the flood took"]
    assert names(browser.get(f"{LIST}?gap=summary")) == ["What the flood took"]
    assert names(browser.get(f"{LIST}?type=dragon&order=loud")) == ["Mara Venn", "What the flood took"]


def test_viewers_see_no_secrets(pages: People, viewer: User, mara: Element, hidden: Element) -> None:
    browser = pages(viewer)
    assert names(browser.get(LIST)) == ["Mara Venn"]
    page = browser.get(LIST).content.decode()
    assert "New element" not in page
    assert 'name="pick"' not in page
    assert browser.get(f"{LIST}/{hidden.key}").status_code == 404
    assert browser.get(f"{LIST}/{hidden.key}/history").status_code == 404
    assert "plot" not in browser.get("/universes/lantern-coast/tags").content.decode()
    told = browser.get("/universes/lantern-coast/names?q=what").json()
    assert told == {"names": []}


@pytest.mark.parametrize("path", ["", "/mara-venn", "/mara-venn/history", "/mara-venn/edit"])
def test_strangers_find_nothing(pages: People, stranger: User, mara: Element, path: str) -> None:
    assert pages(stranger).get(f"{LIST}{path}").status_code == 404


def test_both_views_and_the_table_is_kept_in_the_address(pages: People, owner: User, mara: Element) -> None:
    page = pages(owner).get(f"{LIST}?view=table&type=character").content.decode()
    assert "<table" in page
    assert '<input type="hidden" name="view" value="table">' in page
    assert "view=table&amp;type=character" in page or "type=character&amp;view=table" in page


def test_the_call_of_the_api_finds_the_same(
    pages: People, api: Callable[[User], Any], owner: User, mara: Element, hidden: Element
) -> None:
    curl = pages(owner).get(f"{LIST}?type=character&tag=keeper&order=updated&gap=image").context["curl"]
    found = api(owner).get(curl.split("testserver")[1].rstrip("'"))
    assert [one["name"] for one in found.json()["results"]] == ["Mara Venn"]


def test_an_empty_universe_offers_a_beginning(pages: People, owner: User, universe: Universe) -> None:
    page = pages(owner).get(LIST).content.decode()
    assert f"{NEW}?type=faction" in page


@pytest.mark.parametrize("order", ["name", "updated"])
def test_pages_follow_one_another(
    pages: People, owner: User, universe: Universe, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("umam.studio.element_list.LENGTH", 4)
    fill(universe, 10)
    browser, seen, cursor = pages(owner), [], ""
    for _ in range(3):
        answer = browser.get(f"{LIST}?order={order}&cursor={cursor}")
        seen += names(answer)
        cursor = answer.context["following"]
    assert len(seen) == len(set(seen)) == 10
    assert cursor == ""
    assert browser.get(f"{LIST}?order={order}&cursor=nonsense").status_code == 200


def fill(universe: Universe, count: int) -> None:
    have = Element.objects.count()
    Element.objects.bulk_create(
        Element(universe=universe, key=f"n-{number}", name=f"N {number:04}", entity_subtype="item")
        for number in range(have, have + count)
    )


@pytest.mark.parametrize("path", ["", "?view=table&gap=unused&text=n", "?order=updated&tag=x"])
def test_the_number_of_queries_does_not_grow(
    pages: People, owner: User, universe: Universe, path: str
) -> None:
    browser = pages(owner)
    fill(universe, 3)
    browser.get(LIST + path)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST + path)
    fill(universe, 60)
    with CaptureQueriesContext(connection) as many:
        browser.get(LIST + path)
    assert len(many) <= len(few) + 1  # the query for the rows themselves, where a filter found none before
    assert len(many) <= 16


# Many at once


def test_many_are_tagged_hidden_and_thrown_away(pages: People, editor: User, mara: Element) -> None:
    browser, at_once = pages(editor), "/universes/lantern-coast/elements-at-once"
    browser.post(at_once, {"pick": [str(mara.pk), "x"], "action": "tag", "tag": "main cast"})
    mara.refresh_from_db()
    assert mara.tags == ["keeper", "main cast"]
    browser.post(at_once, {"pick": str(mara.pk), "action": "untag", "tag": "KEEPER"})
    browser.post(at_once, {"pick": str(mara.pk), "action": "visibility", "visibility": "team"})
    mara.refresh_from_db()
    assert (mara.tags, mara.visibility) == (["main cast"], "team")
    answer = browser.post(at_once, {"pick": str(mara.pk), "action": "trash", "next": f"{LIST}?view=table"})
    assert answer["Location"] == f"{LIST}?view=table"
    mara.refresh_from_db()
    assert mara.in_trash
    assert Revision.objects.filter(row_id=mara.pk, source="page").count() == 4


@pytest.mark.parametrize(("who", "code"), [("viewer", 403), ("stranger", 404)])
def test_only_editors_change_many(
    request: pytest.FixtureRequest, pages: People, mara: Element, who: str, code: int
) -> None:
    browser = pages(request.getfixturevalue(who))
    wish = {"pick": str(mara.pk), "action": "trash"}
    assert browser.post("/universes/lantern-coast/elements-at-once", wish).status_code == code
    mara.refresh_from_db()
    assert not mara.in_trash


def test_rows_of_another_universe_are_left_alone(
    pages: People, owner: User, mara: Element, other_universe: Universe, stranger: User
) -> None:
    theirs = create_element(
        universe=other_universe, author=Author(by=stranger), name="Mine", entity_subtype="item"
    )
    wish = {"pick": str(theirs.pk), "action": "trash"}
    pages(owner).post("/universes/lantern-coast/elements-at-once", wish)
    theirs.refresh_from_db()
    assert not theirs.in_trash


# The article


def test_the_article_shows_everything(
    pages: People, owner: User, universe: Universe, author: Author, mara: Element, picture: Asset
) -> None:
    ivo = create_element(
        universe=universe,
        author=author,
        name="Ivo",
        entity_subtype="character",
        body="Brother of @Mara Venn.",
    )
    update_element(
        element=mara,
        author=author,
        body="Sister of @Ivo. <script>alert(1)</script> [x](javascript:alert(1))",
        images=[{"asset": picture, "caption": "At dusk"}],
        traits=[
            {"key": "age", "label": "Age", "value": 41},
            {"key": "backstory", "value": "Long ago. " * 40},
            {"key": "swims", "label": "Swims", "value": False},
            {"key": "motivations", "value": ["Keep the light"]},
        ],
    )
    page = pages(owner).get(f"{LIST}/mara-venn").content.decode()
    for words in ("Keeper of the last lantern.", "Old Venn", "keeper", "At dusk", "Keep the light", "41"):
        assert words in page
    assert f'href="{LIST}/{ivo.key}" data-hover=' in page
    assert "<h2>Backstory</h2>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "Mentioned by" in page


def test_an_element_in_the_trash_can_be_taken_out(
    pages: People, editor: User, viewer: User, mara: Element
) -> None:
    browser = pages(editor)
    browser.post(f"{LIST}/mara-venn/trash")
    assert "Take it out of the trash" in browser.get(f"{LIST}/mara-venn").content.decode()
    assert pages(viewer).get(f"{LIST}/mara-venn").status_code == 404
    browser.post(f"{LIST}/mara-venn/restore")
    mara.refresh_from_db()
    assert not mara.in_trash


def test_what_was_read_last_is_remembered(pages: People, owner: User, mara: Element) -> None:
    browser = pages(owner)
    browser.get(f"{LIST}/mara-venn")
    page = browser.get("/universes/lantern-coast").content.decode()
    assert "Where you left off" in page
    delete_element(element=mara, author=Author(by=owner))
    assert "Where you left off" not in browser.get("/universes/lantern-coast").content.decode()


# The form


def test_an_element_is_made(pages: People, editor: User, universe: Universe) -> None:
    browser = pages(editor)
    assert "Motivations" in browser.get(NEW).content.decode()
    wish = sent(
        aliases="Old Venn\nThe Ninth Keeper",
        tags="keeper, ternhaven",
        **{"trait-0-key": "personality", "trait-0-label": "Personality", "trait-0-type": "text"},
        **{"trait-0-raw": "Dry", "trait-1-key": "backstory", "trait-1-raw": "", "trait-1-type": "text"},
        **{"trait-2-label": "Age", "trait-2-type": "number", "trait-2-raw": "1 041"},
        **{"trait-3-label": "Can swim", "trait-3-type": "boolean", "trait-3-raw": "no"},
        **{
            "trait-4-key": "motivations",
            "trait-4-type": "list",
            "trait-4-raw": "Keep the light\r\n\r\nSleep",
        },
    )
    answer = browser.post(NEW, wish)
    made = Element.objects.get(universe=universe)
    assert answer["Location"] == f"{LIST}/{made.key}"
    assert (made.aliases, made.tags) == (["Old Venn", "The Ninth Keeper"], ["keeper", "ternhaven"])
    assert {trait.key: trait.value for trait in made.traits.all()} == {
        "personality": "Dry",
        "motivations": ["Keep the light", "Sleep"],
        "age": 1041,
        "can-swim": False,
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, 'id="id_name_error"'),
        ({"entity_subtype": "dragon"}, 'id="id_entity_subtype_error"'),
        ({"summary": "x" * 401}, 'id="id_summary_error"'),
        ({"aliases": "x" * 201}, 'id="id_aliases_error"'),
        ({"trait-0-label": "Age", "trait-0-type": "number", "trait-0-raw": "old"}, "“old” is not a number."),
        ({"trait-0-label": "", "trait-0-type": "text", "trait-0-raw": "x"}, "Give this trait a name."),
        ({"trait-0-label": "A", "trait-0-raw": "x", "trait-1-label": "a", "trait-1-raw": "y"}, "already"),
        ({"visibility": "nobody"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
    pages: People, owner: User, universe: Universe, wrong: dict[str, str], said: str
) -> None:
    answer = pages(owner).post(NEW, sent(body="Kept words", **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    assert not Element.objects.exists()


def test_the_type_brings_other_traits_and_keeps_what_is_typed(
    pages: People, owner: User, universe: Universe
) -> None:
    typed = {"trait-0-key": "personality", "trait-0-label": "Personality", "trait-0-raw": "Dry"}
    wish = sent(entity_subtype="location", add="number", **typed)
    page = pages(owner).post("/universes/lantern-coast/element-traits", wish).content.decode()
    assert "Population" in page
    assert "Motivations" not in page
    assert 'value="Personality"' in page
    assert "Dry" in page
    assert 'aria-label="Number"' in page
    assert not Element.objects.exists()


def test_without_scripts_the_buttons_of_traits_bring_the_form_back(
    pages: People, owner: User, universe: Universe
) -> None:
    answer = pages(owner).post(NEW, sent(add="list", body="Kept words"))
    assert answer.status_code == 200
    assert "Entries, one a line" in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    assert not Element.objects.exists()


def test_pictures_are_uploaded_chosen_captioned_and_taken_off(
    pages: People, owner: User, mara: Element, picture: Asset, png_file: Any
) -> None:
    browser, edit = pages(owner), f"{LIST}/mara-venn/edit"
    upload = SimpleUploadedFile("Dusk.png", png_file.read_bytes(), "image/png")
    browser.post(edit, written(mara, pick=str(picture.pk), uploads=upload))
    rows = list(ElementImage.objects.filter(element=mara).order_by("position"))
    assert [row.asset.name for row in rows] == ["Harbour.png", "Dusk.png"]
    mara.refresh_from_db()
    turned = {"image": [str(rows[1].asset_id), str(rows[0].asset_id)], f"caption-{rows[1].asset_id}": "Dusk"}
    browser.post(edit, written(mara, **turned))
    rows = list(ElementImage.objects.filter(element=mara).order_by("position"))
    assert [(row.asset.name, row.caption) for row in rows] == [("Dusk.png", "Dusk"), ("Harbour.png", "")]
    mara.refresh_from_db()
    turned["remove-image"] = [str(picture.pk)]
    browser.post(edit, written(mara, **turned))
    assert [row.asset.name for row in ElementImage.objects.filter(element=mara)] == ["Dusk.png"]


def test_an_upload_survives_a_wrong_form(
    pages: People, owner: User, universe: Universe, png_file: Any
) -> None:
    good = SimpleUploadedFile("Dusk.png", png_file.read_bytes(), "image/png")
    bad = SimpleUploadedFile("notes.png", b"no picture at all", "image/png")
    answer = pages(owner).post(NEW, sent(name="", uploads=[good, bad]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "notes.png" in page
    assert f'name="image" value="{Asset.objects.get(name="Dusk.png").pk}"' in page


def test_pictures_of_another_universe_cannot_be_chosen(
    pages: People, owner: User, mara: Element, other_universe: Universe, png_file: Any, copy_of: Any
) -> None:
    from umam.assets.services import ingest_file

    theirs = ingest_file(path=copy_of(png_file), universe=other_universe, name="Mine.png", source="upload")
    pages(owner).post(f"{LIST}/mara-venn/edit", written(mara, pick=str(theirs.pk)))
    assert not ElementImage.objects.exists()
    page = pages(owner).get("/universes/lantern-coast/pictures").content.decode()
    assert "Mine.png" not in page


@pytest.mark.parametrize(("who", "code"), [("viewer", 403), ("stranger", 404)])
def test_only_editors_write(
    request: pytest.FixtureRequest, pages: People, mara: Element, who: str, code: int
) -> None:
    browser = pages(request.getfixturevalue(who))
    assert browser.get(NEW).status_code == code
    assert browser.post(NEW, sent()).status_code == code
    assert browser.post(f"{LIST}/mara-venn/edit", written(mara, name="Mine")).status_code == code
    assert browser.post(f"{LIST}/mara-venn/trash").status_code == code
    mara.refresh_from_db()
    assert (mara.name, mara.in_trash, Element.objects.count()) == ("Mara Venn", False, 1)


# Two versions


def test_a_stale_save_shows_both_versions_and_loses_nothing(
    pages: People, owner: User, editor: User, mara: Element
) -> None:
    mine = written(mara, summary="Mine to keep.", body="She never swims. Never.")
    theirs = {"name": "Mara of the Ninth", "summary": "Theirs to keep.", "tags": ["keeper", "new"]}
    update_element(element=mara, author=Author(by=editor), **theirs)
    browser, edit = pages(owner), f"{LIST}/mara-venn/edit"
    answer = browser.post(edit, mine)
    assert answer.status_code == 412
    found = {one.name: one for one in answer.context["differences"]}
    assert {name: (one.choice, one.both) for name, one in found.items()} == {
        "name": ("theirs", False),
        "summary": ("mine", True),
        "body": ("mine", False),
        "tags": ("theirs", False),
    }
    mara.refresh_from_db()
    assert mara.summary == "Theirs to keep."
    settled = dict(answer.context["carried"]) | {"merge": "1", "revision": "2", "base": "1"}
    chosen = {"keep-name": "theirs", "keep-summary": "mine", "keep-body": "mine", "keep-tags": "theirs"}
    assert browser.post(edit, settled | chosen).status_code == 302
    mara.refresh_from_db()
    assert (mara.name, mara.summary) == ("Mara of the Ninth", "Mine to keep.")
    assert (mara.body, mara.tags) == ("She never swims. Never.", ["keeper", "new"])


def test_traits_are_settled_one_by_one(pages: People, owner: User, editor: User, mara: Element) -> None:
    mine = written(mara, **{"trait-1-label": "Age", "trait-1-type": "number", "trait-1-raw": "41"})
    traits = [{"key": "personality", "value": "Warm"}, {"key": "motivations", "value": ["Sleep"]}]
    update_element(element=mara, author=Author(by=editor), traits=traits)
    browser, edit = pages(owner), f"{LIST}/mara-venn/edit"
    answer = browser.post(edit, mine)
    choices = {one.name: one.choice for one in answer.context["differences"]}
    assert choices == {
        "trait.personality": "theirs",
        "trait.age": "mine",
        "trait.motivations": "theirs",
    }
    settled = dict(answer.context["carried"]) | {"merge": "1", "revision": "2", "base": "1"}
    browser.post(edit, settled | {f"keep-{name}": choice for name, choice in choices.items()})
    assert {one.key: one.value for one in mara.traits.all()} == {
        "personality": "Warm",
        "age": 41,
        "motivations": ["Sleep"],
    }


def test_a_third_editor_in_between_asks_again(
    pages: People, owner: User, editor: User, mara: Element
) -> None:
    mine = written(mara, summary="Mine")
    update_element(element=mara, author=Author(by=editor), summary="Second")
    update_element(element=mara, author=Author(by=editor), summary="Third")
    again = {**mine, "merge": "1", "revision": "2", "base": "1", "keep-summary": "theirs"}
    answer = pages(owner).post(f"{LIST}/mara-venn/edit", again)
    assert answer.status_code == 412
    assert answer.context["differences"][0].choice == "theirs"
    assert answer.context["differences"][0].theirs == "Third"


# The history


def test_the_history_tells_and_brings_back(pages: People, owner: User, mara: Element) -> None:
    update_element(element=mara, author=Author(by=owner), summary="Keeper of the ninth lantern.")
    browser = pages(owner)
    page = browser.get(f"{LIST}/mara-venn/history").content.decode()
    assert "<del>last</del><ins>ninth</ins>" in page
    assert "Bring this state back" not in page
    assert "Bring this state back" in browser.get(f"{LIST}/mara-venn/history?revision=1").content.decode()
    assert browser.get(f"{LIST}/mara-venn/history?revision=9").status_code == 404
    browser.post(f"{LIST}/mara-venn/revert", {"number": "1"})
    mara.refresh_from_db()
    assert (mara.summary, mara.revision) == ("Keeper of the last lantern.", 3)


def test_viewers_read_no_hidden_past(pages: People, viewer: User, mara: Element, author: Author) -> None:
    update_element(element=mara, author=author, visibility="secret", summary="The traitor.")
    update_element(element=mara, author=author, visibility="everyone", summary="Keeper.")
    browser = pages(viewer)
    page = browser.get(f"{LIST}/mara-venn/history").content.decode()
    assert "The traitor" not in page
    assert browser.get(f"{LIST}/mara-venn/history?revision=2").status_code == 404
    assert browser.post(f"{LIST}/mara-venn/revert", {"number": "1"}).status_code == 403
