"""faster-whisper: Whisper on CTranslate2, on the processor or on an NVIDIA card."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from media_pipeline.engines.base import EngineContext
from media_pipeline.engines.transcribe import listen, models, tidy, voice
from media_pipeline.engines.transcribe.contract import CAPABILITY, TranscribeRequest, TranscribeResult
from umam.lib.errors import Cancelled, Invalid, JobError

_CUDA_WORDS = ("cuda", "cublas", "cudnn")


@dataclass(frozen=True)
class _Model:
    folder: Path
    device: str
    threads: int


_lock = threading.Lock()
_loaded: dict[_Model, Any] = {}
_no_card = threading.Event()


class FasterWhisper:
    """Words with times from any sound, offline with the base model.

    `cpu_threads` None means the setting UMAM_MEDIA_THREADS, and 0 there all processors of this process.
    """

    key = "faster_whisper"
    label = "faster-whisper"
    version = f"{importlib.metadata.version('faster-whisper')}-1"
    capability = CAPABILITY
    embedded = True

    def __init__(self, *, cpu_threads: int | None = None) -> None:
        self._cpu_threads = cpu_threads

    def is_configured(self) -> bool:
        """True where the package is installed."""
        return importlib.util.find_spec("faster_whisper") is not None

    def run(self, request: TranscribeRequest, context: EngineContext) -> TranscribeResult:
        """Listen to the whole file. Raises JobError and Cancelled as the contract says."""
        context.progress(0.0, "Decoding the sound")
        samples = listen.decode(request.audio, context)
        name = request.model or settings.UMAM_WHISPER_MODEL
        heard = _Listener(request, context, len(samples) / listen.RATE, lambda: self._model(name))
        for offset, sound in listen.pieces(samples):
            heard.piece(offset, sound)
        context.progress(1.0)
        return heard.result(Path(name).name)

    def load(self, name: str = "") -> Any:
        """Return the loaded WhisperModel of a size, as `run` uses it ("" is the configured size)."""
        return self._model(name or settings.UMAM_WHISPER_MODEL)

    def _model(self, name: str) -> Any:
        folder = models.locate(
            name, configured=settings.UMAM_WHISPER_MODEL, models_dir=Path(settings.UMAM_MODELS_DIR)
        )
        threads = self._cpu_threads or settings.UMAM_MEDIA_THREADS or len(os.sched_getaffinity(0))
        try:
            return _load(_Model(folder, _device(), threads))
        except RuntimeError as error:
            if not _card_failed(error):
                raise JobError(
                    f"The speech model in “{folder.name}” could not be loaded.",
                    suggestion="Remove that folder below the models' folder and run the set-up again.",
                ) from error
        return _load(_Model(folder, _device(), threads))


def options(request: TranscribeRequest) -> dict[str, Any]:
    """The decoding options of a request, as keyword arguments of `WhisperModel.transcribe`.

    Nothing conditions on the text before: one misheard line must not spoil the next. In songs, a text that
    repeats itself and a note that is held are no signs of a failure.
    """
    chosen: dict[str, Any] = {
        "language": request.language,
        "beam_size": 5,
        "word_timestamps": True,
        "condition_on_previous_text": False,
        "no_speech_threshold": tidy.NO_SPEECH,
        "log_prob_threshold": tidy.LEAST_LOGPROB,
        "language_detection_segments": 3,
    }
    if request.singing:
        return {**chosen, "compression_ratio_threshold": 3.2}
    return {**chosen, "hallucination_silence_threshold": 2.0}


def bare_options(request: TranscribeRequest) -> dict[str, Any]:
    """Options for a direct call on a file that does the same work: decoding with the detector before it."""
    ear = _ear(request)
    detector = {
        "threshold": ear.low,
        "min_silence_duration_ms": round(ear.gap * 1000),
        "speech_pad_ms": round(ear.margin * 1000),
    }
    return {**options(request), "vad_filter": True, "vad_parameters": detector}


class _Listener:
    """Hears a file piece by piece and keeps what was heard."""

    def __init__(
        self, request: TranscribeRequest, context: EngineContext, duration: float, model: Any
    ) -> None:
        self.request = request
        self.context = context
        self.duration = duration
        self.model = model
        self.language = request.language or ""
        self.certainty = 1.0 if request.language else 0.0
        self.phrases: list[tidy.Phrase] = []
        self.voices: list[voice.Passage] = []

    def piece(self, offset: float, sound: NDArray[np.float32]) -> None:
        """Hear `sound`, which begins `offset` seconds into the file."""
        self._stop_if_asked()
        curve, length = voice.curve_of(sound), len(sound) / listen.RATE
        found = voice.read_curve(curve, _ear(self.request), length)
        phrases = voice.read_curve(curve, voice.PHRASES, length)
        self.voices += [(start + offset, end + offset) for start, end in phrases]
        if not found:
            return
        self._tell(offset + found[0][0])
        for raw in self._segments(sound, found):
            one = tidy.phrase(raw, offset)
            self.phrases.append(one)
            self._tell(one.end, one.text)
            self._stop_if_asked()

    def _segments(self, sound: NDArray[np.float32], found: list[voice.Passage]) -> Iterator[Any]:
        """The segments of one piece, lazily. A card that lacks its libraries hands over to the processor."""
        chosen = options(self.request)
        chosen["language"] = self.language or None
        chosen["clip_timestamps"] = [edge for clip in voice.clips(found) for edge in clip]
        try:
            first, segments, info = self._begin(sound, chosen)
        except RuntimeError as error:
            if not _card_failed(error):
                raise
            first, segments, info = self._begin(sound, chosen)
        if first is None:
            return
        if not self.language:
            self.language, self.certainty = str(info.language), float(info.language_probability)
        yield first
        yield from segments

    def _begin(self, sound: NDArray[np.float32], chosen: dict[str, Any]) -> tuple[Any, Iterator[Any], Any]:
        """The first segment, or None; the rest; and what is known of the whole."""
        model = self.model()
        if self.language and self.language not in model.supported_languages:
            raise Invalid(f"The speech model knows no language “{self.language}”.", attr="language")
        segments, info = model.transcribe(sound, **chosen)
        return next(segments, None), segments, info

    def result(self, model: str) -> TranscribeResult:
        segments = tidy.segments(self.phrases, self.duration, self.voices)
        return TranscribeResult(
            text="\n".join(segment.text for segment in segments),
            language=self.language,
            language_probability=round(self.certainty, 4),
            duration=self.duration,
            segments=segments,
            model=model,
        )

    def _tell(self, seconds: float, words: str = "") -> None:
        note = f"“{words.strip()}”" if words.strip() else "Waiting for the first words"
        self.context.progress(min(seconds / self.duration, 0.99), note)

    def _stop_if_asked(self) -> None:
        if self.context.should_stop():
            raise Cancelled


def _ear(request: TranscribeRequest) -> voice.Ear:
    return voice.SINGING if request.singing else voice.SPEECH


def _device() -> str:
    """The device, cpu or cuda, by the setting UMAM_WHISPER_DEVICE and what this computer has."""
    wanted = str(settings.UMAM_WHISPER_DEVICE)
    if wanted != "auto":
        return wanted
    import ctranslate2

    has_card = ctranslate2.get_cuda_device_count() > 0 and not _no_card.is_set()
    return "cuda" if has_card else "cpu"


def _card_failed(error: RuntimeError) -> bool:
    """Note that the card cannot be used, so that the next model is loaded for the processor.

    False where the error has nothing to do with a card, or somebody demanded the card by the setting.
    """
    about_card = any(word in str(error).lower() for word in _CUDA_WORDS)
    if not about_card or settings.UMAM_WHISPER_DEVICE != "auto" or _no_card.is_set():
        return False
    _no_card.set()
    return True


def _load(wanted: _Model) -> Any:
    """Return the model, loaded once in this process; another model takes its place."""
    from faster_whisper import WhisperModel

    with _lock:
        if wanted not in _loaded:
            _loaded.clear()
            _loaded[wanted] = WhisperModel(
                str(wanted.folder),
                device=wanted.device,
                compute_type="int8" if wanted.device == "cpu" else "int8_float16",
                cpu_threads=wanted.threads,
                local_files_only=True,
            )
        return _loaded[wanted]
