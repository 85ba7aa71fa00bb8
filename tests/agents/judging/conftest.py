"""Small pictures, clips and tracks of known goodness, made once."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from umam.lib.ffmpeg import ffmpeg_path


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("judged")


def film(target: Path, source: str, *more: str, seconds: float = 3.0) -> Path:
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "48"]
    command = [
        ffmpeg_path(),
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        source,
        "-t",
        str(seconds),
    ]
    subprocess.run([*command, "-t", str(seconds), *more, *codecs, str(target)], check=True, timeout=60)
    return target


def wav(target: Path, samples: np.ndarray, rate: int = 44_100) -> Path:
    """Samples (time,) or (channels, time) from -1 to 1 as 16 bits."""
    whole = np.atleast_2d(samples)
    with wave.open(str(target), "wb") as out:
        out.setnchannels(whole.shape[0])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(whole.T, -1, 1) * 32767).astype("<i2").tobytes())
    return target


def clicks(seconds: float, bpm: float = 120.0, rate: int = 44_100, swing: float = 0.0) -> np.ndarray:
    """A drum of noise on every beat; `swing` drifts the tempo by that share from begin to end."""
    rng = np.random.default_rng(1)
    samples = rng.normal(0, 0.002, int(seconds * rate))
    hit = rng.normal(0, 0.5, rate // 20) * np.exp(-np.linspace(0, 8, rate // 20))
    at = 0.1
    while at < seconds - 0.1:
        start = int(at * rate)
        samples[start : start + len(hit)] += hit
        at += 60 / (bpm * (1 + swing * at / seconds))
    return samples


@pytest.fixture(scope="session")
def blurred(studio: Path, png_file: Path) -> Path:
    target = studio / "blurred.png"
    Image.open(png_file).convert("RGB").filter(ImageFilter.GaussianBlur(9)).save(target)
    return target


@pytest.fixture(scope="session")
def grey(studio: Path) -> Path:
    target = studio / "grey.png"
    Image.new("RGB", (320, 180), "#777777").save(target)
    return target


@pytest.fixture(scope="session")
def black_clip(studio: Path) -> Path:
    return film(studio / "black.mp4", "color=black:s=320x180:r=24")


@pytest.fixture(scope="session")
def frozen_clip(studio: Path, png_file: Path) -> Path:
    target = studio / "frozen.mp4"
    command = [ffmpeg_path(), "-nostdin", "-v", "error", "-y", "-loop", "1", "-i", str(png_file), "-t", "3"]
    codecs = ["-r", "24", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, *codecs, str(target)], check=True, timeout=60)
    return target


@pytest.fixture(scope="session")
def half_black_clip(studio: Path) -> Path:
    fade = "testsrc2=s=320x180:r=24,drawbox=c=black:t=fill:enable='lt(t,1.5)'"
    return film(studio / "half.mp4", fade)
