"""What all pages share: sign-in, and how a service's error reaches the reader."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from umam.accounts.models import User
from umam.lib.errors import Forbidden, NotFound, UmamError
from umam.lib.storable import storable

View = TypeVar("View", bound=Callable[..., HttpResponse])


def page(view: View) -> View:
    """A page for people who are signed in. A service's refusal becomes a 404, a 403, or a message."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFound as error:
            raise Http404(error.message) from error
        except Forbidden as error:
            raise PermissionDenied(sentence(error)) from error
        except UmamError as error:
            messages.error(request, sentence(error))
            return redirect(back(request))

    return cast(View, login_required(shown))


def reader(request: HttpRequest) -> User:
    """The signed-in person of a page."""
    assert isinstance(request.user, User)
    return request.user


def written(request: HttpRequest, name: str) -> str:
    """A text of a page's form, without what no database keeps."""
    return str(storable(request.POST.get(name, ""))).strip()


def sentence(error: UmamError) -> str:
    return f"{error.message} {error.suggestion}".strip()


def status_of(error: UmamError) -> int:
    """The status of a page that shows a refused form again."""
    return error.status if error.status in (409, 412) else 422


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """Where the reader came from: `next` of the form, else the page itself, never another site."""
    wanted = request.POST.get("next") or request.headers.get("referer") or otherwise
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return otherwise
    parts = urlsplit(wanted)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def refuse(form: forms.Form, error: UmamError, names: dict[str, str] | None = None) -> None:
    """Puts a service's error at the field it is about. `names` maps the service's names to the form's."""
    field = (names or {}).get(error.attr or "", error.attr)
    form.add_error(field if field in form.fields else None, sentence(error))
