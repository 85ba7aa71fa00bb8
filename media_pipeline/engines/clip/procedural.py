"""The clip engine that needs nothing: a camera that moves through the layers of a still."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from media_pipeline.engines.base import EngineContext
from media_pipeline.engines.clip import depth, gate
from media_pipeline.engines.clip.contract import CAMERA_MOVES, ClipRequest, ClipResult
from media_pipeline.engines.clip.moves import CameraPath, Subject, plan
from media_pipeline.engines.clip.planes import prepare
from media_pipeline.engines.clip.render import Renderer, describe, smooth_energy
from media_pipeline.engines.image.bundle import Bundle, read_bundle
from media_pipeline.engines.image.painting.noise import limit_threads
from umam.lib.errors import Cancelled, JobError
from umam.lib.ffmpeg import run_ffmpeg

SMALLEST, LARGEST = 64, 4096
_LONGEST_SECONDS = 900


class ProceduralClip:
    """Renders a clip from a still's layers, or from any picture. Deterministic, and its memory flat in
    length.
    """

    key = "procedural"
    label = "Camera (built in)"
    version = "1"
    capability = "clip"
    embedded = True

    def is_configured(self) -> bool:
        return True

    def run(self, request: ClipRequest, context: EngineContext) -> ClipResult:
        """Make `clip.mp4`. Raises JobError for an impossible request, Cancelled when told to stop."""
        _check(request)
        if context.should_stop():
            raise Cancelled
        started = time.process_time()
        limit_threads()
        renderer, path = prepare_shot(request)
        video = context.work_dir / "clip.mp4"
        run_ffmpeg(
            encode_args(request, video.name),
            cwd=context.work_dir,
            duration=request.frames / request.fps,
            should_stop=context.should_stop,
            stdin=_told(renderer, request, context),
        )
        meta: dict[str, Any] = {
            "engine": self.key, "version": self.version, "camera_move": request.camera_move,
            "frames": request.frames,
            "motion": describe(path), "layered": request.layers is not None,
            "cpu_seconds": round(time.process_time() - started, 2),
        }  # fmt: skip
        return ClipResult(video=video, meta=meta)


def prepare_shot(request: ClipRequest) -> tuple[Renderer, CameraPath]:
    """Read the layers and plan the camera: everything before the first frame."""
    bundle = _bundle(request)
    subject = Subject(place=bundle.focus, depth=bundle.focus_depth, vanish=bundle.vanish)
    path = plan(request.camera_move, request.frames, request.fps, subject, request.seed)
    if path.gate is not None:
        gate.add_gate(bundle, path.gate, request.seed)
    shot = prepare(bundle, path, request.width, request.height, soft=request.camera_move == "static_focus")
    energy = smooth_energy(request.energy, request.frames, request.fps)
    return Renderer(shot, path, energy, request.seed), path


def encode_args(request: ClipRequest, name: str) -> list[str]:
    """Arguments that make raw planar frames into a mezzanine: nearly lossless, quick, tagged BT.709."""
    colour = [
        "-colorspace",
        "bt709",
        "-color_primaries",
        "bt709",
        "-color_trc",
        "bt709",
        "-color_range",
        "tv",
    ]
    return [
        "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{request.width}x{request.height}", *colour,
        "-r", str(request.fps), "-i", "pipe:0", "-an", "-frames:v", str(request.frames),
        "-c:v", "libx264", "-preset", "ultrafast", "-crf", "17", "-threads", "1", "-pix_fmt", "yuv420p",
        *colour,
        "-g", str(request.fps * 2), "-flags", "+cgop+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1",
        "-video_track_timescale", str(request.fps * 512), "-movflags", "+faststart", name,
    ]  # fmt: skip


def _told(renderer: Renderer, request: ClipRequest, context: EngineContext) -> Iterator[memoryview]:
    """The frames, with word of how far they are. run_ffmpeg asks between them whether to stop."""
    every = max(1, request.fps // 4)
    for number, frame in enumerate(renderer.frames()):
        yield frame
        if number % every == 0:
            context.progress((number + 1) / request.frames, f"Frame {number + 1} of {request.frames}")
    context.progress(1.0, "Filmed")


def _bundle(request: ClipRequest) -> Bundle:
    if request.layers is not None:
        return read_bundle(request.layers)
    return depth.from_picture(request.image, request.width, request.height)


def _check(request: ClipRequest) -> None:
    sizes = (request.width, request.height)
    if min(sizes) < SMALLEST or max(sizes) > LARGEST or any(size % 2 for size in sizes):
        raise JobError(
            f"A clip of {request.width} × {request.height} pixels cannot be made.",
            suggestion=f"Choose even sizes from {SMALLEST} to {LARGEST}.",
        )
    if request.camera_move not in CAMERA_MOVES:
        raise JobError(
            f"There is no camera move “{request.camera_move}”.",
            suggestion=f"Choose one of {', '.join(CAMERA_MOVES)}.",
        )
    if request.fps < 1 or not 1 <= request.frames <= request.fps * _LONGEST_SECONDS:
        raise JobError(
            f"A clip of {request.frames} frames cannot be made.",
            suggestion="Choose a length of up to fifteen minutes.",
        )
