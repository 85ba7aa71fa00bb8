"""A conversation: read it, go on, branch off, name it, put it away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.models import Message
from agents.registry import agents
from agents.services import threads as services
from agents.services import work
from umam.lib.errors import Invalid, NotFound, WrongState
from umam.studio.ask import talk
from umam.studio.context import enter_universe
from umam.studio.views.base import page, reader, sentence, written

UNDO = "undo:"


@page
def thread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    return _shown(request, thread_id)


def _shown(request: HttpRequest, thread_id: UUID, status: int = 200, **more: Any) -> HttpResponse:
    found = talk.find_thread(reader(request), thread_id, hidden_too=True)
    enter_universe(request, found.universe)
    context: dict[str, Any] = {
        "thread": found,
        "serving": agents().get(found.agent),
        "universe": found.universe,
        "accent": found.universe.accent,
        **talk.conversation(found, reader(request)),
        **more,
    }
    part = "agents/thread_live.html" if request.GET.get("part") == "live" else "agents/thread.html"
    return render(request, part, context, status=status)


@page
@require_POST
def go_on(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    found = talk.find_thread(reader(request), thread_id)
    note = written(request, "note")
    try:
        work.go_on(thread=found, by=reader(request), note=note)
    except (Invalid, WrongState) as error:
        return _shown(request, thread_id, status=422, wrong=sentence(error), note=note)
    return redirect(f"{reverse('studio:agent-thread', args=[found.pk])}#end")


@page
@require_POST
def fork(request: HttpRequest, thread_id: UUID, message_id: UUID) -> HttpResponse:
    found = talk.find_thread(reader(request), thread_id)
    message = Message.objects.filter(pk=message_id, thread=found).select_related("thread").first()
    if message is None:
        raise NotFound("There is no such turn here.")
    made = services.fork(message=message, by=reader(request))
    messages.success(request, "A conversation of its own. The one it came from stays as it is.")
    return redirect(reverse("studio:agent-thread", args=[made.pk]))


@page
@require_POST
def rename(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    found = talk.find_thread(reader(request), thread_id)
    title = written(request, "title")
    try:
        services.rename(thread=found, by=reader(request), title=title)
    except Invalid as error:
        return _shown(request, thread_id, status=422, title_wrong=sentence(error), title_typed=title)
    return redirect(reverse("studio:agent-thread", args=[found.pk]))


@page
@require_POST
def hide(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    found = talk.find_thread(reader(request), thread_id)
    services.delete(thread=found, by=reader(request))
    again = reverse("studio:agent-thread-restore", args=[found.pk])
    messages.success(request, f"“{found}” is put away.", extra_tags=f"{UNDO}{again}")
    return redirect(f"{reverse('studio:agents')}?universe={found.universe.slug}")


@page
@require_POST
def restore(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    found = talk.find_thread(reader(request), thread_id, hidden_too=True)
    services.restore(thread=found, by=reader(request))
    messages.success(request, f"“{found}” is back.")
    return redirect(reverse("studio:agent-thread", args=[found.pk]))
