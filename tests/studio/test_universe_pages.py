import pytest

from tests.studio.conftest import signed_in
from umam.universes.models import Membership, Universe


def test_a_universe_is_opened(pages):
    answer = pages.post("/new-universe", {"name": "Northwind", "description": "", "accent": "#14b8a6"})
    made = Universe.objects.get(name="Northwind")
    assert answer["Location"] == f"/universes/{made.slug}"
    assert "/accent/14b8a6.css" in pages.get(answer["Location"]).content.decode()


def test_a_wrong_accent_stands_at_its_field(pages):
    answer = pages.post("/new-universe", {"name": "Northwind", "description": "Ice", "accent": "teal"})
    assert answer.status_code == 422
    assert 'id="id_accent_error"' in answer.content.decode()
    assert "Ice" in answer.content.decode()


def test_opening_a_universe_makes_it_the_current_one(pages, owner, universe):
    other = Universe.objects.create(name="Aaa", slug="aaa")
    Membership.objects.create(universe=other, user=owner, role="owner")
    pages.get("/universes/lantern-coast")
    assert pages.get("/").context["studio_universe"] == universe
    pages.get("/universes/aaa")
    assert pages.get("/").context["studio_universe"] == other


def test_strangers_find_nothing(universe, stranger):
    browser = signed_in(stranger)
    assert browser.get("/universes/lantern-coast").status_code == 404
    assert "universe-card" not in browser.get("/universes").content.decode()
    assert browser.post("/universes/lantern-coast/members", {"email": "x@example.org"}).status_code == 404


def test_members_come_change_and_go(pages, universe, stranger):
    pages.post("/universes/lantern-coast/members", {"email": "eve@example.org", "role": "viewer"})
    member = Membership.objects.get(universe=universe, user=stranger)
    assert member.role == "viewer"
    pages.post(f"/universes/lantern-coast/members/{member.pk}", {"role": "editor"})
    member.refresh_from_db()
    assert member.role == "editor"
    pages.post(f"/universes/lantern-coast/members/{member.pk}/remove")
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_an_unknown_address_stands_at_its_field(pages, universe):
    wish = {"email": "nobody@example.org", "role": "viewer"}
    answer = pages.post("/universes/lantern-coast/members", wish)
    assert answer.status_code == 422
    assert "Nobody here has the address nobody@example.org." in answer.content.decode()
    assert 'value="nobody@example.org"' in answer.content.decode()


def test_a_viewer_sees_but_does_not_change(universe, viewer):
    browser = signed_in(viewer)
    page = browser.get("/universes/lantern-coast").content.decode()
    assert 'id="settings"' not in page
    assert 'name="email"' not in page
    changed = {"name": "Mine", "description": "", "accent": "#14b8a6"}
    assert browser.post("/universes/lantern-coast/settings", changed).status_code == 403
    universe.refresh_from_db()
    assert universe.name == "Lantern Coast"


def test_a_viewer_may_leave(universe, viewer):
    member = Membership.objects.get(user=viewer)
    signed_in(viewer).post(f"/universes/lantern-coast/members/{member.pk}/remove")
    assert not Membership.objects.filter(user=viewer).exists()


def test_settings_are_saved(pages, universe):
    changed = {"name": "Lantern Shore", "description": "Light", "accent": "#14b8a6"}
    pages.post("/universes/lantern-coast/settings", changed)
    universe.refresh_from_db()
    assert (universe.name, universe.description, universe.accent) == ("Lantern Shore", "Light", "#14b8a6")


@pytest.mark.parametrize("person", ["viewer", "stranger"])
def test_only_the_owner_deletes(request, universe, person):
    browser = signed_in(request.getfixturevalue(person))
    assert browser.post("/universes/lantern-coast/delete").status_code in (403, 404)
    assert Universe.objects.filter(pk=universe.pk).exists()


def test_the_owner_deletes(pages, universe):
    pages.post("/universes/lantern-coast/delete")
    assert not Universe.objects.filter(pk=universe.pk).exists()
