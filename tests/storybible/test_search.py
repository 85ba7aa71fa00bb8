"""Finding anything in a universe: what comes first, what is never shown, and words that are no words."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storybible.models import Element, RowKind, SearchEntry, Visibility
from storybible.selectors.fulltext import START, Scope, Tier, entries
from storybible.selectors.search import search
from storybible.services.elements import create_element, delete_element, restore_element, update_element
from storybible.services.keeping import Author
from storybible.services.style import set_style_guide
from storybible.services.world import set_world_config
from umam.universes.models import Universe

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(universe: Universe, author: Author):
    def made(name: str, **fields) -> Element:
        fields.setdefault("entity_subtype", "character")
        return create_element(universe=universe, author=author, name=name, **fields)

    return made


def titles(universe, user, text, **more) -> list[str]:
    return [one.title for one in search(universe, user, text, **more)]


class TestWhatIsFound:
    def test_names_before_tags_before_texts(self, universe, make, owner):
        make("The tower", body="A lamp burns there.")
        make("Harbour", tags=["lamp"])
        make("Nia", aliases=["Lamp girl"])
        make("The old lamp")
        make("Lampert")
        make("Lamp")
        found = titles(universe, owner, "lamp")
        assert found == ["Lamp", "Lampert", "Nia", "The old lamp", "Harbour", "The tower"]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("mar", ["Mára Voss"]),
            ("MARA", ["Mára Voss"]),
            ("mára", ["Mára Voss"]),
            ("mara v", ["Mára Voss"]),
            ("voss mara", ["Mára Voss"]),
            ("voss, (mara)", ["Mára Voss"]),
            ("keeper", ["Mára Voss"]),
            ("sea-born", ["Mára Voss"]),
            ("amber", ["Mára Voss"]),
            ("stubborn", ["Mára Voss"]),
            ("lighthouse", ["Mára Voss"]),
            ("lighthouse stub", ["Mára Voss"]),
            ("maravoss", []),
            ("ara", []),
            ("lighthouse desert", []),
        ],
    )
    def test_by_name_alias_tag_trait_and_text(self, universe, make, owner, text, found):
        make(
            "Mára Voss",
            aliases=["The Keeper"],
            tags=["sea-born"],
            body="Lives in the **light**house of amber. `lighthouse`",
            traits=[{"key": "personality", "value": "Stubborn and kind."}],
        )
        make("Ivo")
        assert titles(universe, owner, text) == found

    def test_the_exact_name_comes_first_among_very_many(self, universe, make, owner, author):
        SearchEntry.objects.bulk_create(
            SearchEntry(
                universe=universe,
                kind=RowKind.EVENT,
                row_id=f"00000000-0000-0000-0000-{number:012}",
                visibility="everyone",
                key=f"m{number}",
                title=f"Mara {number}",
            )
            for number in range(400)
        )
        make("Mara")
        assert titles(universe, owner, "Mara", limit=5)[0] == "Mara"

    def test_world_and_style(self, universe, owner, author):
        set_world_config(universe=universe, author=author, rules=["No faster-than-light travel"])
        set_style_guide(universe=universe, author=author, art_style="Ink and watercolour")
        assert titles(universe, owner, "faster than light") == ["World configuration"]
        assert titles(universe, owner, "watercol") == ["Style guide"]

    def test_follows_changes_and_the_trash(self, universe, make, owner, author):
        mara = make("Mara")
        update_element(element=mara, author=author, name="Nia")
        assert titles(universe, owner, "mara") == []
        assert titles(universe, owner, "nia") == ["Nia"]
        delete_element(element=mara, author=author)
        assert titles(universe, owner, "nia") == []
        restore_element(element=mara, author=author)
        assert titles(universe, owner, "nia") == ["Nia"]

    def test_by_kind_and_limit(self, universe, make, owner, author):
        for number in range(4):
            make(f"Lamp {number}")
        set_style_guide(universe=universe, author=author, mood="lamp light")
        assert titles(universe, owner, "lamp", kinds=["style_guide"]) == ["Style guide"]
        assert len(titles(universe, owner, "lamp", kinds=["element"])) == 4
        assert len(titles(universe, owner, "lamp", limit=2)) == 2

    def test_tells_where_in_the_text_the_words_stand(self, universe, make, owner):
        make("Tower", body="word " * 200 + "where the lamp burns " + "word " * 200)
        snippet = search(universe, owner, "lamp")[0].snippet
        assert "where the lamp burns" in snippet
        assert snippet.startswith("… ")
        assert snippet.endswith(" …")
        assert len(snippet) < 250

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "   ",
            '"',
            "'",
            "*",
            "mara AND",
            "mara OR ivo",
            "NOT mara",
            "mara NEAR(ivo)",
            "{title}:mara",
            "scope:u",
            "^mara",
            "mara*",
            "mara'); DROP TABLE storybible_element; --",
            "mara & !ivo | (x <-> y):*A",
            "\\ % _ ' \" ; \x00 \ud83d",
            "𝓜𝓪𝓻𝓪 🕯 اسم 名前",
            "x" * 5000,
            "a b c d e f g h i j k l m n o p",
        ],
    )
    def test_whatever_is_typed_is_only_words(self, universe, make, owner, text):
        make("Mara")
        search(universe, owner, text)
        assert Element.objects.count() == 1

    def test_scope_words_of_the_index_are_no_way_in(self, universe, make, owner, viewer):
        make("Secret plan", visibility=Visibility.SECRET)
        for text in (f"u{universe.pk.hex}", f"v{universe.pk.hex}", "kelement", universe.pk.hex):
            assert titles(universe, owner, text) == []
            assert titles(universe, viewer, text) == []


class TestInALargeUniverse:
    """What a search reads must not grow with the rows that it does not want."""

    @pytest.fixture
    def enter(self, universe):
        def entered(count: int, title: str, **fields) -> None:
            SearchEntry.objects.bulk_create(
                SearchEntry(
                    universe=universe,
                    kind=RowKind.EVENT,
                    row_id=uuid4(),
                    visibility="everyone",
                    title=title.format(number),
                    **fields,
                )
                for number in range(count)
            )

        return entered

    def test_begun_names_come_first_though_very_many_hold_the_word(self, universe, enter, owner):
        enter(400, "Tower of glass {}", tags="tall")
        enter(1, "“Of Glass and Salt”")
        enter(1, "Of-age")
        enter(1, "Harbour", tags="of old")
        found = titles(universe, owner, "of", limit=3)
        assert found[:2] == ["Of-age", "“Of Glass and Salt”"]
        assert titles(universe, owner, "of glass", limit=3)[0] == "“Of Glass and Salt”"
        assert titles(universe, owner, "of old") == ["Harbour"]

    def test_words_within_names_are_not_read_for_begun_names_and_tags(self, enter):
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL has a vector for each.")
        enter(50, "Tower of glass {}", tags="tall")
        enter(2, "Of salt {}", tags="old\nof salt")
        assert rows_read("storybible_names", f"{START}of") == 2
        assert rows_read("storybible_tags", "of") == 2
        assert rows_read("storybible_names", "of") == 52
        SearchEntry.objects.all().delete()
        assert rows_read("storybible_names", f"{START}of") == rows_read("storybible_tags", "of") == 0

    @pytest.mark.parametrize("tier", [Tier.START, Tier.NAMES, Tier.TAGS, Tier.TEXT])
    def test_postgresql_looks_for_a_word_that_nobody_wrote_in_its_index(self, universe, enter, tier):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite's full-text tables are their own index.")
        enter(5_000, "Lamp {}", tags="sea-born\ntall", text="It burns in the tower.")
        scope = Scope(whole=frozenset([universe.pk.hex]))
        with connection.cursor() as cursor:
            for place in ("names", "tags", "text"):  # what autovacuum does in time
                cursor.execute(f"SELECT gin_clean_pending_list('storybible_{place}_vector')")
            cursor.execute("ANALYZE storybible_searchentry")
        with CaptureQueriesContext(connection) as seen:
            assert entries(tier, ["xyzzy"], scope, 1) == []  # the fewer, the more tempting a walk
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {seen[0]['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Bitmap Index Scan" in plan
        assert "Seq Scan" not in plan

    def test_no_question_takes_more_rows_than_it_may(self, universe, enter, owner):
        enter(300, "Lamp {}")
        scope = Scope(whole=frozenset([universe.pk.hex]))
        for tier in (Tier.START, Tier.NAMES, Tier.TEXT):
            assert len(entries(tier, ["la"], scope, 100)) == 100


def rows_read(table: str, word: str) -> int:
    """How many rows SQLite's list of a word holds, in whatever column."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', '{table}', 'row')")
        try:
            cursor.execute("SELECT doc FROM temp.words WHERE term = %s", [word])
            found = cursor.fetchone()
            return found[0] if found else 0
        finally:
            cursor.execute("DROP TABLE temp.words")


class TestWhoFinds:
    def test_hidden_rows_are_for_editors(self, universe, make, viewer, editor, owner):
        make("Lamp of all")
        make("Lamp of the team", visibility=Visibility.TEAM)
        secret = make("Secret lamp", visibility=Visibility.SECRET, body="amber", tags=["glow"])
        assert titles(universe, viewer, "lamp") == ["Lamp of all"]
        assert titles(None, viewer, "lamp") == ["Lamp of all"]
        for text in ("secret", "amber", "glow"):
            assert titles(universe, viewer, text) == []
        assert len(titles(universe, editor, "lamp")) == 3
        assert secret.pk in [one.row_id for one in search(None, editor, "amber")]

    def test_a_row_that_becomes_secret_is_gone_at_once(self, universe, make, viewer, author):
        lamp = make("Lamp")
        assert titles(universe, viewer, "lamp") == ["Lamp"]
        update_element(element=lamp, author=author, visibility=Visibility.SECRET)
        assert titles(universe, viewer, "lamp") == []

    def test_strangers_find_nothing_and_admins_everything(self, universe, make, stranger, owner):
        make("Lamp", visibility=Visibility.SECRET)
        assert titles(universe, stranger, "lamp") == []
        assert titles(None, stranger, "lamp") == []
        stranger.role = "admin"
        stranger.save()
        assert titles(universe, stranger, "lamp") == ["Lamp"]
        assert titles(None, stranger, "lamp") == ["Lamp"]

    def test_an_account_that_may_only_look_sees_no_secrets_of_its_own(self, universe, make, owner):
        make("Secret lamp", visibility=Visibility.SECRET)
        owner.role = "viewer"
        owner.save()
        assert titles(universe, owner, "lamp") == []
        assert titles(None, owner, "lamp") == []

    def test_very_many_secrets_do_not_hide_what_is_open(self, universe, make, viewer):
        SearchEntry.objects.bulk_create(
            SearchEntry(
                universe=universe,
                kind=RowKind.EVENT,
                row_id=f"00000000-0000-0000-0000-{number:012}",
                visibility="secret",
                title=f"Lamp {number}",
            )
            for number in range(500)
        )
        make("Lamp of all")
        assert titles(universe, viewer, "lamp") == ["Lamp of all"]

    def test_in_a_fixed_number_of_queries(self, universe, make, owner):
        make("Lamp")
        with CaptureQueriesContext(connection) as few:
            search(universe, owner, "lamp")
        for number in range(12):
            make(f"Lamp {number}")
        with CaptureQueriesContext(connection) as many:
            assert len(search(universe, owner, "lamp")) == 13
        assert len(many) == len(few)


class TestApi:
    def test_answers(self, universe, make, api, viewer):
        mara = make("Mara", summary="Keeps the lamp.", tags=["sea"])
        response = api(viewer).get(f"/api/universes/{universe.pk}/search", {"text": "mar", "limit": 5})
        assert response.status_code == 200
        assert response.json()["results"] == [
            {
                "kind": "element",
                "id": str(mara.pk),
                "key": "mara",
                "title": "Mara",
                "subtype": "character",
                "summary": "Keeps the lamp.",
                "tags": ["sea"],
                "snippet": "",
                "page": f"/universes/{universe.slug}/elements/mara",
            }
        ]

    def test_kinds(self, universe, make, api, viewer):
        make("Mara")
        address = f"/api/universes/{universe.pk}/search"
        client = api(viewer)
        assert len(client.get(f"{address}?text=mara&kind=element&kind=event").json()["results"]) == 1
        assert len(client.get(f"{address}?text=mara&kind=element,event").json()["results"]) == 1
        assert client.get(f"{address}?text=mara&kind=scene").json()["results"] == []

    @pytest.mark.parametrize(
        "query", ["kind=unknown", "limit=0", "limit=1000", "limit=x", "text=" + "x" * 300]
    )
    def test_refuses_what_it_does_not_know(self, universe, api, viewer, query):
        response = api(viewer).get(f"/api/universes/{universe.pk}/search?{query}")
        assert response.status_code == 400
        assert response.json()["errors"][0]["attr"].startswith(query.split("=")[0])

    def test_another_universe_is_not_there(self, universe, api, stranger):
        assert api(stranger).get(f"/api/universes/{universe.pk}/search?text=a").status_code == 404


class TestPalette:
    def test_rows_of_this_universe_then_of_others(
        self, universe, make, pages, owner, other_universe, stranger, author
    ):
        from umam.universes.services import create_universe

        second = create_universe(by=owner, name="Second world")
        create_element(universe=second, author=author, name="Lamp there", entity_subtype="item")
        create_element(
            universe=other_universe, author=Author(by=stranger), name="Strange lamp", entity_subtype="item"
        )
        make("Lamp <here>", summary="It <glows>.")
        browser = pages(owner)
        session = browser.session
        session["universe"] = str(universe.pk)
        session.save()
        shown = browser.get("/search", {"q": "lamp"}).content.decode()
        assert f"/universes/{universe.slug}/elements/lamp-here" in shown
        assert "Lamp &lt;here&gt;" in shown
        assert "It &lt;glows&gt;." in shown
        assert shown.index("Lamp &lt;here&gt;") < shown.index("Lamp there")
        assert "Second world" in shown
        assert "Strange lamp" not in shown
        assert 'role="option"' in shown

    def test_before_anything_is_typed_there_are_no_rows(self, make, pages, owner):
        make("Lamp")
        assert "Lamp" not in pages(owner).get("/search").content.decode().replace("Lantern", "")
