"""Transcription by the engine against faster-whisper called directly with the same model and options."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from media_pipeline.engines.transcribe.contract import TranscribeRequest
from media_pipeline.engines.transcribe.faster_whisper import FasterWhisper, bare_options
from umam.studio import demo
from umam.studio.bench.measure import Cost, cost_of, interleaved
from umam.studio.bench.report import Row


@dataclass
class _Context:
    work_dir: Path

    def progress(self, fraction: float, note: str = "") -> None:
        """Nobody looks."""

    def should_stop(self) -> bool:
        return False


def measure(runs: int) -> list[Row]:
    song = next(path for path in demo.DEMO_FILES.glob("*") if path.suffix in demo.SOUND_SUFFIXES)
    engine = FasterWhisper()
    model = engine.load()
    # Without sampling at higher temperatures: chance decides there how often it is tried, and so the cost.
    request = TranscribeRequest(audio=song, language="en", model="", singing=True)
    chosen = {**bare_options(request), "temperature": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        context = _Context(Path(folder))

        def ours() -> Cost:
            return cost_of(lambda: engine.run(request, context))

        def theirs() -> Cost:
            return cost_of(lambda: list(model.transcribe(str(song), **chosen)[0]))

        mine, bare = interleaved(ours, theirs, runs=runs)
    return [
        Row(
            "Transcribe the demo song",
            f"{mine.cpu:.1f} s",
            f"faster-whisper alone, {bare.cpu:.1f} s",
            mine.cpu / bare.cpu,
            1.10,
        )
    ]
