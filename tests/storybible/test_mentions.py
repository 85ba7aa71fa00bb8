"""Who is meant by an @, who is told of it, and what a reader sees of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storybible.models import Element, Mention, Visibility
from storybible.selectors.mentions import backlinks
from storybible.services.elements import create_element, delete_element, restore_element, update_element
from storybible.services.keeping import Author
from storybible.words import markdown, mentions_in
from umam.universes.models import Universe

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(universe: Universe, author: Author):
    def made(name: str, **fields) -> Element:
        fields.setdefault("entity_subtype", "character")
        return create_element(universe=universe, author=author, name=name, **fields)

    return made


def names(text: str, universe: Universe) -> list[str]:
    return [element.name for element in mentions_in(text, universe)]


class TestWhoIsMeant:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("@Mara came.", ["Mara"]),
            ("@mara VOSS came, then @Mara.", ["Mara Voss", "Mara"]),
            ("(@Mara Voss)", ["Mara Voss"]),
            ("@Mara's lamp", ["Mara"]),
            ("@Marathon", []),
            ('@"Mara Voss" and @“Mara”', ["Mara Voss", "Mara"]),
            ("@[the lamp keeper](mara-voss)", ["Mara Voss"]),
            ("**@Mara** _@Mara Voss_", ["Mara", "Mara Voss"]),
            ("# @Mara\n\n- @Mara Voss\n\n| @Mara |\n| - |\n", ["Mara", "Mara Voss"]),
            ("@The  Harbour   of Lamps", ["The Harbour of Lamps"]),
            ("@old lamp", ["Mara Voss"]),
            ("@Jörg and @玛拉去了", ["Jörg", "玛拉"]),
            ("write to mara@Mara or nia@mara.example.org", []),
            ("https://example.org/@Mara and <https://example.org/@Mara>", []),
            ("[see @Mara](https://example.org)", []),
            ("`@Mara` and\n\n    @Mara\n\n```\n@Mara\n```", []),
            (r"\@Mara", []),
            ("@@Mara", []),
            ("@ Mara", []),
            ("@Nobody", []),
            ('@"Nobody"', []),
            ("@[x](nobody)", []),
            ("@", []),
        ],
    )
    def test_in_a_text(self, universe, make, text, meant):
        make("Mara")
        make("Mara Voss", aliases=["Old Lamp"])
        make("The Harbour of Lamps", entity_subtype="location")
        make("Jörg")
        make("玛拉")
        assert names(text, universe) == meant

    def test_only_of_this_universe(self, make, other_universe):
        make("Mara")
        assert names("@Mara @[Mara](mara)", other_universe) == []

    def test_a_name_before_an_alias_and_the_living_before_the_dead(self, universe, make, author):
        make("Ivo", aliases=["Captain"])
        captain = make("Captain")
        assert names("@Captain", universe) == ["Captain"]
        delete_element(element=captain, author=author)
        assert names("@Captain", universe) == ["Ivo"]

    def test_hundreds_of_them_cost_two_queries(self, universe, make):
        make("Mara")
        text = " ".join(f"@Person number {number} and @[x](key-{number})" for number in range(400)) + " @Mara"
        with CaptureQueriesContext(connection) as asked:
            found = mentions_in(text, universe)
        assert [one.name for one in found] == ["Mara"]
        assert len(asked) == 3


class TestOnThePage:
    def test_a_link_with_a_card(self, universe, make, owner):
        mara = make("Mara")
        html = markdown("Ask @Mara.", universe, owner)
        assert f'href="/universes/{universe.slug}/elements/mara"' in html
        assert f'data-hover="/universes/{universe.slug}/hover/{mara.pk}"' in html
        assert ">Mara</a>." in html

    def test_a_deleted_one_is_struck_and_comes_back(self, universe, make, owner, author):
        mara = make("Mara")
        delete_element(element=mara, author=author)
        for text in ("@Mara", "@[Mara](mara)"):
            html = markdown(text, universe, owner)
            assert '<s class="mention-gone" title="No longer in this universe">Mara</s>' in html
        restore_element(element=mara, author=author)
        assert "<s" not in markdown("@Mara", universe, owner)

    def test_one_that_never_was_is_struck_by_key_and_words_by_name(self, universe, owner):
        assert "<s" in markdown("@[Mara](mara)", universe, owner)
        assert markdown("@Mara", universe, owner) == "<p>@Mara</p>\n"

    @pytest.mark.parametrize("visibility", [Visibility.TEAM, Visibility.SECRET])
    def test_a_hidden_one_is_plain_words_for_a_viewer(self, universe, make, viewer, editor, visibility):
        mara = make("Mara", visibility=visibility)
        for text in ("@Mara", "@[Mara](mara)"):
            assert markdown(text, universe, viewer) == "<p>Mara</p>\n"
            assert str(mara.pk) in markdown(text, universe, editor)

    def test_of_two_with_one_name_a_viewer_sees_the_open_one(self, universe, make, viewer, editor):
        secret = make("Mara", visibility=Visibility.SECRET)
        known = make("Mara")
        assert str(known.pk) in markdown("@Mara", universe, viewer)
        assert str(secret.pk) in markdown("@Mara", universe, editor)

    def test_names_are_words_and_never_markup(self, universe, make, owner):
        make('<b onclick="x">Mara</b>', key="mara")
        html = markdown('@[<img src=x onerror=alert(1)>](mara) @"<b onclick="', universe, owner)
        assert "<img" not in html
        assert "<b" not in html


class TestRowsOfMentions:
    def test_follow_the_text(self, make, author):
        mara, ivo = make("Mara"), make("Ivo")
        lamp = make("Lamp", body="Held by @Mara.", entity_subtype="item")
        assert set(Mention.objects.values_list("row_id", "target")) == {(lamp.pk, mara.pk)}
        update_element(element=lamp, author=author, body="Held by @Ivo.")
        assert set(Mention.objects.values_list("row_id", "target")) == {(lamp.pk, ivo.pk)}
        delete_element(element=lamp, author=author)
        assert not Mention.objects.exists()
        restore_element(element=lamp, author=author)
        assert set(Mention.objects.values_list("row_id", "target")) == {(lamp.pk, ivo.pk)}

    def test_of_traits_and_summaries_and_not_of_oneself(self, make):
        mara = make("Mara")
        make(
            "Ivo",
            summary="Brother of @Mara.",
            body="@Ivo is himself.",
            traits=[{"key": "motivations", "value": ["find @Mara"]}],
        )
        assert list(Mention.objects.values_list("target", flat=True)) == [mara.pk]

    def test_a_text_may_name_somebody_who_comes_later(self, make, author):
        lamp = make("Lamp", body="Held by @Mara Voss.", entity_subtype="item")
        assert not Mention.objects.exists()
        mara = make("Mara")
        assert set(Mention.objects.values_list("row_id", "target")) == {(lamp.pk, mara.pk)}
        voss = make("Mara Voss")
        assert set(Mention.objects.values_list("row_id", "target")) == {(lamp.pk, voss.pk)}
        update_element(element=voss, author=author, name="Nia")
        assert set(Mention.objects.values_list("row_id", "target")) == {(lamp.pk, mara.pk)}

    def test_renaming_keeps_a_mention_by_key(self, universe, make, owner, author):
        mara = make("Mara")
        lamp = make("Lamp", body="Held by @[the keeper](mara).", entity_subtype="item")
        update_element(element=mara, author=author, name="Nia")
        assert set(Mention.objects.values_list("row_id", "target")) == {(lamp.pk, mara.pk)}
        html = markdown(lamp.body, universe, owner)
        assert "/elements/mara" in html
        assert ">the keeper</a>" in html


class TestBacklinks:
    def test_only_visible_and_living_rows(self, make, author, viewer, editor, stranger):
        mara = make("Mara")
        make("Lamp", body="@Mara", entity_subtype="item")
        make("Plan", body="@Mara", entity_subtype="item", visibility=Visibility.SECRET)
        gone = make("Boat", body="@Mara", entity_subtype="item")
        delete_element(element=gone, author=author)
        assert [one.title for one in backlinks(mara, editor)] == ["Lamp", "Plan"]
        assert [one.title for one in backlinks(mara, viewer)] == ["Lamp"]
        assert backlinks(mara, viewer)[0].url.endswith("/elements/lamp")

    def test_of_ties_without_a_hidden_end(self, universe, make, author, viewer, editor):
        from storybible.services.relations import create_relation

        mara, ivo = make("Mara"), make("Ivo")
        nia = make("Nia", visibility=Visibility.SECRET)
        tie = {"universe": universe, "author": author, "type": "friend-of", "note": "since @Mara left"}
        create_relation(**tie, source=ivo, target=make("Tom"))
        create_relation(**tie, source=ivo, target=nia)
        assert [one.title for one in backlinks(mara, viewer)] == ["Ivo friend of Tom"]
        assert len(backlinks(mara, editor)) == 2

    def test_in_a_fixed_number_of_queries(self, make, owner):
        mara = make("Mara")
        make("Lamp 0", body="@Mara", entity_subtype="item")
        with CaptureQueriesContext(connection) as few:
            backlinks(mara, owner)
        for number in range(1, 6):
            make(f"Lamp {number}", body="@Mara", entity_subtype="item")
        with CaptureQueriesContext(connection) as many:
            assert len(backlinks(mara, owner)) == 6
        assert len(many) == len(few)


class TestCard:
    def address(self, element: Element) -> str:
        return f"/universes/{element.universe.slug}/hover/{element.pk}"

    def test_shows_face_type_and_summary(self, make, pages, viewer, picture):
        mara = make("Mara", summary="Keeps the <last> lamp.", images=[{"asset": picture, "caption": "Mara"}])
        shown = pages(viewer).get(self.address(mara)).content.decode()
        assert "Character" in shown
        assert "Keeps the &lt;last&gt; lamp." in shown
        assert '<img class="hover-card-face"' in shown

    def test_of_a_hidden_a_deleted_and_a_strange_one_is_nothing(
        self, make, pages, author, viewer, editor, stranger
    ):
        secret, gone, known = make("A", visibility=Visibility.SECRET), make("B"), make("C")
        delete_element(element=gone, author=author)
        assert pages(viewer).get(self.address(secret)).status_code == 404
        assert pages(editor).get(self.address(secret)).status_code == 200
        assert pages(editor).get(self.address(gone)).status_code == 404
        assert pages(stranger).get(self.address(known)).status_code == 404
