from __future__ import annotations

import struct
import zlib

import pytest
from PIL import Image

from umam.lib.errors import Invalid, TooLarge
from umam.lib.probe import Limits, open_media, probe


@pytest.mark.parametrize("name", ["t.mp3", "t.wav", "t.ogg", "t.m4a", "t.flac", "t.mka"])
def test_sound(tone, name):
    info = probe(tone(name))

    assert info.kind == "audio"
    assert info.duration == pytest.approx(2.0, abs=0.06)
    assert (info.sample_rate, info.channels) == (44100, 1)
    assert info.video_codec is None


def test_video(film):
    info = probe(film("f.mp4"))

    assert (info.kind, info.width, info.height, info.fps) == ("video", 160, 90, 25.0)
    assert info.video_codec == "h264"
    assert info.duration == pytest.approx(1.0, abs=0.001)
    assert info.has_audio


def test_long_sound_is_measured_at_its_end(tone):
    assert probe(tone("long.flac", 30.0)).duration == pytest.approx(30.0, abs=0.001)
    assert probe(tone("long.m4a", 30.0)).duration == pytest.approx(30.0, abs=0.05)


@pytest.mark.parametrize("name", ["t.mp3", "t.wav", "t.ogg", "t.flac"])
def test_truncated_sound_lasts_as_long_as_what_is_there(tone, tmp_path, name):
    whole = tone(name, 20.0).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(whole[: len(whole) // 2])

    assert probe(cut).duration == pytest.approx(10.0, abs=2.5)


def test_mp4_that_lost_its_index_is_a_sentence(film, tmp_path):
    whole = film("f.mp4").read_bytes()
    cut = tmp_path / "f.mp4"
    cut.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(Invalid, match=r"“my film\.mp4” looks like a video but cannot be read"):
        probe(cut, name="my film.mp4")


def test_mp3_that_is_only_a_tag(tmp_path):
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3\x04\x00\x00\x00\x00\x02\x00" + b"\x00" * 256)

    with pytest.raises(Invalid, match="cannot be read"):
        probe(path)


def test_half_a_second_and_silence(make_media):
    silent = make_media("s.wav", "-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo", "-t", "0.5")

    assert probe(silent).duration == pytest.approx(0.5)


def test_eight_channels_at_96_khz(make_media):
    wide = make_media(
        "w.wav", "-f", "lavfi", "-i", "anullsrc=r=96000:cl=7.1", "-t", "0.5", "-c:a", "pcm_s24le"
    )

    info = probe(wide)

    assert (info.channels, info.sample_rate) == (8, 96000)
    with pytest.raises(TooLarge, match="8 channels; at most 2"):
        probe(wide, limits=Limits(channels=2))


def test_too_long(tone):
    with pytest.raises(TooLarge, match="lasts 2 seconds; at most 1 seconds"):
        probe(tone("t.mp3"), limits=Limits(duration=1.0))


def test_picture(tmp_path):
    path = tmp_path / "x"
    Image.new("RGBA", (7, 5)).save(path, "PNG")

    info = probe(path)

    assert (info.kind, info.width, info.height, info.mime) == ("image", 7, 5, "image/png")
    with pytest.raises(TooLarge, match="7 × 5 pixels"):
        probe(path, limits=Limits(pixels=34))


def test_a_picture_that_unpacks_to_gigabytes_is_refused_unopened(tmp_path):
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)

    with pytest.raises(TooLarge):
        probe(path)


def test_truncated_picture(tmp_path):
    path = tmp_path / "x.jpg"
    Image.effect_noise((64, 64), 50).save(path)
    path.write_bytes(path.read_bytes()[:600])

    with pytest.raises(Invalid, match="looks like a picture but cannot be read"):
        probe(path)


@pytest.mark.parametrize(
    "name", ["-i.mp3", 'it\'s "it".mp3', "a\nb.mp3", "música ☂.mp3", "100%d.mp3", "concat:a|b.mp3"]
)
def test_any_name_can_be_opened(tone, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(tone("t.mp3").read_bytes())

    assert probe(path).kind == "audio"


def test_the_opener_never_follows_a_manifest(film, tmp_path):
    (tmp_path / "secret.mp4").write_bytes(film("f.mp4").read_bytes())
    evil = tmp_path / "evil.mp4"
    evil.write_text("ffconcat version 1.0\nfile secret.mp4\n")

    with pytest.raises(Invalid):
        open_media(evil)
