"""How a universe speaks in public, and how one of its people does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agents.models import BrandVoice
from agents.services import policy
from agents.services.policy import LINES, LONGEST_LINE
from umam.lib.errors import UmamError
from umam.studio.views.base import page, reader, refuse
from umam.studio.views.bible.place import open_universe
from umam.studio.views.insight.place import around
from umam.universes.models import Universe

OURS, MINE = "ours", "mine"
TEXTS = ("voice", "values", "audience")


def _text(label: str, help_text: str, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=4000, strip=True,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class VoiceForm(forms.Form):
    voice = _text("It sounds", "As “warm, exact, a little dry”.")
    values = _text("It stands for", "What the brand would not trade away.")
    audience = _text("It speaks to", "One reader, as exactly as you can.")
    dos = _text("Do", "A line each.", 4)
    donts = _text("Do not", "Words and manners to avoid, a line each.", 4)
    examples = _text("Sounds right", "Sentences that do, a line each.", 4)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in LINES:
            if any(len(line) > LONGEST_LINE for line in cleaned.get(name, "").splitlines()):
                self.add_error(name, f"A line has {LONGEST_LINE} letters at most.")
        return cleaned

    def changes(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in TEXTS} | {name: given[name].splitlines() for name in LINES}


@page
def voice(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=request.method == "POST")
    whose = MINE if request.GET.get("whose") == MINE else OURS
    rows = BrandVoice.objects.filter(
        universe=universe, user__in=[reader(request)]
    ) | BrandVoice.objects.filter(universe=universe, user=None)
    stored = {MINE if one.user_id else OURS: one for one in rows}
    if request.method == "POST" and "drop" in request.POST:
        policy.drop_own_voice(universe=universe, by=reader(request))
        messages.success(request, f"Copy you ask for speaks as {universe} does again.")
        return redirect("studio:agent-voice", slug)
    form = VoiceForm(request.POST or None, initial=_initial(stored.get(whose)))
    if request.method == "POST" and form.is_valid() and _store(request, universe, form, whose):
        messages.success(request, "The Scribe speaks that way from now on.")
        return redirect(f"{request.path}?whose={whose}")
    context = {
        **around(request, universe, "voice"),
        "form": form,
        "whose": whose,
        "has_own": MINE in stored,
        "has_ours": OURS in stored,
    }
    return render(request, "insight/voice.html", context, status=422 if form.errors else 200)


def _store(request: HttpRequest, universe: Universe, form: VoiceForm, whose: str) -> bool:
    try:
        policy.set_voice(universe=universe, by=reader(request), personal=whose == MINE, **form.changes())
    except UmamError as error:
        refuse(form, error)
        return False
    return True


def _initial(row: BrandVoice | None) -> dict[str, str]:
    if row is None:
        return {}
    return {name: getattr(row, name) for name in TEXTS} | {
        name: "\n".join(getattr(row, name)) for name in LINES
    }
