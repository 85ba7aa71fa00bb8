"""One scene of a film: its prompt, its still, and the piece of the film with the lyrics in it.

The clip between still and piece is in `clip`, for there are clips outside of films too.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from pydantic import Field

from agents.visual_prompt import account_for, write_visual_prompt
from media_pipeline.engines.image.contract import ImageRequest
from media_pipeline.engines.registry import engine
from media_pipeline.film.encode import scene_args, settings_for
from media_pipeline.film.quality import inspection_from
from media_pipeline.pipelines.lyrics import write_ass
from media_pipeline.pipelines.shapes import Cue, Even, Shape, Taste, unsaid
from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler
from umam.lib.ffmpeg import run_ffmpeg

MEGAPIXEL = 1_000_000


class PromptInput(Shape):
    lyrics: str = ""
    style: str
    mood: str = ""
    palette: list[str] = []
    scene_kind: str = "lyrics"
    index: int = 0
    count: int = 1
    seed: int = 0
    wanted: str | None = Field(default=None, description="A person's own prompt, used as it stands.")
    taste: Taste = []


class PromptOutput(Shape):
    prompt: str
    source: str
    note: str = ""


class VisualPrompt(Handler[PromptInput, PromptOutput]):
    """What is to be seen while these words are sung, in a sentence or two."""

    key = "visual_prompt"
    label = "Imagine the scene"
    queue = "llm"
    version = "1"
    reuse = "pipeline"
    Input = PromptInput
    Output = PromptOutput

    def run(self, ctx: JobContext, data: PromptInput) -> PromptOutput:
        if data.wanted:
            return PromptOutput(prompt=data.wanted, source="person")
        written = write_visual_prompt(
            lyrics=data.lyrics,
            style=data.style,
            mood=data.mood,
            scene_kind=data.scene_kind,
            palette=tuple(data.palette),
            index=data.index,
            count=data.count,
            seed=data.seed,
            taste=data.taste,
            patient=ctx.attempt < self.max_attempts,
            account=account_for(
                agent=self.key, universe=ctx.job.universe, by=ctx.job.requested_by, job_id=ctx.job_id
            ),
            should_stop=ctx.should_stop,
        )
        ctx.usage(**written.usage)
        if written.note:
            ctx.log(written.note)
        return PromptOutput(prompt=written.prompt, source=written.source, note=written.note)


class StillInput(Shape):
    width: Even
    height: Even
    seed: int = 0
    palette: list[str] = []
    mood: str = ""
    style: str = ""
    negative_prompt: str = ""
    index: int = 0
    take: int = Field(default=0, exclude_if=unsaid, description="From 1; 0 is the only one.")


class StillOutput(Shape):
    image: str
    layers: str | None = None
    prompt: str


class Still(Handler[StillInput, StillOutput]):
    """The picture of a scene, in layers where the engine paints in layers."""

    key = "still"
    label = "Paint the still"
    queue = "media"
    version = "1"
    reuse = "pipeline"
    Input = StillInput
    Output = StillOutput

    def weight(self, data: StillInput) -> float:
        return data.width * data.height / MEGAPIXEL

    def engine(self, data: StillInput) -> tuple[str, str]:
        chosen = engine("image")
        return chosen.key, chosen.version

    def run(self, ctx: JobContext, data: StillInput) -> StillOutput:
        prompt = ctx.upstream(f"visual_prompt:{data.index}")["prompt"]
        request = ImageRequest(
            prompt=prompt,
            negative_prompt=data.negative_prompt,
            width=data.width,
            height=data.height,
            seed=data.seed,
            palette=tuple(data.palette),
            mood=data.mood,
            style=data.style,
        )
        made = engine("image").run(request, ctx)
        provenance = {"prompt": prompt, "seed": data.seed, **made.meta}
        name = f"Scene {data.index + 1}" + (f", take {data.take}" if data.take else "")
        image = ctx.store(made.image, kind="image", role="still", name=f"{name}.png", provenance=provenance)
        layers = None
        if made.layers is not None:
            layers = ctx.store(
                made.layers, kind="archive", role="layers", name=f"{name} layers.zip", parents=[image]
            )
        return StillOutput(image=str(image.pk), layers=str(layers.pk) if layers else None, prompt=prompt)


class EncodeInput(Shape):
    """`cues` are those of the whole song that touch these frames, at their times in the song."""

    index: int = 0
    start_frame: int
    frames: int = Field(ge=1)
    fps: int
    width: Even
    height: Even
    quality: str = "draft"
    cues: list[Cue] = []
    font_size: int = 40


class EncodeOutput(Shape):
    """`black` and `frozen` are spans of the film (seconds) in which the picture was black or stood still."""

    piece: str
    clip: str
    frames: int
    black: list[tuple[float, float]] = []
    frozen: list[tuple[float, float]] = []


class Encode(Handler[EncodeInput, EncodeOutput]):
    """The clip with its lyrics burnt in, encoded so that all pieces join without another encode."""

    key = "encode"
    label = "Set the lyrics"
    queue = "media"
    version = "1"
    reuse = "pipeline"
    Input = EncodeInput
    Output = EncodeOutput

    def weight(self, data: EncodeInput) -> float:
        return data.frames * data.width * data.height / MEGAPIXEL

    def run(self, ctx: JobContext, data: EncodeInput) -> EncodeOutput:
        made = ctx.asset(ctx.upstream(f"clip:{data.index}")["clip"])
        target = ctx.work_dir / "piece.mp4"
        said = run_ffmpeg(
            encode_args(ctx.asset_path(made.pk), target, ctx.work_dir, data),
            cwd=ctx.work_dir,
            duration=data.frames / data.fps,
            on_progress=ctx.progress,
            should_stop=ctx.should_stop,
            loglevel="info",
        )
        seen = inspection_from(said, seconds=data.frames / data.fps, offset=data.start_frame / data.fps)
        name = f"Scene {data.index + 1} with lyrics.mp4"
        piece = ctx.store(target, kind="video", role="piece", name=name, parents=[made])
        return EncodeOutput(
            piece=str(piece.pk),
            clip=str(made.pk),
            frames=data.frames,
            black=list(seen.black),
            frozen=list(seen.frozen),
        )


def encode_args(clip: Path, target: Path, folder: Path, data: EncodeInput) -> list[str]:
    """The command of one scene's encode; writes the window of the lyrics into `folder`."""
    video = settings_for(
        data.quality, width=data.width, height=data.height, fps=data.fps, threads=settings.UMAM_MEDIA_THREADS
    )
    lyrics = write_ass(folder, data.cues, width=data.width, height=data.height, size=data.font_size)
    return scene_args(
        clip,
        target,
        video=video,
        first_frame=data.start_frame,
        frames=data.frames,
        subtitles=lyrics,
        fonts_dir=settings.UMAM_FONTS_DIR,
        fit=not engine("clip").embedded,
    )
