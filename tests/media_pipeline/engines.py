"""Engines for tests: one hears what it is told, the others make plain pictures and clips at once."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from PIL import Image

from media_pipeline.engines.base import EngineContext
from media_pipeline.engines.clip.contract import ClipRequest, ClipResult
from media_pipeline.engines.image.contract import ImageRequest, ImageResult
from media_pipeline.engines.transcribe.contract import Segment, TranscribeRequest, TranscribeResult, Word
from umam.lib.ffmpeg import run_ffmpeg

LINES = [(0.2, 1.3, "Come home to me"), (1.5, 2.8, "across the shining sea")]


class ScriptedTranscriber:
    """Hears `lines` (start, end, text), each word an equal part of its line."""

    key = "scripted"
    label = "Scripted"
    version = "1"
    capability = "transcribe"
    embedded = True
    lines: ClassVar[list[tuple[float, float, str]]] = LINES

    def is_configured(self) -> bool:
        return True

    def run(self, request: TranscribeRequest, context: EngineContext) -> TranscribeResult:
        assert request.audio.exists()
        segments = tuple(self.segment(*line) for line in self.lines)
        text = " ".join(line[2] for line in self.lines)
        return TranscribeResult(
            text=text,
            language="en" if text else "",
            language_probability=0.99 if text else 0.0,
            duration=3.0,
            segments=segments,
            model="scripted",
        )

    def segment(self, start: float, end: float, text: str) -> Segment:
        words = text.split()
        step = (end - start) / len(words)
        timed = tuple(
            Word(start + step * n, start + step * (n + 1), word, 0.9) for n, word in enumerate(words)
        )
        return Segment(start, end, text, 0.9, timed)


class DeafTranscriber(ScriptedTranscriber):
    """Hears nothing, as with an instrumental."""

    key = "deaf"
    lines: ClassVar[list[tuple[float, float, str]]] = []


class FlatImage:
    """A picture of one colour, which the prompt and the seed decide."""

    key = "flat"
    label = "Flat"
    version = "1"
    capability = "image"
    embedded = True

    def is_configured(self) -> bool:
        return True

    def run(self, request: ImageRequest, context: EngineContext) -> ImageResult:
        colour = sha256(f"{request.prompt} {request.seed}".encode()).digest()[:3]
        path = context.work_dir / "still.png"
        Image.new("RGB", (request.width, request.height), tuple(colour)).save(path)
        return ImageResult(image=path)


class FlatClip:
    """The picture with a moving pattern over it, made by ffmpeg alone."""

    key = "flat"
    label = "Flat"
    version = "1"
    capability = "clip"
    embedded = True

    def is_configured(self) -> bool:
        return True

    def run(self, request: ClipRequest, context: EngineContext) -> ClipResult:
        path = context.work_dir / "clip.mp4"
        pattern = f"testsrc2=s={request.width}x{request.height}:r={request.fps}"
        hue = sha256(request.image.read_bytes() + request.camera_move.encode()).digest()[0]
        colours = ["-vf", f"hue=h={hue},format=yuv420p,setparams=colorspace=bt709:range=tv"]
        coded = ["-c:v", "libx264", "-preset", "ultrafast", "-frames:v", str(request.frames), str(path)]
        run_ffmpeg(["-f", "lavfi", "-i", pattern, *colours, *coded], cwd=context.work_dir)
        return ClipResult(video=path)
