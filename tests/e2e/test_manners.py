"""What holds on every page: axe finds nothing, nothing overflows, the keyboard is enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
PAGES = [
    "/", "/universes", "/universes/lantern-coast", "/new-universe", "/music-videos", "/music-videos/new",
    "/jobs", "/assets", "/account/profile", "/account/api-keys", "/account/credentials",
    "/accounts/password/change/",
]  # fmt: skip
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def look(page: Page, path: str) -> list[str]:
    """What is wrong with a page: axe's findings, and whether it is wider than its window."""
    page.goto(path)
    page.evaluate("document.fonts.ready")
    page.evaluate(AXE.read_text(encoding="utf8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    wrong = [f"{path}: {one['id']} {one['nodes'][0]['target']}" for one in found["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append(f"{path}: wider than its window")
    return wrong


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing(open_context, size, theme):
    # The tool is put into the page from outside, which the page's own policy forbids.
    window = open_context(
        viewport=size, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
    ).new_page()
    film = window.request.get("/api/jobs?kind=music_video").json()["results"][0]["id"]
    asset = window.request.get("/api/assets").json()["results"][0]["id"]
    wrong = [line for path in PAGES for line in look(window, path)]
    for path in (f"/music-videos/{film}", f"/jobs/{film}", f"/assets/{asset}"):
        wrong += look(window, path)
    assert wrong == []


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_at_the_entrance(browser, address, theme):
    context = browser.new_context(base_url=address, color_scheme=theme, bypass_csp=True)
    window = context.new_page()
    paths = ("login/", "signup/", "password/reset/")
    assert [line for path in paths for line in look(window, f"/accounts/{path}")] == []
    context.close()


def test_the_palette_is_worked_by_keys(page):
    page.goto("/")
    page.keyboard.press("Control+k")
    expect(page.locator("[data-palette]")).to_be_visible()
    page.keyboard.type("lantern")
    expect(page.locator("[data-palette] [role=option]", has_text="Lantern Coast")).to_be_visible()
    expect(page.locator("[data-palette] [aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[data-palette]")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.locator("[data-palette] input").fill("assets")
    expect(page.locator("[data-palette] [role=option]").first).to_contain_text("Assets")
    page.keyboard.press("Enter")
    page.wait_for_url("**/assets")


def test_keys_lead_through_the_studio(page):
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("j")
    page.wait_for_url("**/jobs")
    page.keyboard.press("/")
    expect(page.locator("[data-filter-text]")).to_be_focused()
    page.keyboard.type("n")
    assert page.url.endswith("/jobs") or "text=n" in page.url
    page.locator("#main").focus()
    page.keyboard.press("n")
    page.wait_for_url("**/music-videos/new")


def test_the_first_stop_of_the_tab_key_skips_to_the_content(page):
    page.goto("/jobs")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_list_follows_its_filter_and_its_address_can_be_shared(page):
    page.goto("/jobs")
    page.locator("[data-filter-text]").fill("no such job anywhere")
    expect(page.get_by_text("No job fits")).to_be_visible()
    assert "text=no+such+job" in page.url
    page.reload()
    expect(page.get_by_text("No job fits")).to_be_visible()


def test_the_theme_is_chosen_without_a_reload_and_kept(open_context):
    window = open_context(viewport=DESK, color_scheme="dark").new_page()
    window.goto("/account/profile")
    window.locator(".rail details[data-pop] summary", has_text="account and theme").click()
    with window.expect_response("**/theme"):
        window.locator(".rail").get_by_role("button", name="Day").click()
    assert window.evaluate("document.documentElement.dataset.theme") == "day"
    window.reload()
    assert window.evaluate("document.documentElement.dataset.theme") == "day"


def test_a_destructive_thing_asks_first(page):
    page.goto("/account/api-keys")
    page.get_by_label("Name").fill("script")
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_text("Copy the key now")).to_be_visible()
    page.get_by_role("button", name="Revoke").first.click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("rowheader", name="script")).to_be_visible()
    page.get_by_role("button", name="Revoke").first.click()
    page.locator("[data-confirm-dialog]").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("is revoked")).to_be_visible()
