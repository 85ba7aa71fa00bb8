"""Markdown made safe, and plain words of it."""

from __future__ import annotations

import pytest

from storybible.words import excerpt, markdown, plain
from umam.accounts.models import User
from umam.universes.models import Universe


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "![a](data:image/svg+xml;base64,PHN2Zz4=)",
        "[a](vbscript:x)",
        "<javascript:alert(1)>",
        "<div onclick=alert(1)>\n\nx\n\n</div>",
        '[a](https://example.org "\\" onmouseover=alert(1) \\"")',
        "```<script>\nalert(1)\n```",
    ],
)
def test_hostile_markdown_becomes_words(universe: Universe, owner: User, hostile: str) -> None:
    html = str(markdown(hostile, universe, owner)).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "<div" not in html
    for scheme in ("javascript:", "vbscript:", "data:"):
        assert f'href="{scheme}' not in html
    assert not [tag for tag in html.split("<") if " onclick=" in tag.split(">")[0].replace("&quot;", "")]


def test_links_give_nothing_away_and_pictures_are_links(universe: Universe, owner: User) -> None:
    html = markdown("[there](https://example.org/a) ![a map](https://example.org/map.png)", universe, owner)
    assert html.count('rel="noopener nofollow"') == 2
    assert ">a map</a>" in html
    assert "<img" not in html


def test_headings_are_moved_below_those_of_the_page(universe: Universe, owner: User) -> None:
    html = markdown("# One\n\n###### Six", universe, owner)
    assert "<h2>One</h2>" in html
    assert "<h6>Six</h6>" in html
    assert "<h3>One</h3>" in markdown("# One", universe, owner, below=2)


def test_tables_align_without_a_style_and_words_are_struck(universe: Universe, owner: User) -> None:
    html = markdown("| Age | Name |\n| --: | --- |\n| 7 | ~~Mara~~ |", universe, owner)
    assert '<td align="right">7</td>' in html
    assert "<s>Mara</s>" in html
    assert "style=" not in html


def test_text_without_an_at_sign_asks_the_database_nothing(
    universe: Universe, owner: User, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert markdown("Plain *words*.", universe, owner) == "<p>Plain <em>words</em>.</p>\n"
        assert markdown("  ", universe, owner) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "# Title\n\nSome *fine* `code` and [a link](https://example.org).",
            "Title\nSome fine code and a link.",
        ),
        ('@Mara met @[the Captain](ivo) and @"Old Nia".', "Mara met the Captain and Old Nia."),
        ("mail mara@example.org", "mail mara@example.org"),
        ("- one\n- two\n\n> three", "one\ntwo\nthree"),
        ("| a | b |\n| - | - |\n| c | d |", "a\nb\nc\nd"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("", ""),
    ],
)
def test_plain_words(text: str, words: str) -> None:
    assert plain(text) == words


def test_an_excerpt_is_one_line_and_ends_with_dots() -> None:
    found = excerpt("# The harbour\n\n" + "lamp " * 100, 40)
    assert found.startswith("The harbour lamp")
    assert found.endswith("…")
    assert len(found) <= 40
