"""What `make <verb>` does."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bootstrap import suite
from bootstrap.javascript import ensure_pages
from bootstrap.packages import ensure_packages
from bootstrap.places import PYTHON, ROOT, data_dir, environment
from bootstrap.say import Problem, complain, say

CODE = ["umam", "storybible", "agents", "media_pipeline", "production"]


def main(arguments: list[str]) -> int:
    """Run one verb; the exit status. Problems are one sentence, never a traceback."""
    verb, *rest = arguments or ["help"]
    if verb not in VERBS:
        complain(f"There is no verb “{verb}”: the verbs are {', '.join(VERBS)}.")
        return 2
    try:
        return VERBS[verb](rest)
    except Problem as problem:
        complain(str(problem))
    except PermissionError as error:
        complain(
            f"{error.filename or ROOT} may not be written by you: give yourself the right, or use a copy."
        )
    except OSError as error:
        complain(f"The set-up cannot go on: {error.strerror or error} ({error.filename or ROOT}).")
    except KeyboardInterrupt:
        complain("Stopped.")
    return 1


def run(rest: list[str]) -> int:
    """Set up, then become the supervisor of the studio."""
    _read_dotenv()
    prepare()
    _die_with_make()
    _become("studio", *rest)
    return 0


def setup(rest: list[str]) -> int:
    """Set up what is missing."""
    _read_dotenv()
    prepare(development="--dev" in rest)
    return 0


def test(rest: list[str]) -> int:
    """Run the tests. They do not read .env: a developer's keys and servers are none of their business."""
    prepare(development=True)
    _prepare_media()
    return suite.run_suite(rest)


def bench(rest: list[str]) -> int:
    """Measure."""
    _read_dotenv()
    prepare(development=True)
    _prepare_media()
    return _manage("bench", *rest)


def gallery(rest: list[str]) -> int:
    """Draw the contact sheet of the camera moves."""
    _read_dotenv()
    prepare()
    _prepare_media()
    return _manage("gallery", *rest)


def lint(rest: list[str]) -> int:
    """Look at style, and at the direction of imports."""
    prepare(development=True, pages=False)
    checks = [
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"],
    ]
    return _all_of(checks)


def types(rest: list[str]) -> int:
    """Check the types."""
    prepare(development=True, pages=False)
    return _all_of([["-m", "mypy", *CODE, "tools/bootstrap", "tools/setup.py"]])


def check(rest: list[str]) -> int:
    """What must hold before the tests are worth running: the project's own checks, no missing migration."""
    prepare(development=True)
    checks = [
        ["manage.py", "check", "--fail-level", "WARNING"],
        ["manage.py", "makemigrations", "--check", "--dry-run"],
        ["manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull],
    ]
    return _all_of(checks)


def help_(rest: list[str]) -> int:
    """Show the verbs."""
    for name, verb in VERBS.items():
        say(f"{name:10} {(verb.__doc__ or '').strip().partition(chr(10))[0]}")
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {
    "help": help_,
    "run": run,
    "setup": setup,
    "test": test,
    "bench": bench,
    "gallery": gallery,
    "lint": lint,
    "types": types,
    "check": check,
}


def prepare(*, development: bool = False, pages: bool = True) -> None:
    """Packages and pages. Two set-ups of one checkout wait for each other. Raises Problem."""
    _check_data_dir()
    with _one_at_a_time():
        ensure_packages(development=development)
        if pages:
            ensure_pages()


def _read_dotenv() -> None:
    sys.path.insert(0, str(ROOT))
    from umam.settings import dotenv

    try:
        dotenv.load(ROOT / ".env")
    except dotenv.DotenvError as error:
        raise Problem(str(error)) from None


def _check_data_dir() -> None:
    folder = data_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 65536)
    except OSError as error:
        raise Problem(
            f"The data directory {folder} cannot be written ({error.strerror}): "
            "give yourself the right, free some space, or set UMAM_DATA_DIR to another folder."
        ) from None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    descriptor = os.open(ROOT, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this checkout is under way: waiting for it.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _prepare_media() -> None:
    if _manage("prepare", "models", "fonts"):
        raise Problem("The local models and fonts could not be put in place.")


def _manage(*args: str) -> int:
    return _all_of([["manage.py", *args]])


def _all_of(commands: list[list[str]]) -> int:
    """Run all, also after a failure, so that one run shows everything; 1 when any failed."""
    (data_dir() / "tmp").mkdir(parents=True, exist_ok=True)
    results = [
        subprocess.run([str(PYTHON), *command], cwd=ROOT, env=environment(), check=False).returncode
        for command in commands
    ]
    return 1 if any(results) else 0


def _become(*args: str) -> None:
    (data_dir() / "tmp").mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), "manage.py", *args], environment())  # noqa: S606 - the same program


def _die_with_make() -> None:
    """When make is killed the studio stops too. The wish survives the exec that follows."""
    if os.environ.get("MAKELEVEL") and sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
