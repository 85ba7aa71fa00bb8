"""The bible in a browser: axe finds nothing on its pages and forms, and a calendar is made without JSON."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_manners import AXE, DESK, PHONE, look

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
WORLD = "/universes/lantern-coast"
PAGES = [
    "", "/elements", "/elements?view=table", "/new-element?type=character", "/elements/mara-voss",
    "/elements/mara-voss/edit", "/elements/mara-voss/history", "/relations", "/new-relation", "/timeline",
    "/new-event", "/timeline/false-light", "/timeline/false-light/edit", "/scenes", "/new-scene",
    "/scenes/first-light", "/world", "/world/edit", "/style", "/style/edit", "/files", "/trash",
]  # fmt: skip
ADMIN = [
    "element/", "element/add/", "timelineevent/", "timelineevent/add/", "relation/add/", "scene/add/",
    "worldconfig/add/", "styleguide/add/", "calendar/", "calendar/add/", "traittemplate/add/",
]  # fmt: skip
# What the admin's own frame has on every page, and the corner cells of its tables.
FRAME = ("landmark-one-main", "landmark-unique", "region", "empty-table-header")


@pytest.mark.parametrize(("size", "theme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk", "phone"])
def test_axe_finds_nothing_in_the_bible(open_context, size, theme):
    window = open_context(
        viewport=size, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
    ).new_page()
    assert [line for path in PAGES for line in look(window, f"{WORLD}{path}")] == []


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_the_forms_of_the_admin(open_context, theme):
    window = open_context(viewport=DESK, color_scheme=theme, bypass_csp=True).new_page()
    wrong = []
    for path in ADMIN:
        window.goto(f"/admin/storybible/{path}")
        window.wait_for_load_state("networkidle")
        window.evaluate(AXE.read_text(encoding="utf8"))
        found = window.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        wrong += [
            f"{path}: {one['id']} {one['nodes'][0]['target']}" for one in found if one["id"] not in FRAME
        ]
    assert wrong == []


def test_a_calendar_is_made_in_rows(page: Page):
    page.goto("/admin/storybible/calendar/add/")
    rows = page.locator(".bible-calendar")
    page.locator("#id_universe").select_option(label="Lantern Coast")
    page.wait_for_url("**universe=**")
    page.locator("#id_name").fill("Glass Count")
    rows.get_by_role("button", name="Remove: month 2").click()
    rows.get_by_label("Days, month 1", exact=True).fill("28")
    rows.get_by_role("button", name="Move down: month 1").click()
    rows.get_by_role("button", name="Add an era").click()
    rows.get_by_label("Name, era 1").fill("After Glass")
    rows.get_by_label("Short, era 1").fill("AG")
    rows.get_by_role("button", name="Add a leap rule").click()
    rows.get_by_role("button", name="Add a day between months").click()
    rows.get_by_label("After month, day between months 1").fill("9")
    expect(page.locator(".bible-sample")).to_contain_text("from 0 to 4")
    rows.get_by_label("After month, day between months 1").fill("4")
    expect(page.locator(".bible-sample")).to_contain_text("1 is read as 1 AG")
    typed = json.loads(page.locator("#id_definition").input_value())
    assert [one["name"] for one in typed["months"]] == ["Sun", "Thaw", "Harvest", "Frost"]
    assert (typed["months"][1]["days"], typed["leap"]) == (28, [{"every": 4}])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


def test_the_json_of_a_calendar_and_its_rows_are_one(page: Page):
    page.goto("/admin/storybible/calendar/add/")
    page.get_by_text("As JSON").click()
    area = page.locator("#id_definition")
    area.fill('{"months": [{"name": "Only", "days": 12, "leap_days": 1}]}')
    area.blur()
    expect(page.get_by_label("Name, month 1")).to_have_value("Only")
    area.fill("{nope")
    area.blur()
    expect(page.locator(".bible-calendar")).to_be_empty()
    assert area.input_value() == "{nope"
