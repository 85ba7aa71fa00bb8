"""Stills and clips: the better one scores higher, for the reason that is given."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image

from agents.judging import frames
from agents.judging.frames import sample_frames
from agents.judging.judge import score
from agents.judging.pictures import lab, look, size_for
from agents.judging.scores import Candidate, Kind, Wish
from tests.agents.judging.conftest import film


def still(path, **wish):
    return score(Candidate("x", Kind.IMAGE, path=path), Wish(**wish))


def clip(path, **wish):
    return score(Candidate("x", Kind.CLIP, path=path), Wish(**wish))


class TestImage:
    def test_sharp_beats_blurred_beats_blank(self, png_file, blurred, grey):
        good, soft, blank = still(png_file), still(blurred), still(grey)
        assert good.total > soft.total > blank.total == 0
        assert good.of("sharpness").value > soft.of("sharpness").value + 0.3
        assert "nothing to see" in blank.of("blank").evidence

    def test_palette(self, tmp_path):
        path = tmp_path / "blue.png"
        rng = np.random.default_rng(2)
        pixels = np.clip(rng.normal((11, 31, 58), 14, (180, 320, 3)), 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(path)
        near, far = still(path, palette=("#0b1f3a", "#2b3a67")), still(path, palette=("#ffd08a",))
        assert near.of("palette").value > 0.8
        assert far.of("palette").value < 0.2
        assert still(path).of("palette") is None
        assert still(path, palette=("red", "", "#12")).of("palette") is None

    def test_size_and_shape(self, png_file):
        right = still(png_file, width=320, height=180)
        large = still(png_file, width=1920, height=1080)
        tall = still(png_file, width=180, height=320)
        assert right.of("resolution").value == right.of("aspect").value == 1
        assert large.of("resolution").value < 0.1
        assert large.of("aspect").value > 0.9
        assert tall.of("aspect").value == 0
        assert "320 × 180" in large.of("resolution").evidence

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "RGB"])
    def test_modes(self, mode, png_file, tmp_path):
        path = tmp_path / "x.png"
        Image.open(png_file).convert(mode).save(path)
        assert 0.2 < still(path).total <= 1

    def test_all_transparent_is_blank(self, tmp_path):
        path = tmp_path / "x.png"
        Image.new("RGBA", (300, 200), (255, 0, 0, 0)).save(path)
        assert still(path).total == 0

    @pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 2), (5000, 5000)])
    def test_odd_sizes(self, size, tmp_path):
        path = tmp_path / "x.png"
        Image.effect_noise(size, 80).save(path)
        begun = time.monotonic()
        assert 0 <= still(path, width=100, height=100, palette=("#000000",)).total <= 1
        assert time.monotonic() - begun < 10

    def test_every_line_of_evidence_has_a_number(self, png_file):
        found = still(png_file, width=320, height=180, palette=("#000000",))
        assert all(any(sign.isdigit() for sign in one.evidence) for one in found.criteria)
        assert all(one.evidence.endswith(".") for one in found.criteria)


class TestMeasures:
    def test_lab(self):
        white, black, red = lab(np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]], dtype=np.uint8))
        assert white == pytest.approx([100, 0, 0], abs=0.1)
        assert black == pytest.approx([0, 0, 0], abs=0.1)
        assert red == pytest.approx([53.2, 80.1, 67.2], abs=0.3)

    def test_small_enough(self):
        assert size_for(8000, 4000) == (320, 160)
        assert size_for(100, 50) == (100, 50)
        assert size_for(4000, 1) == (320, 8)

    @pytest.mark.parametrize("seed", range(10))
    def test_any_pixels(self, seed):
        rng = np.random.default_rng(seed)
        pixels = rng.integers(0, 256, (rng.integers(8, 60), rng.integers(8, 60), 3), dtype=np.uint8)
        seen = look(pixels, ("#102030",))
        assert 0 <= seen.contrast <= 1
        assert seen.distance >= 0


class TestClip:
    def test_moving_beats_frozen_beats_black(self, mp4_file, frozen_clip, half_black_clip, black_clip):
        moving, frozen, half, black = map(clip, (mp4_file, frozen_clip, half_black_clip, black_clip))
        assert moving.total > frozen.total > black.total == 0
        assert moving.total > half.total > 0
        assert frozen.of("frozen").value == 0
        assert half.of("black").value == pytest.approx(0.5, abs=0.1)
        assert "24 of 24 frames are black" in black.of("black").evidence

    def test_a_still_that_was_asked_for(self, mp4_file, frozen_clip):
        still_one, moving = (clip(path, still=True).of("motion").value for path in (frozen_clip, mp4_file))
        assert still_one > 0.9
        assert moving < still_one

    def test_length(self, mp4_file):
        assert clip(mp4_file, seconds=3.0).of("duration").value == 1
        assert clip(mp4_file, seconds=9.0).of("duration").value == 0
        assert clip(mp4_file).of("duration") is None
        assert clip(mp4_file, seconds=3.0).of("duration").evidence == "It lasts 3.0 s, asked for were 3.0 s."

    def test_its_quality_report(self, mp4_file):
        report = ({"key": "black", "label": "No black pictures", "ok": True, "value": "none"},)
        assert score(Candidate("x", Kind.CLIP, path=mp4_file, report=report)).of("report").value == 1

    def test_two_frames(self, studio):
        path = film(studio / "two.mp4", "testsrc2=s=320x180:r=24", seconds=1 / 12)
        assert 0 < clip(path).total <= 1

    def test_one_frame(self, studio):
        path = film(studio / "one.mp4", "testsrc2=s=320x180:r=24", "-frames:v", "1")
        assert "single frame" in clip(path).of("frozen").evidence


class TestFrames:
    def test_spread_and_small(self, mp4_file):
        found = sample_frames(mp4_file, 3.0)
        assert len(found.pixels) == 24
        assert found.whole
        assert found.times == sorted(found.times)
        assert found.times[-1] - found.times[0] > 2.5
        assert all(max(one.shape) <= 320 for one in found.pixels)

    def test_a_long_clip_is_jumped_through(self, studio):
        path = film(studio / "long.mp4", "testsrc2=s=64x36:r=10", seconds=240)
        begun = time.monotonic()
        found = sample_frames(path, 240.0)
        assert time.monotonic() - begun < 10
        assert len(found.pixels) == 24
        assert found.times[-1] > 220

    def test_patience_ends(self, mp4_file, monkeypatch):
        monkeypatch.setattr(frames, "MOST_DECODED", 10)
        found = sample_frames(mp4_file, 3.0)
        assert not found.whole
        assert 1 <= len(found.pixels) <= 10
        assert clip(mp4_file).of("looked").weight == 0

    def test_cut_off(self, mp4_file, copy_of):
        path = copy_of(mp4_file)
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
        assert 0 <= clip(path).total <= 1
