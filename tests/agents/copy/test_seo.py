"""Each check finds its fault, says what to do, and finds none where there is none."""

from __future__ import annotations

import pytest

from agents.copy.checks import failed, score
from agents.copy.seo import is_unsafe, is_vague, seo
from tests.agents.copy.conftest import letter, page, posts

PROSE = "The keeper lights the lamp at dusk. Boats come home by it. The town sleeps when the light is on. "
GOOD = page(
    ("A story podcast from the coast", PROSE * 3),
    ("Who keeps the light", PROSE * 3),
    ("Hear it tonight", f"{PROSE} See [the first chapter](https://example.org/one)."),
    title="Lantern Coast: a story podcast by night",
    meta="A story podcast about a shore where every harbour keeps a lantern that must not go out.",
)


def check(copy, key, keyword=""):
    return next(one for one in seo(copy, keyword=keyword).checks if one.key == key)


def test_a_good_page():
    found = seo(GOOD, keyword="story podcast")
    assert [one.key for one in failed(found.checks)] == []
    assert found.score == 100
    assert {"title_length", "keyword_density", "link_safety", "readability"} <= {
        one.key for one in found.checks
    }


def test_a_bad_page():
    found = seo(page(("h", "[click here](javascript:x)"), title="x", meta="y"), keyword="lighthouse")
    assert found.score < 30
    assert all(one.advice for one in failed(found.checks))


class TestKeyword:
    def test_none_given_is_a_note(self):
        assert check(GOOD, "keyword").weight == 0
        assert not any(one.key.startswith("keyword_") for one in seo(GOOD).checks)

    def test_case_and_spelling_do_not_matter(self):
        assert check(GOOD, "keyword_title", "STORY  Podcast").passed

    def test_missing(self):
        for key in ("keyword_title", "keyword_early", "keyword_headings", "keyword_density"):
            assert not check(GOOD, key, "whale").passed

    def test_stuffed(self):
        assert "less" in check(page(("h", "light house " * 50)), "keyword_density", "light").advice

    def test_once_in_a_short_post_is_not_stuffed(self):
        assert check(posts("See the lighthouse."), "keyword_density", "lighthouse").passed

    def test_unspaced_script(self):
        made = page(
            ("灯台の物語", "灯台の光は消えない。" + "海は静かに答える。" * 20), title="灯台の物語" * 6
        )
        assert check(made, "keyword_title", "灯台").passed
        assert check(made, "keyword_early", "灯台").passed

    @pytest.mark.parametrize("keyword", ["", "   ", "!!!", "<script>", "a" * 5000])
    def test_odd_ones(self, keyword):
        assert 0 <= seo(GOOD, keyword=keyword).score <= 100


class TestParts:
    def test_title_and_meta(self):
        assert not check(page(title="Short"), "title_length").passed
        assert not check(page(title="x" * 61), "title_length").passed
        assert not check(page(meta="x" * 161), "meta_length").passed
        assert check(page(title="x" * 60, meta="x" * 160), "title_length").passed

    def test_inbox(self):
        found = letter("Words.", "s" * 61, "p" * 111)
        assert not check(found, "title_length").passed
        assert not check(found, "meta_length").passed

    def test_posts_have_no_title(self):
        assert {"title_length", "meta_length", "headings"} & {
            one.key for one in seo(posts("x")).checks
        } == set()

    def test_headings(self):
        found = check(page(("Same", "a"), ("same", "b"), ("x" * 71, "c")), "headings")
        assert found.value == "3 headings, 1 too long, 1 repeated"
        assert not check(page(("One", "a")), "headings").passed

    def test_long_sentences_are_quoted_by_their_beginning(self):
        made = page(("h", "The " + "long " * 40 + "end."))
        assert check(made, "sentences").advice == "Split: “The long long long long long …”"

    def test_other_languages_are_not_measured(self):
        found = check(page(("灯台", "光は消えない。" * 30)), "readability")
        assert found.passed
        assert found.weight == 0


class TestLinks:
    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            " javascript:x",
            "java\tscript:x",
            "data:text/html,x",
            "vbscript:x",
            "",
        ],
    )
    def test_unsafe(self, address):
        assert is_unsafe(address)

    @pytest.mark.parametrize(
        "address", ["https://x.example", "http://x", "mailto:a@b.c", "/here", "#part", "page.html"]
    )
    def test_safe(self, address):
        assert not is_unsafe(address)

    @pytest.mark.parametrize("text", ["click here", "Here", " READ more ", "", "…"])
    def test_vague(self, text):
        assert is_vague(text)

    def test_found_in_the_body(self):
        made = page(("h", "[click here](https://a.example) [the map](javascript:x)"))
        assert check(made, "link_text").value == "1 of 2 vague"
        assert check(made, "link_safety").value == "1 of 2 unsafe"


def test_nothing_measured_is_no_praise():
    assert score([]) == 0
