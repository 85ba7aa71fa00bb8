from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from media_pipeline.film.cues import Cue, Word
from media_pipeline.film.facts import FilmFacts, read_film
from media_pipeline.film.quality import (
    FilmPlan,
    Inspection,
    Loudness,
    Report,
    gain_for,
    inspection_from,
    loudness_from,
    report,
)
from umam.lib.ffmpeg import ffmpeg_path

PLAN = FilmPlan(width=320, height=180, fps=30, frames=90, song_seconds=3.0, scene_starts=(0, 40))
MOVING = Inspection()
QUIET = Loudness(-14.2, -3.0)
GOOD = FilmFacts(
    video_codec="h264",
    video_profile="High",
    pixel_format="yuv420p",
    width=320,
    height=180,
    colour_matrix="bt709",
    colour_primaries="bt709",
    colour_transfer="bt709",
    colour_range="tv",
    video_start=0.0,
    video_seconds=3.0,
    frame_times=[number / 30 for number in range(90)],
    keyframe_times=[0.0, 40 / 30],
    audio_codec="aac",
    audio_profile="LC",
    sample_rate=48000,
    channels=2,
    audio_start=0.0,
    audio_seconds=3.01,
    boxes=["ftyp", "moov", "free", "mdat"],
)


def reported(
    facts: FilmFacts | None = GOOD,
    plan: FilmPlan = PLAN,
    loudness: Loudness | None = QUIET,
    seen: Inspection = MOVING,
) -> Report:
    return report(facts, plan, inspection=seen, loudness=loudness)


def failed(result: Report) -> list[str]:
    return [check.key for check in result.failed]


def test_a_good_film_passes():
    assert reported().ok
    assert failed(reported()) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"video_seconds": 3.0 + 0.05}, "duration"),
        ({"audio_seconds": None}, "duration"),
        ({"audio_start": 0.021}, "av_start"),
        ({"video_codec": "mpeg4"}, "video_format"),
        ({"video_profile": "Main"}, "video_format"),
        ({"pixel_format": "yuv444p"}, "video_format"),
        ({"width": 322}, "video_format"),
        ({"square_pixels": False}, "video_format"),
        ({"frame_times": [number / 30 for number in range(89)]}, "frames"),
        ({"frame_times": [number / 30 + (0.01 if number == 5 else 0) for number in range(90)]}, "frames"),
        ({"colour_matrix": ""}, "colour"),
        ({"colour_range": "pc"}, "colour"),
        ({"keyframe_times": [0.0]}, "scene_cuts"),
        ({"keyframe_times": []}, "keyframes"),
        ({"sample_rate": 44100}, "audio_format"),
        ({"audio_profile": "HE-AAC"}, "audio_format"),
        ({"boxes": ["ftyp", "mdat", "moov"]}, "faststart"),
    ],
)
def test_each_fault_shows_in_its_own_check(change, key):
    assert key in failed(reported(replace(GOOD, **change)))


def test_a_film_that_cannot_be_read_is_a_line_of_the_report(tmp_path: Path):
    (tmp_path / "f.mp4").write_bytes(b"\x00\x00\x00\x18ftypisom" + b"\x00" * 200)

    assert read_film(tmp_path / "f.mp4") is None
    assert read_film(tmp_path / "none.mp4") is None
    assert failed(reported(None)) == ["opens"]


def test_a_real_film_made_carelessly(tmp_path: Path):
    picture = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=25:duration=1",
        "-f",
        "lavfi",
        "-i",
        "sine=d=2",
    ]
    coded = ["-c:v", "mpeg4", "-c:a", "aac", "-ac", "1"]
    subprocess.run([ffmpeg_path(), "-v", "error", *picture, *coded, str(tmp_path / "f.mp4")], check=True)

    result = reported(read_film(tmp_path / "f.mp4"))

    wrong = {"duration", "video_format", "frames", "colour", "scene_cuts", "audio_format", "faststart"}
    assert wrong <= set(failed(result))
    assert all(check.label and check.value and check.goal for check in result.checks)


def test_black_and_frozen_pictures_are_named_with_their_times():
    seen = Inspection(black=((61.5, 62.25),), frozen=((1.0, 3.0), (5.0, 7.0)))

    result = reported(seen=seen)
    checks = {check.key: check for check in result.checks}

    assert checks["black"].value == "1:01.50 to 1:02.25"
    assert checks["frozen"].value == "0:01.00 to 0:03.00, 0:05.00 to 0:07.00"
    assert not result.ok


def test_what_is_meant_to_stand_still_may():
    seen = Inspection(frozen=((1.0, 3.0),))

    assert reported(plan=replace(PLAN, still=((0.9, 3.1),)), seen=seen).ok


def test_what_was_not_looked_at_does_not_pass():
    assert failed(report(GOOD, PLAN, inspection=None, loudness=None)) == ["black", "frozen", "loudness"]


def cue(start: float, end: float, *lines: str) -> Cue:
    return Cue(start, end, tuple((Word(start, end, line),) for line in lines))


@pytest.mark.parametrize(
    ("cues", "key"),
    [
        ((cue(0, 1.5, "a"), cue(1.4, 2.5, "b")), "lyric_overlap"),
        ((cue(0, 0.3, "a"),), "lyric_reading"),
        ((cue(0, 2, "a", "b", "c"),), "lyric_reading"),
        ((cue(0, 2, "x" * 43),), "lyric_reading"),
    ],
)
def test_lyrics_that_cannot_be_read(cues, key):
    assert failed(reported(plan=replace(PLAN, cues=cues))) == [key]


@pytest.mark.parametrize(
    ("loudness", "ok"),
    [
        (Loudness(-14.3, -2.0, 3.0), True),
        (Loudness(-18.0, -1.0, 3.0), True),  # its peaks allow no more
        (Loudness(-18.0, -4.0, 3.0), False),
        (Loudness(-14.0, 0.5, 3.0), False),
        (Loudness(None, None), True),
    ],
)
def test_loudness_held_against_a_goal(loudness, ok):
    result = reported(plan=replace(PLAN, target_lufs=-14.0), loudness=loudness)

    assert ("loudness" not in failed(result)) is ok


def test_loudness_without_a_goal_is_told_and_not_judged():
    result = reported(loudness=Loudness(-6.0, 0.9))

    assert result.ok
    assert "8.0 dB louder" in next(check for check in result.checks if check.key == "loudness").detail


@pytest.mark.parametrize(
    ("loudness", "gain"),
    [
        (Loudness(-20.0, -10.0), 6.0),
        (Loudness(-20.0, -3.0), 2.0),
        (Loudness(-8.0, 0.5), -6.0),
        (Loudness(-20.0, None), 6.0),
        (Loudness(None, None), 0.0),
        (None, 0.0),
    ],
)
def test_gain_never_lifts_peaks_over_the_ceiling(loudness, gain):
    assert gain_for(loudness) == pytest.approx(gain)


def test_reading_what_ffmpeg_said():
    said = """
[blackdetect @ 0x1] black_start:0 black_end:1.2 black_duration:1.2
[freezedetect @ 0x2] lavfi.freezedetect.freeze_start: 2
[freezedetect @ 0x2] lavfi.freezedetect.freeze_duration: 1.5
[freezedetect @ 0x2] lavfi.freezedetect.freeze_end: 3.5
[freezedetect @ 0x2] lavfi.freezedetect.freeze_start: 4
[Parsed_ebur128_1 @ 0x3] Summary:

  Integrated loudness:
    I:         -18.6 LUFS
    Threshold: -28.6 LUFS

  True peak:
    Peak:       -4.0 dBFS
"""

    assert inspection_from(said, seconds=5.0, offset=1.0) == Inspection(
        black=((1.0, 2.2),), frozen=((3.0, 4.5), (5.0, 6.0))
    )
    assert loudness_from(said, gain=2.0) == Loudness(-18.6, -4.0, 2.0)


@pytest.mark.parametrize("said", ["", "    I: nan LUFS", "nothing"])
def test_nothing_measured(said):
    assert loudness_from(said) is None
    assert inspection_from(said, seconds=1.0) == Inspection()


def test_a_silent_song():
    assert loudness_from("    I:         -70.0 LUFS\n    Peak:       -inf dBFS\n") == Loudness(None, None)
