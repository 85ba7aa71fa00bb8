"""Cutting songs into scenes: what holds for every song, and what a listener expects of some."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from media_pipeline.film.scenes import GAP, SHORTEST, plan_scenes


def song(seed: int) -> tuple[list[dict], list[float], float, int]:
    """A random song: lines with pauses, some long; beats; its length; a frame rate."""
    chance = random.Random(seed)
    clock = chance.choice([0.0, 0.4, 8.0])
    lines = []
    for _ in range(chance.randrange(0, 40)):
        length = chance.uniform(0.3, 6.0)
        text = " ".join("word" for _ in range(chance.randrange(1, 12)))
        lines.append({"start": clock, "end": clock + length, "text": text})
        clock += length + chance.choice([0.0, 0.05, 0.4, 1.0, 5.0, 30.0])
    duration = clock + chance.choice([0.01, 0.5, 9.0])
    step = chance.uniform(0.3, 1.0)
    beats = [step * n for n in range(int(duration / step))]
    return lines, beats, max(duration, 0.5), chance.choice([24, 25, 30, 60])


@pytest.mark.parametrize("seed", range(150))
def test_what_holds_for_every_song(seed):
    lines, beats, duration, fps = song(seed)
    cuts = plan_scenes(lines=lines, duration=duration, beats=beats, fps=fps)
    assert cuts[0].start_frame == 0
    assert cuts[-1].end_frame == max(1, round(duration * fps))
    assert [cut.index for cut in cuts] == list(range(len(cuts)))
    for before, after in pairwise(cuts):
        assert before.end_frame == after.start_frame
    for cut in cuts:
        assert cut.end_frame > cut.start_frame
        assert cut.start == pytest.approx(cut.start_frame / fps)
        assert (cut.kind == "lyrics") == bool(cut.text)
    assert (
        "\n".join(cut.text for cut in cuts if cut.text).split() == " ".join(x["text"] for x in lines).split()
    )
    frame = 1 / fps
    for line in lines:
        if line["end"] - line["start"] > 2 * frame:
            inside = [c.start for c in cuts[1:] if line["start"] + frame < c.start < line["end"] - frame]
            assert not inside, "a cut inside a line"


def test_long_pauses_have_scenes_of_their_own():
    lines = [
        {"start": 10.0, "end": 14.0, "text": "first verse here"},
        {"start": 14.0 + GAP + 3, "end": 26.0, "text": "second verse here"},
    ]
    kinds = [cut.kind for cut in plan_scenes(lines=lines, duration=36.0, longest=12.0)]
    assert kinds == ["intro", "lyrics", "break", "lyrics", "outro"]


def test_a_long_song_has_about_fifty_words_a_scene():
    lines = [
        {"start": 3.0 * n, "end": 3.0 * n + 2.8, "text": "six words are in this line"} for n in range(60)
    ]
    cuts = plan_scenes(lines=lines, duration=182.0)
    counts = [len(cut.text.split()) for cut in cuts]
    assert all(36 <= count <= 64 for count in counts), counts


def test_a_short_song_is_lively():
    lines = [{"start": 3 + 3.0 * n, "end": 5.6 + 3.0 * n, "text": "come home to me"} for n in range(8)]
    assert 5 <= len(plan_scenes(lines=lines, duration=30.0)) <= 8


def test_a_short_song_shows_its_short_intro_and_break():
    starts = [first + 2.6 * n for first in (2.0, 15.4) for n in range(4)]
    lines = [{"start": start, "end": start + 2.3, "text": "come home to me"} for start in starts]
    cuts = plan_scenes(lines=lines, duration=31.7, beats=[0.34 * n for n in range(93)])
    kinds = [cut.kind for cut in cuts]
    assert kinds == ["intro", "lyrics", "lyrics", "break", "lyrics", "lyrics", "outro"]
    assert min(cut.end - cut.start for cut in cuts) >= 1.4


def test_a_last_short_line_is_no_flicker():
    lines = [{"start": 5.0, "end": 15.0, "text": "a long line"}, {"start": 59.7, "end": 60.0, "text": "oh"}]
    assert plan_scenes(lines=lines, duration=60.0)[-1].start == pytest.approx(58.5, abs=0.1)


def test_a_cut_snaps_to_the_beat_in_the_pause():
    lines = [
        {"start": 0.0, "end": 9.0, "text": " ".join(["word"] * 50)},
        {"start": 9.9, "end": 20.0, "text": " ".join(["word"] * 50)},
    ]
    cuts = plan_scenes(lines=lines, duration=20.0, beats=[8.8, 9.5, 10.1], fps=30)
    assert cuts[1].start == pytest.approx(9.5)


def test_a_song_without_words_becomes_scenes_on_beats():
    beats = [0.5 * n for n in range(120)]
    cuts = plan_scenes(lines=[], duration=60.0, beats=beats)
    assert {cut.kind for cut in cuts} == {"instrumental"}
    assert len(cuts) >= 4
    assert all(min(abs(cut.start - beat) for beat in beats) < 1 / 30 for cut in cuts)


def test_no_scene_of_a_calm_song_is_a_flicker():
    lines = [{"start": 0.5 * n, "end": 0.5 * n + 0.4, "text": "oh"} for n in range(60)]
    cuts = plan_scenes(lines=lines, duration=30.0)
    assert min(cut.end - cut.start for cut in cuts) >= SHORTEST * 0.6


def test_half_a_second_is_one_scene():
    assert len(plan_scenes(lines=[], duration=0.5)) == 1
