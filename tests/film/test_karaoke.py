from __future__ import annotations

import random
import re
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import pytest

from media_pipeline.film import cues as layout
from media_pipeline.film import karaoke
from media_pipeline.film.cues import MIN_SECONDS, Cue, Word, arrange
from media_pipeline.film.karaoke import to_ass, to_srt, to_vtt
from umam.lib.ffmpeg import ffmpeg_path


class Size(TypedDict):
    width: int
    height: int


LANDSCAPE: Size = {"width": 1280, "height": 720}
PORTRAIT: Size = {"width": 1080, "height": 1920}


def timed(text: str, start: float, each: float = 0.4, gap: float = 0.0) -> list[dict[str, Any]]:
    """A line whose words last `each` seconds, with `gap` seconds between them."""
    return [
        {"start": start + index * (each + gap), "end": start + index * (each + gap) + each, "word": word}
        for index, word in enumerate(text.split())
    ]


def random_song(seed: int) -> tuple[list[list[dict[str, Any]]], float]:
    """Lines as bad as a recogniser makes them: overlaps, zero lengths, huge words, flurries and pauses."""
    rng = random.Random(seed)
    clock, lines = 0.0, []
    for _ in range(rng.randint(1, 40)):
        line = []
        for _ in range(rng.randint(1, 14)):
            clock += rng.choice([0, 0, 0, 0.05, 0.2, -0.1, 3])
            length = rng.choice([0.0, 0.05, 0.3, 0.3, 1.5])
            text = "".join(rng.choices("aeilnorst", k=rng.choice([1, 4, 6, 9, 60])))
            line.append({"start": max(0.0, clock), "end": clock + length, "word": " " + text})
            clock += length
        lines.append(line)
    return lines, max(clock, 30.0) + rng.choice([0.0, 0.3, 4.0])


def ass_words(dialogue: str) -> list[tuple[float, float, str]]:
    """(start, end, text) of each swept word, as a renderer counts it."""
    fields = dialogue.split(",", 9)
    hours, minutes, seconds = fields[1].split(":")
    clock = int(hours) * 360000 + int(minutes) * 6000 + round(float(seconds) * 100)
    words = []
    for tag, length, text in re.findall(r"\{\\(kf|k)(\d+)\}([^{]*)", fields[9]):
        if tag == "kf":
            words.append((clock / 100, (clock + int(length)) / 100, text))
        clock += int(length)
    return words


def dialogues(ass: str) -> list[str]:
    return [line for line in ass.splitlines() if line.startswith("Dialogue:")]


# Layout


@pytest.mark.parametrize(("size", "limit"), [(LANDSCAPE, 42), (PORTRAIT, 24)])
@pytest.mark.parametrize("seed", range(25))
def test_cues_keep_every_rule_whatever_comes_in(seed, size, limit):
    lines, duration = random_song(seed)

    cues = arrange(lines, **size, duration=duration)

    assert cues
    assert all(0 <= cue.start < cue.end <= duration for cue in cues)
    assert all(before.end <= after.start for before, after in pairwise(cues))
    assert all(1 <= len(cue.rows) <= 2 for cue in cues)
    assert all(len(line) <= limit for cue in cues for line in cue.lines)
    assert all(
        before.end <= after.start for before, after in pairwise([w for cue in cues for w in cue.words])
    )
    assert min(cue.end - cue.start for cue in cues) >= MIN_SECONDS - 1e-6


def test_no_word_is_lost():
    lines = [timed("one two three four five six seven eight nine ten eleven twelve thirteen", 1.0)]

    cues = arrange(lines, **PORTRAIT, duration=20.0)

    assert " ".join(line for cue in cues for line in cue.lines) == " ".join(w["word"] for w in lines[0])


def test_rows_are_balanced():
    [cue] = arrange(
        [timed("the quick brown fox jumps over the very lazy sleeping dog", 1.0)], **LANDSCAPE, duration=9.0
    )

    first, second = map(len, cue.lines)
    assert abs(first - second) <= 8


def test_a_line_shows_before_it_is_sung_and_stays_a_little():
    [cue] = arrange([timed("hello world", 5.0)], **LANDSCAPE, duration=10.0)

    assert cue.start == pytest.approx(5.0 - layout.LEAD_SECONDS)
    assert cue.end == pytest.approx(5.8 + layout.TAIL_SECONDS)


def test_lines_that_would_flash_by_are_put_together():
    cues = arrange(
        [timed("hey", 1.0, 0.2), timed("you", 1.3, 0.2), timed("there", 1.6, 0.2)], **LANDSCAPE, duration=5.0
    )

    assert [cue.lines for cue in cues] == [["hey", "you"], ["there"]] or len(cues) == 1


def test_the_last_line_of_a_song_that_ends_on_it_begins_earlier():
    [cue] = arrange([timed("end", 4.9, 0.1)], **LANDSCAPE, duration=5.0)

    assert cue.end == 5.0
    assert cue.end - cue.start >= MIN_SECONDS - 1e-9


def test_words_after_the_end_of_the_song_and_empty_ones_are_left_out():
    lines = [[*timed("real", 1.0), {"start": 1.5, "end": 1.6, "word": "  \n"}], timed("late", 9.0)]

    assert [cue.lines for cue in arrange(lines, **LANDSCAPE, duration=5.0)] == [["real"]]


def test_nothing_sung_gives_no_cue():
    assert arrange([], **LANDSCAPE, duration=5.0) == []
    assert dialogues(to_ass([], **LANDSCAPE)) == []
    assert to_vtt([]) == "WEBVTT\n"


def test_chinese_is_joined_without_spaces_and_counts_double():
    words = [
        {"start": i * 0.3, "end": i * 0.3 + 0.3, "word": char} for i, char in enumerate("我爱你中国" * 6)
    ]

    cues = arrange([words], **PORTRAIT, duration=20.0)

    assert all(" " not in line and len(line) <= 12 for cue in cues for line in cue.lines)


# ASS


def test_sweep_is_never_more_than_half_a_centisecond_off():
    rng = random.Random(7)
    for _ in range(100):
        clock = rng.uniform(0, 3000)
        line: list[dict[str, Any]] = []
        for _ in range(8):
            end = clock + rng.uniform(0.05, 0.7)
            line.append({"start": clock, "end": end, "word": "la"})
            clock = end + rng.uniform(0, 0.12)
        cues = arrange([line], **LANDSCAPE, duration=4000.0)

        swept = [word for dialogue in dialogues(to_ass(cues, **LANDSCAPE)) for word in ass_words(dialogue)]

        assert len(swept) == 8
        for (start, end, _), word in zip(swept, line, strict=True):
            assert abs(start - word["start"]) <= 0.00501
            assert abs(end - word["end"]) <= 0.00501


def test_golden_dialogue():
    cue = Cue(1.0, 4.0, ((Word(1.5, 2.0, "Sing"), Word(2.0, 2.251, "me")), (Word(2.75, 3.5, "home"),)))

    [line] = dialogues(to_ass([cue], **LANDSCAPE))

    assert line == (
        "Dialogue: 0,0:00:01.00,0:00:04.00,Lyrics,,0,0,0,,"
        r"{\fad(120,120)}{\k50}{\kf50}Sing{\k0} {\kf25}me{\k50}\N{\kf75}home"
    )


def test_head_fits_the_picture(fonts_dir):
    ass = to_ass([], **PORTRAIT, fonts_dir=fonts_dir, title="A\nB")

    for expected in (
        "PlayResX: 1080",
        "PlayResY: 1920",
        "WrapStyle: 2",
        "YCbCr Matrix: TV.709",
        "Title: A B",
    ):
        assert expected in ass.splitlines()
    style = next(line for line in ass.splitlines() if line.startswith("Style:")).split(",")
    assert style[1] == "Noto Sans"
    assert int(style[-2]) >= 1920 * 0.2


def test_a_colour_is_checked():
    assert ",&H005CD4FF," in to_ass([], **LANDSCAPE)
    with pytest.raises(ValueError, match="#rrggbb"):
        to_ass([], **LANDSCAPE, look=karaoke.Look(sung="red"))


def drawn(ass: str, tmp_path: Path, fonts_dir: Path, size: Size, at: float) -> np.ndarray[Any, Any]:
    """The luma of one frame of a black film with these lyrics burnt in."""
    (tmp_path / "l.ass").write_text(ass, encoding="utf-8")
    (tmp_path / "fonts").unlink(missing_ok=True)
    (tmp_path / "fonts").symlink_to(fonts_dir)
    graph = f"setpts=PTS+{at}/TB,ass=l.ass:fontsdir=fonts"
    source = f"color=black:size={size['width']}x{size['height']}:rate=10:duration=0.1"
    command = [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", source, "-vf", graph]
    raw = subprocess.check_output([*command, "-f", "rawvideo", "-pix_fmt", "gray", "-"], cwd=tmp_path)
    return np.frombuffer(raw, np.uint8)[: size["width"] * size["height"]].reshape(
        size["height"], size["width"]
    )


SMALL: Size = {"width": 640, "height": 360}
SMALL_PORTRAIT: Size = {"width": 270, "height": 480}


@pytest.mark.parametrize("size", [SMALL, SMALL_PORTRAIT])
@pytest.mark.parametrize("text", ["W" * 40 + " " + "W" * 40, "Ωραία μέρα σήμερα", "Ещё раз, любовь моя"])
def test_letters_stay_inside_the_safe_margins(tmp_path, fonts_dir, size, text):
    [cue, *_] = arrange([timed(text, 1.0)], **size, duration=9.0)

    lit = drawn(to_ass([cue], **size, fonts_dir=fonts_dir), tmp_path, fonts_dir, size, 1.0) > 60

    safe = karaoke.SAFE_PORTRAIT if size is SMALL_PORTRAIT else karaoke.SAFE_LANDSCAPE
    columns, rows = np.flatnonzero(lit.any(axis=0)), np.flatnonzero(lit.any(axis=1))
    assert lit.sum() > 200
    assert columns[0] >= size["width"] * safe.sides
    assert columns[-1] <= size["width"] * (1 - safe.sides)
    assert rows[-1] <= size["height"] * (1 - safe.bottom) + 2


@pytest.mark.parametrize("text", [r"{\b1}x", r"a\Nb", r"{", "}", "\\", r"\{", r"{\an8\fs200}BIG"])
def test_text_is_drawn_as_it_is(tmp_path, fonts_dir, text):
    plain = drawn(
        to_ass([_cue("i" * len(text))], **SMALL, fonts_dir=fonts_dir), tmp_path, fonts_dir, SMALL, 0.5
    )
    shown = drawn(to_ass([_cue(text)], **SMALL, fonts_dir=fonts_dir), tmp_path, fonts_dir, SMALL, 0.5)

    def extent(picture: np.ndarray[Any, Any]) -> tuple[int, int]:
        rows, columns = np.flatnonzero((picture > 60).any(axis=1)), np.flatnonzero((picture > 60).any(axis=0))
        return int(rows[-1] - rows[0]), int(columns[-1] - columns[0])

    assert extent(shown)[0] < 60, "one row of normal size at the bottom"
    assert extent(shown)[1] > extent(plain)[1] * 0.7, "every character takes its room"


def _cue(text: str) -> Cue:
    return Cue(0.0, 2.0, ((Word(0.0, 2.0, text),),))


# SRT and VTT


def test_srt():
    cue = Cue(1.0, 3661.5, ((Word(1.0, 2.0, "a"),), (Word(2.0, 3.0, "-->"),)))

    assert to_srt([cue, cue]).startswith("1\n00:00:01,000 --> 01:01:01,500\na\n→\n\n2\n")


def test_vtt_has_a_time_before_each_word_and_no_markup_of_the_text():
    cue = Cue(1.0, 4.0, ((Word(1.0, 2.0, "<b>"), Word(2.0, 3.0, "R&B")), (Word(4.0, 4.0, "end"),)))

    assert to_vtt([cue]) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n&lt;b&gt; <00:00:02.000>R&amp;B\nend\n"
    )
