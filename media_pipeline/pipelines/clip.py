"""A clip: the camera moves through a still, as a step of a film or as a job of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from media_pipeline.engines.clip.contract import MOVE_LABELS, ClipRequest
from media_pipeline.engines.image.contract import ImageRequest
from media_pipeline.engines.registry import engine, engines
from media_pipeline.pipelines.shapes import CameraMove, Even, Shape, unsaid
from umam.assets.models import Asset
from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler
from umam.lib.errors import JobError

MEGAPIXEL = 1_000_000
# Of a clip on its own: the share of its progress that goes to the still.
PAINTING = 0.35


class ClipInput(Shape):
    """In a film the still comes from the step before. With a `prompt` the clip paints its own.

    What only such a clip has is left out where it is not said, so that the keys of films' clips stay.
    """

    frames: int = Field(ge=1, le=20_000)
    fps: int = Field(ge=1, le=120)
    width: Even
    height: Even
    seed: int = 0
    camera_move: CameraMove
    energy: list[float] = []
    index: int = 0
    prompt: str = Field(default="", max_length=4000, exclude_if=unsaid)
    negative_prompt: str = Field(default="", max_length=2000, exclude_if=unsaid)
    palette: list[str] = Field(default=[], max_length=24, exclude_if=unsaid)
    mood: str = Field(default="", max_length=200, exclude_if=unsaid)
    style: str = Field(default="", max_length=3000, exclude_if=unsaid)
    draft: bool = Field(
        default=False, exclude_if=unsaid, description="By the embedded engines: quick, and it costs nothing."
    )


class ClipOutput(Shape):
    """`still` is there where the clip painted it."""

    clip: str
    camera_move: CameraMove
    frames: int
    still: str | None = Field(default=None, exclude_if=unsaid)


@dataclass(frozen=True)
class _Picture:
    """What the camera moves through. `asset` is None where it was painted here and is not kept yet."""

    image: Path
    layers: Path | None
    prompt: str
    asset: Asset | None
    meta: Mapping[str, Any]


class Clip(Handler[ClipInput, ClipOutput]):
    """A camera moves through a still: a film's, in time with the music, or one painted for it alone."""

    key = "clip"
    label = "Move the camera"
    queue = "media"
    version = "1"
    reuse = "always"
    Input = ClipInput
    Output = ClipOutput

    def title(self, data: ClipInput) -> str:
        return f"{MOVE_LABELS[data.camera_move]}: {data.prompt}" if data.prompt else self.label

    def weight(self, data: ClipInput) -> float:
        return data.frames * data.width * data.height / MEGAPIXEL

    def engine(self, data: ClipInput) -> tuple[str, str]:
        chosen = _engine("clip", data)
        return chosen.key, chosen.version

    def key_extra(self, data: ClipInput) -> Mapping[str, Any]:
        if not data.prompt:
            return {}
        painter = _engine("image", data)
        return {"image": [painter.key, painter.version]}

    def run(self, ctx: JobContext, data: ClipInput) -> ClipOutput:
        picture = self._painted(ctx, data) if data.prompt else self._made_before(ctx, data)
        request = ClipRequest(
            image=picture.image,
            layers=picture.layers,
            prompt=picture.prompt,
            camera_move=data.camera_move,
            frames=data.frames,
            fps=data.fps,
            width=data.width,
            height=data.height,
            seed=data.seed,
            energy=tuple(data.energy),
        )
        made = _engine("clip", data).run(request, _Part(ctx, PAINTING, 1.0) if data.prompt else ctx)
        still = picture.asset or self._kept(ctx, picture, data)
        clip = ctx.store(
            made.video,
            kind="video",
            role="clip",
            name=f"{MOVE_LABELS[data.camera_move]}.mp4" if data.prompt else f"Scene {data.index + 1}.mp4",
            parents=[still],
            provenance={"prompt": picture.prompt, "camera_move": data.camera_move, "seed": data.seed},
        )
        return ClipOutput(
            clip=str(clip.pk),
            camera_move=data.camera_move,
            frames=data.frames,
            still=str(still.pk) if data.prompt else None,
        )

    def _made_before(self, ctx: JobContext, data: ClipInput) -> _Picture:
        role = f"still:{data.index}"
        if role not in ctx.upstream_roles():
            raise JobError("A clip on its own needs a prompt.", suggestion="Say what is to be seen.")
        still = ctx.upstream(role)
        layers = ctx.asset_path(still["layers"]) if still["layers"] else None
        image = ctx.asset_path(still["image"])
        return _Picture(image, layers, still["prompt"], ctx.asset(still["image"]), {})

    def _painted(self, ctx: JobContext, data: ClipInput) -> _Picture:
        request = ImageRequest(
            prompt=data.prompt,
            negative_prompt=data.negative_prompt,
            width=data.width,
            height=data.height,
            seed=data.seed,
            palette=tuple(data.palette),
            mood=data.mood,
            style=data.style,
        )
        made = _engine("image", data).run(request, _Part(ctx, 0.0, PAINTING))
        return _Picture(made.image, made.layers, data.prompt, None, made.meta)

    def _kept(self, ctx: JobContext, picture: _Picture, data: ClipInput) -> Asset:
        """The still as an asset. Its layers are only needed for the camera, and go with the work folder."""
        said = {
            "prompt": picture.prompt,
            "seed": data.seed,
            "engine": _engine("image", data).key,
            **picture.meta,
        }
        return ctx.store(picture.image, kind="image", role="still", name="Still.png", provenance=said)


def _engine(capability: str, data: ClipInput) -> Any:
    if not data.draft:
        return engine(capability)
    return next((one for one in engines(capability) if one.embedded), None) or engine(capability)


@dataclass(frozen=True)
class _Part:
    """An engine's view of a job of which it does only a part, from `start` to `end` of the progress."""

    ctx: JobContext
    start: float
    end: float

    @property
    def work_dir(self) -> Path:
        return self.ctx.work_dir

    def progress(self, fraction: float, note: str = "") -> None:
        self.ctx.progress(self.start + (self.end - self.start) * min(1.0, max(0.0, fraction)), note)

    def should_stop(self) -> bool:
        return self.ctx.should_stop()
