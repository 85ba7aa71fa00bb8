"""Events, scenes, relations, worlds, style guides, calendars and what can be chosen, in the admin."""

from __future__ import annotations

import json

import pytest

from storybible.models import (
    Action,
    Calendar,
    EventParticipant,
    Relation,
    RelationType,
    Revision,
    Scene,
    Source,
    StyleGuide,
    TimelineEvent,
    TraitTemplate,
    WorldConfig,
    WorldOption,
)
from storybible.services.calendars import save_calendar
from storybible.services.elements import create_element
from storybible.services.time import create_event, update_event
from storybible.services.world import set_world_config
from tests.storybible.admin_forms import address, filled, form_of, save, with_row, without_row

pytestmark = pytest.mark.django_db

TWO_MONTHS = {"months": [{"name": "Thaw", "days": 30}, {"name": "Frost", "days": 30}]}


@pytest.fixture
def desk(owner, pages):
    return pages(owner)


@pytest.fixture
def mara(universe, author):
    return create_element(universe=universe, author=author, name="Mara", entity_subtype="character")


@pytest.fixture
def ivo(universe, author):
    return create_element(universe=universe, author=author, name="Ivo", entity_subtype="character")


@pytest.fixture
def harbour(universe, author):
    return create_element(universe=universe, author=author, name="Harbour", entity_subtype="location")


def latest(row):
    return Revision.objects.filter(row_id=row.pk).order_by("-number").first()


def errors_of(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


# Events


def test_an_event_is_made_with_its_people(desk, mara, ivo, harbour):
    values = filled(
        desk,
        address("timelineevent", "add"),
        title="The crossing",
        starts="1204-03-17",
        event_type="journey",
        elements=[str(harbour.pk)],
    )
    with_row(values, "participant_rows", element=str(mara.pk), role="pilot", place="0")
    with_row(values, "participant_rows", element=str(ivo.pk), role="", place="1")
    assert desk.post(address("timelineevent", "add"), values).status_code == 302
    event = TimelineEvent.objects.get()
    assert [(one.element, one.role) for one in event.participant_rows.all()] == [(mara, "pilot"), (ivo, "")]
    assert list(event.elements.all()) == [harbour]
    assert (event.precision, latest(event).source) == ("day", Source.ADMIN)
    page = desk.get(address("timelineevent")).content.decode()
    assert "17 March 1204" in page
    assert "Mara" in page


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [("1204-02-30", "", "starts"), ("1204", "1199", "ends"), ("someday", "", "starts"), ("", "", "starts")],
)
def test_dates_that_are_none_are_told_at_their_field(desk, universe, starts, ends, field):
    answer = save(desk, address("timelineevent", "add"), title="X", starts=starts, ends=ends)
    assert field in errors_of(answer)
    assert not TimelineEvent.objects.exists()


def test_people_of_an_event_change_with_it(desk, universe, author, mara, ivo):
    event = create_event(
        universe=universe, author=author, title="Duel", starts="1204", participants=[mara, ivo]
    )
    values = filled(desk, address("timelineevent", event), participant_rows__0__role="challenger")
    without_row(values, "participant_rows", 1)
    desk.post(address("timelineevent", event), values)
    assert [(one.element, one.role) for one in EventParticipant.objects.all()] == [(mara, "challenger")]
    assert latest(event).changed == ["participants"]


def test_a_person_of_another_universe_cannot_take_part(desk, universe, other_universe, stranger):
    from storybible.services.keeping import Author

    eve = create_element(
        universe=other_universe, author=Author(by=stranger), name="Evening", entity_subtype="character"
    )
    values = filled(desk, address("timelineevent", "add"), title="X", starts="1204")
    with_row(values, "participant_rows", element=str(eve.pk), role="", place="0")
    assert desk.post(address("timelineevent", "add"), values).status_code == 200
    assert not TimelineEvent.objects.exists()


def test_a_stale_event_is_told(desk, universe, author):
    event = create_event(universe=universe, author=author, title="Duel", starts="1204")
    values = filled(desk, address("timelineevent", event), title="Mine")
    update_event(event=event, author=author, title="Theirs")
    answer = desk.post(address("timelineevent", event), values)
    assert "Theirs" in str(errors_of(answer))
    assert form_of(answer.content.decode())["title"] == "Mine"


def test_the_timeline_is_in_order_and_narrowed(desk, universe, author, mara):
    create_event(universe=universe, author=author, title="Second", starts="1300", participants=[mara])
    create_event(universe=universe, author=author, title="First", starts="-0100")
    answer = desk.get(address("timelineevent"))
    assert [one.title for one in answer.context["cl"].result_list] == ["First", "Second"]
    answer = desk.get(f"{address('timelineevent')}?participants__id__exact={mara.pk}")
    assert [one.title for one in answer.context["cl"].result_list] == ["Second"]


def test_dates_are_read_aloud_in_the_calendar(desk, universe, author):
    calendar = save_calendar(universe=universe, author=author, name="Tide", definition=TWO_MONTHS)
    where = "/admin/storybible/element/when/"
    told = desk.get(where, {"universe": universe.pk, "starts": "3-02-05", "calendar": calendar.pk}).json()
    assert "Frost" in told["label"]
    told = desk.get(where, {"universe": universe.pk, "starts": "1204-02-30"}).json()
    assert told["attr"] == "starts"


# Scenes and relations


def test_a_scene_is_made_and_told_last(desk, universe, mara, harbour):
    for title in ("One", "Two"):
        save(
            desk,
            address("scene", "add"),
            title=title,
            text="@Mara waits.",
            location=str(harbour.pk),
            participants=[str(mara.pk)],
            starts="1204",
        )
    scenes = list(Scene.objects.all())
    assert [one.title for one in scenes] == ["One", "Two"]
    assert scenes[0].position < scenes[1].position
    assert (scenes[0].location, list(scenes[0].participants.all())) == (harbour, [mara])
    assert latest(scenes[0]).source == Source.ADMIN
    assert save(desk, address("scene", scenes[0])).status_code == 302
    assert latest(scenes[0]).number == 1


def test_a_relation_is_made_changed_and_thrown_away(desk, universe, mara, ivo):
    kind = RelationType.objects.get(universe=None, key="parent-of")
    form = {"source": str(mara.pk), "target": str(ivo.pk), "type": str(kind.pk)}
    assert save(desk, address("relation", "add"), **form).status_code == 302
    tie = Relation.objects.get()
    back = {"source": str(ivo.pk), "target": str(mara.pk), "type": str(kind.pk)}
    assert "target" in errors_of(save(desk, address("relation", "add"), **back))
    save(desk, address("relation", tie), note="She never told him.", starts="1190")
    assert set(latest(tie).changed) >= {"note", "starts"}
    desk.post(
        address("relation"), {"action": "delete_selected", "index": "0", "_selected_action": [str(tie.pk)]}
    )
    tie.refresh_from_db()
    assert tie.in_trash


# World and style


def test_a_world_is_configured_once(desk, universe):
    genre = WorldOption.objects.get(universe=None, kind="genre", key="fantasy")
    page = desk.get(address("worldconfig", "add")).content.decode()
    assert genre.description in page
    form = {"genre": str(genre.pk), "rules": "No gods answer.\n\nIron sings.\n"}
    assert save(desk, address("worldconfig", "add"), **form).status_code == 302
    config = WorldConfig.objects.get()
    assert (config.genre, config.rules) == (genre, ["No gods answer.", "Iron sings."])
    answer = save(desk, address("worldconfig", "add"), **form)
    assert errors_of(answer)
    assert WorldConfig.objects.count() == 1
    save(desk, address("worldconfig", config), rules="Iron sings.")
    assert latest(config).changed == ["rules"]
    desk.post(f"/admin/storybible/worldconfig/{config.pk}/revert/1/")
    config.refresh_from_db()
    assert len(config.rules) == 2


def test_a_stale_world_is_told(desk, universe, author):
    config = set_world_config(universe=universe, author=author, rules=["One."])
    values = filled(desk, address("worldconfig", config), notes="Mine")
    set_world_config(universe=universe, author=author, rules=["Two."])
    answer = desk.post(address("worldconfig", config), values)
    assert "Save again" in str(errors_of(answer))
    assert desk.post(address("worldconfig", config), form_of(answer.content.decode())).status_code == 302


def test_a_style_guide_has_colours_and_pictures(desk, universe, picture):
    values = filled(desk, address("styleguide", "add"), art_style="Ink")
    values |= {"palette_hex": ["#112233", "#F59E0B"], "palette_name": ["Night", "Lamp"]}
    with_row(values, "reference_rows", asset=str(picture.pk), caption="Like this", place="0")
    assert desk.post(address("styleguide", "add"), values).status_code == 302
    guide = StyleGuide.objects.get()
    assert guide.palette == [{"name": "Night", "hex": "#112233"}, {"name": "Lamp", "hex": "#f59e0b"}]
    assert [one.caption for one in guide.reference_rows.all()] == ["Like this"]
    assert save(desk, address("styleguide", guide)).status_code == 302
    assert latest(guide).number == 1
    answer = save(desk, address("styleguide", guide), palette_hex=["#GGG", "#000000"])
    assert "palette" in errors_of(answer)
    assert "#GGG" in answer.content.decode()


# Calendars


def test_a_calendar_is_written_as_json_and_refused_in_words(desk, universe):
    good = json.dumps(TWO_MONTHS)
    assert save(desk, address("calendar", "add"), name="Tide", definition=good).status_code == 302
    calendar = Calendar.objects.get()
    assert latest(calendar).action == Action.CREATED
    bad = json.dumps({"months": [{"name": "Thaw", "days": -3}]})
    assert "definition" in errors_of(save(desk, address("calendar", calendar), definition=bad))
    assert "definition" in errors_of(save(desk, address("calendar", calendar), definition="{nope"))
    assert save(desk, address("calendar", calendar)).status_code == 302
    assert latest(calendar).number == 1


def test_a_sample_of_a_calendar_is_shown(desk):
    where = "/admin/storybible/element/sample/"
    told = desk.post(where, {"definition": json.dumps(TWO_MONTHS)}).json()
    assert any("Frost" in one["label"] for one in told["dates"])
    assert "JSON" in desk.post(where, {"definition": "{"}).json()["error"]
    assert desk.post(where, {"definition": "{}"}).json()["error"]


def test_a_calendar_in_use_stays(desk, universe, author):
    calendar = save_calendar(universe=universe, author=author, name="Tide", definition=TWO_MONTHS)
    create_event(universe=universe, author=author, title="X", starts="3-01", calendar=calendar)
    answer = desk.post(address("calendar", calendar, "delete"), {"post": "yes"}, follow=True)
    assert "in use" in answer.content.decode()
    assert Calendar.objects.exists()


# What can be chosen


def test_a_universe_adds_options_types_and_traits(desk, universe):
    save(desk, address("worldoption", "add"), kind="tone", label="Foggy", description="Little is seen.")
    option = WorldOption.objects.get(label="Foggy")
    assert (option.universe, option.key) == (universe, "foggy")
    save(desk, address("worldoption", option), description="Nothing is seen.")
    save(desk, address("relationtype", "add"), label="owes", inverse_label="is owed by")
    kind = RelationType.objects.get(label="owes")
    assert kind.universe == universe
    save(desk, address("traittemplate", "add"), entity_subtype="character", label="Fear", required="on")
    trait = TraitTemplate.objects.get()
    assert (trait.key, trait.required) == ("fear", True)
    save(desk, address("traittemplate", trait), help="What they run from.")
    trait.refresh_from_db()
    assert trait.help == "What they run from."
    for name, row in (("worldoption", option), ("relationtype", kind), ("traittemplate", trait)):
        desk.post(address(name, row, "delete"), {"post": "yes"})
        assert not type(row).objects.filter(pk=row.pk).exists()


def test_the_studios_own_are_for_administrators(desk, universe, pages, django_user_model):
    option = WorldOption.objects.get(universe=None, kind="genre", key="fantasy")
    page = desk.get(address("worldoption", option))
    assert page.status_code == 200
    assert desk.post(address("worldoption", option), {"label": "Mine"}).status_code == 403
    assert desk.post(address("worldoption", option, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "index": "0", "_selected_action": [str(option.pk)]}
    desk.post(address("worldoption"), chosen)
    option.refresh_from_db()
    assert option.label == "Fantasy"
    chief = pages(django_user_model.objects.create_superuser("chief@example.org", "pass word 123"))
    save(chief, address("worldoption", option), description="Dragons, mostly.")
    option.refresh_from_db()
    assert option.description == "Dragons, mostly."
    save(chief, address("worldoption", "add"), universe="", kind="genre", label="Solarpunk")
    assert WorldOption.objects.get(label="Solarpunk").universe is None


def test_a_preview_is_clean_and_knows_whom_it_mentions(desk, universe, mara):
    text = "**Bold** @Mara <script>alert(1)</script> [x](javascript:alert(1))"
    told = desk.post("/admin/storybible/element/preview/", {"universe": universe.pk, "text": text}).json()
    assert "<strong>Bold</strong>" in told["html"]
    assert "<script" not in told["html"]
    assert 'href="javascript' not in told["html"]
    assert told["mentions"] == ["Mara"]


def test_files_to_choose_from_are_of_the_universe(desk, universe, picture):
    told = desk.get("/admin/storybible/element/files/", {"universe": universe.pk, "q": "harb"}).json()
    assert [one["name"] for one in told["files"]] == ["Harbour.png"]
