"""Order exports, imports and copies. The work itself is done by jobs."""

from __future__ import annotations

from django.db import transaction

from umam.accounts.models import User
from umam.assets.models import Asset
from umam.jobs import services as jobs
from umam.jobs.models import Job, Source
from umam.universes import access
from umam.universes.models import Universe
from umam.universes.services import create_universe

FORMS = {
    "json": "JSON: everything but the media, to read and to bring back",
    "zip": "ZIP: everything with its media, to move and to keep",
    "markdown": "Markdown: pages to read in any editor",
    "csv": "CSV: tables for spreadsheets",
}


def export_bible(
    *, universe: Universe, by: User, form: str, source: str = Source.API, idempotency_key: str | None = None
) -> Job:
    """Order an export. It holds secrets too, so that only those who may edit can have it."""
    return jobs.submit(
        kind="bible_export",
        universe=universe,
        by=by,
        input={"form": form},
        source=source,
        idempotency_key=idempotency_key,
        label=f"Export {universe.name} as {form.upper() if form != 'markdown' else 'Markdown'}",
    )


def import_bible(
    *,
    universe: Universe,
    by: User,
    file: Asset,
    apply: bool,
    source: str = Source.API,
    idempotency_key: str | None = None,
) -> Job:
    """Order an import of an uploaded file; without `apply` only the answer what would change."""
    return jobs.submit(
        kind="bible_import",
        universe=universe,
        by=by,
        input={"file": str(file.pk), "apply": apply},
        source=source,
        idempotency_key=idempotency_key,
        label=f"Import {file.name}" if apply else f"Look at {file.name} before its import",
    )


def duplicate_universe(
    *, universe: Universe, by: User, name: str = "", source: str = Source.API
) -> tuple[Universe, Job]:
    """A new universe of the person with the same bible, filled by a job. Members are not taken along."""
    access.require_edit(by, universe.pk)
    with transaction.atomic():
        copy = create_universe(
            by=by,
            name=name.strip() or f"{universe.name[:110]} copy",
            description=universe.description,
            accent=universe.accent,
        )
        job = jobs.submit(
            kind="bible_duplicate",
            universe=copy,
            by=by,
            input={"source": str(universe.pk)},
            source=source,
            label=f"Duplicate {universe.name}",
        )
    return copy, job
