"""docker-compose.yml, Dockerfile and the proxy's configuration say nothing that the code does not know.

There may be no container engine where the tests run, so the files are parsed and compared with the settings,
the management commands, the URLs and the supervisor, which starts the same parts on one computer.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import resolve

from tests.platform.sources import ROOT
from tests.platform.test_environment import example, names_read
from umam.studio.supervisor import parts

# Variables of the images that are not ours.
FOREIGN = {
    "postgres": {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"},
    "flower": {"FLOWER_BASIC_AUTH"},
}
# What has no meaning in a container, or is fixed by what lies in it or stands before it.
NOT_FOR_CONTAINERS = {
    *("UMAM_PORT", "UMAM_HOST", "UMAM_MODELS_DIR", "UMAM_FONTS_DIR", "UMAM_STATIC_ROOT", "FFMPEG_BIN"),
    *("UMAM_DEBUG", "UMAM_DEMO", "UMAM_DEMO_EMAIL", "UMAM_DEMO_PASSWORD", "UMAM_BENCH_DATABASE_URL"),
    *("UMAM_REDIS_PREFIX", "UMAM_MAX_UPLOAD_MB", "UMAM_SSL_REDIRECT", "UMAM_HSTS_SECONDS"),
    *("UMAM_MEDIA_WORKERS", "UMAM_MEDIA_THREADS", "UMAM_WHISPER_DEVICE", "UMAM_LOCAL_LLM_URL"),
}
OURS_ANYWAY = {"DJANGO_SETTINGS_MODULE"}


def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf8"))


SERVICES: dict[str, dict[str, Any]] = compose()["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "umam")
WORKERS = sorted(name for name in OURS if "worker" in SERVICES[name]["command"])


def command(name: str) -> list[str]:
    return [str(part) for part in SERVICES[name]["command"]]


def option(name: str, wanted: str) -> str:
    """The value of `--wanted=value` in a service's command, its compose default filled in."""
    found = next(part for part in command(name) if part.startswith(f"--{wanted}="))
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", found.partition("=")[2])


def queues(name: str) -> set[str]:
    return set(option(name, "queues").split(","))


def option_of(part: parts.Part, wanted: str) -> str:
    return part.command[part.command.index(f"--{wanted}") + 1]


# -- services ----------------------------------------------------------------------------------------------


def test_all_parts_are_there():
    assert {"postgres", "redis", "web", "beat", "flower", "proxy"} <= set(SERVICES)
    assert len(WORKERS) >= 3
    assert SERVICES["worker-gpu"]["profiles"] == ["gpu"]


@pytest.mark.parametrize("gpu", [False, True])
def test_every_queue_is_served_with_and_without_the_gpu_profile(gpu):
    served = {queue for name in WORKERS if gpu or "profiles" not in SERVICES[name] for queue in queues(name)}
    assert served == set(settings.UMAM_QUEUES)


@pytest.mark.parametrize(
    ("service", "part"),
    [
        ("worker-llm", parts.llm_worker),
        ("worker-gpu", parts.gpu_worker),
    ],
)
def test_a_worker_is_the_same_here_and_on_one_computer(service, part):
    for wanted in ("queues", "pool", "concurrency"):
        assert option(service, wanted) == option_of(part(), wanted)


def test_the_media_worker_is_the_same_here_and_on_one_computer():
    assert option("worker-media", "pool") == option_of(parts.media_worker(), "pool")
    here = queues("worker-media")
    assert here - {"gpu"} == set(option_of(parts.media_worker(), "queues").split(","))


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_runs_a_command_that_exists(name):
    words = command(name)
    if words[0] == "celery":
        assert words[1] == "--app=umam.celery"
        assert words[2] in {"worker", "beat", "flower"}
        return
    assert words[:2] == ["python", "manage.py"]
    parser = load_command_class(get_commands()[words[2]], words[2]).create_parser("manage.py", words[2])
    parser.parse_args(words[3:])  # an option that the command does not know ends here


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_sets_only_variables_that_somebody_reads(name):
    known = names_read() | OURS_ANYWAY if name in OURS else {"UMAM_SITE"}
    known |= {f"{variable}_FILE" for variable in known}
    assert set(SERVICES[name].get("environment", {})) <= known | FOREIGN.get(name, set())


def test_every_variable_that_compose_wants_is_in_the_example():
    wanted = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf8")))
    studio, only_compose = example()
    assert wanted <= set(studio) | set(only_compose)
    assert set(only_compose) - {"COMPOSE_PROFILES"} <= wanted


@pytest.mark.parametrize("name", OURS)
def test_what_people_set_reaches_every_service_that_may_read_it(name):
    fixed_here = {*SERVICES[name]["environment"], *NOT_FOR_CONTAINERS}
    assert sorted(set(example()[0]) - fixed_here) == []


def test_the_defaults_of_compose_are_those_of_the_studio():
    shown = {**example()[0], **example()[1]}
    for name, default in re.findall(r"\$\{(\w+):-([^}]*)\}", (ROOT / "docker-compose.yml").read_text()):
        assert default == shown[name], name


def test_what_must_be_set_has_no_default():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf8")
    assert set(re.findall(r"\$\{(\w+):\?", text)) == {
        "UMAM_SECRET_KEY",
        "POSTGRES_PASSWORD",
        "FLOWER_PASSWORD",
    }


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_starts_after_the_database_is_ready(name):
    needs = SERVICES[name]["depends_on"]
    if SERVICES[name].get("network_mode"):
        assert set(needs) == {SERVICES[name]["network_mode"].removeprefix("service:")}
    elif name == "prepare":
        assert needs["postgres"] == {"condition": "service_healthy"}
    else:
        assert needs["prepare"] == {"condition": "service_completed_successfully"}


def test_names_inside_the_file_exist():
    volumes = set(compose()["volumes"])
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source in volumes or (ROOT / source).exists(), mount
    environment = SERVICES["web"]["environment"]
    assert "@postgres:" in environment["DATABASE_URL"]
    assert "//redis:" in environment["REDIS_URL"]


def test_the_local_language_model_is_where_its_client_looks():
    port = command("llm")[command("llm").index("--port") + 1]
    assert SERVICES["worker-llm"]["environment"]["UMAM_LOCAL_LLM_URL"] == f"http://127.0.0.1:{port}/v1"
    assert SERVICES["llm"]["network_mode"] == "service:worker-llm"


def test_production_settings_are_used():
    assert SERVICES["web"]["environment"]["DJANGO_SETTINGS_MODULE"] == "umam.settings.prod"


# -- the proxy ---------------------------------------------------------------------------------------------


def caddyfile() -> str:
    return (ROOT / "compose" / "Caddyfile").read_text(encoding="utf8")


def test_the_proxy_finds_the_web_server():
    name, port = re.findall(r"reverse_proxy (\S+):(\d+)", caddyfile())[0]
    assert port == command(name)[command(name).index("--port") + 1]
    assert SERVICES[name]["expose"] == [port]


def test_the_proxy_lets_the_largest_upload_through():
    size = int(re.findall(r"max_size (\d+)MiB", caddyfile())[0])
    assert size == int(example()[0]["UMAM_MAX_UPLOAD_MB"])


def test_the_proxy_and_the_health_check_ask_a_path_that_exists():
    asked = re.findall(r"health_uri (\S+)", caddyfile())
    asked += re.findall(r":8000(/[^\"]+)", str(SERVICES["web"]["healthcheck"]["test"]))
    assert len(asked) == 2
    for path in asked:
        assert resolve(path)


def test_the_health_check_asks_for_a_host_that_is_allowed():
    host = re.findall(r'"Host": "(\w+)"', str(SERVICES["web"]["healthcheck"]["test"]))[0]
    assert host in SERVICES["web"]["environment"]["UMAM_ALLOWED_HOSTS"].split(",")


# -- the image ---------------------------------------------------------------------------------------------


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf8")


def test_what_the_image_copies_exists_and_is_not_ignored():
    ignored = set((ROOT / ".dockerignore").read_text(encoding="utf8").split())
    for words in re.findall(r"^COPY (?!--from)(.+)$", dockerfile(), re.MULTILINE):
        for source in words.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source.split("/")[0] not in ignored, source


def test_every_room_is_in_the_image():
    copied = re.findall(r"^COPY (\S+) \1$", dockerfile(), re.MULTILINE)
    assert {"umam", "storybible", "agents", "media_pipeline", "production", "templates"} <= set(copied)


def test_the_image_has_a_python_and_a_node_that_fit():
    assert re.search(r"^FROM python:3\.1[123]-slim", dockerfile(), re.MULTILINE)
    assert re.search(r"^FROM node:2[24]-", dockerfile(), re.MULTILINE)


def test_the_image_sets_only_variables_that_somebody_reads():
    block = re.search(r"^ENV (.+?)(?<!\\)$", dockerfile(), re.MULTILINE | re.DOTALL)
    assert block is not None
    names = {word.partition("=")[0] for word in re.findall(r"(\w+=\S+)", block[1])}
    assert {name for name in names if name.startswith("UMAM_")} <= names_read()
    assert {"UMAM_DATA_DIR", "DJANGO_SETTINGS_MODULE"} <= names


def test_the_image_runs_commands_that_exist():
    called = set(re.findall(r"python\"?,? \"?manage\.py\"?,? \"?(\w+)", dockerfile()))
    assert called == {"prepare", "studio"}
    assert called <= set(get_commands())


def test_the_image_does_not_run_as_root():
    assert re.findall(r"^USER (\S+)$", dockerfile(), re.MULTILINE) == ["umam"]
