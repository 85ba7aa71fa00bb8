"""The browser that the tests drive: UMAM_BROWSER's, the system's, an npm package's, or Playwright's."""

from __future__ import annotations

import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
]


def browser_path() -> str:
    """The program, found as `make test` finds it. Empty where there is none."""
    sys.path.insert(0, str(TOOLS))
    try:
        from bootstrap.browser import known_browser
    finally:
        sys.path.remove(str(TOOLS))
    return known_browser()
