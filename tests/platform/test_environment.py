"""`.env.example` and the code name the same variables."""

from __future__ import annotations

import ast
import os
import re
from functools import cache
from pathlib import Path

import pytest

from tests.platform.sources import ROOT, nodes_of, python_files
from umam.settings import dotenv, env

READERS = {"text", "boolean", "integer", "number", "words", "pairs", "path", "secret"}
# Read by the tests alone, so nobody sets them in a studio.
OF_THE_TESTS = {"UMAM_TEST_DIR", "UMAM_TEST_SERVERS"}
HEADING = "# --- Only for docker compose"


@cache
def names_read() -> frozenset[str]:
    """Every name that a call like `env.text("NAME")` reads, wherever it stands."""
    found = set()
    for path in python_files():
        for node in nodes_of(path):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
                and node.func.attr in READERS
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return frozenset(found)


def example() -> tuple[dict[str, str], dict[str, str]]:
    """The variables of `.env.example`: those of the studio, and those of compose alone."""
    studio, compose = (ROOT / ".env.example").read_text(encoding="utf8").split(HEADING)
    pattern = re.compile(r"^# ([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)
    return dict(pattern.findall(studio)), dict(pattern.findall(compose))


def test_the_example_names_every_variable_that_is_read_and_no_other():
    assert set(example()[0]) == names_read() - OF_THE_TESTS


def test_the_readers_know_what_they_read():
    assert names_read() >= env.NAMES_READ


def test_no_variable_is_read_round_the_readers():
    """`os.environ` is for the process itself: what a person may set is read by `umam.settings.env`."""
    own = {"dotenv.py", "env.py", "test.py", "base.py"}
    around = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files()
        if not (path.parent.name == "settings" and path.name in own)
        for name in re.findall(r"environ(?:\.get\(|\[)[\"'](UMAM_\w+)", path.read_text(encoding="utf8"))
    ]
    assert around == []


@pytest.mark.parametrize("name", sorted(name for name, value in example()[0].items() if value))
def test_the_default_that_the_example_shows_can_be_read(name, monkeypatch):
    value = example()[0][name]
    for reader in readers().get(name, ()):
        monkeypatch.setenv(name, value)
        _read(reader, name)


@cache
def readers() -> dict[str, set[str]]:
    """By which readers each variable is read."""
    found: dict[str, set[str]] = {}
    for path in python_files():
        for reader, name in re.findall(r'env\.(\w+)\(\s*"(\w+)"', path.read_text(encoding="utf8")):
            found.setdefault(name, set()).add(reader)
    return found


def _read(reader: str, name: str) -> object:
    arguments = {
        "boolean": (False,),
        "integer": (0,),
        "number": (0.0,),
        "path": (Path(),),
    }
    return getattr(env, reader)(name, *arguments.get(reader, ()))


# -- .env --------------------------------------------------------------------------------------------------


def test_a_dotenv_file_is_read_and_what_is_set_stays(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("# a comment\n\nexport A='one two'\nB=three # four\nC=file\n", encoding="utf8")
    monkeypatch.setattr(os, "environ", {"C": "environment"})
    dotenv.load(file)
    assert os.environ == {"A": "one two", "B": "three # four", "C": "environment"}


def test_a_damaged_dotenv_file_is_refused_with_its_line():
    with pytest.raises(dotenv.DotenvError, match=r"Line 2 of \.env is no NAME=value: 'nonsense'"):
        dotenv.parse("A=1\nnonsense\n")


def test_a_missing_dotenv_file_is_no_error(tmp_path):
    dotenv.load(tmp_path / ".env")
