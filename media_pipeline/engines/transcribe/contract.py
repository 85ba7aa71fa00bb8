"""The contract of the capability "transcribe": a sound file in, words with times out. Times are seconds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from media_pipeline.engines.base import Engine, EngineContext

CAPABILITY = "transcribe"


@dataclass(frozen=True, slots=True)
class TranscribeRequest:
    """What to listen to, and how.

    `audio` is any file with a sound stream. `language` is an ISO 639-1 code, or None to detect it. `model` is
    a model's size or folder, "" for the configured one. `singing` chooses parameters for songs: held notes
    and repeated choruses are kept.
    """

    audio: Path
    language: str | None = None
    model: str = ""
    singing: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was heard, without surrounding blanks. `end > start`; `probability` is 0..1."""

    start: float
    end: float
    word: str
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A phrase. `confidence` is 0..1; `flags` names what looks doubtful and was kept all the same."""

    start: float
    end: float
    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranscribeResult:
    """All that was heard. A silent or instrumental file has no segments and an empty text.

    `language` is "" when there was nothing to tell it by. `duration` is the length of the decoded sound.
    """

    text: str
    language: str
    language_probability: float
    duration: float
    segments: tuple[Segment, ...] = field(default=())
    model: str = ""

    @property
    def words(self) -> list[Word]:
        """Every word in order; they do not overlap."""
        return [word for segment in self.segments for word in segment.words]

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON types."""
        return asdict(self)


class Transcriber(Engine, Protocol):
    """An engine that transcribes.

    Raises `JobError` when the file has no sound that can be decoded or the model cannot be had, `Cancelled`
    when the context asks to stop.
    """

    def run(self, request: TranscribeRequest, context: EngineContext) -> TranscribeResult:
        """Listen to the whole file and return what was said or sung."""
