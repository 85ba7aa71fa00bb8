"""Jobs of the bible: export, import, duplicate."""

from __future__ import annotations

import time as clock
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from storybible.models import Source
from storybible.portable import planning, reading, rows, writing
from storybible.portable.applying import Importer
from storybible.portable.shape import LISTS
from storybible.services.keeping import Author
from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler
from umam.lib.errors import JobError, UmamError
from umam.universes import access
from umam.universes.models import Universe

Form = Literal["json", "zip", "markdown", "csv"]
_ENDINGS: dict[str, str] = {
    "json": ".json",
    "zip": ".zip",
    "markdown": " (Markdown).zip",
    "csv": " (CSV).zip",
}
_TOLD_EVERY = 0.3
T = TypeVar("T")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ExportInput(_Shape):
    form: Form = "json"


class ExportOutput(_Shape):
    file: UUID
    form: Form
    rows: int


class ExportBible(Handler[ExportInput, ExportOutput]):
    """A universe's bible becomes a file."""

    key = "bible_export"
    label = "Export the bible"
    reuse = "never"
    Input = ExportInput
    Output = ExportOutput

    def run(self, ctx: JobContext, data: ExportInput) -> ExportOutput:
        universe = ctx.job.universe
        target = ctx.work_dir / f"bible{'.json' if data.form == 'json' else '.zip'}"
        counted = _Counter(ctx, sum(rows.living(universe, part).count() for part in LISTS))
        if data.form == "json":
            writing.write_json(universe, target, counted)
        elif data.form == "zip":
            writing.write_zip(universe, target, ctx.work_dir, counted)
        elif data.form == "markdown":
            writing.write_markdown(universe, target, counted)
        else:
            writing.write_csv(universe, target, counted)
        kind = "text" if data.form == "json" else "archive"
        name = f"{universe.name}{_ENDINGS[data.form]}"
        asset = ctx.store(target, kind=kind, role="bible", name=name)
        return ExportOutput(file=asset.pk, form=data.form, rows=counted.seen)


class ImportInput(_Shape):
    file: UUID
    apply: bool = False


class ImportOutput(_Shape):
    """What an import would change, or changed: counts by part, the first changes, files that are missing."""

    applied: bool
    name: str
    counts: dict[str, dict[str, int]]
    changes: list[dict[str, Any]] = Field(default_factory=list)
    missing_files: list[str] = Field(default_factory=list)


class ImportBible(Handler[ImportInput, ImportOutput]):
    """A file becomes rows of the bible; without `apply` it only says what would change."""

    key = "bible_import"
    label = "Import a bible"
    reuse = "never"
    Input = ImportInput
    Output = ImportOutput

    def title(self, data: ImportInput) -> str:
        return "Import a bible" if data.apply else "Look at a bible before its import"

    def run(self, ctx: JobContext, data: ImportInput) -> ImportOutput:
        bundle = _in_words(lambda: reading.read(ctx.asset_path(data.file)))
        plan = _in_words(lambda: planning.plan(bundle, ctx.job.universe))
        counts = plan.counts
        if data.apply:
            counts = _bring(ctx, bundle, ctx.job.universe)
        return ImportOutput(
            applied=data.apply,
            name=bundle.document["universe"]["name"],
            counts=counts,
            changes=[asdict(change) for change in plan.changes],
            missing_files=plan.missing_files[: planning.SHOWN],
        )


class DuplicateInput(_Shape):
    source: UUID


class DuplicateBible(Handler[DuplicateInput, ImportOutput]):
    """Another universe's bible comes into this one, its pictures included."""

    key = "bible_duplicate"
    label = "Duplicate a universe"
    reuse = "never"
    Input = DuplicateInput
    Output = ImportOutput

    def run(self, ctx: JobContext, data: DuplicateInput) -> ImportOutput:
        source = _source(ctx, data.source)
        packed = ctx.work_dir / "bible.zip"
        writing.write_zip(source, packed, ctx.work_dir, _Counter(ctx, 0))
        bundle = reading.read(packed)
        counts = _bring(ctx, bundle, ctx.job.universe)
        return ImportOutput(applied=True, name=source.name, counts=counts)


def _source(ctx: JobContext, source_id: UUID) -> Universe:
    """The universe that is copied: secrets come along, so only those who may edit it may copy it."""
    by = ctx.job.requested_by
    if by is None:
        raise JobError("Nobody asked for this copy.")
    return _in_words(lambda: access.require_edit(by, source_id))


def _bring(ctx: JobContext, bundle: reading.Bundle, universe: Universe) -> dict[str, dict[str, int]]:
    counted = _Counter(ctx, sum(len(bundle.rows(part)) for part in LISTS))

    def told(part: str, done: int, whole: int) -> None:
        counted(part, done)

    author = Author(by=ctx.job.requested_by, source=Source.IMPORT)
    importer = Importer(universe, author, bundle, Path(ctx.work_dir), told)
    return _in_words(importer.run)


def _in_words(work: Callable[[], T]) -> T:
    """A refusal of the file ends the job at once, in the words of the refusal."""
    try:
        return work()
    except UmamError as error:
        raise JobError(error.message, suggestion=error.suggestion, code=error.code) from error


class _Counter:
    """Tells progress over all parts, and stops when somebody cancelled."""

    def __init__(self, ctx: JobContext, whole: int) -> None:
        self._ctx = ctx
        self._whole = whole
        self.seen = 0
        self._told_at = 0.0

    def __call__(self, part: str, done: int) -> None:
        self.seen += part != "files"
        if clock.monotonic() - self._told_at < _TOLD_EVERY:
            return
        self._told_at = clock.monotonic()
        self._ctx.check_stop()
        share = min(0.95, self.seen / self._whole) if self._whole else 0.5
        self._ctx.progress(share, f"{part.replace('_', ' ').capitalize()}: {done:,}")
