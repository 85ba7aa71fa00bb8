"""A contact sheet of the built-in painter and camera: every move on several subjects."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from media_pipeline.engines.clip.contract import MOVE_LABELS, ClipRequest
from media_pipeline.engines.clip.procedural import prepare_shot
from media_pipeline.engines.image.contract import ImageRequest
from media_pipeline.engines.image.painting.noise import Bytes
from media_pipeline.engines.image.procedural import ProceduralImage

SUBJECTS = (
    "A wanderer before snowy mountains at sunset, mist in the valleys",
    "A neon street in the rain at night, a figure with an umbrella",
    "A sailing ship on a golden sea, glitter on the waves",
    "A misty forest with god rays, a deer, fireflies",
    "A singer on a concert stage, beams of light, the crowd cheering",
    "An astronaut before a ringed planet and a nebula",
)
SECONDS, FPS = 4, 12
MOMENTS = (0.08, 0.96)
_BAR = 26


class Quiet:
    """The context of an engine that nobody watches."""

    def __init__(self, folder: Path) -> None:
        self.work_dir = folder

    def progress(self, fraction: float, note: str = "") -> None:
        """Nobody asks."""

    def should_stop(self) -> bool:
        return False


class Command(BaseCommand):
    help = "Writes a contact sheet: every camera move (rows) on six subjects (columns), beginning and end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--width", type=int, default=240, help="Pixels of one picture's width (default 240)."
        )
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--out", type=Path, default=None, help="A PNG or JPEG; default in the data directory."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        width = options["width"] // 4 * 4
        if not 64 <= width <= 1280:
            raise CommandError("Choose a width from 64 to 1280 pixels.")
        out: Path = options["out"] or Path(settings.UMAM_DATA_DIR) / "gallery" / "gallery.jpg"
        out.parent.mkdir(parents=True, exist_ok=True)
        columns = []
        for number, subject in enumerate(SUBJECTS):
            self.stdout.write(f"{number + 1}/{len(SUBJECTS)} {subject}")
            columns.append(self._column(subject, width, options["seed"] + number))
        sheet = np.hstack([self._names(columns[0].shape[0], width), *columns])
        if not cv2.imwrite(str(out), sheet):
            raise CommandError(f"The sheet could not be written to {out}.")
        self.stdout.write(f"Written: {out} ({len(MOVE_LABELS)} moves, {len(SUBJECTS)} subjects)")

    def _column(self, subject: str, width: int, seed: int) -> Bytes:
        height = width * 9 // 16 // 2 * 2
        with tempfile.TemporaryDirectory(dir=settings.UMAM_DATA_DIR) as folder:
            still = ProceduralImage().run(
                ImageRequest(prompt=subject, width=width * 2, height=height * 2, seed=seed),
                Quiet(Path(folder)),
            )
            frames = SECONDS * FPS
            energy = tuple(float(value) for value in np.abs(np.sin(np.arange(frames) / FPS * np.pi)))
            rows = []
            for move in MOVE_LABELS:
                request = ClipRequest(
                    still.image, subject, move, frames, FPS, width * 2, height * 2, still.layers, seed, energy
                )
                rows.append(_strip(request, (width, height)))
        return np.vstack([_bar(rows[0].shape[1], subject), *rows])

    def _names(self, height: int, width: int) -> Bytes:
        column = np.full((height, 190, 3), 18, np.uint8)
        step = width * 9 // 16 // 2 * 2
        for number, (move, label) in enumerate(MOVE_LABELS.items()):
            y = _BAR + number * step + step // 2
            _write(column, move, (10, y), 0.48, 235)
            _write(column, label, (10, y + 18), 0.36, 150)
        return column


def _strip(request: ClipRequest, size: tuple[int, int]) -> Bytes:
    """The clip's beginning and end side by side, BGR."""
    renderer, _ = prepare_shot(request)
    pictures = []
    for moment in MOMENTS:
        data = np.frombuffer(renderer.render(round(moment * (request.frames - 1))), np.uint8)
        picture = cv2.cvtColor(data.reshape(request.height * 3 // 2, request.width), cv2.COLOR_YUV2BGR_I420)
        pictures.append(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    strip = np.hstack(pictures)
    strip[:, -2:] = 18
    return strip


def _bar(width: int, subject: str) -> Bytes:
    bar = np.full((_BAR, width, 3), 18, np.uint8)
    _write(bar, subject, (8, 17), 0.4 * min(1.0, width / 480), 190)
    return bar


def _write(image: Bytes, text: str, at: tuple[int, int], size: float, shade: int) -> None:
    cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, (shade, shade, shade), 1, cv2.LINE_AA)
