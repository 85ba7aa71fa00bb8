"""What agents are told, and what never."""

from __future__ import annotations

import pytest

from storybible.selectors.called import called
from storybible.selectors.context import bible_for
from storybible.selectors.time import span_of
from storybible.services.elements import create_element, delete_element, update_element
from storybible.services.relations import create_relation, delete_relation
from storybible.services.style import set_style_guide
from storybible.services.time import create_event, delete_event
from storybible.services.world import set_world_config


@pytest.fixture
def make(universe, author):
    def element(name, kind="character", **values):
        return create_element(universe=universe, author=author, name=name, entity_subtype=kind, **values)

    return element


@pytest.fixture
def tie(universe, author):
    def relation(source, type, target, **values):
        return create_relation(
            universe=universe, author=author, type=type, source=source, target=target, **values
        )

    return relation


@pytest.fixture
def happen(universe, author):
    def event(title, starts, *participants, **values):
        return create_event(
            universe=universe, author=author, title=title, starts=starts, participants=participants, **values
        )

    return event


@pytest.fixture
def moment(universe):
    def tick(text):
        return span_of(universe=universe, calendar=None, starts=text, ends="")[0]

    return tick


def told(context, kind="element"):
    return {entry.title: entry.reason for entry in context.of_kind(kind)}


def test_an_empty_universe_tells_nothing(universe):
    context = bible_for(universe, text="Mara walks.")
    assert (context.world, context.style, context.entries, context.left_out) == (None, None, [], [])
    assert context.tokens == 0


def test_laws_and_style_are_always_told(universe, author):
    config = set_world_config(universe=universe, author=author, genre="fantasy", rules=["Iron burns."])
    set_style_guide(universe=universe, author=author, art_style="ink", palette=["#000000"])
    context = bible_for(universe)
    assert context.world is not None
    assert context.style is not None
    assert context.world.text.startswith("Genre: Fantasy.")
    assert "- Iron burns." in context.world.text
    assert (context.world.id, context.world.revision) == (str(config.pk), 1)
    assert context.rules == ["Iron burns."]
    assert context.style.text == "ink; colours: #000000"
    assert context.tokens == context.world.tokens + context.style.tokens
    assert context.style.tokens == 6


def test_elements_by_pin_mention_name_alias_and_tie(universe, make, tie):
    mara = make("Mara Voss", aliases=["the Lamplighter"], summary="Keeps the last light.")
    ivo, nia, keeper, town, bell = (
        make("Ivo"), make("Nia"), make("Old Keeper"), make("Brackwater", "location"),
        make("The Bell", "item"),
    )  # fmt: skip
    make("Nobody")
    tie(mara, "parent-of", nia)
    tie(town, "part-of", make("The Coast", "location"))
    context = bible_for(
        universe,
        text="@Ivo and the LAMPLIGHTER meet at brackwater's pier; see @[the old one](old-keeper).",
        pins=[bell.key],
    )
    assert told(context) == {
        "The Bell": "pinned",
        "Ivo": "mentioned",
        "Old Keeper": "mentioned",
        "Mara Voss": "alias in the text: “the lamplighter”",
        "Brackwater": "name in the text: “brackwater”",
        "Nia": "child of Mara Voss",
        "The Coast": "contains Brackwater",
    }
    assert [entry.title for entry in context.of_kind("relation")] == [
        "Mara Voss parent of Nia", "Brackwater part of The Coast",
    ]  # fmt: skip
    entry = next(entry for entry in context.entries if entry.title == "Mara Voss")
    assert (entry.id, entry.key, entry.revision) == (str(mara.pk), "mara-voss", 1)
    assert entry.text.splitlines()[0] == "Mara Voss (character, also called the Lamplighter)"
    assert "Keeps the last light." in entry.text
    assert bible_for(universe, pins=[ivo, str(nia.pk), keeper.pk]).of_kind("element")[0].title == "Ivo"


def test_the_text_of_an_element(universe, make):
    mara = make(
        "Mara",
        body="She **keeps** the light of @Nobody.\n\n<b>Always.</b>" + " word" * 400,
        traits=[
            {"key": "personality", "value": "Patient"},
            {"key": "motivations", "value": ["Light", "Rest"]},
            {"key": "age", "value": 41.0, "trait_type": "number", "label": "Age"},
            {"key": "alive", "value": True, "trait_type": "boolean", "label": "Alive"},
        ],
    )
    text = bible_for(universe, pins=[mara]).entries[0].text
    assert "She keeps the light of" in text
    assert "**" not in text
    assert "Personality: Patient" in text
    assert "Motivations: Light, Rest" in text
    assert text.endswith("Age: 41\nAlive: yes")
    assert len(text) < 900


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mara voss sails", ["Mara Voss"]),
        ("Mara sails", ["Mara"]),
        ("Mara Voss meets Mara", ["Mara Voss", "Mara"]),
        ("“Mara”, she said", ["Mara"]),
        ("Maracas and tomara", []),
        ("MARA\n VOSS", ["Mara Voss"]),
        ("We ride the Half-Moon at dawn", ["Half-Moon"]),
        ("Go to Wait! now", ["Wait!"]),
        ("Wait for it", []),
        ("Ｍａｒａ", ["Mara"]),
        ("über den STRASSENKÖNIG", ["Straßenkönig"]),
        ("彼は東京へ行く", ["東京"]),
        ("", []),
        ("x" * 30_000 + " Mara", []),
    ],
)
def test_names_are_whole_words(universe, make, text, names):
    by_id = {
        make(name).pk: name for name in ("Mara", "Mara Voss", "Half-Moon", "Wait!", "Straßenkönig", "東京")
    }
    assert [by_id[call.element_id] for call in called(text, universe)] == names


def test_names_are_looked_up_and_not_read_through(universe, make, django_assert_num_queries):
    for number in range(30):
        make(f"Person {number}")
    with django_assert_num_queries(1):
        assert len(called("person 3 and person 17 and person 99", universe)) == 2


def test_secrets_and_the_trash_never_appear(universe, make, tie, happen, author, moment):
    mara = make("Mara", aliases=["Lightkeeper"])
    spy = make("The Spy", visibility="secret")
    gone = make("Gone")
    team = make("Insider", visibility="team")
    tie(mara, "enemy-of", spy)
    tie(mara, "rival-of", team, visibility="secret")
    tie(mara, "friend-of", gone)
    thrown = tie(mara, "mentor-of", team)
    delete_relation(relation=thrown, author=author)
    happen("Betrayal", "1204", mara, visibility="secret")
    delete_event(event=happen("Undone", "1204", mara), author=author)
    happen("Supper", "1204", mara, {"element": spy, "role": "poisoner"}, gone, elements=[team])
    delete_element(element=gone, author=author)
    for as_of in (None, moment("1300")):
        context = bible_for(
            universe,
            text="Mara, @Gone, The Spy and @[The Spy](the-spy) dine with the Insider.",
            pins=[spy, gone, "the-spy", str(gone.pk)],
            as_of=as_of,
        )
        assert list(told(context)) == ["Mara", "Insider"]
        assert context.of_kind("relation") == []
        assert list(told(context, "event")) == ["Supper"]
        said = "".join(entry.text + entry.reason for entry in context.all)
        assert "Spy" not in said
        assert "Gone" not in said
        assert "poisoner" not in said
        assert {one.reason for one in context.left_out} == {"it is not there, or not for agents"}
        assert {one.title for one in context.left_out} == {""}


def test_another_universes_rows_are_unknown(universe, make, other_universe):
    mara = make("Mara")
    context = bible_for(other_universe, text="@Mara and Mara", pins=[mara, "mara"])
    assert context.entries == []
    assert len(context.left_out) == 2


def test_as_of_leaves_out_ties_that_do_not_hold(universe, make, tie, moment):
    mara, ivo, nia, guild = make("Mara"), make("Ivo"), make("Nia"), make("Guild", "faction")
    tie(mara, "partner-of", ivo, starts="1200", ends="1210")
    tie(mara, "partner-of", nia, starts="1220")
    tie(mara, "member-of", guild)
    assert set(told(bible_for(universe, pins=[mara]))) == {"Mara", "Ivo", "Nia", "Guild"}
    then = bible_for(universe, pins=[mara], as_of=moment("1205"))
    assert set(told(then)) == {"Mara", "Ivo", "Guild"}
    assert "(" in next(entry.text for entry in then.of_kind("relation") if "Ivo" in entry.title)
    assert set(told(bible_for(universe, pins=[mara], as_of=moment("1215")))) == {"Mara", "Guild"}


def test_the_unborn_are_left_out_and_the_dead_are_marked(universe, make, tie, happen, moment):
    mara, ivo, nia = make("Mara"), make("Ivo"), make("Nia")
    tie(mara, "parent-of", ivo)
    happen("Birth of Mara", "1180", mara, event_type="birth")
    happen(
        "Birth of Ivo", "1210-05-01", {"element": ivo, "role": "born"}, {"element": mara, "role": "mother"},
        event_type="birth",
    )  # fmt: skip
    happen(
        "Murder", "1230", {"element": mara, "role": "victim"}, {"element": nia, "role": "murderer"},
        event_type="death",
    )  # fmt: skip
    before = bible_for(universe, text="Mara, Ivo and Nia", as_of=moment("1205"))
    assert set(told(before)) == {"Mara", "Nia"}
    assert [(one.title, one.reason[:10]) for one in before.left_out] == [("Ivo", "born later")]
    by_tie = bible_for(universe, pins=[mara], as_of=moment("1205"))
    assert set(told(by_tie)) == {"Mara"}
    assert [one.title for one in by_tie.left_out] == ["Ivo"]

    after = bible_for(universe, pins=[mara, nia], as_of=moment("1240"))
    text = {entry.title: entry.text for entry in after.of_kind("element")}
    assert set(text) == {"Mara", "Ivo", "Nia"}
    assert "Died before this moment: 1230" in text["Mara"]
    assert "Died" not in text["Nia"]
    assert "Died" not in text["Ivo"]
    during = bible_for(universe, pins=[mara], as_of=moment("1230-06"))
    assert "Died" not in during.of_kind("element")[0].text
    assert "Died" not in bible_for(universe, pins=[mara]).of_kind("element")[0].text


def test_events_by_time_the_most_recent_first_and_nothing_later(universe, make, happen, moment):
    mara = make("Mara")
    happen("Founding", "900")
    happen("The long war", "1190", ends="1220", description="It **burns** everything.")
    happen("Supper", "1203", mara)
    happen("Coronation", "1250", mara)
    context = bible_for(universe, pins=[mara], as_of=moment("1205"))
    assert told(context, "event") == {
        "Supper": "Mara is part of it",
        "The long war": "at this moment",
        "Founding": "by this moment",
    }
    war = next(entry for entry in context.entries if entry.title == "The long war")
    assert war.text.endswith("(other)\nIt burns everything.")
    assert "1190" in war.text
    assert list(told(bible_for(universe, pins=[mara]), "event")) == ["Coronation", "Supper"]


def test_the_limit_cuts_and_says_so(universe, make, tie):
    mara = make("Mara")
    friends = [make(f"Friend {number}") for number in range(5)]
    for number, friend in enumerate(friends):
        tie(mara, "friend-of", friend, strength=number * 10)
    context = bible_for(universe, text="Friend 0", pins=[mara], limit=3)
    assert list(told(context)) == ["Mara", "Friend 0", "Friend 4"]
    assert {one.title for one in context.left_out} == {"Friend 1", "Friend 2", "Friend 3"}
    assert {one.reason for one in context.left_out} == {"more than 3 elements"}


def test_revisions_are_those_of_the_rows(universe, make, author):
    mara = make("Mara")
    update_element(element=mara, author=author, summary="Changed.")
    assert bible_for(universe, pins=[mara]).entries[0].revision == 2


@pytest.mark.parametrize("count", [2, 12])
def test_the_cost_does_not_grow_with_what_is_told(
    universe, make, tie, happen, moment, author, count, django_assert_max_num_queries
):
    set_world_config(universe=universe, author=author, genre="fantasy")
    mara = make("Mara")
    for number in range(count):
        friend = make(f"Friend {number}")
        tie(mara, "friend-of", friend, starts="1200")
        happen(f"Meeting {number}", "1201", mara, friend)
        happen(f"Birth {number}", "1100", friend, event_type="birth")
    text = "@Mara and " + ", ".join(f"Friend {number}" for number in range(count))
    with django_assert_max_num_queries(30):
        context = bible_for(universe, text=text, pins=[mara.key], as_of=moment("1300"))
    assert len(context.of_kind("element")) == count + 1
