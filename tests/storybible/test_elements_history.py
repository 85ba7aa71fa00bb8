"""What differs between two states of a row."""

from __future__ import annotations

import time

import pytest

from storybible.selectors.history import Piece, compare_words, diff


def by_field(before, after):
    return {change.field: change for change in diff(before, after)}


def test_equal_documents():
    document = {"name": "Mara", "tags": ["a"], "traits": [{"key": "x", "value": 1}], "model": None}
    assert diff(document, dict(document)) == []


def test_the_first_state_tells_what_it_has():
    assert set(by_field(None, {"name": "Mara", "summary": "", "tags": [], "model": None})) == {"name"}


def test_words():
    change = by_field({"body": "The light burns low."}, {"body": "The lamp burns very low."})["body"]
    assert change.words == [
        Piece("same", "The "),
        Piece("removed", "light"),
        Piece("added", "lamp"),
        Piece("same", " burns "),
        Piece("added", "very "),
        Piece("same", "low."),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "new"), ("old", ""), ("a\nb\nc\n", "a\nx\nc\n"), ("one", "two"), ("a b", "a b c"), ("ä ö", "ä ü")],
)
def test_words_add_up_to_both_texts(before, after):
    pieces = compare_words(before, after)
    assert "".join(one.text for one in pieces if one.what != "added") == before
    assert "".join(one.text for one in pieces if one.what != "removed") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 40_000, "b a c " * 30_000),
        ("\n" * 90_000 + "x", "y" + "\n" * 90_000),
        ("\n".join(map(str, range(30_000))), "\n".join(map(str, range(30_000, 0, -1)))),
        ("a b " * 990, "b a " * 990),
    ],
)
def test_large_texts_take_no_ages(before, after):
    started = time.process_time()
    pieces = compare_words(before, after)
    assert time.process_time() - started < 3
    assert "".join(one.text for one in pieces if one.what != "removed") == after


def test_lists_of_words():
    change = by_field({"tags": ["a", "b"]}, {"tags": ["b", "c"]})["tags"]
    assert (change.added, change.removed) == (["c"], ["a"])
    assert by_field({"tags": ["a", "b"]}, {"tags": ["b", "a"]})["tags"].added == []


def test_entries_are_known_by_what_they_are():
    before = {"traits": [{"key": "age", "value": 3}, {"key": "home", "value": "sea"}]}
    after = {"traits": [{"key": "age", "value": 4}, {"key": "goal", "value": ["x"]}]}
    found = by_field(before, after)
    assert set(found) == {"traits.age.value", "traits.goal", "traits.home"}
    assert (found["traits.age.value"].before, found["traits.age.value"].after) == (3, 4)
    assert (found["traits.goal"].before, found["traits.home"].after) == (None, None)


def test_order_of_entries_and_files():
    one, two = (
        {"sha256": "a", "name": "a.png", "caption": ""},
        {"sha256": "b", "name": "b.png", "caption": ""},
    )
    assert set(by_field({"images": [one, two]}, {"images": [two, one]})) == {"images"}
    captioned = {**one, "caption": "Dusk"}
    assert set(by_field({"images": [one]}, {"images": [captioned]})) == {"images.a.caption"}
    assert by_field({"model": one}, {"model": two})["model"].after == two


def test_nested_values():
    before, after = {"when": {"from": "1204", "to": ""}}, {"when": {"from": "1205", "to": ""}}
    assert set(by_field(before, after)) == {"when.from"}
    assert set(by_field(before, {"when": None})) == {"when"}
