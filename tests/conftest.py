"""Fixtures that every test may use: no network, a clean media folder, and small real media files.

The media are made once per test process, by the same ffmpeg that the studio uses. Tests only read them;
`copy_of` gives a private copy to those who want to change or upload a file under another name.
"""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

SAMPLE_SECONDS = 3.0
LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost", socket.gethostname()}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of what only PostgreSQL does are for `.ci/run`, which brings the servers and skips nothing."""
    if item.get_closest_marker("postgres") and not settings.UMAM_TEST_SERVERS:
        pytest.skip("needs PostgreSQL and Redis: .ci/run runs it")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end: looking through it for garbage again and again is a
    tenth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that made the folder of this run removes it; workers leave it to their controller."""
    folder = os.environ.get("UMAM_TEST_DIR", "")
    if folder.endswith(f"-{os.getpid()}"):
        shutil.rmtree(folder, ignore_errors=True)


class NetworkBlocked(RuntimeError):
    """A test tried to leave this computer. Not an OSError, so that no code under test swallows it."""


def _is_local(host: object) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name.lower() in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _is_literal(host: object) -> bool:
    try:
        ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


def _check(address: Any) -> None:
    if isinstance(address, tuple) and not _is_local(address[0]):
        raise NetworkBlocked(f"Tests must not leave this computer; this one tried {address[0]}:{address[1]}.")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let sockets reach loopback only, and let no name be looked up but this computer's own."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        # An address needs no look-up, so nothing leaves; connecting to it is guarded above.
        if not (_is_local(host) or _is_literal(host)):
            raise NetworkBlocked(f"Tests must not look up names, and this one tried {host!r}.")
        return look_up(host, *args, **kwargs)

    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()


def _only_look(descriptor: int) -> None:
    os.fstat(descriptor)


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: socket.socket, *args: Any) -> Any:
        _check(args[-1] if args else None)
        return method(self, *args)

    return call


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """What a test stores need not outlive a power cut. A file that is closed is still refused."""
    patch = pytest.MonkeyPatch()
    patch.setattr(os, "fsync", _only_look)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def own_data_dir() -> Path:
    """The data folder of this test process, new with each run. Never a developer's own."""
    folder = Path(settings.UMAM_DATA_DIR)
    assert folder != Path(settings.BASE_DIR) / "var", "the tests would write into a developer's data"
    for needed in (settings.UMAM_WORK_DIR, settings.UMAM_RUN_DIR, settings.STATIC_ROOT):
        Path(needed).mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def clean_media(own_data_dir: Path) -> Iterator[None]:
    """Each test begins with no stored file: what one test stores, no other can find."""
    yield
    media = own_data_dir / "media"
    if media.is_dir():
        shutil.rmtree(media, ignore_errors=True)


@pytest.fixture(autouse=True)
def studio_offers(request: pytest.FixtureRequest) -> None:
    """The options and ties that migrations offer. A test that commits empties all tables at its end."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None and not {"db", "transactional_db"} & set(request.fixturenames):
        return
    committing = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if committing else "db")
    from storybible.models import RelationType

    if not RelationType.objects.filter(universe=None).exists():
        import_module("storybible.migrations.0002_offers").offer(apps, None)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the session's sample media."""
    return tmp_path_factory.mktemp("samples")


def _make(folder: Path, name: str, *args: str) -> Path:
    from umam.lib.ffmpeg import ffmpeg_path

    target = folder / name
    command = [ffmpeg_path(), "-nostdin", "-hide_banner", "-v", "error", "-y", *args, str(target)]
    subprocess.run(command, check=True, timeout=60)
    return target


def _tones(seconds: float = SAMPLE_SECONDS) -> list[str]:
    """A chord with a pulse twice a second: enough music for beats and energy to be found."""
    chord = "0.3*(sin(2*PI*220*t)+sin(2*PI*277*t)+sin(2*PI*330*t))*exp(-6*mod(t,0.5))"
    return ["-f", "lavfi", "-i", f"aevalsrc='{chord}':s=44100:d={seconds}"]


@pytest.fixture(scope="session")
def wav_file(samples: Path) -> Path:
    """Three seconds of pulsing chords, mono, 44.1 kHz."""
    return _make(samples, "chords.wav", *_tones(), "-c:a", "pcm_s16le")


@pytest.fixture(scope="session")
def mp3_file(samples: Path) -> Path:
    """The same chords as MP3."""
    return _make(samples, "chords.mp3", *_tones(), "-c:a", "libmp3lame", "-b:a", "96k")


@pytest.fixture(scope="session")
def silent_wav(samples: Path) -> Path:
    """Three seconds of digital silence."""
    source = ["-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono"]
    return _make(samples, "silence.wav", *source, "-t", str(SAMPLE_SECONDS), "-c:a", "pcm_s16le")


@pytest.fixture(scope="session")
def png_file(samples: Path) -> Path:
    """A colourful picture of 320x180 pixels."""
    return _make(samples, "picture.png", "-f", "lavfi", "-i", "testsrc2=s=320x180:d=1", "-frames:v", "1")


@pytest.fixture(scope="session")
def mp4_file(samples: Path) -> Path:
    """Three seconds of moving picture with sound: H.264 320x180 at 24 frames a second, AAC."""
    picture = ["-f", "lavfi", "-i", f"testsrc2=s=320x180:r=24:d={SAMPLE_SECONDS}"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    return _make(samples, "moving.mp4", *picture, *_tones(), *codecs)


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[..., Path]:
    """`copy_of(path, name="x.mp3")`: a private copy that the test may rename, cut or damage."""

    def copy(source: Path, name: str | None = None) -> Path:
        target = tmp_path / (name or source.name)
        shutil.copyfile(source, target)
        return target

    return copy
