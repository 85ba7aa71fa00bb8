"""Where things lie. The set-up itself (.venv, node_modules, static/dist) belongs to the checkout; everything
else that is written lies below the data directory."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
STATIC_DIST = ROOT / "static" / "dist"


def data_dir() -> Path:
    named = os.environ.get("UMAM_DATA_DIR")
    return Path(named).expanduser().resolve() if named else ROOT / "var"


def setup_log() -> Path:
    return data_dir() / "log" / "setup.log"


def environment() -> dict[str, str]:
    """The variables that keep programs from writing outside the data directory."""
    data = data_dir()
    found = dict(os.environ)
    found["TMPDIR"] = str(data / "tmp")
    found.setdefault("PYTHONPYCACHEPREFIX", str(data / "cache" / "python"))
    # Without bytecode every process would compile all it imports, several seconds each time.
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    found.setdefault("XDG_CACHE_HOME", str(data / "cache"))
    found.setdefault("npm_config_cache", str(data / "cache" / "npm"))
    found.setdefault("npm_config_update_notifier", "false")
    found["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return found
