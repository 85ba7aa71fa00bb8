"""A whole studio with quick engines, and a browser that is signed in to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browser import ARGUMENTS, browser_path

EMAIL = "demo@umam.local"
PASSWORD = "lantern-light-over-water"
START_SECONDS = 150
# What a console may say: a refused form, a socket or request cut by a page that is left, and a page change
# that a slow computer shows without its cross-fade.
ABORTED = ("WebSocket", "htmx:afterRequest", "htmx:sendError", "htmx:sendAbort", "htmx:afterOnLoad")
EXPECTED = ("422", "Transition was aborted", "Transition was skipped", *ABORTED)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, own_data_dir: Path) -> Iterator[str]:
    """Starts `manage.py studio` on a free port, with a data directory and a person of its own."""
    built = Path(settings.VITE_DIST) / "manifest.json"
    if not built.exists():
        pytest.fail("The pages are not built: run `make setup`, or `npx vite build`.")
    data = tmp_path_factory.mktemp("studio")
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
        "UMAM_DATA_DIR": str(data),
        "UMAM_MODELS_DIR": str(settings.UMAM_MODELS_DIR),
        "UMAM_DEMO_PASSWORD": PASSWORD,
        "UMAM_MEDIA_WORKERS": "2",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    for name in ("REDIS_URL", "DATABASE_URL", "UMAM_PORT"):
        env.pop(name, None)
    log = (data / "studio.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "studio", "--port", "0"],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield _address(process, data)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def _address(process: subprocess.Popen[bytes], data: Path) -> str:
    """The address that the studio prints, once its health answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        printed = (data / "studio.log").read_text(encoding="utf8", errors="replace")
        words = [word for line in printed.splitlines() if "Open" in line for word in line.split()]
        found = next((word for word in words if word.startswith("http://")), "")
        if found and _answers(found):
            return found
        time.sleep(0.3)
    pytest.fail("The studio did not start:\n" + (data / "studio.log").read_text(encoding="utf8"))


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/health", timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if not path:
        pytest.fail("There is no browser for the browser tests: `make test` brings one, or set UMAM_BROWSER.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of a person who signed in through the page."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
    kept = tmp_path_factory.mktemp("browser") / "state.json"
    context.storage_state(path=kept)
    context.close()
    return kept


@pytest.fixture
def open_context(browser: Browser, address: str, signed_in: Path) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(**options)`: a signed-in browser window; it leaves the host for nothing."""
    opened: list[BrowserContext] = []
    strays: list[str] = []
    host = urlsplit(address).netloc

    def watch(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
            strays.append(url)

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=address, storage_state=signed_in, **options)
        context.set_default_timeout(15_000)
        context.on("request", lambda request: watch(request.url))
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert strays == [], "the pages asked another host"


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A desktop window whose console must stay clean."""
    errors: list[str] = []
    found = open_context(viewport={"width": 1440, "height": 900}, color_scheme="dark").new_page()
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield found
    assert [error for error in errors if not any(words in error for words in EXPECTED)] == []
