"""The engine registry: the choice of an engine, and the system check."""

import pytest
from django.test import override_settings

from media_pipeline.engines import registry
from umam.lib.errors import Invalid


class _Engine:
    label = "A test engine"
    version = "1"
    capability = "hum"
    embedded = False
    ready = True

    def is_configured(self):
        return self.ready

    def run(self, request, context):
        return request


class Embedded(_Engine):
    key = "embedded"
    embedded = True


class Real(_Engine):
    key = "real"


class Unready(_Engine):
    key = "unready"
    ready = False


class Twin(Real):
    pass


class Whistler(_Engine):
    key = "real"
    capability = "whistle"


class Hollow:
    key = "hollow"


class CalledAuto(_Engine):
    key = "auto"


@pytest.fixture(autouse=True)
def engines_of(monkeypatch):
    """Register the named classes of this module; no engine outlives its test."""
    monkeypatch.setattr(registry, "import_string", _import)
    registry.reset()
    yield lambda *classes, **chosen: override_settings(
        UMAM_ENGINE_CLASSES=[f"here.{name}" for name in classes], UMAM_ENGINES=chosen
    )
    registry.reset()


def _import(path):
    name = path.removeprefix("here.")
    if name not in globals():
        raise ImportError(f"no module named {path}")
    return globals()[name]


def test_auto_prefers_a_configured_engine_to_the_embedded_one(engines_of):
    with engines_of("Embedded", "Unready", "Real"):
        assert registry.engine("hum").key == "real"


def test_auto_falls_back_to_the_embedded_engine(engines_of):
    with engines_of("Unready", "Embedded"):
        assert registry.engine("hum").key == "embedded"


def test_settings_choose_over_auto_and_an_argument_over_settings(engines_of):
    with engines_of("Real", "Embedded", "Unready", hum="embedded"):
        assert registry.engine("hum").key == "embedded"
        assert registry.engine("hum", "unready").key == "unready"


def test_one_instance_serves_the_process(engines_of):
    with engines_of("Real"):
        assert registry.engine("hum") is registry.engine("hum", "real")


def test_an_unknown_key_is_a_sentence_that_names_the_choices(engines_of):
    with engines_of("Real", "Embedded"), pytest.raises(Invalid) as caught:
        registry.engine("hum", "flute")
    assert "“flute”" in caught.value.message
    assert caught.value.suggestion == "Choose one of: real, embedded."


@pytest.mark.parametrize("classes", [(), ("Unready",), ("Whistler",)])
def test_nothing_usable_is_a_sentence(engines_of, classes):
    with engines_of(*classes), pytest.raises(Invalid, match="No engine for “hum” is ready"):
        registry.engine("hum")


def test_choices_show_only_what_can_run(engines_of):
    with engines_of("Real", "Unready", "Whistler"):
        assert registry.choices("hum") == [("auto", "Best available"), ("real", "A test engine")]


def test_the_check_accepts_whole_engines_and_the_same_key_in_another_capability(engines_of):
    with engines_of("Real", "Embedded", "Whistler", hum="embedded", whistle="auto"):
        assert registry.check_engines() == []


@pytest.mark.parametrize(
    ("classes", "chosen", "number", "mentions"),
    [
        (("Missing",), {}, "E001", "here.Missing"),
        (("Hollow",), {}, "E002", "label"),
        (("Real", "Twin"), {}, "E003", "share the key “real”"),
        (("CalledAuto",), {}, "E003", "auto"),
        (("Real",), {"hum": "flute"}, "E004", "flute"),
    ],
)
def test_the_check_reports_what_is_wrong(engines_of, classes, chosen, number, mentions):
    with engines_of(*classes, **chosen):
        (found,) = registry.check_engines()
    assert found.id == f"media_pipeline.{number}"
    assert mentions in found.msg


def test_django_runs_the_check():
    from django.core.checks.registry import registry as django_checks

    assert registry.check_engines in django_checks.get_checks()
