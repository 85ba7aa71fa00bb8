"""What agents remember of the reader: read, reworded, forgotten, written down by hand."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents import memory as services
from agents.memory import LONGEST_SENTENCE
from agents.models import Preference
from agents.moods import MOVE_LABELS
from agents.services import recalling, work
from umam.jobs.models import Source
from umam.lib.errors import NotFound, UmamError
from umam.studio.context import current_universe, enter_universe
from umam.studio.insight.memory import memory_page, places
from umam.studio.views.base import page, reader, refuse, sentence
from umam.universes import access
from umam.universes.models import Universe
from umam.universes.services import personal_universe

FORGOTTEN = "umam_forgotten"
# Forgotten is forgotten: what an undo needs is kept no longer than this.
UNDO_SECONDS = 900
STRENGTHS = [("1", "I love it"), ("0.5", "I like it"), ("-0.5", "Rather not"), ("-1", "Never")]


class AddForm(forms.Form):
    sentence = forms.CharField(
        max_length=LONGEST_SENTENCE, label="What should agents know of your taste?",
        widget=forms.TextInput(attrs={"placeholder": "Long, quiet shots; hardly any cuts"}),
    )  # fmt: skip
    strength = forms.ChoiceField(choices=STRENGTHS, initial="1", label="How strongly")
    move = forms.ChoiceField(
        choices=[("", "Anything"), *sorted(MOVE_LABELS.items(), key=lambda one: one[1])],
        required=False, label="It is about",
        help_text="Choose a camera move where it is about one: strategies then weigh it.",
    )  # fmt: skip


@page
def memory(request: HttpRequest) -> HttpResponse:
    return _shown(request, _here(request))


def _here(request: HttpRequest) -> Universe:
    wanted = request.POST.get("universe") or request.GET.get("universe")
    if not wanted:
        return current_universe(request) or personal_universe(reader(request))
    found = access.visible_universes(reader(request)).filter(slug=wanted[:140]).first()
    if found is None:
        raise NotFound("There is no such universe here.")
    enter_universe(request, found)
    return found


def _shown(
    request: HttpRequest, universe: Universe, *, form: AddForm | None = None, **more: Any
) -> HttpResponse:
    context = {
        **memory_page(reader(request), universe),
        "form": form or AddForm(),
        "places": places(reader(request)),
        **more,
    }
    is_wrong = form is not None or bool(more)
    return render(request, "insight/memory.html", context, status=422 if is_wrong else 200)


def _to(universe: Universe) -> HttpResponse:
    return redirect(f"{reverse('studio:memory')}?universe={universe.slug}")


@page
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    universe, form = _here(request), AddForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        about = {"topic": "camera_move", "value": given["move"]} if given["move"] else {}
        try:
            services.remember(
                user=reader(request), universe=universe, sentence=given["sentence"],
                strength=float(given["strength"]), **about,
            )  # fmt: skip
        except UmamError as error:
            if error.status in (403, 404):
                raise
            refuse(form, error, {"value": "move"})
        else:
            messages.success(request, "Agents know it from now on.")
            return _to(universe)
    return _shown(request, universe, form=form)


@page
@require_POST
def reword(request: HttpRequest, preference_id: UUID) -> HttpResponse:
    found = _find(request, preference_id)
    words, force = request.POST.get("sentence", ""), request.POST.get("strength", "")
    try:
        services.reword(
            preference=found, by=reader(request),
            sentence=words if words != found.sentence else None, strength=_strength(force, found),
        )  # fmt: skip
    except UmamError as error:
        if error.status in (403, 404):
            raise
        wrong = {"id": found.pk, "words": sentence(error), "sentence": words}
        return _shown(request, found.universe, wrong=wrong)
    messages.success(request, "In your own words now. It is not relearnt.")
    return _to(found.universe)


def _strength(given: str, found: Preference) -> float | None:
    """The slider in hundredths; None where it was not moved."""
    try:
        wanted = int(given)
    except ValueError:
        return None
    return None if wanted == round(found.strength_now * 100) else max(-100, min(100, wanted)) / 100


@page
@require_POST
def forget(request: HttpRequest, preference_id: UUID) -> HttpResponse:
    found = _find(request, preference_id)
    kept = recalling.put_aside(found)
    services.forget(preference=found, by=reader(request))
    request.session[FORGOTTEN] = {"at": time.time(), "kept": kept}
    undo = reverse("studio:memory-recall")
    messages.success(request, "Forgotten, with all that was seen for it.", extra_tags=f"undo:{undo}")
    return _to(found.universe)


@page
@require_POST
def recall(request: HttpRequest) -> HttpResponse:
    """Takes the last forgetting back."""
    aside = request.session.pop(FORGOTTEN, None)
    if not aside or time.time() - aside["at"] > UNDO_SECONDS:
        raise NotFound("It is forgotten for good.")
    found = recalling.recall(by=reader(request), kept=aside["kept"])
    messages.success(request, "It is remembered again.")
    return _to(found.universe)


@page
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Asks the memory agent to look over what was seen lately, and say it in plain words."""
    job = work.start(
        agent_type="memory", universe=_here(request), by=reader(request), input={}, source=Source.PAGE
    )
    return redirect("studio:agent-work", job.pk)


def _find(request: HttpRequest, preference_id: UUID) -> Preference:
    return services.find_preference(user=reader(request), preference_id=preference_id)
