"""`manage.py sweep_assets`: what is old goes, what is new stays."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from umam.accounts.services import register
from umam.assets.models import Asset
from umam.assets.services import ingest_file
from umam.universes.services import create_universe

pytestmark = pytest.mark.django_db


def test_sweep_assets_empties_the_old_trash_only(png_file, copy_of):
    owner = register(email="mara@example.org", password="correct horse battery")
    universe = create_universe(by=owner, name="Lantern Coast")
    kept, fresh, old = (
        ingest_file(universe=universe, path=copy_of(png_file), name=f"{name}.png", kind="image")
        for name in ("kept", "fresh", "old")
    )
    Asset.objects.filter(pk=fresh.pk).update(deleted_at=timezone.now() - timedelta(days=2))
    Asset.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - timedelta(days=40))
    said = StringIO()
    call_command("sweep_assets", "--days", "30", stdout=said)
    assert set(Asset.objects.values_list("pk", flat=True)) == {kept.pk, fresh.pk}
    assert "Removed 1 assets" in said.getvalue()


def test_the_nightly_housekeeping_does_it_by_itself(png_file, copy_of, settings):
    from umam.jobs.tasks import housekeeping

    owner = register(email="mara@example.org", password="correct horse battery")
    universe = create_universe(by=owner, name="Lantern Coast")
    old = ingest_file(universe=universe, path=copy_of(png_file), name="old.png", kind="image")
    Asset.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - timedelta(days=40))
    housekeeping()
    assert not Asset.objects.exists()
    assert settings.CELERY_BEAT_SCHEDULE["housekeeping"]["task"] == housekeeping.name
