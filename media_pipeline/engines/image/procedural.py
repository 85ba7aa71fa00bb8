"""The image engine that needs nothing: it paints, in layers, what the words call for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from media_pipeline.engines.base import EngineContext
from media_pipeline.engines.image.bundle import FORMAT, encode_png, write_bundle
from media_pipeline.engines.image.contract import ImageRequest, ImageResult
from media_pipeline.engines.image.painting.compose import compose
from media_pipeline.engines.image.painting.finish import LOOKS, finish
from media_pipeline.engines.image.painting.noise import limit_threads, seeded
from media_pipeline.engines.image.painting.words import Scene
from umam.lib.errors import Cancelled, JobError

SMALLEST, LARGEST = 64, 4096
# Layers are counted to tell how far the painting is; most pictures have about this many.
_USUAL_LAYERS = 16


class ProceduralImage:
    """Paints a still and keeps its layers. Deterministic: the same request gives the same bytes."""

    key = "procedural"
    label = "Painter (built in)"
    # Layers of another format would not be readable by the clips of this version.
    version = f"1.{FORMAT}"
    capability = "image"
    embedded = True

    def is_configured(self) -> bool:
        return True

    def run(self, request: ImageRequest, context: EngineContext) -> ImageResult:
        """Make `still.png` and `layers.zip`. Raises JobError for an impossible size, Cancelled when told
        to stop.
        """
        _check(request)
        limit_threads()
        count = 0

        def check() -> None:
            if context.should_stop():
                raise Cancelled

        def tick(name: str) -> None:
            nonlocal count
            count += 1
            check()
            context.progress(min(0.70, 0.70 * count / _USUAL_LAYERS), "Painting")

        check()
        picture, scene = compose(
            request.prompt, width=request.width, height=request.height, seed=request.seed,
            negative=request.negative_prompt, palette=request.palette, mood=request.mood, style=request.style,
            tick=tick,
        )  # fmt: skip
        context.progress(0.75, "Finishing the light")
        still = finish(picture, scene.style, seeded("finish", picture.seed))
        check()
        image = context.work_dir / "still.png"
        image.write_bytes(encode_png(still))
        context.progress(0.85, "Keeping the layers")
        layers = context.work_dir / "layers.zip"
        write_bundle(picture, layers, _look(scene), check)
        context.progress(1.0, "Painted")
        return ImageResult(image=image, layers=layers, meta=_meta(scene, len(picture.layers)))


def _check(request: ImageRequest) -> None:
    sizes = (request.width, request.height)
    if min(sizes) < SMALLEST or max(sizes) > LARGEST or any(size % 2 for size in sizes):
        raise JobError(
            f"A picture of {request.width} × {request.height} pixels cannot be painted.",
            suggestion=f"Choose even sizes from {SMALLEST} to {LARGEST}.",
        )


def _look(scene: Scene) -> dict[str, float]:
    look = LOOKS.get(scene.style, LOOKS[""])
    return {name: round(float(value), 4) for name, value in asdict(look).items()}


def _meta(scene: Scene, layers: int) -> dict[str, Any]:
    return {
        "engine": ProceduralImage.key, "version": ProceduralImage.version, "place": scene.place,
        "time": scene.time,
        "weather": list(scene.weather), "figures": list(scene.figures), "mood": scene.mood,
        "style": scene.style,
        "layers": layers,
    }  # fmt: skip
