"""Asking for work: rights, input, idempotency, the list of kinds."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings

from tests.jobs import handlers
from umam.jobs import handlers as registry
from umam.jobs import services
from umam.jobs.models import Job
from umam.lib.errors import Forbidden, IdempotencyMismatch, Invalid, NotFound

pytestmark = pytest.mark.django_db


def test_an_unknown_kind(submit):
    with pytest.raises(Invalid) as caught:
        submit("sing")
    assert caught.value.attr == "kind"


def test_an_input_that_does_not_fit_names_its_field(submit):
    with pytest.raises(Invalid) as caught:
        submit("echo", seconds="many")
    assert caught.value.attr == "seconds"


def test_who_only_looks_may_not_ask(submit, viewer, berta):
    with pytest.raises(Forbidden):
        submit("echo", by=viewer)
    with pytest.raises(NotFound):
        submit("echo", by=berta)
    assert not Job.objects.exists()


def test_a_failing_plan_leaves_nothing(submit, monkeypatch):
    monkeypatch.setattr(handlers.Diamond, "plan", lambda self, data: [])
    with pytest.raises(Invalid):
        submit("diamond")
    assert not Job.objects.exists()


def test_the_same_key_gives_the_same_job(submit):
    one = submit("echo", word="x", key="k")
    assert submit("echo", word="x", key="k").pk == one.pk
    assert submit("echo", word="x", key="other").pk != one.pk
    assert submit("echo", word="x").pk != one.pk


@pytest.mark.parametrize("change", [{"word": "y"}, {"fresh": True}, {"kind": "always"}])
def test_the_same_key_with_another_wish_is_refused(submit, change):
    submit("echo", word="x", key="k")
    with pytest.raises(IdempotencyMismatch):
        submit(**{"kind": "echo", "word": "x", "key": "k", **change})


def test_keys_of_different_people_do_not_meet(submit, berta, elsewhere):
    one = submit("echo", word="x", key="k")
    assert submit("echo", word="x", key="k", by=berta, where=elsewhere).pk != one.pk


def test_two_requests_with_one_key_at_once(submit, anna, universe, monkeypatch):
    one = submit("echo", word="x", key="k")
    real, blind = services._same_wish, [True]

    def first_look_sees_nothing(*args):
        return None if blind and blind.pop() else real(*args)

    monkeypatch.setattr(services, "_same_wish", first_look_sees_nothing)
    assert submit("echo", word="x", key="k").pk == one.pk


def test_the_kinds_of_the_settings_are_whole():
    assert registry.check_handlers() == []


@pytest.mark.parametrize(
    ("paths", "number"),
    [
        (["tests.jobs.handlers.Nobody"], "jobs.E001"),
        (["no.such.module.Kind"], "jobs.E001"),
        (["tests.jobs.handlers.Words"], "jobs.E002"),
        (["tests.jobs.test_submit.Hollow"], "jobs.E002"),
        (["tests.jobs.handlers.Echo", "tests.jobs.handlers.Echo"], "jobs.E003"),
        (["tests.jobs.test_submit.Homeless"], "jobs.E004"),
    ],
)
def test_manage_check_names_what_is_wrong_with_the_list(paths, number):
    with override_settings(UMAM_JOB_HANDLERS=paths):
        assert [message.id for message in registry.check_handlers()] == [number]
        with pytest.raises(SystemCheckError, match=number):
            call_command("check")


class Hollow(registry.Handler):
    key = "hollow"


class Homeless(handlers.Echo):
    key = "homeless"
    queue = "cellar"
