from __future__ import annotations

import math
import resource
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from umam.lib.errors import Invalid, TooLarge
from umam.lib.preview import (
    WAVEFORM_POINTS,
    _Peaks,
    poster,
    sharpness,
    thumbnail,
    waveform_image,
    waveform_peaks,
)
from umam.lib.probe import probe


def test_peaks_follow_the_sound(make_media):
    song = make_media("s.wav", "-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*440*t)*gt(t,1)|0':d=2:s=44100")

    peaks = waveform_peaks(song)

    assert len(peaks) == WAVEFORM_POINTS
    assert max(peaks[:395]) == 0.0
    assert min(peaks[405:]) == pytest.approx(0.5, abs=0.05)


def test_peaks_of_a_very_short_and_of_a_silent_sound(make_media):
    short = make_media("s.wav", "-f", "lavfi", "-i", "sine=d=0.01:sample_rate=44100")
    silent = make_media("z.flac", "-f", "lavfi", "-i", "anullsrc=cl=mono:r=8000", "-t", "0.5")

    assert len(waveform_peaks(short)) == WAVEFORM_POINTS
    assert waveform_peaks(silent) == [0.0] * WAVEFORM_POINTS


@pytest.mark.parametrize("piece", [1, 7, 4096, 100_001])
def test_peaks_do_not_depend_on_how_the_stream_is_cut(piece):
    rng = np.random.default_rng(1)
    samples = (rng.normal(0, 8000, 300_001).clip(-32768, 32767)).astype("<i2")
    samples[150_000] = -32768
    data = samples.tobytes()[: 40_000 if piece == 1 else None]
    peaks, whole = _Peaks(50), _Peaks(50)

    for start in range(0, len(data), piece):
        peaks.feed(data[start : start + piece])
    whole.feed(data)

    assert peaks.values() == whole.values()
    if piece > 1:
        assert whole.values()[25] == 1.0 or whole.values()[24] == 1.0


def test_memory_stays_flat_however_long_the_sound():
    code = """
import resource
from umam.lib.preview import _Peaks
peaks, second = _Peaks(800), bytes(2 * 2 * 44100)
for _ in range(30): peaks.feed(second)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(4 * 3600): peaks.feed(second)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, len(peaks.values()))
"""
    grown, points = map(int, subprocess.check_output([sys.executable, "-c", code], text=True).split())

    assert grown < 8 * 1024  # kB
    assert points == 800
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0


def test_a_film_has_a_waveform_too(film):
    assert max(waveform_peaks(film("f.mp4"))) > 0.05


def test_waveform_image_shows_the_bars(tmp_path):
    target = tmp_path / "w.webp"
    waveform_image([0.1] * 400 + [math.pi / 4] * 400, target, width=400, height=100)

    with Image.open(target) as picture:
        alpha = np.asarray(picture.convert("RGBA"))[:, :, 3] > 128

    assert picture.format == "WEBP"
    assert alpha[:, 20:180].sum(axis=0).max() < 20
    assert alpha[:, 220:380].sum(axis=0).max() > 80


def test_waveform_image_of_silence_is_a_line(tmp_path):
    waveform_image([0.0] * 800, tmp_path / "w.webp")

    with Image.open(tmp_path / "w.webp") as picture:
        assert 0 < (np.asarray(picture.convert("RGBA"))[:, :, 3] > 0).mean() < 0.1


def test_thumbnail_is_small_and_upright(tmp_path):
    source = tmp_path / "x"
    picture = Image.new("RGB", (1000, 500), "blue")
    exif = picture.getexif()
    exif[0x0112] = 6  # held sideways
    picture.save(source, "JPEG", exif=exif)

    assert thumbnail(source, tmp_path / "t.webp", size=200) == (100, 200)


def test_thumbnail_keeps_transparency(tmp_path):
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(tmp_path / "x.png")

    thumbnail(tmp_path / "x.png", tmp_path / "t.webp")

    with Image.open(tmp_path / "t.webp") as small:
        assert small.mode == "RGBA"
        assert np.asarray(small)[5, 5, 3] == 0


def test_a_decompression_bomb_is_an_error(tmp_path):
    Image.new("1", (12_000, 12_000)).save(tmp_path / "b.png")

    with pytest.raises(TooLarge):
        thumbnail(tmp_path / "b.png", tmp_path / "t.webp")
    assert not (tmp_path / "t.webp").exists()


def test_poster_is_neither_black_nor_blurred(make_media, tmp_path):
    video = make_media(
        "p.mp4",
        *("-f", "lavfi", "-i", "color=black:size=160x90:rate=10:duration=2"),
        *("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration=2"),
        *("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration=2"),
        *("-filter_complex", "[1]gblur=8[soft];[0][soft][2]concat=n=3,format=yuv420p", "-g", "5"),
    )

    size = poster(video, tmp_path / "p.jpg")

    with Image.open(tmp_path / "p.jpg") as picture:
        luma = np.asarray(picture.convert("L"))
    assert size == (160, 90)
    assert luma.mean() > 40
    assert sharpness(luma) > 500


def test_poster_of_a_black_film_still_exists(make_media, tmp_path):
    video = make_media("k.mp4", "-f", "lavfi", "-i", "color=black:size=64x64:rate=10:duration=1")

    assert poster(video, tmp_path / "p.webp") == (64, 64)


def test_a_film_held_sideways_stands_upright(make_media, film, tmp_path):
    turned = make_media("r.mp4", "-display_rotation", "90", "-i", str(film("f.mp4")), "-c", "copy")

    info = probe(turned)

    assert (info.width, info.height) == (90, 160)
    assert poster(turned, tmp_path / "p.jpg") == (90, 160)
    upright = make_media("u.png", "-i", str(turned), "-frames:v", "1")
    with Image.open(upright) as wanted, Image.open(tmp_path / "p.jpg") as got:
        difference = np.abs(np.asarray(wanted.convert("L"), int) - np.asarray(got.convert("L"), int))
    upside_down = np.abs(np.asarray(wanted.convert("L"), int) - np.asarray(got.convert("L"), int)[::-1, ::-1])
    assert difference.mean() < upside_down.mean()


def test_poster_of_sound_is_refused(tone, tmp_path):
    with pytest.raises(Invalid, match="is sound, not a video"):
        poster(tone("t.mp3"), tmp_path / "p.jpg")
