"""ffmpeg argument lists for making a film. Pure: nothing here runs, reads or writes anything.

Scenes are encoded apart with identical parameters and closed groups of pictures, so that they join by stream
copy; sound is encoded once over the whole song. Give the lists to `umam.lib.ffmpeg.run_ffmpeg`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from umam.lib.ffmpeg import file_url
from umam.lib.frames import Grid

AUDIO_RATE = 48_000
AUDIO_BIT_RATE = "256k"
KEYFRAME_SECONDS = 2
# Small enough to cost nothing beside the encoder, large enough to see whether anything moves.
_WATCH_WIDTH = 192
_SUBTITLES, _FONTS = "@subtitles@", "@fonts@"
_LOCAL_MP4 = {"protocol_whitelist": "file,pipe", "format_whitelist": "mov,mp4", "f": "mov"}
_BT709 = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "range": "tv"}


@dataclass(frozen=True)
class VideoSettings:
    """What all pieces of one film share. crf: lower is better and larger. threads: 0 for all there are."""

    width: int
    height: int
    fps: int | float | str | Fraction = 30
    preset: str = "veryfast"
    crf: int = 21
    threads: int = 0

    @property
    def grid(self) -> Grid:
        return Grid(self.fps)

    @property
    def keyframe_interval(self) -> int:
        """Frames between keyframes at most: two seconds."""
        return max(1, int(self.grid.exact * KEYFRAME_SECONDS))


def settings_for(quality: str, *, width: int, height: int, fps: int = 30, threads: int = 0) -> VideoSettings:
    """Settings by name: "draft" is quick, "final" looks its best."""
    preset, crf = {"draft": ("veryfast", 23), "final": ("medium", 19)}[quality]
    return VideoSettings(width=width, height=height, fps=fps, preset=preset, crf=crf, threads=threads)


def scene_args(
    clip: Path,
    target: Path,
    *,
    video: VideoSettings,
    first_frame: int,
    frames: int,
    subtitles: Path | None = None,
    fonts_dir: Path | None = None,
    fit: bool = False,
) -> list[str]:
    """Encode one scene: exactly `frames` frames of the clip (its last one stands still if it is too short).

    clip: an MP4 that a clip engine made. subtitles: the ASS of the whole song or of this window of it, at the
    song's times; the scene begins at `first_frame` of the song, so a sweep goes on across a cut. fit: scale
    and crop a clip of another size, or of another colour matrix, to the film's.

    Run it with loglevel "info": what it says tells of black and frozen pictures (`quality.inspection_from`).
    """
    source = ffmpeg.input(file_url(clip), **_LOCAL_MP4, **_threads(video)).video
    picture = _fitted(source, video) if fit else source.filter("setparams", **_BT709)
    # `trim` and not -frames:v, so that the watching filters hear of the end and say what they saw.
    exact = picture.filter("fps", fps=str(video.grid)).filter("tpad", stop=-1, stop_mode="clone")
    both = exact.filter("trim", end_frame=frames).filter_multi_output("split")
    picture = both[0] if subtitles is None else _with_lyrics(both[0], first_frame, fonts_dir is not None)
    output = ffmpeg.output(picture, file_url(target), **_scene_options(video))
    watch = ffmpeg.output(_watched(both[1]), "-", f="null")
    paths = {_SUBTITLES: subtitles, _FONTS: fonts_dir}
    return [_with_paths(arg, paths) for arg in ffmpeg.merge_outputs(output, watch).get_args()]


def _fitted(source: Any, video: VideoSettings) -> Any:
    """Fill the film's picture, cropping what is too much, in the film's colour matrix."""
    scaled = source.filter(
        "scale",
        video.width,
        video.height,
        force_original_aspect_ratio="increase",
        flags="bicubic",
        out_color_matrix="bt709",
        out_range="tv",
    )
    cropped = scaled.filter("crop", video.width, video.height).filter("setsar", "1")
    return cropped.filter("format", "yuv420p").filter("setparams", **_BT709)


def _with_lyrics(picture: Any, first_frame: int, has_fonts: bool) -> Any:
    """Burn the lyrics in on the song's clock: after `fps` one tick is one frame, so the shift is exact."""
    fonts = {"fontsdir": _FONTS} if has_fonts else {}
    shifted = picture.filter("setpts", f"PTS+{first_frame}").filter("ass", _SUBTITLES, **fonts)
    return shifted.filter("setpts", f"PTS-{first_frame}")


def _with_paths(arg: str, paths: dict[str, Path | None]) -> str:
    """Put paths into a filter graph, escaped for its two levels; ffmpeg-python gets quotes wrong."""
    for mark, path in paths.items():
        option = re.sub(r"([\\':])", r"\\\1", str(path))
        arg = arg.replace(mark, re.sub(r"([\\'\[\],;])", r"\\\1", option))
    return arg


def _watched(picture: Any) -> Any:
    """A tiny copy in which black and frozen pictures are noticed, without decoding the film again."""
    small = picture.filter("scale", _WATCH_WIDTH, -2, flags="neighbor")
    return small.filter("blackdetect", d=0.05, pix_th=0.06).filter("freezedetect", n="-60dB", d=1)


def _scene_options(video: VideoSettings) -> dict[str, Any]:
    return {
        "c:v": "libx264",
        "profile:v": "high",
        "preset": video.preset,
        "crf": video.crf,
        "pix_fmt": "yuv420p",
        "g": video.keyframe_interval,
        "bf": 2,
        "flags:v": "+cgop+bitexact",
        "fps_mode": "cfr",
        "color_range": "tv",
        "colorspace": "bt709",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "video_track_timescale": video.grid.timescale,
        "map_metadata": -1,
        "fflags": "+bitexact",
        "f": "mp4",
        **_threads(video),
    }


def _threads(video: VideoSettings) -> dict[str, int]:
    return {"threads": video.threads} if video.threads else {}


def loudness_args(source: Sequence[str], *, channels: int) -> list[str]:
    """Measure a song as the film will play it, without writing anything (`quality.loudness_from`).

    source: the song's `input_args`; channels: how many it has. Run it with loglevel "info".
    """
    return [*source, "-map", "0:a:0", "-vn", "-af", _sound_chain(0.0, channels), "-f", "null", "-"]


def audio_args(
    source: Sequence[str], target: Path, *, channels: int, gain: float = 0.0, bit_rate: str = AUDIO_BIT_RATE
) -> list[str]:
    """Encode a whole song once, as AAC-LC 48 kHz stereo in an M4A file; `gain` is in decibels.

    source: the song's `input_args`; channels: how many it has. Nothing but the gain is changed: no
    compression, no cut. Run it with loglevel "info": it measures what it writes (`quality.loudness_from`).
    """
    coded = ["-c:a", "aac", "-profile:a", "aac_low", "-b:a", bit_rate, "-map_metadata", "-1"]
    plain = ["-flags:a", "+bitexact", "-fflags", "+bitexact", "-f", "ipod"]
    sound = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-af", _sound_chain(gain, channels)]
    return [*source, *sound, *coded, *plain, file_url(target)]


def _sound_chain(gain: float, channels: int) -> str:
    # Left to itself ffmpeg makes one channel 3 dB quieter when it becomes two.
    both = ["pan=stereo|c0=c0|c1=c0"] if channels == 1 else []
    stereo = f"aformat=sample_rates={AUDIO_RATE}:channel_layouts=stereo"
    louder = [f"volume={gain:.3f}dB:precision=double"] if gain else []
    return ",".join([*both, stereo, *louder, "ebur128=peak=true:framelog=verbose"])


def concat_list(pieces: Sequence[Path]) -> str:
    """The text of a list for `film_args`. Only of files that the studio made itself."""
    for piece in pieces:
        if "\n" in str(piece):
            raise ValueError("A path in a list of pieces cannot have a line break.")
    quoted = [file_url(piece.absolute()).replace("'", "'\\''") for piece in pieces]
    return "".join(f"file '{path}'\n" for path in quoted)


def film_args(
    pieces: Path, audio: Path, target: Path, *, video: VideoSettings, edit_list: bool = True
) -> list[str]:
    """Join the pieces of a `concat_list` and put the sound to them, all by stream copy, ready to stream.

    edit_list: some platforms refuse files with edit lists; without one the sound is about 21 ms late.
    """
    # The list's clock counts microseconds: every time is put back on the frame it belongs to.
    tick = Fraction(video.grid.timescale) / video.grid.exact
    exact = f"setts=pts=round(PTS/{tick})*{tick}:dts=round(DTS/{tick})*{tick}:duration={tick}"
    flags = "+faststart" if edit_list else "+faststart+negative_cts_offsets"
    local = ["-protocol_whitelist", "file,pipe"]
    return [
        *[*local, "-f", "concat", "-safe", "0", "-i", file_url(pieces)],
        *[*local, "-f", "mov", "-i", file_url(audio)],
        *["-map", "0:v:0", "-map", "1:a:0", "-c", "copy", "-bsf:v", exact],
        *["-video_track_timescale", str(video.grid.timescale), "-map_metadata", "-1"],
        *["-movflags", flags, "-use_editlist", "1" if edit_list else "0"],
        *["-fflags", "+bitexact", "-f", "mp4", file_url(target)],
    ]


def inspect_args(film: Path) -> list[str]:
    """Decode a finished film once and watch for black and frozen pictures and loudness; loglevel info."""
    source = ffmpeg.input(file_url(film), **_LOCAL_MP4)
    sound = source.audio.filter("ebur128", peak="true", framelog="verbose")
    watch = ffmpeg.output(_watched(source.video), sound, "-", f="null")
    return list(watch.get_args())
