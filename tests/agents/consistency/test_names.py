"""Names that look like those of the bible, and words that only have a capital."""

from __future__ import annotations

import pytest

from agents.consistency.rules.names import edits, slip
from agents.consistency.service import violations_in_text
from agents.consistency.shapes import Rule
from storybible.services.elements import delete_element


@pytest.fixture
def mara(make):
    return make("Mara Voss", aliases=["Mara"])


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Nobody had seen Mara Vos since Friday.", "Mara Vos"),
        ("Nobody had seen Marra Voss since.", "Marra Voss"),
        ("Here comes Mara Vsos.", "Mara Vsos"),
        ("They trusted Mara Vos's word.", "Mara Vos"),
    ],
)
def test_a_slip_of_the_pen(universe, mara, said, name):
    found = [one for one in violations_in_text(universe, said) if one.rule is Rule.SIMILAR_NAME]
    assert [(name in one.evidence, one.subjects) for one in found] == [(True, [str(mara.pk)])]


@pytest.mark.parametrize(
    "said",
    [
        "Mara Voss spoke. The Vosses listened, and Voss's dog.",
        "Mars shone. More light fell. Mary slept.",
        "In March and on Monday it rained, said Mara.",
        "She met Mara Quill and Tara Voss.",
        "Boss and moss and loss. Loss followed.",
    ],
)
def test_other_words_and_other_people(universe, mara, said):
    assert violations_in_text(universe, said) == []


def test_a_word_at_the_beginning_is_a_name_where_it_acts(universe, make):
    make("Osmund")
    said = "Osmund rode. Osmond walked beside the mule. Osmium is heavy."
    assert [one.evidence for one in violations_in_text(universe, said)] == ["Osmond"]


def test_secrets_and_the_trash_are_not_given_away(universe, author, make):
    make("Morgrave", visibility="secret")
    delete_element(element=make("Halloran"), author=author)
    assert violations_in_text(universe, "They spoke of Morgrove and of Haloran there.") == []


def test_slips_are_counted():
    assert edits("voss", "voss", 2) == 0
    assert edits("vsos", "voss", 2) == 1
    assert edits("bartholemew", "bartholomew", 2) == 1
    assert edits("mara", "ivo", 1) == 2
    assert slip("mara", "tara") == 0
    assert slip("lumens", "lumen") == 0
    assert slip("aru", "arv") == 0
