"""A universe with a song of three seconds, engines that are quick, and a way to make the film at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from media_pipeline.engines import registry
from media_pipeline.services import music_video
from umam.accounts.models import User
from umam.accounts.services import register
from umam.assets.models import Asset
from umam.assets.services import ingest_file
from umam.jobs import inline
from umam.jobs.models import Job
from umam.universes.models import Universe
from umam.universes.services import create_universe

SMALL = "320x180"
HOME = "tests.media_pipeline.engines"
QUICK = [f"{HOME}.ScriptedTranscriber", f"{HOME}.FlatImage", f"{HOME}.FlatClip"]
REAL = [
    f"{HOME}.ScriptedTranscriber",
    "media_pipeline.engines.image.procedural.ProceduralImage",
    "media_pipeline.engines.clip.procedural.ProceduralClip",
]


@pytest.fixture
def engines(settings: Any) -> Any:
    """Quick engines for everything; `engines(paths)` chooses others."""

    def choose(paths: list[str]) -> None:
        settings.UMAM_ENGINE_CLASSES = paths
        registry.reset()

    choose(QUICK)
    yield choose
    registry.reset()


@pytest.fixture
def owner(db: None) -> User:
    return register(email="mara@example.org", password="correct horse battery", name="Mara")


@pytest.fixture
def stranger(db: None) -> User:
    return register(email="eve@example.org", password="correct horse battery", name="Eve")


@pytest.fixture
def universe(owner: User) -> Universe:
    return create_universe(by=owner, name="Lantern Coast")


@pytest.fixture
def song(universe: Universe, wav_file: Path, copy_of: Callable[..., Path]) -> Asset:
    return ingest_file(
        path=copy_of(wav_file), universe=universe, name="chords.wav", source="upload", kind="audio"
    )


@pytest.fixture
def api(owner: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(owner)
    return client


@pytest.fixture
def make_film(engines: Any, universe: Universe, owner: User, song: Asset) -> Callable[..., Job]:
    """Requests a film of the song and works it off in this process."""

    def make(**wish: Any) -> Job:
        film = music_video.request_film(
            **{"universe": universe, "by": owner, "song": song, "size": SMALL, "style": "neon-rain", **wish}
        )
        inline.drain()
        film.refresh_from_db()
        return film

    return make
