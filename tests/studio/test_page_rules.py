"""Rules that hold for every page: safety headers, a fixed number of queries, templates without loose ends."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from umam.assets.models import Asset
from umam.jobs.models import Job
from umam.universes.models import Membership, Universe

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LISTS = ["/", "/jobs", "/assets", "/music-videos", "/universes", "/universes/lantern-coast", "/search?q=a"]


def sources():
    """The studio's own templates. Those of the API's documentation have a policy of their own."""
    found = {path.relative_to(TEMPLATES): path.read_text() for path in TEMPLATES.rglob("*.html")}
    return {name: text for name, text in found.items() if name.parts[0] != "drf_spectacular"}


def fill(universe, owner, count):
    now = timezone.now()
    Job.objects.bulk_create(
        Job(
            kind="music_video", label=f"a film {number}", universe=universe, requested_by=owner,
            input_data={"song": "", "style": "x", "duration": 3.0},
            status="completed" if number % 3 else "pending",
            completed_at=now if number % 3 else None,
        )
        for number in range(count)
    )  # fmt: skip
    Asset.objects.bulk_create(
        Asset(
            universe=universe, kind="image", name=f"a picture {number}", mime="image/png", extension="png",
            size=9, sha256=f"{number:064x}", file=f"x/{number}", created_at=now - timedelta(seconds=number),
        )
        for number in range(count)
    )  # fmt: skip
    others = Universe.objects.bulk_create(
        Universe(name=f"a {number}", slug=f"a-{number}") for number in range(min(8, count))
    )
    Membership.objects.bulk_create(Membership(universe=other, user=owner, role="editor") for other in others)


@pytest.mark.parametrize("path", LISTS)
def test_the_number_of_queries_does_not_grow(pages, universe, owner, path):
    fill(universe, owner, 3)
    pages.get(path)
    with CaptureQueriesContext(connection) as few:
        assert pages.get(path).status_code == 200
    Universe.objects.exclude(pk=universe.pk).delete()
    Job.objects.all().delete()
    Asset.objects.all().delete()
    fill(universe, owner, 60)
    with CaptureQueriesContext(connection) as many:
        assert pages.get(path).status_code == 200
    assert len(many) <= len(few)
    assert len(many) <= 20


@pytest.mark.parametrize("path", ["/", "/music-videos/new", "/jobs", "/accounts/login/"])
def test_a_page_runs_no_script_but_the_studios(pages, client, path):
    answer = (client if "login" in path else pages).get(path)
    policy = answer["Content-Security-Policy"]
    # WebAssembly unpacks 3D models; text never becomes a script or a style.
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "'unsafe-" not in policy
    assert "default-src 'self';" in policy


def test_the_admin_and_files_keep_policies_of_their_own(pages, owner):
    owner.is_superuser = True
    owner.save()
    assert "Content-Security-Policy" not in pages.get("/admin/").headers


def test_templates_hold_no_inline_script_or_style():
    for name, text in sources().items():
        assert not re.search(r"<script(?![^>]*application/json)", text), name
        assert not re.search(r"\son\w+=\"", text), name
        assert not re.search(r"\sstyle=\"", text), name


def test_templates_load_nothing_from_elsewhere():
    for name, text in sources().items():
        links = re.findall(r"(?:src|href|action)=\"(https?:)?//", text)
        assert links == [], name


def test_every_form_that_changes_something_is_guarded():
    for name, text in sources().items():
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.S | re.I):
            assert "csrf_token" in form or "slot body" in form, f"{name}: {form[:80]}"


def test_every_icon_is_drawn():
    built = Path(settings.VITE_DIST) / "icons.json"
    if not built.exists():
        pytest.skip("the pages are not built: npx vite build")
    drawn = json.loads(built.read_text())
    for name, text in sources().items():
        for icon in re.findall(r"\{% icon \"([a-z0-9-]+)\"", text):
            assert drawn.get(icon), f"{name} wants the icon {icon}"


def test_a_page_that_is_not_there_offers_a_way_on(pages):
    answer = pages.get("/music-videos/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_a_page_that_is_not_there_for_those_outside(client, db):
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_no_two_sheets_style_the_same_class():
    """A bare class is set up in one sheet; others may add to it only together with another selector."""
    owners: dict[str, set[str]] = {}
    for sheet in sorted((settings.BASE_DIR / "static" / "src" / "css").glob("*.css")):
        for name in re.findall(r"^  (\.[a-z][a-z-]*)(?:,| \{)$", sheet.read_text(encoding="utf8"), re.M):
            owners.setdefault(name, set()).add(sheet.name)
    assert {name: sheets for name, sheets in owners.items() if len(sheets) > 1} == {}
