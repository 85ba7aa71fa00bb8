"""Lyrics as subtitles: cues written as ASS with a word sweep, as SRT and as WebVTT.

ASS times are whole centiseconds counted from the beginning of the song, so a rounding never adds up to a
sweep that runs early.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from media_pipeline.film.cues import Cue, display_width, is_portrait, one_line, space_before

_FADE_SECONDS = 0.12


@dataclass(frozen=True)
class Look:
    """Colours as #rrggbb: words already sung, words still to be sung, their outline."""

    sung: str = "#ffd45c"
    unsung: str = "#ffffff"
    outline: str = "#101018"


@dataclass(frozen=True)
class Safe:
    """How far lyrics keep from the edges, as parts of the picture's width and height."""

    sides: float
    bottom: float


SAFE_LANDSCAPE = Safe(sides=0.06, bottom=0.075)
# Upright players lay buttons over the lower quarter and the right edge.
SAFE_PORTRAIT = Safe(sides=0.12, bottom=0.25)


# Fonts


def find_font(fonts_dir: Path | None) -> Path | None:
    """The font of burnt-in lyrics: a bold TTF or OTF where there is one, else the first, else None."""
    if fonts_dir is None or not fonts_dir.is_dir():
        return None
    fonts = sorted(path for path in fonts_dir.iterdir() if path.suffix.lower() in (".ttf", ".otf"))
    bold = [path for path in fonts if "bold" in path.stem.lower() and "italic" not in path.stem.lower()]
    return next(iter([*sorted(bold, key=lambda path: len(path.stem)), *fonts]), None)


def _font_metrics(font: Path | None) -> tuple[str, Callable[[str], float]]:
    """(family name, a function that measures a text's width in parts of the ASS font size)."""
    if font is None:
        return "Noto Sans", lambda text: display_width(text) * 0.45
    from PIL import ImageFont

    measured = ImageFont.truetype(str(font), 100)
    # ASS sizes are the height of a line, not of an em.
    line_height = sum(measured.getmetrics())
    return str(measured.getname()[0]), lambda text: measured.getlength(text) / line_height


# ASS


def to_ass(
    cues: Sequence[Cue],
    *,
    width: int,
    height: int,
    look: Look | None = None,
    fonts_dir: Path | None = None,
    font_size: int | None = None,
    title: str = "Lyrics",
) -> str:
    """The cues as an ASS file with a sweep over each word, drawn for a picture of exactly this size.

    A file with a window of the song needs the `font_size` of the whole song, else it is measured here.
    """
    head = _HEAD.format(
        title=one_line(title),
        width=width,
        height=height,
        style=_style(
            width=width,
            height=height,
            look=look or Look(),
            family=_font_metrics(find_font(fonts_dir))[0],
            size=font_size or font_size_for(cues, width=width, height=height, fonts_dir=fonts_dir),
        ),
    )
    return "\n".join([head, *(_dialogue(cue) for cue in cues), ""])


_HEAD = """[Script Info]
Title: {title}
ScriptType: v4.00+
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709
PlayResX: {width}
PlayResY: {height}
LayoutResX: {width}
LayoutResY: {height}

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
MarginR, MarginV, Encoding
{style}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"""


def font_size_for(cues: Sequence[Cue], *, width: int, height: int, fonts_dir: Path | None) -> int:
    """Letters as large as suits the picture, smaller where the longest row would leave the safe margins."""
    _, measure = _font_metrics(find_font(fonts_dir))
    wanted = _wanted_size(width, height)
    room = width * (1 - 2 * _safe(width, height).sides) - 4 * _outline_width(width, height)
    widest = max((measure(line) for cue in cues for line in cue.lines), default=1.0)
    return max(8, math.floor(min(wanted, room / max(widest, 0.01))))


def _style(*, width: int, height: int, look: Look, family: str, size: int) -> str:
    safe, outline = _safe(width, height), _outline_width(width, height)
    side, bottom = round(width * safe.sides), round(height * safe.bottom)
    colours = [_colour(look.sung), _colour(look.unsung), _colour(look.outline), _colour(look.outline, 0x70)]
    shape = f"-1,0,0,0,100,100,0,0,1,{outline:g},{round(outline / 2, 1):g}"
    return f"Style: Lyrics,{family},{size},{','.join(colours)},{shape},2,{side},{side},{bottom},1"


def _safe(width: int, height: int) -> Safe:
    return SAFE_PORTRAIT if is_portrait(width, height) else SAFE_LANDSCAPE


def _wanted_size(width: int, height: int) -> float:
    return width * 0.11 if is_portrait(width, height) else height * 0.095


def _outline_width(width: int, height: int) -> float:
    return max(1.0, round(_wanted_size(width, height) * 0.045, 1))


def _dialogue(cue: Cue) -> str:
    start, end = _centiseconds(cue.start), max(_centiseconds(cue.end), _centiseconds(cue.start) + 1)
    return (
        f"Dialogue: 0,{_ass_clock(start)},{_ass_clock(end)},Lyrics,,0,0,0,,{_fade(cue)}{_sweep(cue, start)}"
    )


def _sweep(cue: Cue, start: int) -> str:
    """Karaoke tags. Each word's beginning is rounded from the song's clock, so no error is carried on."""
    parts: list[str] = []
    cursor = start
    for row_index, row in enumerate(cue.rows):
        for index, word in enumerate(row):
            begin = max(cursor, _centiseconds(word.start))
            end = max(begin, _centiseconds(word.end))
            space = "\\N" if row_index and index == 0 else space_before(row, index)
            if begin > cursor or space:
                parts.append(f"{{\\k{begin - cursor}}}{space}")
            parts.append(f"{{\\kf{end - begin}}}{escape_ass(word.text)}")
            cursor = end
    return "".join(parts)


def _fade(cue: Cue) -> str:
    """A soft beginning and end, only as far as nothing is being sung then."""
    into = min(_FADE_SECONDS, max(0.0, cue.words[0].start - cue.start))
    out = min(_FADE_SECONDS, max(0.0, cue.end - cue.words[-1].end))
    return f"{{\\fad({round(into * 1000)},{round(out * 1000)})}}"


def escape_ass(text: str) -> str:
    """Text that shows as it is: braces open no override block, and a backslash begins no command."""
    # The word joiner has no width and parts the backslash from the letter that would make it a command.
    return text.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")


def _colour(rgb: str, alpha: int = 0) -> str:
    match = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", rgb)
    if match is None:
        raise ValueError(f"A colour is written #rrggbb, not {rgb!r}.")
    red, green, blue = match.groups()
    return f"&H{alpha:02X}{blue}{green}{red}".upper()


def _centiseconds(seconds: float) -> int:
    return math.floor(seconds * 100 + 0.5)


def _ass_clock(centiseconds: int) -> str:
    minutes, rest = divmod(centiseconds, 6000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"


# SRT and VTT


def to_srt(cues: Sequence[Cue]) -> str:
    """The cues as SubRip text."""
    blocks = []
    for number, cue in enumerate(cues, 1):
        text = "\n".join(cue.lines).replace("-->", "→")
        blocks.append(f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{text}\n")
    return "\n".join(blocks)


def to_vtt(cues: Sequence[Cue]) -> str:
    """The cues as WebVTT, with a time before each word so that a player can show the sweep."""
    blocks = ["WEBVTT\n"]
    blocks.extend(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{_vtt_text(cue)}\n" for cue in cues)
    return "\n".join(blocks)


def _vtt_text(cue: Cue) -> str:
    """A time in a cue must be later than the one before it and lie within the cue; others are left out."""
    rows = []
    last, end = _milliseconds(cue.start), _milliseconds(cue.end)
    for row in cue.rows:
        text = ""
        for index, word in enumerate(row):
            text += space_before(row, index)
            at = _milliseconds(word.start)
            if last < at < end:
                text += f"<{_clock(word.start)}>"
                last = at
            text += word.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        rows.append(text)
    return "\n".join(rows)


def _milliseconds(seconds: float) -> int:
    return math.floor(seconds * 1000 + 0.5)


def _clock(seconds: float, point: str = ".") -> str:
    total, milliseconds = divmod(_milliseconds(seconds), 1000)
    return f"{total // 3600:02d}:{total // 60 % 60:02d}:{total % 60:02d}{point}{milliseconds:03d}"
