"""Profile, theme and API keys."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from umam.accounts import services
from umam.accounts.models import ApiKey, Scope, User, Way
from umam.lib.errors import UmamError
from umam.studio.context import THEME_COOKIE, THEMES
from umam.studio.views.base import back, page, reader, refuse

YEAR = 365 * 24 * 3600
THEME_CARDS = [("system", "Auto", "monitor"), ("day", "Day", "sun"), ("night", "Night", "moon")]
LIFETIMES = [("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("", "Until I revoke it")]


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        help_texts = {"name": "What others in your universes see. Your e-mail address where it is empty."}


class KeyForm(forms.Form):
    name = forms.CharField(max_length=50, help_text="What will use it: “render script”, “my phone”.")
    scope = forms.ChoiceField(choices=Scope.choices, initial=Scope.WRITE, label="May")
    lifetime = forms.ChoiceField(choices=LIFETIMES, initial="90", required=False, label="Valid for")


@page
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=reader(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("studio:profile")
    context = {"form": form, "themes": THEME_CARDS}
    return render(request, "studio/profile.html", context, status=422 if form.errors else 200)


@page
def api_keys(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret, form = _make_key(reader(request), form)
    keys = reader(request).api_keys.filter(revoked=False).order_by("-created")
    context = {"form": form, "keys": keys, "secret": secret}
    return render(request, "studio/api_keys.html", context, status=422 if form.errors else 200)


def _make_key(owner: User, form: KeyForm) -> tuple[str, KeyForm]:
    days = form.cleaned_data["lifetime"]
    expires_at = timezone.now() + timedelta(days=int(days)) if days else None
    try:
        _, secret = services.create_api_key(
            owner=owner,
            name=form.cleaned_data["name"],
            scope=form.cleaned_data["scope"],
            expires_at=expires_at,
            way=Way.PAGE,
        )
    except UmamError as error:
        refuse(form, error, {"expires_at": "lifetime"})
        return "", form
    return secret, KeyForm()


@page
@require_POST
def revoke_api_key(request: HttpRequest, key_id: str) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id, owner=reader(request))
    services.revoke_api_key(key=key, way=Way.PAGE)
    messages.success(request, f"“{key.name}” is revoked. What used it is signed out.")
    return redirect("studio:api-keys")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the theme in a cookie of this browser; `system` follows the reader's system."""
    wanted = request.POST.get("theme", "")
    response = redirect(back(request))
    if wanted in THEMES[1:]:
        response.set_cookie(THEME_COOKIE, wanted, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response
