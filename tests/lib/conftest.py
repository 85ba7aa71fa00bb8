"""Tiny media, made once a session by ffmpeg itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from umam.lib.ffmpeg import ffmpeg_path

Make = Callable[..., Path]


@pytest.fixture(scope="session")
def make_media(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """make_media("tone.mp3", "-f", "lavfi", "-i", "sine=d=1") -> path; one file is made only once."""
    folder = tmp_path_factory.mktemp("media")
    made: dict[tuple[str, ...], Path] = {}

    def make(name: str, *args: str) -> Path:
        key = (name, *args)
        if key not in made:
            path = folder / str(len(made)) / name
            path.parent.mkdir()
            command = [ffmpeg_path(), "-nostdin", "-v", "error", "-y", *args, f"file:{path}"]
            subprocess.run(command, check=True, timeout=60)
            made[key] = path
        return made[key]

    return make


@pytest.fixture(scope="session")
def tone(make_media: Make) -> Make:
    """tone("x.mp3", seconds=2.0) -> a sine in the container that the name asks for."""

    def make(name: str, seconds: float = 2.0, *args: str) -> Path:
        sine = f"sine=frequency=440:sample_rate=44100:duration={seconds}"
        return make_media(name, "-f", "lavfi", "-i", sine, *args)

    return make


@pytest.fixture(scope="session")
def film(make_media: Make) -> Make:
    """film("x.mp4", seconds=1.0) -> 160x90 moving test pictures with sound."""

    def make(name: str, seconds: float = 1.0, *args: str) -> Path:
        picture = ["-f", "lavfi", "-i", f"testsrc2=size=160x90:rate=25:duration={seconds}"]
        sound = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
        return make_media(name, *picture, *sound, "-pix_fmt", "yuv420p", *args)

    return make
