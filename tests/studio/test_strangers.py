"""Every page of the admin and every address of the API, walked by somebody from another universe.

What is added later is walked too: the admin's registry and the table of addresses say what there is.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.test import APIClient

from storybible.models import RelationType, Source
from storybible.services.calendars import save_calendar
from storybible.services.elements import create_element
from storybible.services.keeping import Author
from storybible.services.relations import create_relation
from storybible.services.scenes import create_scene
from storybible.services.time import create_event
from tests.studio.conftest import signed_in
from umam.accounts.services import create_api_key, register
from umam.assets.models import Asset
from umam.assets.services import share
from umam.jobs.models import DeadLetter, Job
from umam.universes import access
from umam.universes.admin_base import TenantAdmin
from umam.universes.models import Universe

VERBS = ("get", "post", "put", "patch", "delete")
# Their objects are nobody's: a caller's own keys, the words of the eight types, the hook of a provider.
OWN = ("api/auth/", "api/entity-types/", "api/hooks/")


@pytest.fixture
def full(universe, owner, film):
    """A universe with rows of every kind that has an address of its own, and its owner's keys."""
    both = {"universe": universe, "author": Author(by=owner, source=Source.STUDIO)}
    mara = create_element(name="Mara Voss", entity_subtype="character", **both)
    lumen = create_element(name="Lumen", entity_subtype="location", **both)
    nix = create_element(name="Nix", entity_subtype="character", **both)
    create_relation(type=RelationType.objects.get(key="parent-of"), source=mara, target=nix, **both)
    create_event(title="A secret comes out", starts="1204", participants=[mara], **both)
    create_scene(title="A secret at dawn", participants=[mara], location=lumen, **both)
    save_calendar(name="A secret count", definition={"months": [{"name": "One", "days": 30}]}, **both)
    share(asset=Asset.objects.get(pk=film.output_data["video"]), by=owner)
    DeadLetter.objects.create(job=film, universe=universe, attempts=3, reason="A secret reason")
    create_api_key(owner=owner, name="A secret key")
    return universe


@pytest.fixture
def outsider(full):
    return register(email="eve@example.org", password="correct horse battery", name="Eve")


def rows_of(site_admin: Any, person: Any) -> Any:
    request = RequestFactory().get("/admin/")
    request.user = person
    return site_admin.get_queryset(request)


def test_the_admin_shows_a_stranger_no_row(full, outsider, owner):
    browser = signed_in(outsider)
    secrets = [full.name, owner.email, "A secret", "Harbour at four", "chords.wav", "Mara Voss"]
    told = browser.get("/admin/").content.decode()
    assert [secret for secret in secrets if secret in told] == []
    tried = set()
    for model, site_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        page = browser.get(reverse(f"{name}_changelist"))
        assert page.status_code in (200, 302, 403), name
        told = page.content.decode()
        assert [secret for secret in secrets if secret in told] == [], name
        for row in strange_rows(model, site_admin, full, owner):
            tried.add(model._meta.model_name)
            assert not rows_of(site_admin, outsider).filter(pk=row.pk).exists(), name
            assert browser.get(reverse(f"{name}_change", args=[row.pk])).status_code in (302, 403, 404), name
    assert tried >= {"asset", "job", "deadletter", "universe", "apikey", "element", "scene", "timelineevent"}


def strange_rows(model: type[Model], site_admin: Any, universe: Universe, owner: Any) -> list[Any]:
    """Some rows that are the owner's business alone."""
    rows = model._default_manager.all()
    if isinstance(site_admin, TenantAdmin):
        path = site_admin.universe_path
        return list(access.scope(rows, owner, path)[:2]) if path else [universe]
    names = {field.name for field in model._meta.get_fields()}
    mine = next((name for name in ("owner", "user") if name in names), None)
    return list(rows.filter(**{mine: owner})[:2]) if mine else []


def addresses(patterns: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, path)
        elif path.startswith("api/") and "<" in path and not path.startswith(OWN):
            yield path, pattern


def known(universe: Universe, film: Job) -> dict[str, Any]:
    """What the parts of addresses stand for: rows of the strange universe where there are any."""
    found = {"universe_id": universe.pk, "film_id": film.pk, "job_id": film.pk, "index": 0, "number": 1}
    found["asset_id"] = film.output_data["video"]
    for name, rows in (
        ("element_id", universe.elements),
        ("relation_id", universe.relations),
        ("scene_id", universe.scenes),
        ("event_id", universe.timelineevents),
        ("calendar_id", universe.calendars),
    ):
        found[name] = rows.first().pk
    return found


def test_the_api_answers_a_stranger_that_nothing_is_there(full, film, outsider):
    caller = APIClient()
    caller.force_authenticate(outsider)
    values = known(full, film)
    wrong = []
    for path, pattern in addresses():
        theirs, nobodys = address(path, pattern, values), address(path, pattern, {})
        for verb in VERBS:
            answer = ask(caller, verb, theirs)
            # What is asked wrongly may be told so before anybody looks whether the row is there.
            nothing = answer.status_code in (404, 405) or answer.content == ask(caller, verb, nobodys).content
            if not nothing or answer.status_code < 400:
                wrong.append((verb, theirs, answer.status_code))
    assert wrong == []


def address(path: str, pattern: URLPattern, values: dict[str, Any]) -> str:
    for name, converter in pattern.pattern.converters.items():
        other = uuid.uuid4() if type(converter).__name__ == "UUIDConverter" else 1
        path = re.sub(rf"<\w+:{name}>", str(values.get(name, other)), path)
    return f"/{path}"


def ask(caller: APIClient, verb: str, path: str) -> Any:
    return caller.get(path) if verb == "get" else getattr(caller, verb)(path, {}, format="json")


def test_ids_in_bodies_and_questions_lead_a_stranger_nowhere(full, film, outsider):
    caller = APIClient()
    caller.force_authenticate(outsider)
    values = {name: str(value) for name, value in known(full, film).items()}
    own = Universe.objects.create(name="Eve's", slug="eve-s")
    own.memberships.create(user=outsider, role="owner")
    song = {"file_asset_id": str(film.input_data["song"])}
    tries = [
        ("/api/video/generate/music-video", {**song, "universe_id": str(own.pk)}),
        ("/api/video/generate/music-video", {**song, "universe_id": values["universe_id"]}),
        ("/api/video/generate/music-video", song),
        ("/api/assets", {"file_asset_id": values["asset_id"], "universe_id": str(own.pk)}),
    ]
    for address, body in tries:
        answer = caller.post(address, body, format="json")
        assert answer.status_code in (400, 404), (address, body, answer.content)
    for listing in ("/api/assets", "/api/jobs", "/api/universes"):
        for question in ({}, {"universe": values["universe_id"]}, {"universe_id": values["universe_id"]}):
            answer = caller.get(listing, question)
            assert full.name not in answer.content.decode()
            assert values["universe_id"] not in str(answer.json().get("results", "")), (listing, question)
    assert Job.objects.filter(requested_by=outsider).count() == 0
