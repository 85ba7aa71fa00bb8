"""Does copy keep to the brand."""

from __future__ import annotations

import pytest

from agents.copy.brand import BrandVoice, forbidden_phrases, wanted_phrases
from agents.copy.brand_check import HYPE, check_brand, hype_in, post_length
from agents.copy.names import distance, misspelled
from agents.copy.shapes import Platform
from tests.agents.copy.conftest import letter, page, posts

NAMES = ("Mara Voss", "The Gullwing", "Ivo Voss", "Lumen", "Harbour Wardens", "Lightfish", "Old Tamsin")
HARD = (
    "Institutional epistemological considerations necessitate the reconceptualisation of responsibilities. "
    * 3
)


def found(copy, brand=None, names=()):
    return {check.key: check for check in check_brand(copy, brand or BrandVoice(), names=names)}


def text(words):
    return page(("A heading", words))


class TestReadingRules:
    @pytest.mark.parametrize(
        ("entry", "phrases"),
        [
            ("cheap", ["cheap"]),
            ("Never say “content” or “users”", ["content", "users"]),
            ("Don't use the words cheap, sale or bargain", ["cheap", "sale", "bargain"]),
            ("avoid jargon of the trade", ["jargon of the trade"]),
            ("Never promise what the story itself does not keep in its ending", []),
        ],
    )
    def test_donts(self, entry, phrases):
        assert forbidden_phrases(entry) == phrases

    def test_dos(self):
        assert wanted_phrases("Always say 'story world'") == ["story world"]
        assert wanted_phrases("Be as warm as an old friend who has time for tea") == []
        assert wanted_phrases("Name a place or a person") == []
        assert wanted_phrases("story world") == ["story world"]

    def test_what_people_type_is_tidied(self):
        made = BrandVoice.made(voice=" calm  ", dos=["", "  a ", "a"], donts=["x" * 900] * 99)
        assert made.voice == "calm"
        assert made.dos == ("a",)
        assert len(made.donts[0]) == 300


class TestDonts:
    def test_words(self):
        check = found(text("It is a cheap thrill."), BrandVoice(donts=("cheap", "sale")))["donts"]
        assert not check.passed
        assert check.value == "used: “cheap”"

    @pytest.mark.parametrize(
        ("rule", "bad"),
        [
            ("No exclamation marks", "Come now!"),
            ("no emoji", "Come 🌊"),
            ("Never write in all caps", "COME NOW"),
            ("no hashtags", "See #Light"),
            ("no rhetorical questions", "Are you ready?"),
            ("no jargon", "We leverage synergy."),
            ("no hype or superlatives", "The greatest story."),
            ("no long sentences", "word " * 40),
        ],
    )
    def test_rules(self, rule, bad):
        assert not found(text(bad), BrandVoice(donts=(rule,)))["donts"].passed
        assert found(text("Come and see."), BrandVoice(donts=(rule,)))["donts"].passed

    def test_what_no_machine_can_tell_is_told_to_a_person(self):
        rule = "Never sound as if we knew better than the people who read us every week"
        notes = found(text("Words."), BrandVoice(donts=(rule,)))
        assert "donts" not in notes
        assert notes["donts_by_hand"].weight == 0
        assert notes["donts_by_hand"].value == rule

    def test_subjects_count_too(self):
        assert not found(letter("Words.", "Cheap light"), BrandVoice(donts=("cheap",)))["donts"].passed


def test_dos():
    brand = BrandVoice(dos=("Address the reader as you", "say “story world”", "short sentences"))
    assert found(text("Our story world waits for you."), brand)["dos"].passed
    assert (
        found(text("It waits."), brand)["dos"].value == "missing: “Address the reader as you”, “story world”"
    )


@pytest.mark.parametrize(
    ("audience", "passed"), [("", False), ("children from 8", False), ("industry professionals", False)]
)
def test_audience(audience, passed):
    assert found(text(HARD), BrandVoice(audience=audience))["audience"].passed is passed


def test_children_need_it_easier_than_scholars():
    middling = (
        "The harbour authority maintains every lantern along the coast. Several keepers are responsible for "
        "the condition of the apparatus and the safety of vessels."
    )
    assert not found(text(middling), BrandVoice(audience="children"))["audience"].passed
    assert found(text("The keeper lights the lamp. The boats come home."), BrandVoice(audience="children"))[
        "audience"
    ].passed


class TestManners:
    @pytest.mark.parametrize("phrase", HYPE)
    def test_hype(self, phrase):
        assert phrase in hype_in(f"It is {phrase.upper()}, they say.")

    def test_hyphens_hide_nothing(self):
        assert hype_in("a once-in-a-lifetime, world-class show") == ["once in a lifetime", "world class"]

    def test_plain_words_pass(self):
        assert hype_in("The bestiary of the coast is amazingly small; the number is one.") == []

    def test_exclamations(self):
        assert not found(text("Come!"))["exclamations"].passed
        assert not found(text("来て！"))["exclamations"].passed
        assert found(text("We play Wait! tonight."), names=("Wait!",))["exclamations"].passed


class TestLimits:
    @pytest.mark.parametrize(
        ("platform", "limit"), [("x", 280), ("instagram", 2200), ("linkedin", 3000), ("tiktok", 2200)]
    )
    def test_posts(self, platform, limit):
        assert found(posts("x" * limit, platform))["limits"].passed
        assert not found(posts("x" * (limit + 1), platform))["limits"].passed
        assert not found(posts("x" * (limit - 3), platform, "Tag"))["limits"].passed

    def test_x_counts_wide_signs_twice(self):
        assert post_length(Platform.X, "灯🌊a") == 5
        assert post_length(Platform.INSTAGRAM, "灯🌊a") == 3

    def test_emails(self):
        assert found(letter("b", "s" * 52, "p" * 110))["limits"].passed
        assert not found(letter("b", "s" * 61))["limits"].passed
        assert not found(letter("b", "s", "p" * 111))["limits"].passed

    def test_pages_have_none(self):
        assert "limits" not in found(text("x"))


class TestNames:
    @pytest.mark.parametrize(
        ("said", "right"),
        [
            ("We met Marra Voss there.", {"Marra Voss": "Mara Voss"}),
            ("We met mara voss there.", {"mara voss": "Mara Voss"}),
            ("They sailed the Gulwing.", {"the Gulwing": "The Gullwing"}),
            ("They live in Lumne now.", {"Lumne": "Lumen"}),
            ("Mara Vos's lamp", {"Mara Vos": "Mara Voss"}),
        ],
    )
    def test_slips(self, said, right):
        assert right.items() <= misspelled(said, NAMES).items()

    @pytest.mark.parametrize(
        "said",
        [
            "Mara Voss and Ivo Voss saw the Gullwing.",
            "MARA VOSS",
            "A lightfish and two lightfish.",
            "Mara Voss's lamp; a Harbour Warden.",
            "Human voices. Women sang.",
            "",
            "灯台",
        ],
    )
    def test_no_slips(self, said):
        assert misspelled(said, NAMES) == {}

    def test_distance(self):
        assert distance("mara", "maar", 2) == 1
        assert distance("mara", "marble", 2) == 3
        assert distance("", "ab", 2) == 2

    def test_a_check_of_it(self):
        assert "Mara Voss" in found(text("Marra Voss."), names=NAMES)["names"].value
        assert found(text("Marra Voss."))["names"].weight == 0
