"""Elements in the admin: what a designer types is written by the services, or refused at its field."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storybible.models import Action, Element, Mention, Relation, Revision, SearchEntry, Source
from storybible.services.elements import create_element, delete_element, update_element
from tests.storybible.admin_forms import address, filled, form_of, save, with_row, without_row
from umam.assets.models import Asset

pytestmark = pytest.mark.django_db
LIST = address("element")


@pytest.fixture
def desk(owner, pages):
    return pages(owner)


@pytest.fixture
def mara(universe, author):
    return create_element(
        universe=universe,
        author=author,
        name="Mara",
        entity_subtype="character",
        summary="A smuggler.",
        aliases=["The Heron"],
        tags=["coast"],
        traits=[
            {"key": "personality", "value": "Patient"},
            {"key": "motivations", "value": ["Freedom", "Her brother"]},
        ],
    )


@pytest.fixture
def ivo(universe, author):
    return create_element(universe=universe, author=author, name="Ivo", entity_subtype="character")


def latest(row):
    return Revision.objects.filter(row_id=row.pk).order_by("-number").first()


def errors_of(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


def test_an_element_is_made_with_all_that_belongs_to_it(desk, universe, picture, owner, ivo):
    values = filled(
        desk,
        address("element", "add"),
        name="Harbour",
        entity_subtype="location",
        summary="Where it begins.",
        body="Home of @Ivo.",
        aliases="The Port\nOld Harbour\n",
        tags="coast",
    )
    assert values["universe"] == str(universe.pk)
    with_row(values, "traits", label="Climate", trait_type="text", value_text="Fog", place="0")
    with_row(values, "traits", label="Population", trait_type="number", value_number="4200", place="1")
    with_row(values, "traits", label="Free", trait_type="boolean", value_boolean="yes", place="2")
    with_row(values, "traits", label="Landmarks", trait_type="list", value_list="Lamp\nPier", place="3")
    with_row(values, "image_rows", asset=str(picture.pk), caption="At dusk", place="0")
    assert desk.post(address("element", "add"), values).status_code == 302
    made = Element.objects.get(name="Harbour")
    assert made.key == "harbour"
    assert made.aliases == ["The Port", "Old Harbour"]
    assert [(one.key, one.value) for one in made.traits.all()] == [
        ("climate", "Fog"),
        ("population", 4200),
        ("free", True),
        ("landmarks", ["Lamp", "Pier"]),
    ]
    assert [(one.asset_id, one.caption) for one in made.image_rows.all()] == [(picture.pk, "At dusk")]
    kept = latest(made)
    assert (kept.action, kept.source, kept.by) == (Action.CREATED, Source.ADMIN, owner)
    assert SearchEntry.objects.get(row_id=made.pk).title == "Harbour"
    assert Mention.objects.get(row_id=made.pk).target == ivo


def test_saving_a_form_as_it_is_writes_nothing(desk, mara, picture, author):
    update_element(element=mara, author=author, images=[{"asset": picture, "caption": "Face"}], body="Hm.")
    before = latest(mara).number
    assert save(desk, address("element", mara)).status_code == 302
    assert latest(mara).number == before


def test_a_change_leaves_its_revision(desk, mara, owner):
    assert save(desk, address("element", mara), summary="A retired smuggler.").status_code == 302
    kept = latest(mara)
    assert (kept.number, kept.changed, kept.by, kept.source) == (2, ["summary"], owner, Source.ADMIN)
    assert "retired" in SearchEntry.objects.get(row_id=mara.pk).summary


def test_traits_come_change_and_go(desk, mara):
    values = filled(desk, address("element", mara), traits__0__value_text="Impatient")
    without_row(values, "traits", 1)
    with_row(values, "traits", label="Height", trait_type="number", value_number="1.71", place="7")
    assert desk.post(address("element", mara), values).status_code == 302
    assert [(one.key, one.value) for one in mara.traits.all()] == [
        ("personality", "Impatient"),
        ("height", 1.71),
    ]
    assert latest(mara).changed == ["traits"]


def test_rows_keep_the_order_of_the_screen(desk, mara):
    save(desk, address("element", mara), traits__0__place="1", traits__1__place="0")
    assert [one.key for one in mara.traits.all()] == ["motivations", "personality"]


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("number", "many", "not a number"),
        ("number", "", "not a number"),
        ("number", "nan", "finite"),
        ("boolean", "perhaps", "not yes or no"),
    ],
)
def test_a_trait_of_a_wrong_type_is_refused_at_its_row(desk, mara, kind, typed, said):
    values = filled(desk, address("element", mara), summary="Still here")
    with_row(values, "traits", label="Height", trait_type=kind, place="5", **{f"value_{kind}": typed or " "})
    answer = desk.post(address("element", mara), values)
    assert answer.status_code == 200
    page = answer.content.decode()
    if typed:
        assert said in page
        assert latest(mara).number == 1
        assert "Still here" in page


def test_a_trait_twice_is_refused_and_nothing_is_lost(desk, mara):
    values = filled(desk, address("element", mara), summary="Typed before")
    with_row(values, "traits", label="Personality", trait_type="text", value_text="Again", place="5")
    answer = desk.post(address("element", mara), values)
    assert "given twice" in str(errors_of(answer))
    page = form_of(answer.content.decode())
    assert (page["summary"], page["traits-2-value_text"]) == ("Typed before", "Again")
    assert latest(mara).number == 1


def test_what_the_service_refuses_stands_at_its_field(desk, mara, ivo):
    answer = save(desk, address("element", ivo), key="mara")
    assert "key" in errors_of(answer)
    answer = save(desk, address("element", ivo), aliases="\n".join(f"Name {n}" for n in range(60)))
    assert "aliases" in errors_of(answer)
    ivo.refresh_from_db()
    assert (ivo.key, ivo.aliases, ivo.revision) == ("ivo", [], 1)


def test_a_stale_form_tells_who_wrote_and_keeps_what_was_typed(desk, mara, editor):
    from storybible.services.keeping import Author

    values = filled(desk, address("element", mara), body="My long text")
    update_element(element=mara, author=Author(by=editor), summary="Theirs")
    answer = desk.post(address("element", mara), values)
    told = str(errors_of(answer))
    assert "Ivo" in told
    assert "Theirs" in told
    again = form_of(answer.content.decode())
    assert (again["body"], again["revision_seen"]) == ("My long text", "2")
    assert latest(mara).number == 2
    assert desk.post(address("element", mara), again).status_code == 302
    mara.refresh_from_db()
    assert (mara.body, mara.summary) == ("My long text", "A smuggler.")


def test_traits_that_others_removed_do_not_break_a_stale_form(desk, mara, author):
    values = filled(desk, address("element", mara), body="Mine")
    update_element(element=mara, author=author, traits=[])
    again = form_of(desk.post(address("element", mara), values).content.decode())
    assert again["traits-TOTAL_FORMS"] == "2"
    assert desk.post(address("element", mara), again).status_code == 302
    assert mara.traits.count() == 2


def test_ties_are_written_from_the_elements_form(desk, mara, ivo):
    values = filled(desk, address("element", mara))
    with_row(values, "relations_out", type="sibling-of", target=str(ivo.pk), note="Twins")
    assert desk.post(address("element", mara), values).status_code == 302
    tie = Relation.objects.get()
    assert (tie.source, tie.target, tie.note) == (mara, ivo, "Twins")
    assert latest(tie).source == Source.ADMIN
    save(desk, address("element", mara), relations_out__0__note="Not twins")
    tie.refresh_from_db()
    assert tie.note == "Not twins"
    page = desk.get(address("element", ivo)).content.decode()
    assert "relations_in-0-type" in page
    save(desk, address("element", ivo), relations_in__0__DELETE="on")
    tie.refresh_from_db()
    assert tie.in_trash
    assert latest(tie).action == Action.DELETED


def test_a_tie_that_may_not_be_is_told_and_nothing_is_written(desk, mara, ivo):
    values = filled(desk, address("element", mara), summary="New")
    with_row(values, "relations_out", type="sibling-of", target=str(mara.pk))
    answer = desk.post(address("element", mara), values)
    assert "itself" in str(errors_of(answer))
    mara.refresh_from_db()
    assert mara.summary == "A smuggler."


def test_lists_are_edited_by_the_services(desk, mara, ivo):
    page = form_of(desk.get(LIST).content.decode())
    at = next(name for name, value in page.items() if value == str(ivo.pk)).removesuffix("-id")
    page |= {f"{at}-summary": "Her brother.", f"{at}-visibility": "team", "_save": "Save"}
    assert desk.post(LIST, page).status_code == 302
    kept = latest(ivo)
    assert (kept.changed, kept.source) == (["summary", "visibility"], Source.ADMIN)
    assert latest(mara).number == 1


def test_controls_of_a_list_say_whose_they_are(desk, mara, ivo):
    page = desk.get(LIST).content.decode()
    for one in (mara, ivo):
        assert f'aria-label="Summary of {one}"' in page
        assert f'aria-label="Visibility of {one}"' in page
        assert f'role="img" aria-label="{one}"' in page


def test_a_list_tells_of_what_others_changed_meanwhile(desk, ivo, author):
    page = form_of(desk.get(LIST).content.decode())
    update_element(element=ivo, author=author, summary="Theirs")
    answer = desk.post(LIST, {**page, "form-0-summary": "Mine", "_save": "Save"})
    assert answer.status_code == 200
    assert "meanwhile to “Theirs”" in answer.content.decode()
    ivo.refresh_from_db()
    assert ivo.summary == "Theirs"
    again = form_of(answer.content.decode())
    assert desk.post(LIST, {**again, "_save": "Save"}).status_code == 302
    ivo.refresh_from_db()
    assert ivo.summary == "Mine"


def test_what_others_changed_and_the_list_did_not_stays(desk, mara, ivo, author):
    page = form_of(desk.get(LIST).content.decode())
    update_element(element=mara, author=author, summary="Theirs")
    at = next(name for name, value in page.items() if value == str(ivo.pk)).removesuffix("-id")
    desk.post(LIST, {**page, f"{at}-summary": "Mine", "_save": "Save"})
    assert set(Element.objects.values_list("summary", flat=True)) == {"Theirs", "Mine"}


def test_trash_and_back(desk, mara):
    desk.post(address("element", mara, "delete"), {"post": "yes"})
    mara.refresh_from_db()
    assert mara.in_trash
    assert latest(mara).action == Action.DELETED
    assert not SearchEntry.objects.filter(row_id=mara.pk).exists()
    assert list(desk.get(LIST).context["cl"].result_list) == []
    assert "Take it out" in desk.get(address("element", mara)).content.decode()
    desk.post(address("element", mara, "restore"))
    mara.refresh_from_db()
    assert not mara.in_trash
    assert SearchEntry.objects.filter(row_id=mara.pk).exists()


def test_many_go_to_the_trash_and_come_back(desk, mara, ivo):
    chosen = {"_selected_action": [str(mara.pk), str(ivo.pk)]}
    desk.post(LIST, {"action": "delete_selected", "index": "0", **chosen})
    assert Element.objects.filter(deleted_at=None).count() == 0
    assert {latest(one).action for one in (mara, ivo)} == {Action.DELETED}
    desk.post(f"{LIST}?trash=yes", {"action": "restore_selected", "index": "0", **chosen})
    assert Element.objects.filter(deleted_at=None).count() == 2


def test_tags_and_visibility_of_many(desk, mara, ivo):
    chosen = {"_selected_action": [str(mara.pk), str(ivo.pk)], "index": "0"}
    desk.post(LIST, {"action": "add_tag", "tag": "crew", **chosen})
    desk.post(LIST, {"action": "hide", **chosen})
    for one in (mara, ivo):
        one.refresh_from_db()
        assert one.visibility == "secret"
        assert "crew" in one.tags
        assert latest(one).source == Source.ADMIN


def test_an_earlier_state_is_brought_back(desk, mara, author):
    update_element(element=mara, author=author, summary="Wrong")
    page = desk.get(address("element", mara, "history")).content.decode()
    assert "Bring back" in page
    assert "Wrong" in page
    assert desk.get(f"/admin/storybible/element/{mara.pk}/revert/1/").status_code == 405
    desk.post(f"/admin/storybible/element/{mara.pk}/revert/1/")
    mara.refresh_from_db()
    assert (mara.summary, latest(mara).action) == ("A smuggler.", Action.REVERTED)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=heron", {"Mara"}),
        ("?q=iv", {"Ivo"}),
        ("?tag=coast", {"Mara"}),
        ("?gap=summary", {"Ivo"}),
        ("?gap=image", {"Mara", "Ivo"}),
        ("?gap=unused", {"Mara", "Ivo"}),
        ("?gap=traits", set()),
        ("?entity_subtype__exact=item", set()),
        ("?visibility__exact=everyone", {"Mara", "Ivo"}),
        ("?trash=yes", {"Gone"}),
        ("?trash=all", {"Mara", "Ivo", "Gone"}),
    ],
)
def test_lists_are_narrowed(desk, mara, ivo, universe, author, query, found):
    gone = create_element(universe=universe, author=author, name="Gone", entity_subtype="item")
    delete_element(element=gone, author=author)
    answer = desk.get(f"{LIST}{query}")
    assert {one.name for one in answer.context["cl"].result_list} == found


def test_lists_make_as_many_queries_for_many_rows(desk, universe, author, picture):
    counts = []
    for start in (0, 20):
        for number in range(start, start + 10):
            create_element(
                universe=universe,
                author=author,
                name=f"Person {number}",
                entity_subtype="character",
                tags=[f"t{number}"],
                images=[{"asset": picture}],
            )
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_3d_model_is_shown(desk, mara, universe, author):
    model = Asset.objects.create(
        universe=universe,
        kind="model",
        name="Heron.glb",
        mime="model/gltf-binary",
        extension="glb",
        size=10,
        sha256="0" * 64,
        file="nowhere.glb",
    )
    assert save(desk, address("element", mara), model=str(model.pk)).status_code == 302
    assert latest(mara).changed == ["model"]
    page = desk.get(address("element", mara)).content.decode()
    assert page.count("Heron.glb") >= 2
    assert save(desk, address("element", mara), model="").status_code == 302
    mara.refresh_from_db()
    assert mara.model is None


def test_pictures_of_other_universes_are_refused(desk, mara, other_universe, png_file, copy_of):
    from umam.assets.services import ingest_file

    strange = ingest_file(path=copy_of(png_file), universe=other_universe, name="x.png", source="upload")
    values = filled(desk, address("element", mara))
    with_row(values, "image_rows", asset=str(strange.pk), place="0")
    assert desk.post(address("element", mara), values).status_code == 200
    assert mara.image_rows.count() == 0
