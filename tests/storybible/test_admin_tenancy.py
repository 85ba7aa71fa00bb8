"""Nobody's world shows in another's admin: lists, filters, selects, typing, inlines, history, actions."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection

from storybible.models import Calendar, Element, Relation, Revision, Scene, TimelineEvent
from storybible.services.calendars import save_calendar
from storybible.services.elements import create_element, delete_element
from storybible.services.relation_types import create_relation_type
from storybible.services.relations import create_relation
from storybible.services.scenes import create_scene
from storybible.services.style import set_style_guide
from storybible.services.templates import set_template
from storybible.services.time import create_event
from storybible.services.world import create_option, set_world_config
from tests.storybible.admin_forms import address, filled, form_of, save, with_row
from umam.accounts.services import DESIGNERS, register

pytestmark = pytest.mark.django_db

SECRET = "Zanzibarium"  # a word that stands in every row of the owner's world
MODELS = [model for model in admin.site._registry if model._meta.app_label == "storybible"]


@pytest.fixture
def world(universe, author, picture):
    """One row of every kind, each of which names the word."""
    both = {"universe": universe, "author": author}
    one = create_element(
        name=f"{SECRET} one",
        entity_subtype="character",
        summary=SECRET,
        tags=[SECRET],
        images=[{"asset": picture}],
        traits=[{"key": "motivations", "value": [SECRET]}],
        **both,
    )
    two = create_element(name=f"{SECRET} two", entity_subtype="location", visibility="secret", **both)
    calendar = save_calendar(
        name=f"{SECRET} count", definition={"months": [{"name": SECRET, "days": 30}]}, **both
    )
    kind = create_relation_type(label=f"{SECRET} of", **both)
    rows = [
        one,
        two,
        calendar,
        kind,
        create_event(title=f"{SECRET} falls", starts="1204", participants=[one, two], **both),
        create_scene(title=f"{SECRET} at dawn", participants=[one], location=two, **both),
        create_relation(type=kind, source=one, target=two, note=SECRET, **both),
        create_option(kind="tone", label=f"{SECRET} tone", **both),
        set_template(entity_subtype="item", key=SECRET.lower(), label=SECRET, **both),
        set_world_config(rules=[SECRET], **both),
        set_style_guide(art_style=SECRET, **both),
    ]
    rows.append(Revision.objects.filter(universe=universe).first())
    return rows


@pytest.fixture
def strange(stranger, other_universe, pages):
    return pages(stranger)


def test_every_class_is_limited(world):
    assert {type(row) for row in world} == set(MODELS), "a class of the admin has no row in this test"


def test_strangers_find_nothing_on_any_page(strange, world, universe):
    pages = [
        "/admin/",
        *(address(model._meta.model_name) for model in MODELS),
        *(f"{address(model._meta.model_name)}?trash=all&q={SECRET.lower()[:6]}" for model in MODELS),
        *(f"{address(model._meta.model_name)}?universe__id__exact={universe.pk}" for model in MODELS),
        *(address(model._meta.model_name, "add") for model in MODELS),
        f"{address('element', 'add')}?universe={universe.pk}",
        f"{address('timelineevent')}?participants__id__exact={world[0].pk}",
        f"{address('element')}?tag={SECRET}",
        f"/admin/universes/universe/{universe.pk}/change/",
    ]
    for page in pages:
        answer = strange.get(page, follow=True)
        # What was asked stands in links and in the search form.
        told = re.sub(rf"(tag(=|%3D)|value=\"){SECRET}", "", answer.content.decode())
        assert SECRET.lower() not in told.lower(), page
        assert universe.name not in told, page


def test_strangers_open_no_row(strange, world):
    for row in world:
        for what in ("change", "history", "delete"):
            answer = strange.get(address(row._meta.model_name, row, what), follow=True)
            assert answer.status_code in (200, 403)
            assert SECRET not in answer.content.decode()


def test_strangers_change_no_row(strange, world):
    before = Revision.objects.count()
    for row in world:
        name = row._meta.model_name
        strange.post(address(name, row), {"name": "mine", "title": "mine"})
        strange.post(address(name, row, "delete"), {"post": "yes"})
        strange.post(address(name, row, "restore"))
        strange.post(f"/admin/storybible/{name}/{row.pk}/revert/1/")
        for action in ("delete_selected", "hide", "add_tag", "restore_selected"):
            chosen = {"action": action, "index": "0", "tag": "mine", "_selected_action": [str(row.pk)]}
            strange.post(address(name), chosen)
        assert type(row).objects.filter(pk=row.pk).exists(), name
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("timelineevent", "participants"),
        ("timelineevent", "elements"),
        ("eventparticipant", "element"),
        ("relation", "source"),
        ("relation", "target"),
        ("scene", "location"),
        ("scene", "participants"),
        ("relation", "type"),
        ("relation", "calendar"),
        ("element", "universe"),
        ("element", "created_by"),
    ],
)
def test_typing_offers_no_strange_row(strange, world, model, field):
    asked = {"app_label": "storybible", "model_name": model, "field_name": field, "term": ""}
    answer = strange.get("/admin/autocomplete/", asked)
    assert SECRET not in answer.content.decode()
    assert "mara@example.org" not in answer.content.decode()


def test_typing_offers_living_rows_of_the_universe(owner, pages, world, author):
    from umam.universes.services import create_universe

    elsewhere = create_universe(by=owner, name="Elsewhere")
    create_element(universe=elsewhere, author=author, name="Far away", entity_subtype="item")
    delete_element(element=world[1], author=author)
    asked = {"app_label": "storybible", "model_name": "relation", "field_name": "source"}
    told = pages(owner).get("/admin/autocomplete/", {**asked, "universe": world[0].universe_id, "term": ""})
    assert [one["text"] for one in told.json()["results"]] == [world[0].name]
    told = pages(owner).get("/admin/autocomplete/", {**asked, "term": "far"}).json()
    assert [one["text"] for one in told["results"]] == ["Far away"]


@pytest.mark.parametrize("where", ["preview", "files", "when"])
def test_the_desk_answers_only_for_ones_own_universe(strange, world, universe, where):
    address_ = f"/admin/storybible/element/{where}/"
    asked = {"universe": str(universe.pk), "text": "@Zanzibarium", "starts": "1204"}
    for answer in (strange.get(address_, asked), strange.post(address_, asked)):
        told = answer.json()
        assert "error" in told
        assert SECRET not in str(told)


def test_a_strange_universe_or_row_in_a_form_is_refused(strange, world, universe, other_universe):
    values = filled(strange, address("element", "add"), name="X", entity_subtype="item")
    assert (
        strange.post(address("element", "add"), {**values, "universe": str(universe.pk)}).status_code == 200
    )
    values = filled(strange, address("timelineevent", "add"), title="X", starts="1")
    for change in (
        {"calendar": str(world[2].pk)},
        {"elements": [str(world[0].pk)]},
        {"universe": str(universe.pk)},
    ):
        assert strange.post(address("timelineevent", "add"), {**values, **change}).status_code == 200
    with_row(values, "participant_rows", element=str(world[0].pk), role="", place="0")
    answer = strange.post(address("timelineevent", "add"), values)
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()
    assert not Element.objects.filter(name="X").exists()
    assert not TimelineEvent.objects.filter(title="X").exists()


def test_a_viewer_sees_what_is_open_and_changes_nothing(viewer, pages, world):
    desk = pages(viewer)
    listed = desk.get(address("element")).context["cl"].result_list
    assert [one.name for one in listed] == [world[0].name]
    page = desk.get(address("element", world[0]))
    assert page.status_code == 200
    assert "_save" not in page.content.decode()
    assert desk.post(address("element", world[0]), {"name": "mine"}).status_code == 403
    assert world[1].name not in desk.get(address("relation")).content.decode()
    assert world[1].name not in desk.get(address("scene")).content.decode()
    assert world[1].name not in desk.get(address("timelineevent")).content.decode()
    event = TimelineEvent.objects.get()
    assert world[1].name not in desk.get(address("timelineevent", event)).content.decode()
    scene = Scene.objects.get()
    assert world[1].name not in desk.get(address("scene", scene)).content.decode()
    assert list(desk.get(address("revision")).context["cl"].result_list) == []
    assert world[1].name not in desk.get("/admin/").content.decode()
    board = desk.get(f"/admin/universes/universe/{world[0].universe_id}/change/")
    assert world[1].name not in board.content.decode()


def test_an_editor_works_in_the_same_rows(editor, pages, world):
    desk = pages(editor)
    assert save(desk, address("element", world[1]), summary="Seen by editors.").status_code == 302
    assert Revision.objects.filter(row_id=world[1].pk).order_by("number").last().by == editor
    page = desk.get(f"/admin/universes/universe/{world[0].universe_id}/change/").content.decode()
    assert "What is missing" in page
    assert world[0].universe.name in desk.get("/admin/").content.decode()


def test_counts_beside_filters_are_shown(owner, pages, world):
    desk = pages(owner)
    for model in MODELS:
        answer = desk.get(f"{address(model._meta.model_name)}?_facets=True")
        assert answer.status_code == 200, model


def test_wild_addresses_break_nothing(owner, pages, world):
    desk = pages(owner)
    for query in ("?participants__id__exact=nobody", "?gap=nothing", "?tag=%00x", "?q=%F0%9F%8C%8A"):
        for model in ("element", "timelineevent", "scene"):
            assert desk.get(f"{address(model)}{query}", follow=True).status_code == 200, (model, query)
    assert desk.get(f"{address('element', 'add')}?universe=nothing").status_code == 200
    assert desk.get("/admin/storybible/element/nothing/change/").status_code == 302


def test_administrators_see_all(pages, world, django_user_model):
    chief = pages(django_user_model.objects.create_superuser("chief@example.org", "pass word 123"))
    for row in world:
        assert chief.get(address(row._meta.model_name, row)).status_code == 200
        assert chief.get(address(row._meta.model_name)).status_code == 200


# Permissions


def test_new_people_may_work_with_the_bible(owner):
    for model in MODELS:
        for what in ("add", "change", "delete", "view"):
            assert owner.has_perm(f"storybible.{what}_{model._meta.model_name}"), (model, what)


def test_people_from_before_the_bible_get_its_permissions(db):
    old = register(email="old@example.org", password="correct horse battery")
    group = Group.objects.get(name=DESIGNERS)
    group.permissions.remove(*Permission.objects.filter(content_type__app_label="storybible"))
    Permission.objects.filter(content_type__app_label="storybible").delete()
    assert not type(old).objects.get(pk=old.pk).has_perm("storybible.change_element")
    import_module("storybible.migrations.0010_designers").give(apps, connection.schema_editor())
    found = type(old).objects.get(pk=old.pk)
    assert found.has_perm("storybible.change_element")
    assert found.has_perm("storybible.add_scene")


def test_rows_of_forms_are_read_back(owner, pages, world):
    """What the page shows is what a save without changes keeps, for every kind of row."""
    desk = pages(owner)
    before = Revision.objects.count()
    for row in world:
        if isinstance(row, Revision):
            continue
        where = address(row._meta.model_name, row)
        answer = desk.post(where, form_of(desk.get(where).content.decode()))
        assert answer.status_code == 302, (row, answer.context["adminform"].form.errors)
    assert Revision.objects.count() == before
    assert Calendar.objects.count() == Relation.objects.count() == 1
