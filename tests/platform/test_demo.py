"""The demo: a person, a universe and a film, each made once."""

from __future__ import annotations

import stat
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from storybible.services.elements import create_element
from storybible.services.keeping import Author
from umam.accounts.models import User
from umam.assets.models import Asset
from umam.jobs.models import Job
from umam.studio import demo
from umam.universes.models import Role, Universe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_password_file", lambda: tmp_path / "demo_password")


@pytest.fixture
def small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """One element for a bible: the whole one takes seconds and says nothing about passwords and films."""

    def load(*, universe: Universe, by: User) -> None:
        create_element(universe=universe, author=Author(by=by), name="Mara", entity_subtype="character")

    monkeypatch.setattr(demo, "load_demo_world", load)


def run_demo() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_the_demo_is_made_and_can_be_signed_in_to():
    said = run_demo()
    person = User.objects.get(email=settings.UMAM_DEMO_EMAIL)
    assert person.check_password(settings.UMAM_DEMO_PASSWORD)
    assert person.is_superuser
    universe = Universe.objects.get(name=demo.UNIVERSE)
    assert universe.memberships.get().user == person
    assert universe.memberships.get().role == Role.OWNER
    film = demo.film()
    assert film is not None
    assert film.input_data["lyrics"]
    assert Asset.objects.get(pk=film.input_data["song"]).universe == universe
    assert str(film.pk) in said
    assert demo.is_ready()


def test_the_demo_is_made_once():
    run_demo()
    before = [Job.objects.filter(parent=None).count(), Asset.objects.count(), Universe.objects.count()]
    run_demo()
    assert [
        Job.objects.filter(parent=None).count(),
        Asset.objects.count(),
        Universe.objects.count(),
    ] == before
    assert User.objects.filter(email=settings.UMAM_DEMO_EMAIL).count() == 1


def test_a_password_nobody_gave_is_made_up_kept_for_its_owner_and_told(small_world, settings, tmp_path):
    settings.UMAM_DEMO_PASSWORD = ""
    run_demo()
    kept = tmp_path / "demo_password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    password = kept.read_text().split()[0]
    assert len(password) >= 10
    assert User.objects.get(email=settings.UMAM_DEMO_EMAIL).check_password(password)
    assert demo.login() == (settings.UMAM_DEMO_EMAIL, f"password {password}")


def test_a_password_that_the_person_changed_is_not_told(small_world, settings):
    settings.UMAM_DEMO_PASSWORD = ""
    run_demo()
    person = User.objects.get(email=settings.UMAM_DEMO_EMAIL)
    person.set_password("my own words")
    person.save()
    assert demo.login() == (settings.UMAM_DEMO_EMAIL, "with the password that you chose")


def test_a_password_given_later_is_taken(small_world, settings):
    run_demo()
    settings.UMAM_DEMO_PASSWORD = "another-demo-password"
    assert not demo.is_ready()
    run_demo()
    assert User.objects.get(email=settings.UMAM_DEMO_EMAIL).check_password("another-demo-password")


def test_a_missing_song_is_told_in_one_sentence(small_world, monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "DEMO_FILES", tmp_path)
    with pytest.raises(CommandError, match="The demo song is missing from"):
        run_demo()


def test_before_the_demo_there_is_nobody_to_sign_in_as():
    assert demo.login() is None
    assert not demo.is_ready()
    assert demo.film() is None


def test_agents_are_asked_once_and_by_rule_alone(small_world, settings):
    run_demo()
    asked = Job.objects.filter(kind__in=["narrative", "spatial", "video_strategy"])
    assert asked.count() == 3
    run_demo()
    assert asked.count() == 3


def test_a_demo_spends_nobodys_money(small_world, settings):
    settings.UMAM_LLM = {**settings.UMAM_LLM, "anthropic_api_key": "sk-ant-somebody-pays"}
    run_demo()
    assert not Job.objects.filter(kind="narrative").exists()
