"""What a 1080p frame of each camera move costs, drawing alone."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import cv2

from media_pipeline.engines.clip.contract import CAMERA_MOVES, ClipRequest
from media_pipeline.engines.clip.procedural import prepare_shot
from media_pipeline.engines.image.contract import ImageRequest
from media_pipeline.engines.image.procedural import ProceduralImage
from umam.studio.bench.measure import cost_of
from umam.studio.bench.report import Row

SUBJECTS = ("a harbour village at night, sailing boats, moon", "a misty forest with god rays, a deer")
SIZE = (1920, 1080)
SECONDS, FPS, DRAWN = 5, 30, 12
GOAL_MS = 150.0


class _Quiet:
    def __init__(self, folder: Path) -> None:
        self.work_dir = folder

    def progress(self, fraction: float, note: str = "") -> None:
        """Nobody looks."""

    def should_stop(self) -> bool:
        return False


def measure(runs: int) -> list[Row]:
    cv2.setNumThreads(1)  # as in a worker of two on two processors
    found: dict[str, float] = {}
    for subject in SUBJECTS:
        with tempfile.TemporaryDirectory() as folder:
            request = ImageRequest(prompt=subject, width=SIZE[0], height=SIZE[1], seed=7)
            still = ProceduralImage().run(request, _Quiet(Path(folder)))
            for move in CAMERA_MOVES:
                cost = _frame_ms(still.image, still.layers, move)
                found[move] = max(found.get(move, 0.0), cost)
    dearest = max(found, key=lambda move: found[move])
    usual = statistics.median(found.values())
    return [
        Row(
            "A 1080p frame of the dearest camera move",
            f"{found[dearest]:.0f} ms",
            f"{dearest}; the median of 12 is {usual:.0f} ms",
            found[dearest],
            GOAL_MS,
            unit="ms",
        )
    ]


def _frame_ms(image: Path, layers: Path | None, move: str) -> float:
    """Median processor time of frames spread over the shot, in milliseconds."""
    frames = SECONDS * FPS
    shot = ClipRequest(image, "", move, frames, FPS, *SIZE, layers, 7, (0.5,) * frames)
    renderer, _ = prepare_shot(shot)
    renderer.render(0)
    places = [round((number + 0.5) * frames / DRAWN) for number in range(DRAWN)]
    return 1000 * statistics.median(cost_of(lambda at=at: renderer.render(at)).cpu for at in places)  # type: ignore[misc]
