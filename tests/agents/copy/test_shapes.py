"""Copy as data, and what comes out of it: whatever stands in a field stays words."""

from __future__ import annotations

import random
import re

import pytest
from markdown_it import MarkdownIt
from pydantic import TypeAdapter, ValidationError

from agents.copy.exporting import content, escaped, html, html_page, links, markdown, plain
from agents.copy.shapes import AnyCopy, Email, EmailSequence, LandingPage, Post
from tests.agents.copy.conftest import letter, page, posts

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[a](javascript:alert(1))",
    "![spy](https://evil.example/p.png)",
    "<svg/onload=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<a href='data:text/html,<script>1</script>'>x</a>",
    "`<b>`",
    "1. one\n- two\n# three\n| a | b |",
]
TAG = re.compile(r"<\s*(?:script|img|svg|iframe|object|style)", re.IGNORECASE)


def every(text):
    return [page((text[:300], text), title=text[:90]), letter(text, text[:90], text[:90]), posts(text)]


class TestShapes:
    def test_three_to_five_subjects(self):
        email = Email(subject="One", body="Two")
        for count in (2, 6):
            with pytest.raises(ValidationError):
                EmailSequence(subject_lines=["a"] * count, emails=[email])

    @pytest.mark.parametrize("made", every("Light over the harbour"))
    def test_round_trip_by_the_kind(self, made):
        assert TypeAdapter(AnyCopy).validate_json(made.model_dump_json()) == made

    def test_nothing_is_empty(self):
        with pytest.raises(ValidationError):
            page(("  ", "words"))
        with pytest.raises(ValidationError):
            posts(" \n ")

    def test_titles_are_one_line(self):
        assert page(("Two\r\nlines", "b")).sections[0].heading == "Two lines"

    def test_hashtags_are_cleaned_in_any_script(self):
        made = Post(platform="x", text="a", hashtags=["#Lantern Coast", "lanterncoast", "#", "灯台", "منارة"])
        assert made.hashtags == ["LanternCoast", "灯台", "منارة"]
        assert made.whole == "a\n\n#LanternCoast #灯台 #منارة"


class TestOneText:
    def test_the_words_of_markdown(self):
        made = page(("Head", "**Mara** keeps *the* [light](https://example.org).\n\n- one\n- two"))
        assert content(made) == "Head\n\nMara keeps the light.\none\ntwo"

    def test_hashtags_belong_to_a_post(self):
        assert content(posts("Words", "x", "Tag")) == "Words\n\n#Tag"


class TestMarkdown:
    @pytest.mark.parametrize(
        "text", ["# x", "1. x", "- x", "a *b* _c_ `d`", "[a](b)", "<b>", "&amp;", "\\*", "= x"]
    )
    def test_plain_fields_stay_plain(self, text):
        rendered = MarkdownIt("commonmark").render(escaped(text))
        inner = rendered.removeprefix("<p>").strip().removesuffix("</p>")
        assert "<" not in inner
        unescaped = (
            inner.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
        )
        assert unescaped == text

    def test_one_first_heading(self):
        made = markdown(page(("One", "a"), ("Two", "b")))
        assert re.findall(r"^(#+) ", made, re.MULTILINE) == ["#", "##"]

    @pytest.mark.parametrize("text", NASTY)
    def test_another_program_that_lets_html_through_gets_none(self, text):
        for made in every(text):
            assert not TAG.search(MarkdownIt("commonmark", {"html": True}).render(markdown(made)))


class TestHtml:
    @pytest.mark.parametrize("text", NASTY)
    def test_nothing_runs_and_nothing_is_fetched(self, text):
        for made in every(text):
            out = html(made)
            assert not TAG.search(out)
            assert not re.search(
                r"""<[^>]*\s(?:href|src)\s*=\s*["']?\s*(?:javascript|data):""", out, re.IGNORECASE
            )
            assert not re.search(r"<[^>]*\son\w+\s*=", out)
        assert not TAG.search(html_page(page((text[:300], text), title=text[:90], meta=text[:90])))

    def test_structure(self):
        out = html(page(("One", "## Sub\n\nSee [the coast](https://example.org)."), ("Two", "b")))
        assert re.findall(r"<(h\d)>", out) == ["h1", "h4", "h2"]
        assert '<a href="https://example.org" rel="noopener nofollow">the coast</a>' in out

    def test_right_to_left_finds_its_own_direction(self):
        out = html(page(("منارة الساحل", "ضوء لا ينطفئ.")))
        assert 'dir="auto"' in out
        assert "منارة الساحل" in out

    def test_a_page_has_its_title_and_description(self):
        out = html_page(page(title='A "light" & more', meta="<b>"))
        assert "<title>A &quot;light&quot; &amp; more</title>" in out
        assert 'content="&lt;b&gt;"' in out

    def test_lines_of_a_post(self):
        assert "<p>a<br>b</p><p>c &lt;d&gt;</p>" in html(posts("a\nb\n\nc <d>"))

    @pytest.mark.parametrize("seed", range(25))
    def test_any_noise(self, seed):
        rng = random.Random(seed)
        pieces = [
            *NASTY,
            "word ",
            "\n\n",
            "**",
            "](",
            "<",
            ">",
            "&",
            "灯",
            "ضوء",
            "\u202e",
            "```\n",
            "# ",
            "`",
        ]
        text = "x" + "".join(rng.choice(pieces) for _ in range(30))
        for made in every(text):
            assert not TAG.search(html(made))
            assert content(made).strip()


class TestLinks:
    def test_all_ways_to_write_one(self):
        body = (
            "[a *b*](https://one.example) <https://two.example> [r]\n\n[r]: javascript:alert(1)\n\n![no](x)"
        )
        assert links(body) == [
            ("a b", "https://one.example"),
            ("https://two.example", "https://two.example"),
            ("r", "javascript:alert(1)"),
        ]

    def test_plain_of_nothing(self):
        assert plain("") == ""
        assert links("") == []


def test_a_flood_is_refused():
    with pytest.raises(ValidationError):
        LandingPage(meta_title="t", meta_description="d", sections=[{"heading": "h", "body": "x" * 30_000}])
