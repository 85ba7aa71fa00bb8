"""Joining the pieces to the film: picture by stream copy, sound encoded once, lyrics and report beside it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import Field

from media_pipeline.film import encode, facts, karaoke, quality
from media_pipeline.pipelines.lyrics import as_layout, ass_text, font_size
from media_pipeline.pipelines.shapes import Cue, Even, Scene, Shape
from umam.assets.models import Asset
from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler
from umam.lib.ffmpeg import input_args, run_ffmpeg
from umam.lib.preview import poster
from umam.lib.probe import probe


class AssembleInput(Shape):
    song: UUID
    title: str
    width: Even
    height: Even
    fps: int
    normalise: bool = False
    scenes: list[Scene] = Field(min_length=1)
    cues: list[Cue] = []
    lyrics_note: str = ""

    @property
    def frames(self) -> int:
        return self.scenes[-1].end_frame


class AssembleOutput(Shape):
    """The finished film: asset ids, seconds, pixels, and the quality report."""

    video: str
    poster: str
    srt: str
    vtt: str
    ass: str
    duration: float
    width: int
    height: int
    scenes: list[Scene]
    report: dict[str, Any]
    lyrics_note: str = ""


class Assemble(Handler[AssembleInput, AssembleOutput]):
    key = "assemble"
    label = "Join the film"
    queue = "media"
    version = "1"
    reuse = "pipeline"
    Input = AssembleInput
    Output = AssembleOutput

    def weight(self, data: AssembleInput) -> float:
        return data.frames / data.fps

    def run(self, ctx: JobContext, data: AssembleInput) -> AssembleOutput:
        song = ctx.asset(data.song)
        pieces = [ctx.upstream(f"encode:{scene.index}") for scene in data.scenes]
        ctx.progress(0.05, "Encoding the sound")
        sound, loudness = encode_sound(ctx, ctx.asset_path(data.song), data)
        ctx.progress(0.6, "Joining the scenes")
        film = join(ctx, pieces, sound, data)
        ctx.progress(0.8, "Looking at the result")
        report = examine(film, data, pieces, loudness, song)
        for check in report.failed:
            ctx.log(f"{check.label}: {check.value}, wanted {check.goal}. {check.detail}", level="warning")
        ctx.progress(0.9, "Putting the files away")
        kept = keep(ctx, film, song, pieces, data)
        return AssembleOutput(
            **{role: str(asset.pk) for role, asset in kept.items()},
            duration=data.frames / data.fps,
            width=data.width,
            height=data.height,
            scenes=data.scenes,
            report={"ok": report.ok, "checks": [asdict(check) for check in report.checks]},
            lyrics_note=data.lyrics_note,
        )


def encode_sound(ctx: JobContext, song: Path, data: AssembleInput) -> tuple[Path, quality.Loudness | None]:
    """The song as AAC, once over the whole film, louder or softer by gain alone where that was asked for."""
    channels = probe(song).channels or 2
    source = input_args(song, "audio")
    target = ctx.work_dir / "sound.m4a"
    gain = 0.0
    if data.normalise:
        said = _ffmpeg(ctx, encode.loudness_args(source, channels=channels))
        gain = quality.gain_for(quality.loudness_from(said))
    said = _ffmpeg(
        ctx,
        encode.audio_args(source, target, channels=channels, gain=gain),
        duration=data.frames / data.fps,
        share=(0.05, 0.6),
    )
    return target, quality.loudness_from(said, gain=gain)


def join(ctx: JobContext, pieces: list[dict[str, Any]], sound: Path, data: AssembleInput) -> Path:
    paths = [ctx.asset_path(piece["piece"]) for piece in pieces]
    listing = ctx.work_dir / "pieces.txt"
    listing.write_text(encode.concat_list(paths), encoding="utf8")
    film = ctx.work_dir / "film.mp4"
    video = encode.VideoSettings(width=data.width, height=data.height, fps=data.fps)
    _ffmpeg(ctx, encode.film_args(listing, sound, film, video=video))
    return film


def examine(
    film: Path,
    data: AssembleInput,
    pieces: list[dict[str, Any]],
    loudness: quality.Loudness | None,
    song: Asset,
) -> quality.Report:
    seen = quality.Inspection.joined(
        quality.Inspection(
            tuple((a, b) for a, b in piece["black"]), tuple((a, b) for a, b in piece["frozen"])
        )
        for piece in pieces
    )
    plan = quality.FilmPlan(
        width=data.width,
        height=data.height,
        fps=data.fps,
        frames=data.frames,
        song_seconds=song.duration or data.frames / data.fps,
        scene_starts=tuple(scene.start_frame for scene in data.scenes),
        cues=tuple(as_layout(data.cues)),
        target_lufs=quality.STREAMING_LUFS if data.normalise else None,
    )
    return quality.report(facts.read_film(film), plan, inspection=seen, loudness=loudness)


def keep(
    ctx: JobContext, film: Path, song: Asset, pieces: list[dict[str, Any]], data: AssembleInput
) -> dict[str, Asset]:
    """The film, its poster and its lyrics as files, stored under the roles that the output names."""
    video = ctx.store(film, kind="video", role="video", name=f"{data.title}.mp4", parents=[song])
    picture = ctx.work_dir / "poster.jpg"
    poster(ctx.asset_path(pieces[loudest(data.scenes)]["clip"]), picture)
    kept = {
        "video": video,
        "poster": ctx.store(picture, kind="image", role="poster", name=f"{data.title}.jpg", parents=[video]),
    }
    cues = as_layout(data.cues)
    size = font_size(data.cues, data.width, data.height)
    texts = {
        "srt": karaoke.to_srt(cues),
        "vtt": karaoke.to_vtt(cues),
        "ass": ass_text(data.cues, width=data.width, height=data.height, size=size, title=data.title),
    }
    for role, text in texts.items():
        path = ctx.work_dir / f"lyrics.{role}"
        path.write_text(text or "\n", encoding="utf8")
        kept[role] = ctx.store(path, kind="text", role=role, name=f"{data.title}.{role}", parents=[video])
    return kept


def loudest(scenes: list[Scene]) -> int:
    """Which scene gives the poster: where the song is at its fullest, with words rather than without."""
    return max(range(len(scenes)), key=lambda n: (bool(scenes[n].text), scenes[n].energy))


def _ffmpeg(
    ctx: JobContext,
    args: list[str],
    *,
    duration: float | None = None,
    share: tuple[float, float] = (0.0, 1.0),
) -> str:
    first, last = share

    def tell(fraction: float) -> None:
        ctx.progress(first + fraction * (last - first))

    return run_ffmpeg(
        args,
        cwd=ctx.work_dir,
        duration=duration,
        on_progress=tell if duration else None,
        should_stop=ctx.should_stop,
        loglevel="info",
    )
