"""Depth for pictures that come without layers: the subject is cut out, what it hid is filled in, the
ground comes near.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import cv2
import numpy as np

from media_pipeline.engines.image.bundle import Bundle
from media_pipeline.engines.image.painting.noise import Bytes, Floats
from media_pipeline.engines.image.painting.stage import Layer
from umam.lib.errors import JobError

# The frame is the middle of the picture; the rest is room for the camera.
ROOM = 1.10
_WORK = 320
_LARGEST = 200_000_000


def from_picture(path: Path, width: int, height: int) -> Bundle:
    """A bundle for a clip of width x height out of any picture. Raises JobError when it cannot be read."""
    image = _read(path)
    columns, rows = round(width * ROOM / 2) * 2, round(height * ROOM / 2) * 2
    image = _cover(image, columns, rows)
    subject = _subject(image)
    layers = []
    place = (0.5, 0.5)
    if subject is None:
        layers.append(_layer("picture", 3.0, image, None))
    else:
        layers.append(_layer("background", 4.5, _fill(image, subject), None))
        layers.append(_layer("subject", 2.0, image, subject))
        y, x = np.argwhere(subject > 0.5).mean(axis=0)
        place = (float(x) / columns, float(y) / rows)
    look = {"vignette": 0.22, "grain": 0.012, "bloom": 0.26}
    return Bundle(width, height, rows, columns, layers, [], place, 2.0, (0.5, 0.5), (0.5, 0.3), look)


def _read(path: Path) -> Bytes:
    try:
        image = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error) as error:
        raise _unreadable() from error
    if image is None or image.size > _LARGEST:
        raise _unreadable()
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def _unreadable() -> JobError:
    return JobError(
        "The picture for this clip cannot be read.", suggestion="Choose a PNG, JPEG or WebP picture."
    )


def _cover(image: Bytes, columns: int, rows: int) -> Bytes:
    scale = max(columns / image.shape[1], rows / image.shape[0])
    size = max(columns, round(image.shape[1] * scale)), max(rows, round(image.shape[0] * scale))
    image = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    left, top = (size[0] - columns) // 2, (size[1] - rows) // 2
    return np.ascontiguousarray(image[top : top + rows, left : left + columns])


def _subject(image: Bytes) -> Floats | None:
    """Coverage of what stands out from the picture's border, or None when nothing convincingly does."""
    scale = _WORK / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), (0, 0), 2).astype(np.float32)
    rows, columns = lab.shape[:2]
    border = np.concatenate(
        [
            lab[: rows // 12].reshape(-1, 3),
            lab[:, : columns // 14].reshape(-1, 3),
            lab[:, -columns // 14 :].reshape(-1, 3),
        ]
    )
    distance = np.abs((lab - border.mean(axis=0)) / (border.std(axis=0) + 14)).sum(axis=2)
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    score = distance * np.exp(-(x**2 + y**2) * 1.1)
    limit = float(np.percentile(score, 82))
    mask = np.where(score > limit, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    edge = max(2, rows // 28)
    mask[:edge] = mask[:, :edge] = mask[:, -edge:] = cv2.GC_BGD
    mask[score > np.percentile(score, 96)] = cv2.GC_FGD
    cv2.setRNGSeed(7)
    whole = (0, 0, columns, rows)
    try:
        cv2.grabCut(small, mask, whole, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)
    except cv2.error:
        return None
    found = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    found = _largest(cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    if not 0.03 < float(found.mean()) < 0.5:
        return None
    soft = cv2.GaussianBlur(cv2.erode(found, np.ones((3, 3), np.uint8)).astype(np.float32), (0, 0), 1.6)
    return cv2.resize(soft, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)


def _largest(mask: Bytes) -> Bytes:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return mask
    areas = stats[1:, cv2.CC_STAT_AREA]
    keep = [number + 1 for number, area in enumerate(areas) if area > areas.max() * 0.25]
    return np.isin(labels, keep).astype(np.uint8)


def _fill(image: Bytes, subject: Floats) -> Bytes:
    """The picture without its subject: painted in small, where it is quick, and only where it was hidden."""
    scale = _WORK / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    hole: Bytes = (cv2.resize(subject, (small.shape[1], small.shape[0])) > 0.02).astype(np.uint8)
    hole = cv2.dilate(hole, np.ones((7, 7), np.uint8))
    filled = cv2.GaussianBlur(cv2.inpaint(small, hole, 5, cv2.INPAINT_TELEA), (0, 0), 1.2)
    large = cv2.resize(filled, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_CUBIC).astype(
        np.float32
    )
    part = cv2.GaussianBlur(cv2.resize(hole.astype(np.float32), (image.shape[1], image.shape[0])), (0, 0), 3)[
        ..., None
    ]
    return cast(Floats, (image + (large - image) * part).astype(np.uint8))


def _layer(name: str, depth: float, image: Bytes, alpha: Floats | None) -> Layer:
    full = (
        np.full(image.shape[:2], 255, np.uint8)
        if alpha is None
        else (np.clip(alpha, 0, 1) * 255).astype(np.uint8)
    )
    return Layer(name, depth, np.dstack([image, full]))
