"""Text that no database keeps is found, with its place, and can be left out."""

import pytest

from umam.lib.storable import may_hide_unstorable, storable, unstorable_at


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ("a", None),
        (7, None),
        (None, None),
        ("\U0001f600", None),
        ("a\0", ""),
        ("\ud83d", ""),
        ({"a": "b", "c": ["d", "\0"]}, "c.1"),
        ({"traits": [{"value": "\0"}]}, "traits.0.value"),
        ({"a\0": 1}, ""),
        ([{}, "\udc00"], "1"),
    ],
)
def test_where_it_is(value, where):
    assert unstorable_at(value) == where


@pytest.mark.parametrize(
    ("document", "suspect"),
    [(r'"\u0000"', True), (r'"\uD83D"', True), ('"\0"', True), (r'"\u00e9"', False), ('"plain"', False)],
)
def test_only_a_suspect_text_is_read(document, suspect):
    assert may_hide_unstorable(document) is suspect


def test_it_is_left_out():
    assert storable({"a\0": ["x\0y", "\ud800z", 1, None]}) == {"a": ["xy", "z", 1, None]}
