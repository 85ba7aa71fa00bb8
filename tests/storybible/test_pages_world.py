"""The pages of the overview, the world, the style and the trash."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from storybible.models import Element, StyleGuide, WorldConfig
from storybible.services.elements import create_element, delete_element
from storybible.services.keeping import Author
from storybible.services.relations import create_relation, delete_relation
from storybible.services.style import set_style_guide
from storybible.services.world import set_world_config
from umam.accounts.models import User
from umam.assets.models import Asset
from umam.universes.models import Membership, Universe
from umam.universes.services import create_universe

HERE = "/universes/lantern-coast"
WORLD, STYLE = f"{HERE}/world", f"{HERE}/style"
People = Callable[[User], Client]


# The overview


def test_an_empty_universe_offers_three_beginnings(
    pages: People, stranger: User, other_universe: Universe, universe: Universe
) -> None:
    page = pages(stranger).get("/universes/glass-desert").content.decode()
    for path in ("new-element?type=character", "new-element?type=location", "world/edit"):
        assert f"/universes/glass-desert/{path}" in page
    assert "Lantern Coast" not in page
    Membership.objects.create(universe=universe, user=stranger, role="viewer")
    assert "Look at Lantern Coast" in pages(stranger).get("/universes/glass-desert").content.decode()


def test_the_overview_tells_what_there_is(
    pages: People, owner: User, viewer: User, universe: Universe, author: Author, picture: Asset
) -> None:
    create_element(universe=universe, author=author, name="Mara", entity_subtype="character")
    create_element(
        universe=universe, author=author, name="The traitor", entity_subtype="concept", visibility="secret"
    )
    set_world_config(universe=universe, author=author, genre="fantasy", rules=["No dragons"])
    palette = [{"name": "Fog", "hex": "#cdd3d6"}]
    set_style_guide(
        universe=universe, author=author, palette=palette, references=[{"asset": picture, "caption": ""}]
    )
    page = pages(owner).get(HERE).content.decode()
    for words in (
        "The traitor",
        "Fantasy",
        "No dragons",
        'fill="#cdd3d6"',
        "What may come next",
        "cover-picture",
    ):
        assert words in page
    seen = pages(viewer).get(HERE)
    assert "The traitor" not in seen.content.decode()
    assert "What may come next" not in seen.content.decode()
    assert {line.look.key: line.count for line in seen.context["contents"]}["concept"] == 0


def test_gaps_are_told_to_editors_and_changes_to_all_who_may_see_them(
    pages: People, owner: User, viewer: User, stranger: User, universe: Universe, author: Author
) -> None:
    create_element(universe=universe, author=author, name="Mara", entity_subtype="character")
    create_element(
        universe=universe, author=author, name="The traitor", entity_subtype="concept", visibility="secret"
    )
    page = pages(owner).get(f"{HERE}/news").content.decode()
    assert f"{HERE}/elements?gap=summary" in page
    assert "The traitor" in page
    seen = pages(viewer).get(f"{HERE}/news").content.decode()
    assert "Mara" in seen
    assert "gap=" not in seen
    assert "The traitor" not in seen
    assert pages(stranger).get(f"{HERE}/news").status_code == 404


def test_the_rail_leads_to_the_bible_of_the_current_universe(
    pages: People, owner: User, stranger: User, universe: Universe
) -> None:
    assert pages(owner).get("/bible")["Location"] == HERE
    assert pages(stranger).get("/bible")["Location"] in {"/universes", *bibles(stranger)}
    assert 'data-go="b" aria-current="page"' in pages(owner).get(WORLD).content.decode()


def bibles(person: User) -> set[str]:
    mine = Universe.objects.filter(memberships__user=person)
    return {f"/universes/{one.slug}" for one in mine}


def test_the_overview_asks_a_fixed_number_of_times(
    pages: People, owner: User, universe: Universe, author: Author
) -> None:
    browser = pages(owner)

    def fill(count: int) -> None:
        for number in range(count):
            create_element(universe=universe, author=author, name=f"N {number}", entity_subtype="item")

    fill(2)
    browser.get(HERE)
    with CaptureQueriesContext(connection) as few:
        browser.get(HERE)
    fill(12)
    with CaptureQueriesContext(connection) as many:
        browser.get(HERE)
    assert len(many) <= len(few)


# The world


def test_the_world_is_described(pages: People, editor: User, universe: Universe) -> None:
    browser = pages(editor)
    assert "How does this world work?" in browser.get(WORLD).content.decode()
    assert "Wonders are real" in browser.get(f"{WORLD}/edit").content.decode()
    wish = {
        "genre": "fantasy",
        "tone": "melancholy",
        "rules": "No dragons\r\n\r\nNo maps\n",
        "notes": "Wind.",
    }
    assert browser.post(f"{WORLD}/edit", wish)["Location"] == WORLD
    config = WorldConfig.objects.get(universe=universe)
    assert (config.genre.key, config.rules) == ("fantasy", ["No dragons", "No maps"])
    page = browser.get(WORLD).content.decode()
    for words in ("Wonders are real", "Melancholy", "No maps", "Wind.", "Is there magic?"):
        assert words in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"genre": "opera"}, 'id="id_genre_error"'),
        ({"rules": "x" * 2000}, 'id="id_rules_error"'),
    ],
)
def test_a_wrong_choice_stands_at_its_field(
    pages: People, owner: User, universe: Universe, wrong: dict[str, str], said: str
) -> None:
    answer = pages(owner).post(f"{WORLD}/edit", {"notes": "Kept words", **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    assert not WorldConfig.objects.exists()


def test_two_versions_of_a_world_are_settled(
    pages: People, owner: User, universe: Universe, author: Author
) -> None:
    set_world_config(universe=universe, author=author, genre="fantasy", tone="dark", notes="One")
    set_world_config(universe=universe, author=author, tone="hopeful", notes="Two")
    browser = pages(owner)
    mine = {"revision": "1", "genre": "noir", "tone": "dark", "notes": "Mine", "rules": ""}
    answer = browser.post(f"{WORLD}/edit", mine)
    assert answer.status_code == 412
    choices = {one.name: one.choice for one in answer.context["differences"]}
    assert choices == {"genre": "mine", "tone": "theirs", "notes": "mine"}
    settled = dict(answer.context["carried"]) | {"merge": "1", "revision": "2", "base": "1"}
    browser.post(f"{WORLD}/edit", settled | {f"keep-{name}": side for name, side in choices.items()})
    config = WorldConfig.objects.get()
    assert (config.genre.key, config.tone.key, config.notes) == ("noir", "hopeful", "Mine")


# The style


def test_the_style_is_made_and_shown(
    pages: People, editor: User, universe: Universe, picture: Asset, png_file: Any
) -> None:
    browser = pages(editor)
    assert "How does it look?" in browser.get(STYLE).content.decode()
    wish = {
        "art_style": "ink",
        "mood": "quiet",
        "colour-hex": ["#141C3C", "#f2efe6", ""],
        "colour-name": ["Night water", "Salt", ""],
        "pick": str(picture.pk),
        f"caption-{picture.pk}": "This light",
        "uploads": SimpleUploadedFile("Dusk.png", png_file.read_bytes(), "image/png"),
    }
    assert browser.post(f"{STYLE}/edit", wish)["Location"] == STYLE
    guide = StyleGuide.objects.get(universe=universe)
    assert guide.palette == [{"name": "Night water", "hex": "#141c3c"}, {"name": "Salt", "hex": "#f2efe6"}]
    assert [row.asset.name for row in guide.reference_rows.all()] == ["Harbour.png", "Dusk.png"]
    page = browser.get(STYLE).content.decode()
    for words in ("Night water", "#141c3c", "AAA", "This light", "ink; mood: quiet"):
        assert words in page
    assert 'style="' not in page


def test_a_wrong_colour_stands_at_its_row(pages: People, owner: User, universe: Universe) -> None:
    wish = {"colour-hex": ["#GGG", "#ffffff"], "colour-name": ["Fog", "Salt"], "mood": "Kept words"}
    answer = pages(owner).post(f"{STYLE}/edit", wish)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“#GGG” is no colour." in page
    assert 'value="#GGG"' in page
    assert "Kept words" in page
    assert not StyleGuide.objects.exists()


def test_two_versions_of_a_style_are_settled(
    pages: People, owner: User, universe: Universe, author: Author, picture: Asset
) -> None:
    set_style_guide(universe=universe, author=author, mood="one", palette=[{"name": "A", "hex": "#000000"}])
    set_style_guide(
        universe=universe,
        author=author,
        palette=[{"name": "B", "hex": "#ffffff"}],
        references=[{"asset": picture, "caption": ""}],
    )
    browser = pages(owner)
    mine = {"revision": "1", "mood": "mine", "colour-hex": "#000000", "colour-name": "A"}
    answer = browser.post(f"{STYLE}/edit", mine)
    choices = {one.name: one.choice for one in answer.context["differences"]}
    assert choices == {"mood": "mine", "palette": "theirs", "references": "theirs"}
    settled = dict(answer.context["carried"]) | {"merge": "1", "revision": "2", "base": "1"}
    browser.post(f"{STYLE}/edit", settled | {f"keep-{name}": side for name, side in choices.items()})
    guide = StyleGuide.objects.get()
    assert (guide.mood, guide.palette[0]["name"], guide.references.count()) == ("mine", "B", 1)


@pytest.mark.parametrize(("who", "seen", "written"), [("viewer", 200, 403), ("stranger", 404, 404)])
@pytest.mark.parametrize("path", [WORLD, STYLE])
def test_only_editors_write(
    request: pytest.FixtureRequest,
    pages: People,
    universe: Universe,
    path: str,
    who: str,
    seen: int,
    written: int,
) -> None:
    browser = pages(request.getfixturevalue(who))
    assert browser.get(path).status_code == seen
    assert browser.get(f"{path}/edit").status_code == written
    assert browser.post(f"{path}/edit", {"mood": "mine", "notes": "mine"}).status_code == written
    assert not WorldConfig.objects.exists()
    assert not StyleGuide.objects.exists()


# The trash


def test_what_was_thrown_away_comes_back(
    pages: People, owner: User, universe: Universe, author: Author
) -> None:
    mara = create_element(universe=universe, author=author, name="Mara", entity_subtype="character")
    ivo = create_element(universe=universe, author=author, name="Ivo", entity_subtype="character")
    tie = create_relation(universe=universe, author=author, type="sibling-of", source=mara, target=ivo)
    delete_relation(relation=tie, author=author)
    delete_element(element=ivo, author=author)
    browser = pages(owner)
    page = browser.get(f"{HERE}/trash").content.decode()
    assert "Mara sibling of Ivo" in page
    browser.post(f"{HERE}/trash/element/{ivo.pk}/restore")
    browser.post(f"{HERE}/trash/relation/{tie.pk}/restore")
    ivo.refresh_from_db()
    tie.refresh_from_db()
    assert not ivo.in_trash
    assert not tie.in_trash
    assert "The trash is empty" in browser.get(f"{HERE}/trash").content.decode()


def test_the_trash_is_for_editors(
    pages: People, owner: User, viewer: User, stranger: User, universe: Universe, author: Author
) -> None:
    mara = create_element(universe=universe, author=author, name="Mara", entity_subtype="character")
    delete_element(element=mara, author=author)
    other = create_universe(by=owner, name="Elsewhere")
    assert pages(viewer).get(f"{HERE}/trash").status_code == 403
    assert pages(stranger).get(f"{HERE}/trash").status_code == 404
    assert pages(viewer).post(f"{HERE}/trash/element/{mara.pk}/restore").status_code == 403
    assert pages(owner).post(f"/universes/{other.slug}/trash/element/{mara.pk}/restore").status_code == 404
    assert pages(owner).post(f"{HERE}/trash/dragon/{mara.pk}/restore").status_code == 404
    assert Element.objects.get(pk=mara.pk).in_trash
