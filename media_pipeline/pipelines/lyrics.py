"""From the plan's lines of lyrics to what stands in the picture, and to the files beside the film."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from media_pipeline.film import cues as layout
from media_pipeline.film import karaoke
from media_pipeline.pipelines.shapes import Cue, CueWord, Line


def arrange_cues(lines: list[Line], *, width: int, height: int, duration: float) -> list[Cue]:
    words = [[word.model_dump() for word in line.words] for line in lines]
    return _as_shapes(layout.arrange(words, width=width, height=height, duration=duration))


def cues_within(cues: list[Cue], start: float, end: float) -> list[Cue]:
    """The cues that are to be seen between two moments, at their times in the song."""
    return _as_shapes(layout.window(as_layout(cues), start, end))


def as_layout(cues: list[Cue]) -> list[layout.Cue]:
    return [
        layout.Cue(
            start=cue.start,
            end=cue.end,
            rows=tuple(tuple(layout.Word(w.start, w.end, w.text) for w in row) for row in cue.rows),
        )
        for cue in cues
    ]


def _as_shapes(cues: list[layout.Cue]) -> list[Cue]:
    return [
        Cue(
            start=cue.start,
            end=cue.end,
            rows=[[CueWord(start=w.start, end=w.end, text=w.text) for w in row] for row in cue.rows],
        )
        for cue in cues
    ]


def font_size(cues: list[Cue], width: int, height: int) -> int:
    """One size for the whole film, so that lyrics do not change size at a cut."""
    return karaoke.font_size_for(
        as_layout(cues), width=width, height=height, fonts_dir=settings.UMAM_FONTS_DIR
    )


def ass_text(cues: list[Cue], *, width: int, height: int, size: int, title: str = "Lyrics") -> str:
    return karaoke.to_ass(
        as_layout(cues),
        width=width,
        height=height,
        fonts_dir=settings.UMAM_FONTS_DIR,
        font_size=size,
        title=title,
    )


def write_ass(
    folder: Path, cues: list[Cue], *, width: int, height: int, size: int, title: str = "Lyrics"
) -> Path | None:
    """The ASS file of these cues in `folder`; None where there is nothing to show."""
    if not cues:
        return None
    path = folder / "lyrics.ass"
    path.write_text(ass_text(cues, width=width, height=height, size=size, title=title), encoding="utf8")
    return path
