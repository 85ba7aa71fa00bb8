"""Listening to a song: its words, and its beats and loudness."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from pydantic import Field

from media_pipeline.engines.registry import engine
from media_pipeline.engines.transcribe.contract import TranscribeRequest
from media_pipeline.film import beats
from media_pipeline.pipelines.shapes import Segment, Shape
from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler


class TranscribeInput(Shape):
    audio: UUID
    duration: float = Field(gt=0)
    language: str | None = None
    model: str = ""
    singing: bool = True


class TranscribeOutput(Shape):
    text: str
    language: str
    language_probability: float
    duration: float
    segments: list[Segment]
    model: str


class Transcribe(Handler[TranscribeInput, TranscribeOutput]):
    """Sound to words with times."""

    key = "transcribe"
    label = "Listen to the words"
    queue = "media"
    version = "1"
    reuse = "always"
    Input = TranscribeInput
    Output = TranscribeOutput

    def weight(self, data: TranscribeInput) -> float:
        return data.duration

    def engine(self, data: TranscribeInput) -> tuple[str, str]:
        chosen = engine("transcribe")
        return chosen.key, f"{chosen.version} {data.model or settings.UMAM_WHISPER_MODEL}"

    def run(self, ctx: JobContext, data: TranscribeInput) -> TranscribeOutput:
        request = TranscribeRequest(
            audio=ctx.asset_path(data.audio),
            language=data.language,
            model=data.model,
            singing=data.singing,
        )
        heard = engine("transcribe").run(request, ctx)
        words = sum(len(segment.words) for segment in heard.segments)
        ctx.log(
            f"Heard {words} words in {len(heard.segments)} phrases; language {heard.language or 'unknown'}."
        )
        return TranscribeOutput.model_validate(asdict(heard))


class AnalyseInput(Shape):
    audio: UUID
    duration: float = Field(gt=0)
    fps: int = 30


class AnalyseOutput(Shape):
    """`beats` are seconds; `energy` is the loudness of each frame, 0..1."""

    tempo: float
    beats: list[float]
    energy: list[float]
    duration: float


class Analyse(Handler[AnalyseInput, AnalyseOutput]):
    """The pulse of a song: tempo, beats, and how loud each frame is."""

    key = "analyse"
    label = "Feel the beat"
    queue = "media"
    version = "1"
    reuse = "always"
    Input = AnalyseInput
    Output = AnalyseOutput

    def weight(self, data: AnalyseInput) -> float:
        return data.duration

    def run(self, ctx: JobContext, data: AnalyseInput) -> AnalyseOutput:
        found = beats.analyse(
            ctx.asset_path(data.audio),
            fps=data.fps,
            cwd=ctx.work_dir,
            should_stop=ctx.should_stop,
            on_progress=ctx.progress,
            length=data.duration,
        )
        return AnalyseOutput(
            tempo=found.tempo,
            beats=[round(beat, 4) for beat in found.beats],
            energy=[round(value, 3) for value in found.energy],
            duration=found.duration,
        )
