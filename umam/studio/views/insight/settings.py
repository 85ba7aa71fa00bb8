"""From when on an agent's results wait for a person in a universe, and what that would have done."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agents.services import policy as services
from umam.lib.errors import NotFound, UmamError
from umam.studio.insight import policies
from umam.studio.insight.policies import Row
from umam.studio.views.base import page, reader, refuse
from umam.studio.views.bible.place import open_universe
from umam.studio.views.insight.place import around
from umam.universes.models import Universe

SAMPLES = [("1", "Once"), ("2", "Twice, and compare")]


class PolicyForm(forms.Form):
    threshold = forms.IntegerField(
        min_value=0, max_value=100, widget=forms.NumberInput(attrs={"type": "range", "step": "5"})
    )
    samples = forms.ChoiceField(choices=SAMPLES, label="How often it asks its model")
    model = forms.CharField(
        max_length=120,
        required=False,
        label="Another model",
        help_text="Of the same provider, for this agent in this universe alone. Empty: the studio's choice.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )

    def changes(self) -> dict[str, object]:
        given = self.cleaned_data
        return {
            "threshold": given["threshold"] / 100,
            "samples": int(given["samples"]),
            "model": given["model"].strip(),
        }


@page
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """All agents, with the busiest one open."""
    universe = open_universe(request, slug)
    rows = policies.rows(universe)
    return _shown(request, universe, rows, policies.busiest(rows))


@page
def policy(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=request.method == "POST")
    rows = policies.rows(universe)
    row = next((one for one in rows if one.agent.key == key), None)
    if row is None:
        raise NotFound(f"There is no agent called “{key}”.")
    if request.method != "POST":
        return _shown(request, universe, rows, row)
    form = PolicyForm(request.POST)
    if form.is_valid():
        try:
            services.set_policy(universe=universe, by=reader(request), agent_type=key, **form.changes())
        except UmamError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{row.agent.label} works that way from now on.")
            return redirect("studio:agent-policy", slug, key)
    return _shown(request, universe, rows, row, form)


def _shown(
    request: HttpRequest, universe: Universe, rows: list[Row], row: Row, form: PolicyForm | None = None
) -> HttpResponse:
    stored = {
        "threshold": round(row.policy.threshold * 100),
        "samples": row.policy.samples,
        "model": row.policy.model,
    }
    context = {
        **around(request, universe, "thresholds"),
        "rows": rows,
        "row": row,
        "form": form or PolicyForm(initial=stored),
        **policies.insight(universe, row),
    }
    return render(request, "insight/thresholds.html", context, status=422 if form else 200)
