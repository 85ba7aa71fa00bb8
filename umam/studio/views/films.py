"""Music videos: the wall of films, a new one, and the page where one grows."""

from __future__ import annotations

import shlex
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from media_pipeline.engines.clip.contract import CAMERA_MOVES
from media_pipeline.selectors import film_state
from media_pipeline.services import music_video, remaking
from umam.assets.links import share_url
from umam.assets.models import Asset
from umam.assets.selectors import open_share
from umam.jobs.models import Job, Source
from umam.jobs.selectors import eta_seconds
from umam.lib.errors import UmamError
from umam.studio import selectors
from umam.studio.context import enter_universe
from umam.studio.forms import FilmForm
from umam.studio.views.base import page, reader, refuse
from umam.universes import access

FIELD_NAMES = {"file": "file", "file_asset_id": "song", "visual_style": "style", "universe_id": "universe"}


@page
def films(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("universe", "text")}
    part = selectors.films(reader(request), **asked, cursor=request.GET.get("cursor", ""))
    context = {
        "films": part.rows,
        "following": part.following,
        "asked": asked,
        "universes": access.visible_universes(reader(request)),
        "is_filtered": any(asked.values()),
    }
    template = "studio/films_tiles.html" if request.GET.get("cursor") else "studio/films.html"
    return render(request, template, context)


@page
def new(request: HttpRequest) -> HttpResponse:
    access.require_creator(reader(request))
    form = FilmForm(request, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            film = form.order(by=reader(request))
        except UmamError as error:
            refuse(form, error, FIELD_NAMES)
        else:
            return _go(request, reverse("studio:film", args=[film.pk]))
    context = {"form": form, "host": f"{request.scheme}://{request.get_host()}"}
    return render(request, "studio/film_new.html", context, status=422 if form.errors else 200)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """To the page, also from a form that the page sent by script."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


@page
def film(request: HttpRequest, film_id: UUID) -> HttpResponse:
    found = music_video.find_film(request.user, film_id)
    enter_universe(request, found.universe)
    state = film_state(found)
    context: dict[str, Any] = {
        "film": found,
        "state": state,
        "eta": eta_seconds(found),
        "accent": found.universe.accent,
        "may_edit": access.can_edit(request.user, found.universe_id),
        "moves": CAMERA_MOVES,
        "player": _player(state),
        "share_link": _share_link(request, state),
        "curl": curl(request, found),
    }
    part = "studio/film_live.html" if request.GET.get("part") == "live" else "studio/film.html"
    return render(request, part, context)


def _player(state: dict[str, Any]) -> dict[str, Any]:
    """What the page's player needs: times of words, lines and scenes, and the song's shape."""
    song = state["song"] or {}
    return {
        "duration": song.get("duration") or 0,
        "peaks": song.get("peaks") or [],
        "heard": next((step["progress"] for step in state["steps"] if step["role"] == "transcribe"), 0),
        "lines": state["lines"],
        "words": state["words"],
        "scenes": [
            {
                "index": scene["index"],
                "start": scene["start"],
                "end": scene["end"],
                "status": scene["status"],
                "progress": scene["progress"],
                "still": (scene["still"] or {}).get("url"),
                "clip": (scene["clip"] or {}).get("url"),
                "key": [(scene["still"] or {}).get("asset_id"), (scene["clip"] or {}).get("asset_id")],
            }
            for scene in state["scenes"]
        ],
    }


def _share_link(request: HttpRequest, state: dict[str, Any]) -> str:
    video = state["video"]
    asset = Asset.objects.filter(pk=video["asset_id"]).first() if video else None
    share = open_share(asset) if asset else None
    return share_url(share, request) if share else ""


def curl(request: HttpRequest, found: Job) -> str:
    """The call that would order this film again."""
    wish = found.input_data
    fields = {
        "file_asset_id": wish["song"],
        "universe_id": str(found.universe_id),
        "visual_style": wish["style"],
        "mood": f"{wish['mood']:g}",
        "size": f"{wish['width']}x{wish['height']}",
        "takes": str(wish.get("takes") or 1),
        "title": wish["title"],
    }
    lines = [f"  -F {shlex.quote(f'{name}={value}')}" for name, value in fields.items()]
    host = f"{request.scheme}://{request.get_host()}"
    head = f'curl -H "Authorization: Api-Key $UMAM_KEY" {host}/api/video/generate/music-video'
    return " \\\n".join([head, *lines])


@page
@require_POST
def change_scene(request: HttpRequest, film_id: UUID, index: int) -> HttpResponse:
    """Orders the film anew with one scene changed; all other scenes are taken over."""
    found = music_video.find_film(request.user, film_id)
    given = [name for name in ("prompt", "camera_move", "pick") if name in request.POST]
    edit: dict[str, Any] = {name: request.POST[name] for name in given}
    if request.POST.get("again"):
        edit["again"] = True
    made = remaking.remake(film=found, by=reader(request), edits={index: edit}, source=Source.PAGE)
    told = f"gets take {edit['pick']}" if "pick" in edit else "is being made anew"
    messages.success(request, f"Scene {index + 1} {told}. Everything else is taken over.")
    return redirect("studio:film", made.pk)


@page
@require_POST
def final(request: HttpRequest, film_id: UUID) -> HttpResponse:
    found = music_video.find_film(request.user, film_id)
    made = remaking.make_final(film=found, by=reader(request), source=Source.PAGE)
    messages.success(request, "The final in full size is being made. The draft stays as it is.")
    return redirect("studio:film", made.pk)
