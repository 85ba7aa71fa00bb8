"""Decoding sound for the speech model."""

import numpy as np
import pytest

from media_pipeline.engines.transcribe import listen
from umam.lib.errors import Cancelled, Invalid, JobError

RATE = listen.RATE


def test_any_sound_becomes_16_khz_mono(engine_context, mp4_file):
    samples = listen.decode(mp4_file, engine_context())
    assert samples.ndim == 1
    assert len(samples) / RATE == pytest.approx(3.0, abs=0.1)
    assert np.abs(samples.astype(int)).max() > 500


def test_a_picture_without_sound_is_a_sentence(engine_context, tmp_path, mp4_file):
    from umam.lib.ffmpeg import run_ffmpeg

    run_ffmpeg(["-i", f"file:{mp4_file}", "-an", "-c:v", "copy", "file:mute.mp4"], cwd=tmp_path)
    with pytest.raises(JobError, match="no sound") as caught:
        listen.decode(tmp_path / "mute.mp4", engine_context())
    assert caught.value.code == "no_sound"


def test_text_under_a_songs_name_is_refused(engine_context, tmp_path):
    path = tmp_path / "song.mp3"
    path.write_text("ffconcat version 1.0\nfile secret.wav\n")
    with pytest.raises(Invalid):
        listen.decode(path, engine_context())


def test_it_stops_when_told(engine_context, mp4_file):
    with pytest.raises(Cancelled):
        listen.decode(mp4_file, engine_context(stop_after=0))


def test_long_sound_is_cut_where_it_is_quiet_and_nothing_is_lost():
    chance = np.random.default_rng(1)
    samples = chance.integers(-9000, 9000, 100 * RATE).astype(np.int16)
    samples[55 * RATE : 56 * RATE] = 0
    pieces = list(listen.pieces(samples, seconds=70.0))
    (first, before), (second, after) = pieces
    assert first == 0.0
    assert 55.0 < second < 56.0
    assert second == len(before) / RATE
    np.testing.assert_array_equal(np.concatenate([before, after]), samples.astype(np.float32) / 32768)


def test_short_sound_is_one_piece():
    samples = np.ones(RATE, np.int16)
    assert [(start, len(sound)) for start, sound in listen.pieces(samples)] == [(0.0, RATE)]
