"""The room of the agents, and asking one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.base import BaseAgent
from agents.registry import agents
from agents.services import work
from umam.jobs.models import Job, Source
from umam.lib.errors import NotFound, UmamError
from umam.lib.storable import storable
from umam.studio.ask import meter, room, talk
from umam.studio.ask.form import AskForm
from umam.studio.ask.receipt import ids_of
from umam.studio.ask.result import find_work, work_page
from umam.studio.views.agents.place import here, host, surroundings
from umam.studio.views.base import page, reader, sentence
from umam.universes import access
from umam.universes.models import Universe

FILTERS = ("agent", "text", "state")


@page
def agents_room(request: HttpRequest) -> HttpResponse:
    """All agents, what they are at, and the conversations with them."""
    universe, person = here(request), reader(request)
    around = surroundings(request, universe)
    if request.GET.get("part") == "live":
        return render(request, "agents/room_live.html", {**around, **room.at_work(person, universe)})
    asked = {name: str(storable(request.GET.get(name, ""))).strip()[:100] for name in FILTERS}
    part = talk.conversations(person, universe, **asked, cursor=request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        **around,
        "threads": part.rows,
        "following": part.following,
        "asked": asked,
        "is_filtered": any(asked.values()),
    }
    if request.GET.get("cursor"):
        return render(request, "agents/threads_rows.html", context)
    context |= {"cards": room.cards(universe), **room.at_work(person, universe)}
    return render(request, "agents/room.html", context)


def find_agent(key: str) -> BaseAgent[Any, Any]:
    found = agents().get(key)
    if found is None:
        raise NotFound(f"There is no agent called “{key}”.")
    return found


def place(request: HttpRequest) -> Universe:
    universe = here(request)
    if universe is None:
        raise NotFound("Open a universe first: agents work with its bible.")
    return universe


@page
def agent(request: HttpRequest, key: str) -> HttpResponse:
    """The form of one agent, and beside it what came of the last question."""
    serving, universe = find_agent(key), place(request)
    if request.method == "POST":
        access.require_edit(reader(request), universe.pk)  # before the form says which names it knows
        return _ask(request, serving, universe)
    last = _last(request, serving, universe)
    if request.GET.get("part") == "live" and last is not None:
        return render(request, "agents/answer.html", _answer(request, serving, last))
    form = AskForm(serving, universe, reader(request), given=_given(request, serving, last))
    return _shown(request, form, last)


def _ask(request: HttpRequest, serving: BaseAgent[Any, Any], universe: Universe) -> HttpResponse:
    form = AskForm(serving, universe, reader(request), request.POST)
    thread = request.POST.get("thread") or None
    if form.is_valid():
        given = {**form.input(), **({"thread": thread} if thread else {})}
        try:
            job = work.start(
                agent_type=serving.key, universe=universe, by=reader(request), input=given, source=Source.PAGE
            )
        except UmamError as error:
            if error.status in (403, 404):
                raise
            form.refuse(error.attr, sentence(error))
        else:
            return redirect(_page_of(job))
    return _shown(request, form, None, status=422)


def _page_of(job: Job) -> str:
    """The agent's page, in the conversation that the question opened or went on."""
    url = reverse("studio:agent", args=[job.kind])
    return f"{url}?universe={job.universe.slug}&thread={job.input_data['thread']}#answer"


@page
@require_POST
def example(request: HttpRequest, key: str) -> HttpResponse:
    """Asks the example, with one click."""
    serving, universe = find_agent(key), place(request)
    if not serving.example:
        raise NotFound(f"{serving.label} has no example.")
    job = work.start(
        agent_type=key, universe=universe, by=reader(request), input=serving.example, source=Source.PAGE
    )
    return redirect(_page_of(job))


@page
@require_POST
def context(request: HttpRequest, key: str) -> HttpResponse:
    """What of the bible would go in for what is typed so far, and the call that sends it."""
    serving, universe = find_agent(key), place(request)
    access.require_edit(reader(request), universe.pk)  # names are found that viewers may not see
    form = AskForm(serving, universe, reader(request), request.POST)
    receipt, wrong = meter.preview(form)
    shown = {
        "receipt": receipt,
        "wrong": wrong,
        "curl": meter.curl(form, host(request)),
        "universe": universe,
    }
    return render(request, "agents/meter.html", {**shown, "is_answer": True})


def _last(request: HttpRequest, serving: BaseAgent[Any, Any], universe: Universe) -> Job | None:
    wanted = request.GET.get("thread", "")
    if not wanted:
        return None
    thread = talk.find_thread(reader(request), _uuid(wanted))
    return room.last_of(thread.pk, serving.key, universe)


def _uuid(text: str) -> str:
    if not ids_of([text]):
        raise NotFound("There is no such conversation here.")
    return text


def _given(request: HttpRequest, serving: BaseAgent[Any, Any], last: Job | None) -> Mapping[str, Any]:
    """What the form begins with: the question of another work, the last one here, the example, or nothing."""
    origin = request.GET.get("from", "")
    if origin:
        found = find_work(reader(request), _uuid(origin))  # type: ignore[arg-type]
        if found.kind == serving.key:
            return dict(found.input_data)
    if last is not None:
        return dict(last.input_data)
    given = dict(serving.example) if request.GET.get("example") else {}
    return given | {name: request.GET[name] for name in request.GET if name in serving.Input.model_fields}


def _answer(request: HttpRequest, serving: BaseAgent[Any, Any], last: Job) -> dict[str, Any]:
    found = find_work(reader(request), last.pk)
    return {**work_page(found, reader(request), host=host(request)), "agent_key": serving.key, "beside": True}


def _shown(request: HttpRequest, form: AskForm, last: Job | None, *, status: int = 200) -> HttpResponse:
    serving, universe = form.serving, form.universe
    around = surroundings(request, universe)
    shown: dict[str, Any] = _answer(request, serving, last) if last is not None else {}
    shown |= {
        **around,
        "serving": serving,
        "form": form,
        "last": last,
        "thread_id": request.POST.get("thread") or (request.GET.get("thread", "") if last else ""),
        "history": room.at_work(reader(request), universe, agent=serving.key, but=last),
        "curl": meter.curl(form, around["host"]),
    }
    return render(request, "agents/agent.html", shown, status=status)
