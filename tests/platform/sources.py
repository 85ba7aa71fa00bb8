"""The project's own sources, for the tests that hold conventions."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("umam", "storybible", "agents", "media_pipeline", "production")


@cache
def python_files() -> tuple[Path, ...]:
    """Every module of the product, migrations left out."""
    return tuple(
        path
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    )


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf8"), filename=str(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module. Many tests look through all modules, and the walk is what takes long."""
    return tuple(ast.walk(tree_of(path)))


def dotted(path: Path) -> str:
    """`umam/jobs/state.py` as `umam.jobs.state`."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
