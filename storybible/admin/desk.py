"""What the bible's forms ask for while somebody writes: previews, files to choose from, dates read aloud."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import URLPattern, path, reverse

from storybible import calendars, words
from storybible.models import Calendar, Element, TimelineEvent
from storybible.selectors import history
from storybible.selectors.time import default_calendar, span_of, when_label
from storybible.services.elements import LONGEST_BODY
from umam.assets import links
from umam.assets.models import Asset
from umam.lib.errors import Invalid, NotFound, UmamError
from umam.universes import access
from umam.universes.models import Universe

FILES_AT_ONCE = 60
SAMPLE_DATES = 4


def urls(site: admin.AdminSite) -> list[URLPattern]:
    return [
        path("preview/", site.admin_view(preview), name="storybible_preview"),
        path("files/", site.admin_view(files), name="storybible_files"),
        path("when/", site.admin_view(when), name="storybible_when"),
        path("sample/", site.admin_view(sample), name="storybible_sample"),
    ]


def asked_universe(request: HttpRequest) -> Universe:
    """The universe that a call names. Raises NotFound for one that is not to be seen."""
    wish = request.POST.get("universe") or request.GET.get("universe") or ""
    try:
        return access.require_view(request.user, UUID(wish))
    except ValueError:
        raise NotFound("Choose the universe first.") from None


def offered(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of the universe that the form is about, where it says one."""
    wish = request.GET.get("universe")
    if not wish:
        return rows
    try:
        return rows.filter(universe=UUID(wish))
    except ValueError:
        return rows.none()


def preview(request: HttpRequest) -> JsonResponse:
    """A text as the pages show it, and whom it mentions."""
    try:
        universe = asked_universe(request)
    except UmamError as error:
        return JsonResponse({"error": error.message}, status=error.status)
    text = request.POST.get("text", "")[:LONGEST_BODY]
    sees_all = access.can_edit(request.user, universe.pk)
    mentioned = [one for one in words.mentions_in(text, universe) if sees_all or one.visibility == "everyone"]
    html = words.markdown(text, universe, request.user)
    return JsonResponse({"html": html, "mentions": [one.name for one in mentioned]})


def files(request: HttpRequest) -> JsonResponse:
    """Files of a universe to choose from, the newest first."""
    try:
        universe = asked_universe(request)
    except UmamError as error:
        return JsonResponse({"error": error.message, "files": []}, status=error.status)
    kind = "model" if request.GET.get("kind") == "model" else "image"
    rows = Asset.objects.alive().filter(universe=universe, kind=kind).defer("peaks", "probe", "provenance")
    wish = request.GET.get("q", "").strip()
    if wish:
        rows = rows.filter(name__icontains=wish[:100])
    found = rows.order_by("-created_at", "id")[:FILES_AT_ONCE]
    told = [{"id": str(one.pk), "name": one.name, "thumbnail": links.preview_url(one)} for one in found]
    return JsonResponse({"files": told})


def when(request: HttpRequest) -> JsonResponse:
    """How typed dates are read in a calendar."""
    try:
        universe = asked_universe(request)
        calendar = _calendar(request, universe)
        starts, ends = request.GET.get("starts", ""), request.GET.get("ends", "")
        first, last, precision = span_of(universe=universe, calendar=calendar, starts=starts, ends=ends)
    except UmamError as error:
        return JsonResponse({"error": error.message, "attr": error.attr})
    if first is None and last is None:
        return JsonResponse({"label": ""})
    about = request.GET.get("about") == "true"
    row = TimelineEvent(calendar=calendar, starts=starts, ends=ends, about=about, precision=precision)
    row.start_tick, row.end_tick = first, last
    return JsonResponse({"label": when_label(row)})


def _calendar(request: HttpRequest, universe: Universe) -> Calendar | None:
    wish = request.GET.get("calendar", "")
    if wish == "default":
        return default_calendar(universe)
    if not wish:
        return None
    found = Calendar.objects.filter(universe=universe, pk=_uuid(wish) or uuid4()).first()
    if found is None:
        raise Invalid(f"That calendar is not of {universe.name}.", attr="calendar")
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def sample(request: HttpRequest) -> JsonResponse:
    """A few dates of a calendar that is being written, or what is wrong with it."""
    try:
        definition = json.loads(request.POST.get("definition", ""))
        keeper = calendars.custom(definition)
    except ValueError as error:
        return JsonResponse({"error": f"This is not JSON: {error}."})
    except UmamError as error:
        return JsonResponse({"error": error.message})
    return JsonResponse({"dates": _sample_dates(keeper)})


def _sample_dates(keeper: calendars.Keeper) -> list[dict[str, str]]:
    """The first days of a few years, as they are typed and as they are read."""
    found = []
    for text in ("1", "1204", "1204-02", "1204-03-07"):
        try:
            span = keeper.parse(text)
        except UmamError:
            continue
        label = keeper.label(span.start, span.precision, False)
        found.append({"typed": text, "label": label})
    return found[:SAMPLE_DATES]


def model_preview(element: Element) -> str:
    """The 3D model of an element: turning in the page where there is a viewer, else a link to the file."""
    asset = element.model
    if asset is None or asset.in_trash:
        return "None yet"
    context = {"asset": asset, "file_url": links.file_url(asset), "element": element}
    try:
        get_template("storybible/model_viewer.html")
    except TemplateDoesNotExist:
        return render_to_string("admin/storybible/model_link.html", context)
    return render_to_string("admin/storybible/model_preview.html", context)


def history_of(model_admin: Any, row: Any, most: int) -> dict[str, Any]:
    """The latest revisions of a row and where they can be brought back from."""
    reader = getattr(row, "shown_to", None)
    edits = reader is not None and access.can_edit(reader, row.universe_id)
    rows = history.history(model_admin.kind, row.pk, only_seen_by_all=not edits)
    try:
        address = reverse(
            f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_history", args=[row.pk]
        )
    except (ValidationError, ValueError):
        address = ""
    return {"revisions": rows.defer("document")[:most], "all": address}
