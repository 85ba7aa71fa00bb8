"""How the pages say times, sizes and what is left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from umam.studio.templatetags import studio as tags


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (7.9, "0:07"), (225, "3:45"), (3723, "1:02:03"), (None, ""), ("", "")],
)
def test_clock(seconds, words):
    assert tags.clock(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(7.44, "0:07.4"), (59.96, "1:00.0"), (61.25, "1:01.2"), ("", "")]
)
def test_timecode(seconds, words):
    assert tags.timecode(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (3, "a few seconds left"),
        (42, "about 40 s left"),
        (100, "about 2 min left"),
        (200, "about 3 min left"),
        (5400, "about 1 h 30 min left"),
    ],
)
def test_left(seconds, words):
    assert tags.left(seconds) == words


@pytest.mark.parametrize(
    ("octets", "words"), [(640, "640 B"), (12_000, "12 kB"), (3_440_000, "3.4 MB"), (2_500_000_000, "2.5 GB")]
)
def test_size(octets, words):
    assert tags.size(octets) == words


@pytest.mark.parametrize(
    ("back", "words"),
    [(10, "just now"), (300, "5 min ago"), (7200, "2 h ago"), (90_000, "yesterday"), (345_600, "4 days ago")],
)
def test_ago(back, words):
    now = timezone.now()
    assert tags.ago(now - timedelta(seconds=back), now) == words


def test_percent_stays_within_its_bounds():
    assert [tags.percent(value) for value in (None, 0.456, 1.7, -1)] == [0, 46, 100, 0]


def test_an_icon_is_decoration_unless_it_is_named():
    assert 'aria-hidden="true"' in tags.icon("x")
    assert 'role="img" aria-label="Close &lt;"' in tags.icon("x", "", "Close <")
