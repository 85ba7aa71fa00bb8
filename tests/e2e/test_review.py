"""The review in a browser, by keys alone; and axe finds nothing on the pages about agents in a universe."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.test_manners import DESK, PHONE, look

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
WORLD = "/universes/lantern-coast"
PAGES = [
    "/review", f"{WORLD}/agents", f"{WORLD}/agents/of/narrative", f"{WORLD}/agents/budget",
    f"{WORLD}/agents/voice", f"{WORLD}/agents/waivers", f"{WORLD}/costs", "/memory?universe=lantern-coast",
]  # fmt: skip
ENOUGH = 5


def ask(request: APIRequestContext, csrf: dict[str, str], prompt: str) -> str:
    """The id of the job that makes this place."""
    universes = request.get("/api/universes").json()
    rows = universes.get("results", universes) if isinstance(universes, dict) else universes
    world = next(one["id"] for one in rows if one["slug"] == "lantern-coast")
    wish: dict[str, Any] = {"location_name": prompt, "type": "city", "prompt": f"{prompt}, a harbour town."}
    sent = {"agent_type": "spatial", "universe_id": world, "input_data": wish}
    answer = request.post(
        "/api/agents/jobs", data=json.dumps(sent), headers={**csrf, "Content-Type": "application/json"}
    )
    assert answer.ok, answer.text()
    return str(answer.json()["id"])


def wait_for(page: Page, what: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """The results that wait for a person, once nothing is in the making and `what` holds of them."""
    until = time.monotonic() + 150
    while True:
        rows: list[dict[str, Any]] = page.request.get("/api/agents/jobs?limit=100").json()["results"]
        found = [one for one in rows if one["review"] == "pending"]
        if what(found) and not any(one["status"] in ("pending", "processing") for one in rows):
            return found
        assert time.monotonic() < until, f"only these ever waited: {[one['kind'] for one in found]}"
        page.wait_for_timeout(200)


def review_of(page: Page, job: str) -> str:
    return str(page.request.get(f"/api/agents/jobs/{job}").json()["review"])


@pytest.fixture
def inbox(page: Page, address: str) -> Page:
    """The review page with some places that wait in it, and none that would come while rows are counted."""
    page.goto("/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    csrf = {"X-CSRFToken": token, "Referer": address}
    asked = {ask(page.request, csrf, f"Harbour {number}") for number in range(ENOUGH)}
    wait_for(page, lambda found: asked <= {one["id"] for one in found})
    page.goto("/review?agent=spatial")
    return page


def shown(page: Page) -> str:
    """The id of the result that is open, by the address that accepts it."""
    action = page.locator("#accept-form").get_attribute("action") or ""
    found = re.search(r"/review/([0-9a-f-]{36})/", action)
    assert found, action
    return found[1]


def test_the_queue_is_worked_by_keys(inbox):
    page, keys = inbox, inbox.keyboard
    first, count = shown(page), page.locator(".queue-row")
    before = count.count()
    assert before >= ENOUGH

    keys.press("j")
    expect(page.locator("#accept-form")).not_to_have_attribute("action", re.compile(first))
    second = shown(page)
    expect(page.locator("#item-title")).to_be_focused()
    assert second in page.url
    keys.press("k")
    expect(page.locator("#accept-form")).to_have_attribute("action", re.compile(first))

    keys.press("a")
    expect(page.locator("#accept-form")).to_have_attribute("action", re.compile(second))
    expect(count).to_have_count(before - 1)
    expect(page.locator("[data-toasts]")).to_contain_text("Approved")
    assert review_of(page, first) == "approved"

    keys.press("u")
    expect(page.locator("#accept-form")).to_have_attribute("action", re.compile(first))
    expect(count).to_have_count(before)
    assert review_of(page, first) == "pending"

    keys.press("r")
    expect(page.locator("#reject-note")).to_be_focused()
    keys.press("Control+Enter")
    expect(page.locator("#reject-error")).to_be_visible()
    keys.type("Too many stairs")
    keys.press("Control+Enter")
    expect(count).to_have_count(before - 1)
    assert review_of(page, first) == "rejected"
    third = shown(page)

    keys.press("e")
    expect(page.locator("#edit-form")).to_be_visible()
    page.get_by_label("Description").fill("Nothing but rain.")
    expect(page.locator("#changes")).to_contain_text("rain")
    keys.press("Control+Enter")
    expect(count).to_have_count(before - 2)
    assert review_of(page, third) == "edited"

    keys.press("n")
    expect(page.locator("#again-note")).to_be_focused()
    keys.press("Escape")
    expect(page.locator("#again-note")).to_be_hidden()
    keys.press("g")
    keys.press("r")
    page.wait_for_url(re.compile(r"/review$"))


def test_the_second_reviewer_is_told_and_goes_on(inbox, open_context):
    other = open_context(viewport=DESK).new_page()
    other.goto(inbox.url)
    mine = shown(inbox)
    assert shown(other) == mine
    inbox.keyboard.press("a")
    expect(inbox.locator("#accept-form")).not_to_have_attribute("action", re.compile(mine))
    other.locator("#main").focus()
    other.keyboard.press("a")
    expect(other.locator("[data-toasts]")).to_contain_text("You approved")
    expect(other.locator("#accept-form")).not_to_have_attribute("action", re.compile(mine))


@pytest.mark.parametrize(("size", "theme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk", "phone"])
def test_axe_finds_nothing_on_the_pages_of_agents(open_context, size, theme):
    window = open_context(
        viewport=size, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
    ).new_page()
    wrong = [line for path in PAGES for line in look(window, path)]
    of_demo = {"narrative", "video_strategy"}
    found = wait_for(window, lambda found: of_demo <= {one["kind"] for one in found})
    of_each_kind = {one["kind"]: one["id"] for one in found}
    for job in of_each_kind.values():
        wrong += look(window, f"/review/{job}") + look(window, f"/review/{job}/edit")
    assert wrong == []
