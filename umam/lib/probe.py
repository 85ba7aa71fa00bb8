"""What is inside a media file: read with PyAV (pictures with Pillow), within limits, never following a name.

The container's format is forced to what the first bytes say, and only local files may be read, so a manifest
cannot pose as media here either.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.stream import Disposition
from PIL import Image, UnidentifiedImageError

from umam.lib import gltf, sniff
from umam.lib.errors import Invalid, TooLarge
from umam.lib.gltf import ModelFacts

_OPTIONS = {"protocol_whitelist": "file", "analyzeduration": "10000000", "probesize": "20000000"}
_PILLOW_FORMATS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}
# Containers without an index: their header may promise more than is there, so the packets are counted.
_COUNTED = frozenset({"mp3", "aac"})
_END_WINDOW = 3.0


@dataclass(frozen=True)
class Limits:
    """The largest media that is let in. duration in seconds, pixels = width × height."""

    duration: float = 4.5 * 3600
    pixels: int = 50_000_000
    channels: int = 16
    sample_rate: int = 384_000
    streams: int = 32
    fps: float = 240.0


@dataclass(frozen=True)
class MediaInfo:
    """Facts about one file. Times in seconds; None where a kind of media has no such thing."""

    kind: str
    mime: str
    extension: str
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    frames: int | None = None
    video_codec: str | None = None
    pixel_format: str | None = None
    audio_codec: str | None = None
    sample_rate: int | None = None
    channels: int | None = None
    bit_rate: int | None = None
    streams: int = 0
    model: ModelFacts | None = None

    @property
    def has_audio(self) -> bool:
        return self.audio_codec is not None

    @property
    def has_video(self) -> bool:
        return self.video_codec is not None


DEFAULT_LIMITS = Limits()


def probe(path: Path, *, name: str = "", limits: Limits = DEFAULT_LIMITS) -> MediaInfo:
    """Facts about a file of any kind UMAM works with.

    `name` is what the user calls it, for the error's words. Raises Invalid when the file cannot be read as
    what its first bytes say, TooLarge when it is beyond a limit. A first frame is decoded, so a file that
    opens but holds nothing is found here and not in the middle of a job. The duration is what is really
    there, not what a header promises.
    """
    called = sniff.quoted(name or path.name)
    found = sniff.sniff(path, name=name)
    if found.kind == "image":
        return _picture(path, found, called, limits)
    if found.kind in ("audio", "video"):
        return _media(path, found, called, limits)
    model = gltf.inspect(path, name=name) if found.kind == "model" else None
    return MediaInfo(kind=found.kind, mime=found.mime, extension=found.extension, model=model)


def open_media(path: Path, *, found: sniff.Sniffed | None = None, max_pixels: int = 0) -> InputContainer:
    """Open sound or video with PyAV so that no other file is ever read.

    The demuxer is forced to the one the first bytes call for, and only the `file` protocol is allowed. Raises
    Invalid when the file cannot be read.
    """
    found = found or sniff.expect(path, "audio", "video")
    options = {**_OPTIONS, "format_whitelist": found.demuxer}
    if max_pixels:
        options["max_pixels"] = str(max_pixels)
    try:
        return av.open(
            f"file:{path}", mode="r", format=found.demuxer, options=options, metadata_errors="replace"
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(sniff.quoted(path.name), found) from error


def open_picture(path: Path, *, name: str = "", pixels: int = DEFAULT_LIMITS.pixels) -> Image.Image:
    """A picture, fully decoded, with its formats and its size held to what is allowed.

    Raises Invalid when it is damaged or no picture, TooLarge when it would unpack to more than `pixels`.
    """
    found = sniff.expect(path, "image", name=name)
    called = sniff.quoted(name or path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(path, formats=[_PILLOW_FORMATS[found.extension]])
            if picture.width * picture.height > pixels:
                raise _too_many_pixels(called, picture.width, picture.height, pixels)
            picture.load()
            return picture
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        words = f"{called} would unpack to far too many pixels."
        raise TooLarge(words, suggestion="Make it smaller.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _unreadable(called, found) from error


def _picture(path: Path, found: sniff.Sniffed, called: str, limits: Limits) -> MediaInfo:
    with open_picture(path, name=called.strip("“”"), pixels=limits.pixels) as picture:
        return MediaInfo(
            kind="image",
            mime=found.mime,
            extension=found.extension,
            width=picture.width,
            height=picture.height,
            frames=int(getattr(picture, "n_frames", 1)),
            pixel_format=picture.mode,
        )


def _media(path: Path, found: sniff.Sniffed, called: str, limits: Limits) -> MediaInfo:
    try:
        with open_media(path, found=found, max_pixels=limits.pixels) as container:
            return _media_facts(container, found, called, limits)
    except (av.FFmpegError, ValueError, OSError, Invalid) as error:
        raise _unreadable(called, found) from error


def _media_facts(container: InputContainer, found: sniff.Sniffed, called: str, limits: Limits) -> MediaInfo:
    if len(container.streams) > limits.streams:
        streams = len(container.streams)
        raise TooLarge(f"{called} has {streams} streams; at most {limits.streams} are allowed.")
    video = next((stream for stream in container.streams.video if not _is_cover(stream)), None)
    audio = next(iter(container.streams.audio), None)
    main = video or audio
    if main is None:
        raise _unreadable(called, found)
    kind = "video" if video is not None else "audio"
    facts: dict[str, Any] = {"kind": kind, "mime": found.mime, "streams": len(container.streams)}
    if video is not None:
        facts |= _video_facts(video)
    if audio is not None:
        facts |= _audio_facts(audio)
    info = MediaInfo(extension=found.extension, bit_rate=container.bit_rate or None, **facts)
    _check(info, called, limits)
    first = next(container.decode(main), None)
    if first is None:
        raise _unreadable(called, found)
    if abs(getattr(first, "rotation", 0)) == 90:
        info = replace(info, width=info.height, height=info.width)
    measured = replace(info, duration=_duration(container, main, found))
    _check(measured, called, limits)
    return measured


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _video_facts(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    rate = stream.average_rate or stream.guessed_rate
    return {
        "width": context.width or None,
        "height": context.height or None,
        "fps": float(rate) if rate else None,
        "frames": stream.frames or None,
        "video_codec": context.name,
        "pixel_format": context.pix_fmt,
    }


def _audio_facts(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "audio_codec": context.name,
        "sample_rate": context.sample_rate or None,
        "channels": context.channels or None,
    }


def _duration(container: InputContainer, stream: Any, found: sniff.Sniffed) -> float | None:
    """Seconds from the first packet to the end of the last one that is really in the file."""
    claimed = float(container.duration) / av.time_base if container.duration else 0.0
    begin = max(0.0, float(stream.start_time * stream.time_base)) if stream.start_time else 0.0
    end = 0.0
    if claimed > 2 * _END_WINDOW and found.demuxer not in _COUNTED:
        container.seek(int((begin + claimed - _END_WINDOW) * av.time_base))
        end = _last_end(container, stream)
    if end <= begin:
        container.seek(0)
        end = _last_end(container, stream)
    return round(end - begin, 6) if end > begin else None


def _last_end(container: InputContainer, stream: Any) -> float:
    end = 0
    try:
        for packet in container.demux(stream):
            if packet.pts is not None:
                end = max(end, packet.pts + (packet.duration or 0))
    except av.FFmpegError:
        pass  # a damaged end: what came before it counts
    return float(end * stream.time_base)


def _check(info: MediaInfo, called: str, limits: Limits) -> None:
    if info.width and info.height and info.width * info.height > limits.pixels:
        raise _too_many_pixels(called, info.width, info.height, limits.pixels)
    if info.duration and info.duration > limits.duration:
        raise TooLarge(
            f"{called} lasts {_clock(info.duration)}; at most {_clock(limits.duration)} are allowed.",
            suggestion="Cut it into shorter pieces.",
        )
    for value, most, words in (
        (info.channels, limits.channels, "channels"),
        (info.sample_rate, limits.sample_rate, "samples a second"),
        (info.fps, limits.fps, "frames a second"),
    ):
        if value and value > most:
            raise TooLarge(f"{called} has {value:g} {words}; at most {most:g} are allowed.")


def _too_many_pixels(called: str, width: int, height: int, pixels: int) -> TooLarge:
    return TooLarge(
        f"{called} is {width} × {height} pixels; at most {pixels / 1e6:.0f} million pixels are allowed.",
        suggestion="Make it smaller.",
    )


def _clock(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} seconds"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours {minutes % 60} minutes"


def _unreadable(called: str, found: sniff.Sniffed) -> Invalid:
    return Invalid(
        f"{called} looks like {sniff.KIND_WORDS[found.kind]} but cannot be read; "
        "it may be damaged or cut off.",
        suggestion="Play it on your own machine, and export or download it again.",
    )
