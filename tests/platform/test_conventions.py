"""The rules of the house that a machine can hold; `docs/architecture.md` says why they are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import models
from django.db.migrations.loader import MigrationLoader

from tests.platform.sources import ROOT, dotted, nodes_of, python_files, tree_of

LAYERS = [
    "live", "accounts", "universes", "assets", "jobs", "storybible", "agents", "media_pipeline", "production",
    "studio",
]  # fmt: skip
MOST_LINES = 400
MOST_LINES_OF_SETTINGS = 500
LONGEST_FUNCTION = 60


def modules(allowed: Callable[[str], bool] = lambda name: False) -> Iterator[tuple[str, ast.Module]]:
    """Each module of the product that `allowed` does not excuse."""
    for path in python_files():
        name = dotted(path)
        if not allowed(name):
            yield name, tree_of(path)


def found(allowed: Callable[[str], bool], wrong: Callable[[ast.AST], bool]) -> list[str]:
    """Where in the product something stands that should not."""
    return [
        f"{dotted(path)}:{getattr(node, 'lineno', 0)}"
        for path in python_files()
        if not allowed(dotted(path))
        for node in nodes_of(path)
        if wrong(node)
    ]


def only(*names: str) -> Callable[[str], bool]:
    return lambda name: any(name == other or name.startswith(f"{other}.") for other in names)


def imports(node: ast.AST, *wanted: str) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] in wanted or alias.name in wanted for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.module in wanted or any(f"{node.module}.{alias.name}" in wanted for alias in node.names)
    return False


def is_call_of(node: ast.AST, *methods: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods


def test_the_search_finds_what_it_looks_for():
    """The rules below would hold in an empty project too: this one would not."""
    assert len(python_files()) > 50
    assert found(only("umam.lib.process"), lambda node: imports(node, "subprocess")) != []


def test_only_the_job_runner_catches_everything():
    """Cleaning up and raising again is something else: that catches nothing."""

    def catches_all(node: ast.AST) -> bool:
        if not isinstance(node, ast.ExceptHandler):
            return False
        last = node.body[-1]
        if isinstance(last, ast.Raise) and last.exc is None:
            return False
        caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        return any(
            kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
            for kind in caught
        )

    everywhere = found(lambda name: False, catches_all)
    assert [place.split(":")[0] for place in everywhere] == ["umam.jobs.runner"]


def test_processes_are_started_in_few_places():
    places = only("umam.lib.process", "umam.lib.ffmpeg", "umam.studio.supervisor", "umam.studio.bench")
    assert found(places, lambda node: imports(node, "subprocess", "multiprocessing", "pty")) == []
    starts = re.compile(r"os\.(system|popen|fork|exec\w+|spawn\w+|posix_spawnp?)$")
    assert (
        found(places, lambda node: isinstance(node, ast.Call) and bool(starts.match(ast.unparse(node.func))))
        == []
    )


def test_messages_are_sent_by_the_queue_alone():
    assert (
        found(
            only("umam.jobs.queue", "umam.studio.bench"),
            lambda node: is_call_of(node, "apply_async", "delay", "send_task"),
        )
        == []
    )


def test_nothing_is_timed_by_the_broker():
    """countdown and eta run a task twice when it waits longer than the visibility timeout."""

    def timed(node: ast.AST) -> bool:
        is_retry = is_call_of(node, "retry") and ast.unparse(node).startswith("self.retry(")
        return is_retry or (
            isinstance(node, ast.Call)
            and is_call_of(node, "apply_async", "send_task", "signature", "s", "si")
            and any(keyword.arg in {"countdown", "eta"} for keyword in node.keywords)
        )

    assert found(lambda name: False, timed) == []


def test_events_leave_by_one_door():
    def uses_layer(node: ast.AST) -> bool:
        return imports(node, "channels.layers.get_channel_layer") or is_call_of(node, "group_send")

    assert found(only("umam.live", "umam.studio.bench"), uses_layer) == []


def test_the_status_of_a_job_is_written_in_one_place():
    def writes(node: ast.AST) -> bool:
        return is_call_of(node, "update") and any(
            keyword.arg == "status" for keyword in getattr(node, "keywords", [])
        )

    assert found(only("umam.jobs.state"), writes) == []


def test_the_admin_changes_no_status_by_hand():
    def assigns(node: ast.AST) -> bool:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        return isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and any(
            isinstance(target, ast.Attribute) and target.attr == "status" for target in targets
        )

    assert found(lambda name: "admin" not in name, assigns) == []


def test_models_hold_no_logic_in_save_and_nobody_listens_to_saving():
    def overrides_save(node: ast.AST) -> bool:
        return isinstance(node, ast.FunctionDef) and node.name == "save" and bool(node.args.args)

    in_models = [
        f"{name}.{kind.name}"
        for name, tree in modules()
        if name.endswith(".models") or ".models." in name
        for kind in ast.walk(tree)
        if isinstance(kind, ast.ClassDef) and any(overrides_save(item) for item in kind.body)
    ]
    assert in_models == []
    signals = ("post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed")
    assert (
        found(
            lambda name: False,
            lambda node: imports(node, *(f"django.db.models.signals.{s}" for s in signals)),
        )
        == []
    )


def test_heavy_libraries_are_imported_where_they_are_used():
    """An import at the top of a module is paid by every process, the web server's included."""
    heavy = {
        "torch",
        "faster_whisper",
        "demucs",
        "diffusers",
        "transformers",
        "ctranslate2",
        "xllamacpp",
        "scipy",
    }
    at_top = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in tree.body
        if imports(node, *heavy) and isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert at_top == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_a_drawer_for_everything(name):
    assert [str(path) for path in python_files() if path.stem == name or name in path.parts] == []


def test_files_stay_short():
    def limit(path: Path) -> int:
        return MOST_LINES_OF_SETTINGS if "settings" in path.parts else MOST_LINES

    lengths = {path: len(path.read_text(encoding="utf8").splitlines()) for path in python_files()}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > limit(path)} == {}


def test_functions_stay_short():
    long = [
        f"{name}.{node.name}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_public_module_says_what_it_is_for():
    silent = [
        name
        for name, tree in modules()
        if tree.body and not ast.get_docstring(tree) and not name.endswith((".admin", ".apps", ".urls"))
    ]
    assert silent == []


# -- layers ------------------------------------------------------------------------------------------------


def test_imports_point_one_way():
    """The contract stands in pyproject.toml and counts the imports inside functions."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    checked = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_foreign_keys_point_to_lower_layers():
    """Two apps that point at each other migrate without complaint, and no import checker sees it."""
    upward = []
    for model in apps.get_models():
        if model._meta.app_label not in LAYERS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            is_own = isinstance(field, models.ForeignKey | models.ManyToManyField)
            if not is_own or target is None or target._meta.app_label not in LAYERS:
                continue
            if LAYERS.index(target._meta.app_label) > LAYERS.index(model._meta.app_label):
                upward.append(f"{model.__name__}.{field.name}")
    assert upward == []


def test_all_our_apps_have_a_layer():
    ours = {config.label for config in apps.get_app_configs() if str(config.path).startswith(str(ROOT / ""))}
    ours = {label for label in ours if ".venv" not in str(apps.get_app_config(label).path)}
    assert ours == set(LAYERS)


def test_migrations_of_the_apps_do_not_wait_for_each_other():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    needs: dict[str, set[str]] = {}
    for (app, _), migration in loader.disk_migrations.items():
        needs.setdefault(app, set()).update(other for other, _ in migration.dependencies if other != app)

    def reaches(start: str, goal: str, seen: set[str]) -> bool:
        return any(
            other == goal or (other not in seen and reaches(other, goal, seen | {other}))
            for other in needs.get(start, ())
        )

    assert [app for app in needs if app in LAYERS and reaches(app, app, {app})] == []


# -- pages and commands ------------------------------------------------------------------------------------


def test_pages_fetch_nothing_from_other_computers():
    fetches = re.compile(r"""(?:src|href|action|poster)\s*=\s*["']\s*(?:https?:)?//(?!www\.w3\.org)""")
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "src").rglob("*.ts")]
    assert [
        str(page.relative_to(ROOT)) for page in pages if fetches.search(page.read_text(encoding="utf8"))
    ] == []
    styles = re.compile(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//""")
    sheets = (ROOT / "static" / "src").rglob("*.css")
    assert [str(sheet) for sheet in sheets if styles.search(sheet.read_text(encoding="utf8"))] == []


def test_every_command_of_ours_has_a_test():
    ours = {name for name, app in get_commands().items() if app.split(".")[-1] in LAYERS}
    tests = "\n".join(path.read_text(encoding="utf8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert {name for name in ours if not re.search(rf"[\"'/]{name}[\"'.]", tests)} == set()
