"""Keys of external services: added, shared with members, removed. Never shown."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from umam.accounts import credentials
from umam.accounts.checking import KeyCheck, can_be_checked, check_credential
from umam.accounts.models import Credential, User, Way
from umam.accounts.providers import PROVIDERS, provider_choices
from umam.lib.errors import UmamError
from umam.studio.views.base import page, reader, refuse

KEY_INPUT = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class CredentialForm(forms.Form):
    """Keeps what was typed when something is wrong, but for the key: that is never sent back."""

    provider = forms.ChoiceField(choices=provider_choices, label="Service")
    value = forms.CharField(
        label="Key",
        max_length=credentials.LONGEST_VALUE,
        widget=forms.PasswordInput(attrs=KEY_INPUT, render_value=False),
        help_text="Sealed when you save it, and never shown again.",
    )
    label = forms.CharField(
        max_length=80, required=False, label="Name", help_text="To tell it by: “team account”."
    )
    base_url = forms.CharField(
        max_length=credentials.LONGEST_URL,
        required=False,
        label="Address",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text="Only for a server of your own, as in https://models.example.org/v1",
    )
    model = forms.CharField(
        max_length=credentials.LONGEST_MODEL,
        required=False,
        label="Model",
        widget=forms.TextInput(attrs=KEY_INPUT),
        help_text="For language models, the name the service gives it, as claude-haiku-4-5 or qwen3:8b.",
    )
    for_members = forms.BooleanField(
        required=False,
        label="Members of my universes may spend it",
        help_text="What they make there is billed to you. Else only what you make yourself uses it.",
    )


@page
@sensitive_post_parameters("value")
@sensitive_variables("form")
def service_keys(request: HttpRequest) -> HttpResponse:
    form = CredentialForm(request.POST or None, initial={"provider": request.GET.get("provider", "")})
    if request.method == "POST" and form.is_valid() and _store(request, form):
        return redirect("studio:service-keys")
    return _shown(request, form, status=422 if form.errors else 200)


def _shown(
    request: HttpRequest,
    form: CredentialForm,
    *,
    tried: dict[UUID, KeyCheck] | None = None,
    status: int = 200,
) -> HttpResponse:
    keys = [
        {
            "row": row,
            "is_readable": credentials.can_be_read(row),
            "can_be_tried": can_be_checked(row.provider),
            "tried": (tried or {}).get(row.pk),
        }
        for row in reader(request).credentials.order_by("provider")
    ]
    context = {"form": form, "keys": keys, "providers": PROVIDERS}
    return render(request, "studio/service_keys.html", context, status=status)


@sensitive_variables()
def _store(request: HttpRequest, form: CredentialForm) -> bool:
    try:
        row, made = credentials.store_credential(owner=reader(request), way=Way.PAGE, **form.cleaned_data)
    except UmamError as error:
        refuse(form, error)
        return False
    told = "is stored" if made else "takes the place of the one you had"
    messages.success(request, f"The key for {row.provider_label} {told}.")
    return True


@page
@require_POST
def share(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """`shared` is what it shall be, so that a second press of an old page changes nothing."""
    row = _own(reader(request), credential_id)
    shared = request.POST.get("shared") == "true"
    credentials.change_credential(credential=row, by=reader(request), for_members=shared, way=Way.PAGE)
    who = "Members of your universes may" if shared else "Only you"
    messages.success(request, f"{who} spend the key for {row.provider_label} now.")
    return redirect("studio:service-keys")


@page
@require_POST
def test(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """The page once more, with what the service said to this key."""
    row = _own(reader(request), credential_id)
    return _shown(request, CredentialForm(), tried={row.pk: check_credential(row)})


@page
@require_POST
def use_model(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    row = _own(reader(request), credential_id)
    model = request.POST.get("model", "")
    row = credentials.change_credential(credential=row, by=reader(request), model=model, way=Way.PAGE)
    messages.success(request, f"“{row.model}” answers with the key for {row.provider_label} now.")
    return redirect("studio:service-keys")


@page
@require_POST
def remove(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    row = _own(reader(request), credential_id)
    credentials.remove_credential(credential=row, by=reader(request), way=Way.PAGE)
    messages.success(request, f"The key for {row.provider_label} is removed.")
    return redirect("studio:service-keys")


def _own(owner: User, credential_id: UUID) -> Credential:
    return get_object_or_404(Credential.objects.select_related("owner"), pk=credential_id, owner=owner)
