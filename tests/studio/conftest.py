"""People, a universe with a song, and films that were made at once by quick engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from media_pipeline.engines import registry
from media_pipeline.services import music_video
from tests.media_pipeline.conftest import QUICK, SMALL
from umam.accounts.models import User
from umam.accounts.services import register
from umam.assets.models import Asset
from umam.assets.services import ingest_file
from umam.jobs import inline
from umam.jobs.models import Job
from umam.universes.models import Membership, Role, Universe
from umam.universes.services import create_universe

PASSWORD = "correct horse battery"


@pytest.fixture
def owner(db: None) -> User:
    return register(email="mara@example.org", password=PASSWORD, name="Mara")


@pytest.fixture
def stranger(db: None) -> User:
    return register(email="eve@example.org", password=PASSWORD, name="Eve")


@pytest.fixture
def universe(owner: User) -> Universe:
    return create_universe(by=owner, name="Lantern Coast", accent="#f59e0b")


@pytest.fixture
def editor(universe: Universe) -> User:
    person = register(email="nia@example.org", password=PASSWORD, name="Nia")
    Membership.objects.create(universe=universe, user=person, role=Role.EDITOR)
    return person


@pytest.fixture
def viewer(universe: Universe) -> User:
    person = register(email="ivo@example.org", password=PASSWORD, name="Ivo")
    Membership.objects.create(universe=universe, user=person, role=Role.VIEWER)
    return person


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def pages(owner: User) -> Client:
    """The browser of the universe's owner."""
    return signed_in(owner)


@pytest.fixture
def song(universe: Universe, wav_file: Path, copy_of: Callable[..., Path]) -> Asset:
    return ingest_file(
        path=copy_of(wav_file), universe=universe, name="chords.wav", source="upload", kind="audio"
    )


@pytest.fixture
def order(universe: Universe, owner: User, song: Asset, settings: Any) -> Any:
    """`order(**wish)`: a film that is in the queue. Nothing works it off."""
    settings.UMAM_ENGINE_CLASSES = QUICK
    registry.reset()

    def request(**wish: Any) -> Job:
        wanted = {"universe": universe, "by": owner, "song": song, "size": SMALL, "style": "neon-rain"}
        return music_video.request_film(**{**wanted, **wish})

    yield request
    registry.reset()


@pytest.fixture
def film(order: Callable[..., Job]) -> Job:
    """A finished film."""
    made = order(title="Harbour at four")
    inline.drain()
    made.refresh_from_db()
    assert made.status == "completed", made.error_message
    return made
