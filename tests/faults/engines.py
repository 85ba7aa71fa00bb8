"""Quick engines that all work through ffmpeg, so that one switch (`tests.faults.orders`) stops each step."""

from __future__ import annotations

from media_pipeline.engines.base import EngineContext
from media_pipeline.engines.image.contract import ImageRequest, ImageResult
from media_pipeline.engines.transcribe.contract import TranscribeRequest, TranscribeResult
from tests.media_pipeline.engines import FlatImage, ScriptedTranscriber
from umam.lib.ffmpeg import input_args, run_ffmpeg

PATHS = [
    "tests.faults.engines.Listener",
    "tests.faults.engines.Painter",
    "tests.media_pipeline.engines.FlatClip",
]


class Listener(ScriptedTranscriber):
    """Decodes the song before it hears what it is told, as a real one does."""

    def run(self, request: TranscribeRequest, context: EngineContext) -> TranscribeResult:
        decode = [*input_args(request.audio, "audio"), "-ac", "1", "-ar", "16000"]
        run_ffmpeg([*decode, "heard.wav"], cwd=context.work_dir, should_stop=context.should_stop)
        return super().run(request, context)


class Painter(FlatImage):
    """Primes a canvas first."""

    def run(self, request: ImageRequest, context: EngineContext) -> ImageResult:
        canvas = ["-f", "lavfi", "-i", "color=s=64x64", "-frames:v", "1", "canvas.png"]
        run_ffmpeg(canvas, cwd=context.work_dir, should_stop=context.should_stop)
        return super().run(request, context)
