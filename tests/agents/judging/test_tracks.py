"""Tracks: level, gaps, clipping and beat, measured on sounds whose values are known."""

from __future__ import annotations

import time

import numpy as np
import pytest

from agents.judging import sound
from agents.judging.judge import score
from agents.judging.scores import Candidate, Kind, Wish
from tests.agents.judging.conftest import clicks, wav

RATE = 44_100


def heard(path, **wish):
    return score(Candidate("x", Kind.TRACK, path=path), Wish(**wish))


def tone(seconds, level=0.25, pitch=1000.0):
    return level * np.sin(2 * np.pi * pitch * np.arange(int(seconds * RATE)) / RATE)


class TestTrack:
    def test_music_beats_silence(self, wav_file, silent_wav):
        assert heard(wav_file).total > 0.4
        assert heard(silent_wav).total == 0
        assert heard(silent_wav).of("loudness").evidence == "It is silent."

    def test_mp3_and_film_sound(self, mp3_file, mp4_file):
        assert heard(mp3_file).total > 0.4
        assert heard(mp4_file).total > 0.4

    def test_clipped_is_worse(self, tmp_path):
        clean = heard(wav(tmp_path / "a.wav", tone(4, 0.5)))
        hard = heard(wav(tmp_path / "b.wav", np.clip(tone(4, 3.0), -1, 1)))
        assert clean.of("clipping").value == 1
        assert hard.of("clipping").value == 0
        assert clean.total > hard.total

    def test_gaps(self, tmp_path):
        half = np.concatenate([tone(3), np.zeros(3 * RATE)])
        found = heard(wav(tmp_path / "a.wav", half)).of("silence")
        assert found.evidence == "Nothing is to be heard in 50% of it."
        assert 0.4 < found.value < 0.7

    def test_length(self, wav_file):
        assert heard(wav_file, seconds=3.0).of("duration").value == 1
        assert heard(wav_file, seconds=30.0).of("duration").value == 0

    def test_evidence_is_said_in_sentences(self, wav_file):
        assert all(one.evidence.endswith(".") for one in heard(wav_file, seconds=3.0).criteria)


class TestLoudness:
    @pytest.mark.parametrize(("level", "lufs"), [(1.0, -3.0), (0.1, -23.0)])
    def test_a_known_tone(self, level, lufs):
        """A sine of 1 kHz at full scale in one channel is -3.01 LUFS by definition (997 Hz exactly)."""
        part = tone(5, level, 997.0).astype(np.float32)[None, :]
        assert sound.loudness([part], RATE) == pytest.approx(lufs, abs=0.3)

    def test_stereo_is_three_louder(self):
        part = tone(5, 0.1, 997.0).astype(np.float32)
        one = sound.loudness([part[None, :]], RATE)
        assert sound.loudness([np.stack([part, part])], RATE) == pytest.approx(one + 3.0, abs=0.15)

    def test_silence_between_does_not_count(self):
        part = np.concatenate([tone(5, 0.1), np.zeros(20 * RATE)]).astype(np.float32)[None, :]
        assert sound.loudness([part], RATE) == pytest.approx(-23.0, abs=0.6)

    @pytest.mark.parametrize("part", [np.zeros((1, 0)), np.zeros((2, 9)), np.zeros((1, RATE))])
    def test_nothing(self, part):
        assert sound.loudness([part.astype(np.float32)], RATE) is None
        assert sound.loudness([], RATE) is None


class TestTempo:
    @pytest.mark.parametrize("bpm", [80, 100, 120, 140])
    def test_a_steady_drum(self, bpm):
        found = sound.tempo([clicks(20, bpm).astype(np.float32)[None, :]], RATE)
        folded = min(abs(found.bpm * k / bpm - 1) for k in (0.5, 1, 2))
        assert folded < 0.03
        assert found.steadiness > 0.9
        assert found.strength > 0.3

    def test_a_drifting_drum_is_less_steady(self):
        steady = sound.tempo([clicks(40, 110).astype(np.float32)[None, :]], RATE)
        drifting = sound.tempo([clicks(40, 110, swing=0.25).astype(np.float32)[None, :]], RATE)
        assert drifting.steadiness < steady.steadiness - 0.2

    def test_without_a_beat_nothing_is_held_against_it(self, tmp_path):
        noise = np.random.default_rng(3).normal(0, 0.1, 12 * RATE)
        found = heard(wav(tmp_path / "a.wav", noise)).of("tempo")
        assert found.weight == 0
        assert "nothing against it" in found.evidence

    @pytest.mark.parametrize("count", [0, 1, 100, 2000, RATE])
    def test_short(self, count):
        found = sound.tempo([np.zeros((1, count), dtype=np.float32)], RATE)
        assert found.bpm is None


class TestBounds:
    def test_windows(self):
        assert sound.windows_of(30) == [(0.0, 30)]
        assert sound.windows_of(300) == [(0.0, 20.0), (140.0, 20.0), (280.0, 20.0)]
        assert sum(length for _, length in sound.windows_of(10_000)) == 60

    def test_a_long_track_is_sampled(self, tmp_path):
        quiet = np.zeros(100 * RATE)
        path = wav(tmp_path / "long.wav", np.stack([np.concatenate([tone(100), quiet, tone(100)])] * 2))
        begun = time.monotonic()
        parts, rate = sound.hear(path, 300.0)
        assert time.monotonic() - begun < 10
        assert sum(part.shape[1] for part in parts) <= 60 * rate
        assert sound.silent_share(parts, rate) == pytest.approx(1 / 3, abs=0.05)

    @pytest.mark.parametrize("rate", [8000, 22_050, 96_000])
    def test_rates(self, rate, tmp_path):
        found = heard(wav(tmp_path / "a.wav", clicks(6, 120, rate), rate))
        assert 0 < found.total <= 1

    def test_very_short(self, tmp_path):
        assert 0 <= heard(wav(tmp_path / "a.wav", tone(0.05))).total <= 1

    def test_cut_off(self, mp3_file, copy_of):
        path = copy_of(mp3_file)
        path.write_bytes(path.read_bytes()[:9000])
        assert 0 <= heard(path).total <= 1
