"""Universes: the list, a new one, one's overview with members and settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from storybible.models import Element
from storybible.selectors import dashboard
from umam.accounts.models import Way
from umam.lib.errors import NotFound, UmamError
from umam.studio import overview, selectors
from umam.studio.context import current_universe, enter_universe
from umam.studio.views.base import page, reader, refuse
from umam.studio.views.bible.place import open_universe, ribbon
from umam.universes import access, services
from umam.universes.models import Membership, Role, Universe, hex_colour

ACCENTS = ["#8b5cf6", "#3b82f6", "#14b8a6", "#22c55e", "#f59e0b", "#f97316", "#ef4444", "#ec4899"]

DEMO = "lantern-coast"


class UniverseForm(forms.Form):
    name = forms.CharField(max_length=120)
    description = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), label="What it is about"
    )
    accent = forms.CharField(
        initial=ACCENTS[0], validators=[hex_colour], widget=forms.TextInput(attrs={"type": "color"})
    )


class MemberForm(forms.Form):
    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(choices=[(Role.EDITOR, "Editor"), (Role.VIEWER, "Viewer")], label="As")


@page
def universes(request: HttpRequest) -> HttpResponse:
    return render(request, "studio/universes.html", {"universes": selectors.universes(reader(request))})


@page
def bible(request: HttpRequest) -> HttpResponse:
    """The universe that the reader is in, which is where the rail's entry leads."""
    here = current_universe(request)
    return redirect("studio:universe", here.slug) if here else redirect("studio:universes")


@page
def new(request: HttpRequest) -> HttpResponse:
    access.require_creator(reader(request))
    form = UniverseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            universe = services.create_universe(by=reader(request), **form.cleaned_data)
        except UmamError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{universe.name} is open.")
            return redirect("studio:universe", universe.slug)
    context = {"form": form, "accents": ACCENTS}
    return render(request, "studio/universe_new.html", context, status=422 if form.errors else 200)


@page
def universe(request: HttpRequest, slug: str) -> HttpResponse:
    found = _find(request, slug)
    enter_universe(request, found)
    return _overview(request, found)


@page
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """What moved and what is missing, asked after the page is there: a large universe takes a moment."""
    found, person = open_universe(request, slug), reader(request)
    may_edit = access.can_edit(person, found.pk)
    context = {
        "universe": found,
        "may_edit": may_edit,
        "changes": dashboard.last_changes(found, person, limit=8),
        "gaps": [one for one in dashboard.gaps(found, examples=3) if one.count] if may_edit else [],
        "has_elements": Element.objects.filter(universe=found, deleted_at=None).exists(),
    }
    return render(request, "storybible/parts/news.html", context)


@page
@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    found = _find(request, slug)
    form = UniverseForm(request.POST)
    if form.is_valid():
        services.update_universe(universe=found, by=reader(request), **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("studio:universe", found.slug)
    return _overview(request, found, form=form)


@page
@require_POST
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    found = _find(request, slug)
    services.delete_universe(universe=found, by=reader(request))
    messages.success(request, f"{found.name} and everything in it is deleted.")
    return redirect("studio:universes")


@page
@require_POST
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    found = _find(request, slug)
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            member = services.add_member(
                universe=found, by=reader(request), way=Way.PAGE, **form.cleaned_data
            )
        except NotFound as error:
            refuse(form, error)
        except UmamError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{member.user} is in {found.name} now.")
            return redirect(f"{found_url(found)}#members")
    return _overview(request, found, member_form=form)


@page
@require_POST
def change_member(request: HttpRequest, slug: str, member_id: int) -> HttpResponse:
    member = _member(request, slug, member_id)
    services.change_member(
        membership=member, by=reader(request), role=request.POST.get("role", ""), way=Way.PAGE
    )
    messages.success(request, f"{member.user} is {member.get_role_display().lower()} now.")
    return redirect(f"{found_url(member.universe)}#members")


@page
@require_POST
def remove_member(request: HttpRequest, slug: str, member_id: int) -> HttpResponse:
    member = _member(request, slug, member_id)
    services.remove_member(membership=member, by=reader(request), way=Way.PAGE)
    if member.user_id == reader(request).pk:
        messages.success(request, f"You left {member.universe.name}.")
        return redirect("studio:universes")
    messages.success(request, f"{member.user} is out of {member.universe.name}.")
    return redirect(f"{found_url(member.universe)}#members")


def found_url(universe: Universe) -> str:
    return f"/universes/{universe.slug}"


def _find(request: HttpRequest, slug: str) -> Universe:
    found = access.visible_universes(reader(request)).filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such universe here.")
    return found


def _member(request: HttpRequest, slug: str, member_id: int) -> Membership:
    members = Membership.objects.filter(universe=_find(request, slug)).select_related("user", "universe")
    found = members.filter(pk=member_id).first()
    if found is None:
        raise NotFound("There is no such member.")
    return found


def _overview(request: HttpRequest, found: Universe, **forms_: forms.Form) -> HttpResponse:
    person = reader(request)
    role = access.role_in(person, found.pk)
    may_edit = role in access.EDITORS
    stored = {"name": found.name, "description": found.description, "accent": found.accent}
    context: dict[str, Any] = {
        "universe": found,
        "accent": found.accent,
        "accents": ACCENTS,
        "form": forms_.get("form") or UniverseForm(initial=stored),
        "member_form": forms_.get("member_form") or MemberForm(),
        "here": "overview",
        "demo_slug": DEMO,
        "may_edit": may_edit,
        "is_owner": role == Role.OWNER,
        **overview.bible(found, person, may_edit=may_edit, last=ribbon(request, found)),
        **selectors.universe_overview(found, reader(request)),
    }
    wrong = any(form.errors for form in forms_.values())
    return render(request, "studio/universe.html", context, status=422 if wrong else 200)
