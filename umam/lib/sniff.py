"""What a file is, by its first bytes and never by its name.

Only kinds that UMAM can work with have an answer. Playlists and manifests are refused whatever they are
called: a media library would open them and follow what they name, which may be somebody else's file.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from umam.lib import safe_json
from umam.lib.errors import Invalid, TooLarge

HEAD_BYTES = 8192
GLTF_LIMIT = 16 * 1024 * 1024
_TRACKS_WINDOW = 512 * 1024

MEDIA_EXTENSIONS = frozenset(
    f".{extension}"
    for group in (
        ("mp3", "wav", "wave", "ogg", "oga", "opus", "m4a", "m4b", "aac", "flac", "mka"),
        ("mp4", "m4v", "mov", "webm", "mkv", "ogv", "avi"),
        ("png", "jpg", "jpeg", "webp", "gif"),
        ("glb", "gltf"),
    )
    for extension in group
)
KIND_WORDS = {
    "audio": "sound",
    "video": "a video",
    "image": "a picture",
    "model": "a 3D model",
    "text": "plain text",
    "archive": "an archive",
}


@dataclass(frozen=True)
class Sniffed:
    """kind: audio, image, video, model, text or archive. demuxer: ffmpeg's name of the container, or ""."""

    kind: str
    mime: str
    extension: str
    demuxer: str = ""


_MP3 = Sniffed("audio", "audio/mpeg", "mp3", "mp3")
_AAC = Sniffed("audio", "audio/aac", "aac", "aac")
_FLAC = Sniffed("audio", "audio/flac", "flac", "flac")
_MP4 = Sniffed("video", "video/mp4", "mp4", "mov")
_QUICKTIME = Sniffed("video", "video/quicktime", "mov", "mov")
_WAV = Sniffed("audio", "audio/wav", "wav", "wav")
_PLAIN = (
    (b"\x89PNG\r\n\x1a\n", Sniffed("image", "image/png", "png", "png_pipe")),
    (b"\xff\xd8\xff", Sniffed("image", "image/jpeg", "jpg", "jpeg_pipe")),
    (b"GIF87a", Sniffed("image", "image/gif", "gif", "gif")),
    (b"GIF89a", Sniffed("image", "image/gif", "gif", "gif")),
    (b"fLaC", _FLAC),
    (b"PK\x03\x04", Sniffed("archive", "application/zip", "zip")),
    (b"PK\x05\x06", Sniffed("archive", "application/zip", "zip")),
    (b"glTF\x02\x00\x00\x00", Sniffed("model", "model/gltf-binary", "glb")),
)
_MANIFEST_STARTS = ("#extm3u", "ffconcat", "[playlist]", "<?xml", "<!doctype", "<html", "<smil", "<asx")
_MANIFEST_PARTS = ("<mpd", "#ext-x-", "<svg", "<smoothstreamingmedia")
_REFUSED = (
    (b"%PDF", "a PDF document"),
    (b"RIFF....AVI ", "an AVI film"),
    (b"FORM....AIF", "an AIFF recording"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file"),
    (b"MThd", "a MIDI file"),
    (b"glTF", "a 3D model in a version of glTF other than 2"),
)


def sniff(path: Path, *, name: str = "") -> Sniffed:
    """Look at the first bytes of a file.

    `name` is what the user calls it (for the error's words, and to refuse text under a media name); without
    one the path's own name counts. Raises Invalid for an empty file, for playlists and manifests, for text
    that poses as media, and for everything UMAM cannot work with.
    """
    called = name or path.name
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        if not head:
            raise Invalid(f"{quoted(called)} is empty.", suggestion="Choose a file that has something in it.")
        found = _media(head, stream)
        if found is not None:
            return found
        return _text_or_refuse(head, path, called)


def expect(path: Path, *kinds: str, name: str = "") -> Sniffed:
    """Sniff, and raise Invalid unless the file is of one of these kinds ("audio", "image", ...)."""
    found = sniff(path, name=name)
    if found.kind not in kinds:
        wanted = " or ".join(KIND_WORDS[kind] for kind in kinds)
        raise Invalid(
            f"{quoted(name or path.name)} is {KIND_WORDS[found.kind]}, not {wanted}.",
            suggestion=f"Choose a file that is {wanted}.",
        )
    return found


def quoted(name: str) -> str:
    """A user's file name, safe and short enough to stand in a sentence."""
    clean = "".join(char if char.isprintable() else " " for char in name).strip()
    return f"“{clean[:79] + '…' if len(clean) > 80 else clean}”"


def _media(head: bytes, stream: BinaryIO) -> Sniffed | None:
    for magic, found in _PLAIN:
        if head.startswith(magic):
            return found
    if head[:4] in (b"RIFF", b"RF64", b"BW64"):
        return _riff(head)
    if head.startswith(b"OggS"):
        return _ogg(head)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _matroska(head, stream)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return _mp4(head, stream)
    return _mpeg_audio(head, stream)


def _riff(head: bytes) -> Sniffed | None:
    if head[8:12] == b"WAVE":
        return _WAV
    if head[8:12] == b"WEBP":
        return Sniffed("image", "image/webp", "webp", "webp_pipe")
    return None


def _ogg(head: bytes) -> Sniffed:
    if b"\x80theora" in head or b"OVP80" in head:
        return Sniffed("video", "video/ogg", "ogv", "ogg")
    return Sniffed("audio", "audio/ogg", "opus" if b"OpusHead" in head else "ogg", "ogg")


def _matroska(head: bytes, stream: BinaryIO) -> Sniffed | None:
    webm = b"webm" in head[:64]
    if not webm and b"matroska" not in head[:64]:
        return None
    stream.seek(0)
    window = stream.read(_TRACKS_WINDOW)
    tracks = window.find(b"\x16\x54\xae\x6b")
    # A track's type is one byte: 1 is a picture track, 2 is sound.
    video = tracks < 0 or b"\x83\x81\x01" in window[tracks:]
    kind = "video" if video else "audio"
    if webm:
        return Sniffed(kind, f"{kind}/webm", "webm", "matroska")
    return Sniffed(kind, f"{kind}/x-matroska", "mkv" if video else "mka", "matroska")


def _mp4(head: bytes, stream: BinaryIO) -> Sniffed | None:
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if brand in (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"):
        return None
    stream.seek(0, 2)
    handlers = set(_handlers(stream, 0, stream.tell(), depth=0))
    if b"vide" in handlers:
        return _QUICKTIME if brand == b"qt  " else _MP4
    if b"soun" in handlers or brand in (b"M4A ", b"M4B "):
        return Sniffed("audio", "audio/mp4", "m4a", "mov")
    # A moov box that is not there (cut off) or has no track: the probe will say what is wrong with it.
    return _MP4 if brand else None


def _handlers(stream: BinaryIO, start: int, end: int, *, depth: int) -> Iterator[bytes]:
    for name, body, after in boxes(stream, start, end):
        if name == b"hdlr":
            stream.seek(body + 8)
            yield stream.read(4)
        elif name in (b"moov", b"trak", b"mdia") and depth < 3:
            yield from _handlers(stream, body, after, depth=depth + 1)


def boxes(stream: BinaryIO, start: int, end: int, *, limit: int = 4096) -> Iterator[tuple[bytes, int, int]]:
    """The MP4 boxes between two offsets: (name, offset of the body, offset after the box).

    Stops at nonsense, and after `limit` boxes.
    """
    at = start
    for _ in range(limit):
        stream.seek(at)
        header = stream.read(16)
        if at + 8 > end or len(header) < 8:
            return
        size, body = int(struct.unpack(">I", header[:4])[0]), at + 8
        if size == 1 and len(header) == 16:
            size, body = int(struct.unpack(">Q", header[8:])[0]), at + 16
        elif size == 0:
            size = end - at
        if size < body - at:
            return
        yield header[4:8], body, min(at + size, end)
        at += size


def _mpeg_audio(head: bytes, stream: BinaryIO) -> Sniffed | None:
    if not head.startswith(b"ID3"):
        return _mpeg_frames(head)
    if len(head) < 10:
        return _MP3
    size = (head[6] & 127) << 21 | (head[7] & 127) << 14 | (head[8] & 127) << 7 | (head[9] & 127)
    stream.seek(10 + size)
    after = stream.read(HEAD_BYTES)
    if after.startswith(b"fLaC"):
        return _FLAC
    # Whatever follows the tag is opened as MP3 and as nothing else, so a tag alone cannot smuggle a manifest.
    return _mpeg_frames(after) or _MP3


def _mpeg_frames(data: bytes) -> Sniffed | None:
    """MP3 or ADTS, seen by two frame headers in a row (one, where the file ends before the second)."""
    start = len(data) - len(data.lstrip(b"\x00"))
    for at in range(start, min(start + 2048, len(data) - 4)):
        if data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
            continue
        for found, length in ((_MP3, _mp3_frame(data[at : at + 4])), (_AAC, _adts_frame(data[at : at + 7]))):
            if length and _frame_follows(data, at + length, found):
                return found
    return None


def _frame_follows(data: bytes, at: int, kind: Sniffed) -> bool:
    if at + 7 > len(data):
        return True
    measure = _mp3_frame if kind is _MP3 else _adts_frame
    return measure(data[at : at + 7]) > 0


_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _mp3_frame(header: bytes) -> int:
    """Length in bytes of the layer III frame with this header, or 0."""
    version, layer = (header[1] >> 3) & 3, (header[1] >> 1) & 3
    bitrate, frequency = header[2] >> 4, (header[2] >> 2) & 3
    if header[0] != 0xFF or header[1] & 0xE0 != 0xE0 or layer != 1 or version == 1:
        return 0
    if bitrate in (0, 15) or frequency == 3:
        return 0
    kilobits = (_MPEG1 if version == 3 else _MPEG2)[bitrate]
    samples_eighth, padding = (144 if version == 3 else 72), (header[2] >> 1) & 1
    return samples_eighth * kilobits * 1000 // _RATES[version][frequency] + padding


def _adts_frame(header: bytes) -> int:
    """Length in bytes of the ADTS frame with this header, or 0."""
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0 or (header[2] >> 2) & 15 > 12:
        return 0
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return length if length > 7 else 0


def _text_or_refuse(head: bytes, path: Path, called: str) -> Sniffed:
    text = _decoded(head)
    if text is None:
        raise Invalid(
            f"{quoted(called)} is {_known_as(head)}, which cannot be used here.",
            suggestion=(
                "Sound may be MP3, WAV, OGG, M4A or FLAC, video MP4 or WebM, pictures PNG, JPEG, WebP, GIF, "
                "3D models GLB or glTF 2."
            ),
        )
    lowered = text.lstrip("\ufeff \t\r\n").lower()
    if lowered.startswith(_MANIFEST_STARTS) or any(part in lowered for part in _MANIFEST_PARTS):
        raise Invalid(
            f"{quoted(called)} is a playlist or a markup document that points at other files, "
            "not media itself.",
            suggestion="Choose the sound, picture or video itself.",
        )
    if lowered.startswith("{") and _is_gltf(path, called):
        return Sniffed("model", "model/gltf+json", "gltf")
    if Path(called).suffix.lower() in MEDIA_EXTENSIONS:
        raise Invalid(
            f"{quoted(called)} holds plain text, although its name says otherwise.",
            suggestion="Choose the original file; this one may have been saved or sent wrongly.",
        )
    return Sniffed("text", "text/plain", "txt")


def _known_as(head: bytes) -> str:
    for pattern, words in _REFUSED:
        start = head[: len(pattern)]
        if len(start) == len(pattern) and all(map(_byte_fits, pattern, start)):
            return words
    if head[4:8] == b"ftyp":
        return "an AVIF or HEIC picture"
    return "of an unknown kind"


def _byte_fits(wanted: int, got: int) -> bool:
    return wanted in (ord("."), got)


def _decoded(head: bytes) -> str | None:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(head) < HEAD_BYTES or error.start < len(head) - 4:
            return None
        text = head[: error.start].decode("utf-8")
    return (
        None if any(unicodedata.category(char) == "Cc" and char not in "\t\n\r\f" for char in text) else text
    )


def _is_gltf(path: Path, called: str) -> bool:
    named = Path(called).suffix.lower() == ".gltf"
    if path.stat().st_size > GLTF_LIMIT:
        if named:
            raise TooLarge(
                f"{quoted(called)} is larger than {GLTF_LIMIT // 1024**2} MB, the most that is read as glTF.",
                suggestion="Export it as one GLB file, which is smaller and may be larger.",
            )
        return False
    try:
        document = safe_json.loads(path.read_bytes())
    except safe_json.UnsafeJson as error:
        if named:
            raise Invalid(
                f"{quoted(called)} is a damaged 3D model: its description {error}.",
                suggestion="Export it again as one GLB file.",
            ) from error
        return False
    asset = document.get("asset") if isinstance(document, dict) else None
    return isinstance(asset, dict) and "version" in asset
