"""People with their roles, two universes, and clients for pages and API."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from rest_framework.test import APIClient

from storybible.models import RelationType
from storybible.services.keeping import Author
from umam.accounts.models import User
from umam.accounts.services import register
from umam.assets.models import Asset
from umam.assets.services import ingest_file
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
def offers(db: None) -> None:
    """The studio's options and ties. A test that commits empties all tables at its end, also what migrations
    put there."""
    if not RelationType.objects.filter(universe=None).exists():
        import_module("storybible.migrations.0002_offers").offer(apps, None)


@pytest.fixture
def universe(owner: User, offers: None) -> Universe:
    return create_universe(by=owner, name="Lantern Coast", accent="#f59e0b")


@pytest.fixture
def other_universe(stranger: User, offers: None) -> Universe:
    return create_universe(by=stranger, name="Glass Desert")


@pytest.fixture
def editor(universe: Universe) -> User:
    person = register(email="ivo@example.org", password=PASSWORD, name="Ivo")
    Membership.objects.create(universe=universe, user=person, role=Role.EDITOR)
    return person


@pytest.fixture
def viewer(universe: Universe) -> User:
    person = register(email="nia@example.org", password=PASSWORD, name="Nia")
    Membership.objects.create(universe=universe, user=person, role=Role.VIEWER)
    return person


@pytest.fixture
def author(owner: User) -> Author:
    return Author(by=owner)


@pytest.fixture
def api() -> Callable[[User], APIClient]:
    """`api(user)`: a client that is signed in by token."""

    def client(user: User) -> APIClient:
        made = APIClient()
        made.force_authenticate(user)
        return made

    return client


@pytest.fixture
def pages() -> Callable[[User], Client]:
    """`pages(user)`: a browser that is signed in."""

    def client(user: User) -> Client:
        made = Client()
        made.force_login(user)
        return made

    return client


@pytest.fixture
def picture(universe: Universe, png_file: Path, copy_of: Callable[..., Path]) -> Asset:
    return ingest_file(path=copy_of(png_file), universe=universe, name="Harbour.png", source="upload")
