"""A bible goes out and comes back the same; hostile files change nothing."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from storybible.models import Element, Relation, Revision, Scene, TimelineEvent, WorldConfig
from storybible.portable import shape
from storybible.services.elements import create_element, delete_element, update_element
from storybible.services.relations import create_relation
from storybible.services.scenes import create_scene
from storybible.services.style import set_style_guide
from storybible.services.time import create_event
from storybible.services.world import set_world_config
from umam.assets import files as stored
from umam.assets.models import Asset
from umam.jobs import inline
from umam.jobs.models import Job
from umam.universes.models import Universe
from umam.universes.services import create_universe


@pytest.fixture
def world(universe, author, picture):
    set_world_config(
        universe=universe, author=author, genre="fantasy", tech_level="medieval", rules=["No metal at sea."]
    )
    set_style_guide(
        universe=universe,
        author=author,
        art_style="ink and watercolour",
        palette=[{"name": "Lantern", "hex": "#f59e0b"}],
        references=[{"asset": picture, "caption": "The harbour"}],
    )
    mara = create_element(
        universe=universe,
        author=author,
        name="Mara Voss",
        entity_subtype="character",
        aliases=["The Keeper"],
        tags=["harbour"],
        body="Keeps the light of @Lumen.",
        images=[{"asset": picture, "caption": "At dusk"}],
        traits=[
            {"key": "motivations", "value": ["Find her brother"]},
            {"key": "personality", "value": "Calm"},
        ],
    )
    lumen = create_element(
        universe=universe,
        author=author,
        name="Lumen",
        entity_subtype="location",
        traits=[{"key": "population", "value": 412}],
    )
    create_relation(
        universe=universe, author=author, type="located-in", source=mara, target=lumen, starts="1204"
    )
    create_event(
        universe=universe,
        author=author,
        title="The lantern fails",
        starts="1204-03-17",
        participants=[{"element": mara, "role": "keeper"}],
        elements=[lumen],
    )
    create_scene(
        universe=universe,
        author=author,
        title="First light",
        text="Dawn.",
        location=lumen,
        participants=[mara],
    )
    return universe


def export(client, universe, form="json"):
    answer = client.post(f"/api/universes/{universe.pk}/exports", {"form": form})
    assert answer.status_code == 202, answer.json()
    inline.drain()
    job = Job.objects.get(pk=answer.json()["id"])
    assert job.status == "completed", job.error_message
    asset = Asset.objects.get(pk=job.output_data["file"])
    path = stored.local_path(asset.file)
    assert path is not None
    return path.read_bytes()


def bring(client, universe, content, name="bible.zip", *, apply=True):
    upload = SimpleUploadedFile(name, content, "application/octet-stream")
    sent = {"file": upload, "apply": apply}
    answer = client.post(f"/api/universes/{universe.pk}/imports", sent, format="multipart")
    if answer.status_code != 202:
        return answer
    inline.drain()
    return Job.objects.get(pk=answer.json()["id"])


def packed(document, **media):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("universe.json", json.dumps(document))
        for name, content in media.items():
            archive.writestr(name, content)
    return out.getvalue()


def least(**parts):
    return {"format": shape.FORMAT, "version": 1, "universe": {"name": "Elsewhere"}, **parts}


class TestThereAndBack:
    @pytest.mark.parametrize("form", ["json", "zip"])
    def test_export_import_export_gives_the_same_bytes(self, world, owner, api, form):
        client = api(owner)
        first = export(client, world, form)
        packed_up = first if form == "zip" else export(client, world, "zip")
        other = create_universe(by=owner, name=world.name, accent=world.accent)
        job = bring(client, other, packed_up)
        assert job.status == "completed", job.error_message
        assert job.output_data["counts"]["elements"] == {"create": 2, "update": 0, "same": 0}
        assert export(client, other, form) == first

    def test_the_same_import_again_changes_nothing(self, world, owner, api):
        client = api(owner)
        content = export(client, world, "zip")
        before = Revision.objects.count()
        job = bring(client, world, content)
        assert job.status == "completed", job.error_message
        assert all(
            not counts["create"] and not counts["update"] for counts in job.output_data["counts"].values()
        )
        assert Revision.objects.count() == before

    def test_a_look_before_says_what_would_change_and_changes_nothing(self, world, owner, author, api):
        client = api(owner)
        content = export(client, world, "zip")
        mara = Element.objects.get(name="Mara Voss")
        update_element(element=mara, author=author, summary="Keeper of the light.")
        lumen = Element.objects.get(name="Lumen")
        delete_element(element=lumen, author=author)
        job = bring(client, world, content, apply=False)
        assert job.status == "completed", job.error_message
        assert not job.output_data["applied"]
        changes = {one["key"]: (one["doing"], one["fields"]) for one in job.output_data["changes"]}
        assert changes["mara-voss"] == ("update", ["summary"])
        assert changes["lumen"][0] == "restore"
        mara.refresh_from_db()
        assert mara.summary == "Keeper of the light."

        bring(client, world, content)
        mara.refresh_from_db()
        lumen.refresh_from_db()
        assert mara.summary == ""
        assert not lumen.in_trash
        assert Revision.objects.filter(row_id=mara.pk).first().source == "import"

    def test_a_universe_is_duplicated_with_its_pictures(self, world, owner, api):
        answer = api(owner).post(f"/api/universes/{world.pk}/duplicate", {"name": "Second coast"})
        assert answer.status_code == 202
        inline.drain()
        copy = Universe.objects.get(pk=answer.json()["universe_id"])
        assert copy.name == "Second coast"
        for model in (Element, Relation, TimelineEvent, Scene, WorldConfig):
            assert model.objects.filter(universe=copy).count() == model.objects.filter(universe=world).count()
        pictures = Asset.objects.filter(universe=copy, kind="image")
        assert [asset.name for asset in pictures] == ["Harbour.png"]

    @pytest.mark.parametrize("form", ["markdown", "csv"])
    def test_people_get_pages_and_tables(self, world, owner, api, form):
        with zipfile.ZipFile(io.BytesIO(export(api(owner), world, form))) as archive:
            names = archive.namelist()
            if form == "csv":
                assert "Mara Voss" in archive.read("elements.csv").decode("utf-8-sig")
                assert "Find her brother" in archive.read("traits.csv").decode("utf-8-sig")
            else:
                assert "elements/character/mara-voss.md" in names
                assert "1204-03-17: The lantern fails" in archive.read("timeline.md").decode()

    def test_no_cell_of_a_table_is_a_formula(self, universe, owner, author, api):
        create_element(universe=universe, author=author, name="=cmd|calc", entity_subtype="item")
        with zipfile.ZipFile(io.BytesIO(export(api(owner), universe, "csv"))) as archive:
            assert ",'=cmd|calc," in archive.read("elements.csv").decode("utf-8-sig")

    def test_the_schema_is_published_and_kept(self, world, owner, api, client):
        from jsonschema import Draft202012Validator

        schema = client.get("/api/bible-schema").json()
        document = json.loads(export(api(owner), world))
        assert list(Draft202012Validator(schema).iter_errors(document)) == []


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b'{"format": "other"}', "no bible"),
            (b"{broken", "no JSON"),
            (json.dumps(least(version=2)).encode(), "newer studio"),
            (
                json.dumps(least(elements=[{"key": "a", "name": "A", "type": "dragon"}])).encode(),
                "elements/0/type",
            ),
            (json.dumps(least(surprise=1)).encode(), "surprise"),
            (
                json.dumps(
                    least(relations=[{"key": "r", "type": "friend-of", "source": "a", "target": "b"}])
                ).encode(),
                "not in this bible",
            ),
            (
                json.dumps(least(elements=[{"key": "a", "name": "A", "type": "item"}] * 2)).encode(),
                "two elements",
            ),
            (
                json.dumps(least(elements=[{"key": "a", "name": "A\0", "type": "item"}])).encode(),
                "elements/0/name: the text holds",
            ),
            (packed(least(universe={"name": "\ud83d"})), "universe/name: the text holds"),
            (json.dumps(least(**{"a\0": 1})).encode(), "at the top: the text holds"),
            (b"[" * 100_000, "no JSON"),
            (packed(least(), **{"../../etc/passwd": b"x"}), "no place in a bible"),
            (packed(least(), **{"media/evil.sh": b"x"}), "no place in a bible"),
        ],
    )
    def test_they_are_refused_in_one_sentence(self, universe, owner, api, content, words):
        name = "bible.zip" if content.startswith(b"PK") else "bible.json"
        job = bring(api(owner), universe, content, name)
        assert job.status == "failed"
        assert words in job.error_message
        assert not Element.objects.filter(universe=universe).exists()

    def test_what_only_looks_like_such_a_character_comes_in(self, universe, owner, api):
        rows = [{"key": "a", "name": r"A\u0000", "type": "item", "summary": "\U0001f56f"}]
        job = bring(api(owner), universe, json.dumps(least(elements=rows)).encode(), "bible.json")
        assert job.status == "completed", job.error_message
        element = Element.objects.get(universe=universe)
        assert (element.name, element.summary) == (r"A\u0000", "\U0001f56f")

    def test_a_bomb_is_not_unpacked(self, universe, owner, api):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("universe.json", json.dumps(least()))
            archive.writestr(f"media/{'a' * 64}.png", b"\0" * 30_000_000)
        job = bring(api(owner), universe, out.getvalue())
        assert job.status == "failed"
        assert "far more than it looks like" in job.error_message

    def test_a_refused_row_is_named(self, universe, owner, api):
        rows = [{"key": "x", "title": "X", "when": {"from": "1204-02-30"}}]
        job = bring(api(owner), universe, json.dumps(least(events=rows)).encode(), "bible.json")
        assert job.status == "failed"
        assert "“x” in events" in job.error_message


class TestRights:
    def test_viewers_and_strangers_take_nothing_out(self, world, viewer, stranger, api, client):
        for path in ("exports", "imports", "duplicate"):
            where = f"/api/universes/{world.pk}/{path}"
            assert api(viewer).post(where).status_code == 403
            assert api(stranger).post(where).status_code == 404
            assert client.post(where).status_code == 401

    def test_the_job_itself_asks_again_who_copies(self, world, owner, stranger, api):
        from umam.jobs.services import submit

        mine = create_universe(by=stranger, name="Mine")
        job = submit(kind="bible_duplicate", universe=mine, by=stranger, input={"source": str(world.pk)})
        inline.drain()
        job.refresh_from_db()
        assert job.status == "failed"
        assert not Element.objects.filter(universe=mine).exists()


class TestPages:
    def test_out_in_and_copy(self, world, owner, pages):
        client = pages(owner)
        where = f"/universes/{world.slug}/files"
        assert client.post(f"{where}/export", {"form": "zip"}).status_code == 302
        inline.drain()
        asset = Asset.objects.get(kind="archive", universe=world)
        assert asset.name in client.get(where).content.decode()
        path = stored.local_path(asset.file)
        assert path is not None
        update_element(
            element=Element.objects.get(name="Lumen"), author=_author(owner), summary="A town of lights."
        )
        answer = client.post(f"{where}/import", {"file": SimpleUploadedFile("b.zip", path.read_bytes())})
        inline.drain()
        page = client.get(answer.url).content.decode()
        assert "would change here" in page
        assert "Lumen" in page
        answer = client.post(f"{answer.url}/apply")
        inline.drain()
        assert "is brought in" in client.get(answer.url).content.decode()
        assert Element.objects.get(name="Lumen", universe=world).summary == ""
        answer = client.post(f"{where}/duplicate", {"name": "Third coast"})
        assert answer.url == "/universes/third-coast/files"

    def test_viewers_read_but_do_not_take(self, world, viewer, pages):
        where = f"/universes/{world.slug}/files"
        assert "Take it out" not in pages(viewer).get(where).content.decode()
        assert pages(viewer).post(f"{where}/export", {"form": "zip"}).status_code == 403


def _author(person):
    from storybible.services.keeping import Author

    return Author(by=person)
