from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from umam.lib import sniff
from umam.lib.errors import Invalid


@pytest.mark.parametrize(
    ("name", "kind", "mime"),
    [
        ("t.mp3", "audio", "audio/mpeg"),
        ("t.wav", "audio", "audio/wav"),
        ("t.ogg", "audio", "audio/ogg"),
        ("t.m4a", "audio", "audio/mp4"),
        ("t.flac", "audio", "audio/flac"),
        ("t.aac", "audio", "audio/aac"),
        ("t.mka", "audio", "audio/x-matroska"),
        ("t.webm", "audio", "audio/webm"),
    ],
)
def test_sound_is_known_by_its_bytes(tone, tmp_path, name, kind, mime):
    disguised = tmp_path / "upload.bin"
    disguised.write_bytes(tone(name).read_bytes())

    found = sniff.sniff(disguised)

    assert (found.kind, found.mime) == (kind, mime)
    assert found.demuxer


@pytest.mark.parametrize(("name", "mime"), [("f.mp4", "video/mp4"), ("f.mkv", "video/x-matroska")])
def test_video_under_a_song_s_name_is_video(film, tmp_path, name, mime):
    disguised = tmp_path / "song.mp3"
    disguised.write_bytes(film(name).read_bytes())

    assert sniff.sniff(disguised).mime == mime
    with pytest.raises(Invalid, match="is a video, not sound"):
        sniff.expect(disguised, "audio")


def test_mp4_with_sound_only_is_sound_whatever_its_brand(tone):
    assert sniff.sniff(tone("t.mp4")).kind == "audio"


def test_mp3_with_a_tag_larger_than_the_head(tone, tmp_path):
    size = 100_000
    tag = b"ID3\x04\x00\x00" + bytes([0, (size >> 14) & 127, (size >> 7) & 127, size & 127]) + b"\x00" * size
    path = tmp_path / "x"
    path.write_bytes(tag + tone("t.mp3").read_bytes())

    assert sniff.sniff(path).mime == "audio/mpeg"


def test_mp3_without_a_tag(tone, tmp_path):
    bare = tone("bare.mp3", 1.0, "-id3v2_version", "0", "-write_xing", "0")

    assert not bare.read_bytes().startswith(b"ID3")
    assert sniff.sniff(bare).mime == "audio/mpeg"


@pytest.mark.parametrize("name", ["p.png", "p.jpg", "p.gif", "p.webp"])
def test_pictures(tmp_path, name):
    path = tmp_path / name
    Image.new("RGB", (4, 4), "red").save(path)
    anonymous = path.rename(tmp_path / "x")

    assert sniff.sniff(anonymous).kind == "image"
    assert sniff.sniff(anonymous).extension == name[2:]


def test_models_archives_and_text(tmp_path):
    glb = tmp_path / "a"
    glb.write_bytes(b"glTF" + struct.pack("<II", 2, 20) + b"\x00" * 8)
    gltf = tmp_path / "b"
    gltf.write_text(json.dumps({"meshes": [], "asset": {"version": "2.0"}}))
    archive = tmp_path / "c"
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("a.txt", "a")
    text = tmp_path / "lyrics.txt"
    text.write_text("Über den Dächern\n한국어 عربى\n")

    assert [sniff.sniff(path).kind for path in (glb, gltf, archive, text)] == [
        "model",
        "model",
        "archive",
        "text",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "ffconcat version 1.0\nfile other.mp4\n",
        "#EXTM3U\n#EXTINF:1,\nother.ts\n",
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>other.mp4</BaseURL></MPD>',
        '<?xml version="1.0"?><MPD/>',
        "\ufeff  <?xml version='1.0'?>\n<a/>",
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "[playlist]\nFile1=other.mp3\n",
        "# nothing\n<mPd></mPd>",
    ],
)
@pytest.mark.parametrize("name", ["film.mp4", "song.mp3", "notes.txt"])
def test_playlists_and_manifests_are_refused_under_any_name(tmp_path, content, name):
    path = tmp_path / name
    path.write_text(content)

    with pytest.raises(Invalid, match="points at other files"):
        sniff.sniff(path)


def test_text_under_a_song_s_name_is_refused(tmp_path):
    path = tmp_path / "upload"
    path.write_text("la la la")

    assert sniff.sniff(path).kind == "text"
    with pytest.raises(Invalid, match=r"“song\.mp3” holds plain text"):
        sniff.sniff(path, name="song.mp3")


def test_empty_file(tmp_path):
    path = tmp_path / "song.mp3"
    path.touch()

    with pytest.raises(Invalid, match=r"“song\.mp3” is empty"):
        sniff.sniff(path)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"%PDF-1.7\n\xff", "PDF"),
        (b"RIFF\x00\x01\x00\x00AVI \xff", "AVI"),
        (b"\x7fELF\x02\x01\x01\x00", "unknown kind"),
    ],
)
def test_what_umam_cannot_use_is_named(tmp_path, head, words):
    path = tmp_path / "x.mp4"
    path.write_bytes(head + b"\x00" * 50)

    with pytest.raises(Invalid, match=words):
        sniff.sniff(path)


def test_text_cut_within_a_character_at_the_end_of_the_head(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"a" * (sniff.HEAD_BYTES - 1) + "é".encode() * 10)

    assert sniff.sniff(path).kind == "text"


@pytest.mark.parametrize(
    "head", [b"\xff\xfe" * 40, b"\x00" * 64, b"\xff\xfb", b"ID3", b"\x1aE\xdf\xa3", b"\x00\x00\x00\x08ftyp"]
)
def test_scraps_never_crash(tmp_path: Path, head: bytes):
    path = tmp_path / "x.mp3"
    path.write_bytes(head)

    try:
        kind = sniff.sniff(path).kind
    except Invalid as error:
        kind = error.message

    assert kind in sniff.KIND_WORDS or "“x.mp3”" in kind


def test_names_in_messages_stay_on_one_line_and_short():
    assert sniff.quoted("a\nb\x1b[31m") == "“a b [31m”"
    assert len(sniff.quoted("x" * 500)) <= 82
