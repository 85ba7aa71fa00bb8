"""People, universes and quick assets for the tests of this room."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from umam.accounts.models import User, UserRole
from umam.accounts.services import welcome
from umam.assets import services
from umam.assets.models import Asset
from umam.universes.models import Membership, Role, Universe
from umam.universes.services import create_universe


def make_person(name: str, role: str = UserRole.CREATOR) -> User:
    user = User.objects.create_user(f"{name}@example.org", "pw", name=name, role=role)
    welcome(user)
    return user


@pytest.fixture
def person() -> Callable[..., User]:
    return make_person


@pytest.fixture
def owner(db) -> User:
    return make_person("owner")


@pytest.fixture
def stranger(db) -> User:
    return make_person("stranger")


@pytest.fixture
def universe(owner) -> Universe:
    return create_universe(by=owner, name="Lantern Coast")


@pytest.fixture
def elsewhere(stranger) -> Universe:
    return create_universe(by=stranger, name="Glass Moons")


@pytest.fixture
def viewer(universe) -> User:
    user = make_person("looker")
    Membership.objects.create(universe=universe, user=user, role=Role.VIEWER)
    return user


@pytest.fixture
def api() -> Callable[[User], APIClient]:
    def client_of(user: User) -> APIClient:
        client = APIClient()
        client.force_authenticate(user)
        return client

    return client_of


def as_upload(content: Path | bytes, name: str | None = None) -> SimpleUploadedFile:
    data = content.read_bytes() if isinstance(content, Path) else content
    own_name = content.name if isinstance(content, Path) else "notes.txt"
    return SimpleUploadedFile(name or own_name, data)


@pytest.fixture
def upload() -> Callable[..., SimpleUploadedFile]:
    return as_upload


@pytest.fixture
def take_in(owner, universe) -> Callable[..., Asset]:
    """`take_in(path or bytes, name=..., universe=..., by=...)`: what somebody uploaded."""

    def take(content: Path | bytes = b"A note.", name: str | None = None, **more: Any) -> Asset:
        wish = {"universe": universe, "by": owner, **more}
        return services.ingest_upload(upload=as_upload(content, name), **wish)

    return take


def make_rows(universe: Universe, count: int, **fields: Any) -> list[Asset]:
    """Rows without files, quickly, for tests of lists."""
    values = {"kind": "audio", "mime": "audio/mpeg", "extension": "mp3", "size": 10, **fields}
    rows = [
        Asset(
            universe=universe,
            name=f"take {number:04}",
            sha256=hashlib.sha256(f"{universe.pk}{number}".encode()).hexdigest(),
            file=f"assets/{universe.pk}/none-{number}",
            preview=f"assets/{universe.pk}/none-{number}.preview.webp",
            duration=None if number % 2 else float(number),
            **values,
        )
        for number in range(count)
    ]
    return Asset.objects.bulk_create(rows)


def stored_files() -> list[str]:
    """Names of all files in the test's storage."""
    from django.core.files.storage import default_storage

    root = Path(default_storage.path(""))
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def unfinished() -> list[str]:
    """What an ingest has left in the work folder."""
    from django.conf import settings

    return [path.name for path in Path(settings.UMAM_WORK_DIR).glob("ingest-*")]
