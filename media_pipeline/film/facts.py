"""Facts about a finished film, read from its container without decoding a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av

from umam.lib.errors import Invalid
from umam.lib.probe import open_media
from umam.lib.sniff import boxes

# The numbers of ITU-T H.273, as the codec reports them.
_BT709 = 1
_RANGES = {1: "tv", 2: "pc"}


@dataclass(frozen=True)
class FilmFacts:
    """Times in seconds; None or "" where the film does not say."""

    video_codec: str = ""
    video_profile: str = ""
    pixel_format: str = ""
    width: int = 0
    height: int = 0
    square_pixels: bool = True
    colour_matrix: str = ""
    colour_primaries: str = ""
    colour_transfer: str = ""
    colour_range: str = ""
    video_start: float | None = None
    video_seconds: float | None = None
    frame_times: list[float] = field(default_factory=list)
    keyframe_times: list[float] = field(default_factory=list)
    audio_codec: str = ""
    audio_profile: str = ""
    sample_rate: int | None = None
    channels: int | None = None
    audio_start: float | None = None
    audio_seconds: float | None = None
    boxes: list[str] = field(default_factory=list)


def read_film(path: Path) -> FilmFacts | None:
    """The facts of an MP4 film, or None when it cannot be read at all."""
    try:
        with open_media(path) as container:
            return FilmFacts(boxes=_box_names(path), **_video(container), **_audio(container))
    except (Invalid, av.FFmpegError, OSError):
        return None


def _box_names(path: Path) -> list[str]:
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        return [name.decode("latin-1") for name, _, _ in boxes(stream, 0, size)]


def _video(container: Any) -> dict[str, Any]:
    if not container.streams.video:
        return {}
    stream = container.streams.video[0]
    context = stream.codec_context
    base = stream.time_base
    packets = [packet for packet in container.demux(stream) if packet.pts is not None]
    container.seek(0)
    times = [float(packet.pts * base) for packet in packets]
    last = max(packets, key=lambda packet: packet.pts, default=None)
    return {
        "video_codec": context.name,
        "video_profile": context.profile or "",
        "pixel_format": context.pix_fmt or "",
        "width": context.width,
        "height": context.height,
        "square_pixels": (stream.sample_aspect_ratio or 1) == 1,
        "colour_matrix": _colour_name(context.colorspace),
        "colour_primaries": _colour_name(context.color_primaries),
        "colour_transfer": _colour_name(context.color_trc),
        "colour_range": _RANGES.get(int(context.color_range or 0), ""),
        "video_start": min(times, default=None),
        "video_seconds": float((last.pts + last.duration) * base) if last is not None else None,
        "frame_times": times,
        "keyframe_times": [float(packet.pts * base) for packet in packets if packet.is_keyframe],
    }


def _audio(container: Any) -> dict[str, Any]:
    if not container.streams.audio:
        return {}
    stream = container.streams.audio[0]
    context = stream.codec_context
    return {
        "audio_codec": context.name,
        "audio_profile": context.profile or "",
        "sample_rate": context.sample_rate,
        "channels": context.channels,
        "audio_start": float((stream.start_time or 0) * stream.time_base),
        "audio_seconds": float(stream.duration * stream.time_base) if stream.duration else None,
    }


def _colour_name(number: Any) -> str:
    return "bt709" if int(number or 0) == _BT709 else ""
