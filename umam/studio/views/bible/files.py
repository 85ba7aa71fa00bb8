"""In and out: exports to fetch, imports that show first what they would change, a copy of the universe."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from storybible.services import files as services
from umam.assets.models import Asset
from umam.assets.services import ingest_upload
from umam.jobs.models import Job, Source
from umam.lib.errors import Invalid, NotFound, UmamError
from umam.studio.views.base import page, reader, sentence
from umam.studio.views.bible.place import open_universe, surroundings
from umam.universes import access
from umam.universes.models import Universe

KINDS = ("bible_export", "bible_import", "bible_duplicate")
PART_NAMES = {
    "world_options": "World options",
    "relation_types": "Kinds of relations",
    "trait_templates": "Trait templates",
    "calendars": "Calendars",
    "world_config": "World configuration",
    "style_guide": "Style guide",
    "elements": "Elements",
    "relations": "Relations",
    "events": "Events",
    "scenes": "Scenes",
}


@page
def files(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    jobs = list(Job.objects.filter(universe=universe, kind__in=KINDS).order_by("-created_at")[:20])
    made = {job.pk: (job.output_data or {}).get("file") for job in jobs if job.kind == "bible_export"}
    assets = Asset.objects.alive().filter(universe=universe, pk__in=[one for one in made.values() if one])
    by_id = {str(asset.pk): asset for asset in assets}
    context: dict[str, Any] = {
        **surroundings(request, universe, "files"),
        "forms": [(key, *words.split(": ", 1)) for key, words in services.FORMS.items()],
        "jobs": [(job, by_id.get(str(made.get(job.pk) or ""))) for job in jobs],
        "is_busy": any(job.is_active for job in jobs),
    }
    part = "storybible/files_live.html" if request.GET.get("part") == "live" else "storybible/files.html"
    return render(request, part, context)


@page
@require_POST
def export(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    form = request.POST.get("form", "json")
    if form not in services.FORMS:
        raise Invalid("Choose one of the forms.", attr="form")
    services.export_bible(universe=universe, by=reader(request), form=form, source=Source.PAGE)
    messages.success(request, "The export is being made. It appears below.")
    return redirect("studio:bible-files", universe.slug)


@page
@require_POST
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a file and looks at it; nothing changes before the person has seen what would."""
    universe = open_universe(request, slug, edit=True)
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid("Choose a file that was exported here, as JSON or ZIP.", attr="file")
    try:
        kinds = ("text", "archive")
        asset = ingest_upload(universe=universe, by=reader(request), upload=upload, kinds=kinds)
    except UmamError as error:
        messages.error(request, sentence(error))
        return redirect("studio:bible-files", universe.slug)
    job = services.import_bible(
        universe=universe, by=reader(request), file=asset, apply=False, source=Source.PAGE
    )
    return redirect("studio:bible-import", universe.slug, job.pk)


@page
def one_import(request: HttpRequest, slug: str, job_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug)
    job = _job(universe, job_id)
    output = job.output_data or {}
    context: dict[str, Any] = {
        **surroundings(request, universe, "files"),
        "job": job,
        "applied": bool(output.get("applied")),
        "name": output.get("name", ""),
        "parts": [(PART_NAMES.get(part, part), counts) for part, counts in output.get("counts", {}).items()],
        "changes": [{**one, "part": PART_NAMES.get(one["part"], "")} for one in output.get("changes", [])],
        "missing": output.get("missing_files", []),
        "anything": _anything(output),
    }
    live = request.GET.get("part") == "live"
    return render(request, "storybible/import_live.html" if live else "storybible/import.html", context)


@page
@require_POST
def apply(request: HttpRequest, slug: str, job_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    looked = _job(universe, job_id)
    file = Asset.objects.alive().filter(universe=universe, pk=looked.input_data.get("file")).first()
    if file is None:
        raise NotFound("The file of this import is not there any more. Upload it again.")
    job = services.import_bible(
        universe=universe, by=reader(request), file=file, apply=True, source=Source.PAGE
    )
    return redirect("studio:bible-import", universe.slug, job.pk)


@page
@require_POST
def duplicate(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    access.require_creator(reader(request))
    copy, _ = services.duplicate_universe(
        universe=universe, by=reader(request), name=request.POST.get("name", ""), source=Source.PAGE
    )
    messages.success(request, f"{copy.name} is open and is being filled.")
    return redirect("studio:bible-files", copy.slug)


def _job(universe: Universe, job_id: UUID) -> Job:
    found = Job.objects.filter(universe=universe, kind="bible_import", pk=job_id).first()
    if found is None:
        raise NotFound("There is no such import here.")
    return found


def _anything(output: dict[str, Any]) -> bool:
    return any(
        number
        for counts in output.get("counts", {}).values()
        for doing, number in counts.items()
        if doing != "same"
    )


urlpatterns = [
    path("universes/<slug:slug>/files", files, name="bible-files"),
    path("universes/<slug:slug>/files/export", export, name="bible-export"),
    path("universes/<slug:slug>/files/import", bring, name="bible-import-new"),
    path("universes/<slug:slug>/files/imports/<uuid:job_id>", one_import, name="bible-import"),
    path("universes/<slug:slug>/files/imports/<uuid:job_id>/apply", apply, name="bible-import-apply"),
    path("universes/<slug:slug>/files/duplicate", duplicate, name="bible-duplicate"),
]
