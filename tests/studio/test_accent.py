"""Whatever colour a designer picks, text and buttons stay readable on every surface."""

import pytest

from umam.studio.accent import DAY_SURFACE, NIGHT_SURFACE, accent, contrast, parse_hex

COLOURS = [
    "#000000", "#ffffff", "#808080", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#8b5cf6", "#f59e0b",
    "#14b8a6", "#ec4899", "#7f1d1d", "#fef08a",
]  # fmt: skip
AA = 4.5


@pytest.mark.parametrize("colour", COLOURS)
def test_text_and_buttons_keep_their_contrast(colour):
    found = accent(colour)
    assert contrast(parse_hex(found.night_text), NIGHT_SURFACE) >= AA
    assert contrast(parse_hex(found.day_text), DAY_SURFACE) >= AA
    assert contrast(parse_hex(found.fill), parse_hex(found.on_fill)) >= AA


def test_a_readable_colour_is_left_as_it_is():
    assert accent("#f59e0b").fill == "#f59e0b"


def test_what_is_no_colour_gives_the_studios_own():
    assert accent("#nothex") == accent("red") == accent("#8b5cf6")


def test_the_stylesheet_can_be_kept_for_ever(client):
    answer = client.get("/accent/f59e0b.css")
    assert answer["Content-Type"] == "text/css"
    assert "immutable" in answer["Cache-Control"]
    assert b"--accent-fill:#f59e0b" in answer.content


def test_the_stylesheet_takes_no_css_from_the_address(client):
    answer = client.get("/accent/};body{display:none.css")
    assert b"display" not in answer.content
