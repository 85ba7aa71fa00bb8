"""Public copy gives nothing away, and the search for it does not either."""

from __future__ import annotations

import json
import time

import pytest

from agents.copy import secrets
from agents.copy.secrets import find_secrets
from storybible.models import Element, ElementName, SearchEntry
from storybible.services.elements import update_element
from storybible.services.relations import create_relation
from storybible.services.scenes import create_scene
from storybible.services.time import create_event

HIDDEN = "The drowned king still sits below the ninth stair and counts the living by their lamps."


@pytest.fixture
def nix(make):
    return make(
        "Sorrow of Nine",
        aliases=["The Pale Child"],
        summary="A star that fell in the shape of a girl.",
        body=HIDDEN,
        visibility="secret",
        traits=[
            {"key": "powers", "value": ["burns without any heat at all under water"], "trait_type": "list"}
        ],
    )


def leaks(universe, text):
    return [(leak.kind, leak.how, leak.words) for leak in find_secrets(universe, text).leaks]


class TestNames:
    @pytest.mark.parametrize(
        "text",
        [
            "Meet Sorrow of Nine.",
            "meet SORROW OF NINE's lamp",
            "Sorrow\u200b of\u00a0Nine",
            "See #SorrowOfNine",
        ],
    )
    def test_a_name_however_written(self, universe, nix, text):
        assert any(how == "name" for _, how, _ in leaks(universe, text))

    def test_an_alias_and_a_tag_in_one_word(self, universe, nix):
        assert leaks(universe, "Who is the Pale Child?") == [("element", "name", "the Pale Child")]
        assert leaks(universe, "Post with #thepalechild") == [("element", "name", "#thepalechild")]

    def test_public_and_team_names_are_none(self, universe, make):
        make("Mara Voss")
        make("Ivo's logbook", "item", visibility="team")
        assert leaks(universe, "Mara Voss reads Ivo's logbook.") == []

    def test_a_name_that_a_public_element_has_too(self, universe, make):
        make("Lumen", "location")
        make("Lumen", "concept", visibility="secret", key="lumen-2")
        assert leaks(universe, "Come to Lumen.") == []

    def test_no_longer_secret(self, universe, nix, author):
        update_element(element=nix, author=author, visibility="everyone")
        assert leaks(universe, f"Sorrow of Nine. {HIDDEN}") == []

    def test_of_this_universe_only(self, nix, author):
        from umam.universes.services import create_universe

        other = create_universe(by=author.by, name="Elsewhere")
        assert leaks(other, "Sorrow of Nine") == []


class TestPhrases:
    def test_five_words_in_a_row(self, universe, nix):
        found = leaks(universe, "They say he counts the living by their lamps, and smiles.")
        assert found == [("element", "phrase", "counts the living by their lamps")]

    def test_four_are_none(self, universe, nix):
        assert leaks(universe, "He counts the living by candles.") == []

    def test_traits(self, universe, nix):
        assert leaks(universe, "It burns without any heat at all.") == [
            ("element", "phrase", "burns without any heat at all")
        ]

    def test_words_that_say_nothing(self, universe, make):
        make("Grey Man", body="It was one of the only ones.", visibility="secret")
        assert leaks(universe, "It was one of the only songs.") == []

    def test_what_is_public_elsewhere(self, universe, nix, make):
        make("Nursery rhyme", "concept", body="He counts the living by their lamps, so sleep.")
        assert leaks(universe, "He counts the living by their lamps.") == []

    def test_what_the_universe_says_of_itself(self, universe, make):
        make(
            "Old fear",
            "concept",
            body="every harbour keeps a lantern that must not go out",
            visibility="secret",
        )
        assert leaks(universe, "Every harbour keeps a lantern that must not go out.") == []

    def test_findings_tell_nothing_that_the_copy_does_not(self, universe, nix):
        told = json.dumps(
            [leak.as_dict() for leak in find_secrets(universe, "counts the living by their").leaks]
        )
        for word in ("drowned", "Sorrow", "stair", "lamps"):
            assert word not in told

    def test_other_scripts(self, universe, make):
        make("影", "concept", body="溺れた王は九段目の下に座り灯りで生者を数える", visibility="secret")
        make("ظل", "concept", body="الملك الغريق يجلس تحت الدرجة التاسعة ويعد الأحياء", visibility="secret")
        assert leaks(universe, "王は九段目の下に座り灯りで生者を数える。")
        assert leaks(universe, "قالوا إن الملك الغريق يجلس تحت الدرجة التاسعة")


class TestOtherRows:
    def test_events_and_scenes(self, universe, author):
        create_event(
            universe=universe, author=author, title="The Burning of Lumen", starts="1204", visibility="secret"
        )
        create_scene(
            universe=universe,
            author=author,
            title="x",
            text="Aldous lit the false lamp himself.",
            visibility="secret",
        )
        assert leaks(universe, "After the burning of Lumen, hope.") == [
            ("event", "title", "the burning of Lumen")
        ]
        assert leaks(universe, "So Aldous lit the false lamp.") == [
            ("scene", "phrase", "Aldous lit the false lamp")
        ]

    def test_ties(self, universe, author, make):
        mara, nix = make("Mara Voss"), make("Aldous Crane")
        create_relation(
            universe=universe, author=author, type="parent-of", source=nix, target=mara, visibility="secret",
            note="He left her in a basket at the foot of the tower.",
        )  # fmt: skip
        assert leaks(universe, "Mara Voss met Aldous Crane.") == []
        assert leaks(universe, "Mara Voss is the child of Aldous Crane.") == [
            ("relation", "tie", "Aldous Crane … Mara Voss")
        ]
        assert leaks(universe, "in a basket at the foot of a hill")[0][:2] == ("relation", "phrase")

    def test_trash_keeps_its_names(self, universe, nix, author):
        from storybible.services.elements import delete_element

        delete_element(element=nix, author=author)
        assert leaks(universe, "Sorrow of Nine") == [("element", "name", "Sorrow of Nine")]


class TestBounds:
    @pytest.mark.parametrize("text", ["", "  ", "!!!", "\x00"])
    def test_nothing(self, universe, nix, text, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert find_secrets(universe, text).ok

    def test_the_end_of_a_long_text_is_read(self, universe, nix):
        assert leaks(universe, "The sea is calm tonight. " * 2000 + "Sorrow of Nine")

    def test_too_long_says_so(self, universe, nix):
        report = find_secrets(universe, "The sea is calm tonight. " * 6000)
        assert not report.complete
        assert not report.check().passed
        assert "person" in report.check().advice

    def test_more_secrets_than_are_read(self, universe, nix, make, monkeypatch):
        make("Other", visibility="secret")
        monkeypatch.setattr(secrets, "MOST_READ", 1500)
        assert not find_secrets(universe, "The sea is calm.").complete
        assert find_secrets(universe, "Sorrow of Nine").leaks

    def test_ten_thousand_elements(self, universe, author):
        rows = [
            Element(
                universe=universe, name=f"Person {n}", key=f"p{n}", entity_subtype="character",
                visibility="secret" if n % 5 == 0 else "everyone",
            )
            for n in range(10_000)
        ]  # fmt: skip
        Element.objects.bulk_create(rows)
        ElementName.objects.bulk_create(
            [ElementName(universe=universe, element=row, folded=row.name.casefold()) for row in rows]
        )
        SearchEntry.objects.bulk_create(
            SearchEntry(
                universe=universe, kind="element", row_id=row.pk, title=row.name, visibility=row.visibility,
                text=f"{row.name} walked along the quiet shore on day {n} and found a letter.",
            )
            for n, row in enumerate(rows)
        )  # fmt: skip
        begun = time.monotonic()
        found = leaks(
            universe, "Person 500 and Person 501 walked along the harbour. " + "A calm word. " * 500
        )
        assert time.monotonic() - begun < 3
        assert found == [("element", "name", "Person 500")]


def test_the_check_weighs_most(universe, nix):
    check = find_secrets(universe, "Sorrow of Nine").check()
    assert (check.passed, check.value, check.weight) == (False, "“Sorrow of Nine”", 5.0)
