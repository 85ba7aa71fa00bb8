"""What a universe may spend on language models; its owner decides."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agents.selectors import costs
from agents.services import policy
from umam.lib.errors import UmamError
from umam.studio.insight.costs import standing_bars
from umam.studio.views.base import page, reader, refuse
from umam.studio.views.bible.place import open_universe
from umam.studio.views.insight.place import around
from umam.universes import access

LIMITS = ("daily_usd", "monthly_usd", "daily_tokens")


class BudgetForm(forms.Form):
    daily_usd = forms.DecimalField(
        label="US dollars a day", required=False, min_value=0, max_digits=10, decimal_places=2
    )
    monthly_usd = forms.DecimalField(
        label="US dollars a month", required=False, min_value=0, max_digits=10, decimal_places=2
    )
    daily_tokens = forms.IntegerField(
        label="Tokens a day",
        required=False,
        min_value=0,
        max_value=10**12,
        help_text="For servers whose price nobody knows.",
    )


@page
def budget(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    if request.method == "POST":
        access.require_owner(reader(request), universe.pk)
    standing = costs.standing(universe)
    stored = {name: getattr(standing.budget, name, None) for name in LIMITS}
    form = BudgetForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        try:
            policy.set_budget(universe=universe, by=reader(request), **form.cleaned_data)
        except UmamError as error:
            refuse(form, error)
        else:
            messages.success(request, "The budget is kept from now on.")
            return redirect("studio:agent-budget", slug)
    context = {**around(request, universe, "budget"), "form": form, "bars": standing_bars(standing)}
    return render(request, "insight/budget.html", context, status=422 if form.errors else 200)
