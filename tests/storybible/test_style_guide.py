"""The look of a universe: palette, words, reference images, by service and API."""

from __future__ import annotations

import shutil

import pytest

from storybible.colours import clean_hex, contrast, grade, text_on
from storybible.models import Revision, RowKind, StyleGuide
from storybible.selectors.style import style_guide, style_guide_prompt, swatches
from storybible.services import references
from storybible.services.keeping import Author
from storybible.services.style import create_style_guide, revert_style_guide, set_style_guide
from umam.assets.services import ingest_file, trash
from umam.lib.errors import Conflict, Forbidden, Invalid
from umam.lib.safe_http import Fetched

FULL = {
    "art_style": "ink and watercolour",
    "color_palette": [{"name": "Harbour night", "hex": "#14213D"}, {"hex": "#ffd08a"}],
    "mood": "wistful",
    "lighting": "lanterns, long shadows",
    "notes": "Never show the sun.",
}


@pytest.fixture
def url(universe):
    return f"/api/universes/{universe.pk}/style-guide"


@pytest.fixture
def web(monkeypatch, png_file):
    """A web on which every address is a picture, and the list of what was fetched."""
    asked = []

    def fetch(url, target, *, limit):
        asked.append(url)
        if "gone" in url:
            raise Invalid("pictures.example answered 404 instead of a file.")
        if "words" in url:
            target.write_text("<html>no picture</html>")
        else:
            shutil.copy(png_file, target)
        return Fetched(url=url, name=url.rpartition("/")[2], mime="image/png", size=1)

    monkeypatch.setattr(references.safe_http, "fetch", fetch)
    return asked


def test_a_post_makes_it_and_a_second_one_is_refused(api, owner, url):
    assert api(owner).get(url).status_code == 404
    answer = api(owner).post(url, FULL)
    assert answer.status_code == 201
    assert answer["ETag"] == '"1"'
    told = answer.json()
    assert told["color_palette"][0] == {
        "name": "Harbour night", "hex": "#14213d", "text": "#ffffff", "ratio": 15.97,
    }  # fmt: skip
    assert told["color_palette"][1]["text"] == "#000000"
    assert told["reference_images"] == []
    assert told["prompt"] == (
        "ink and watercolour; mood: wistful; lighting: lanterns, long shadows; "
        "colours: Harbour night #14213d, #ffd08a; Never show the sun"
    )
    assert api(owner).post(url, FULL).status_code == 409
    assert api(owner).get(url).json() == told


def test_what_one_got_can_be_sent_back(api, owner, url, picture):
    client = api(owner)
    made = client.post(url, {**FULL, "reference_images": [{"asset_id": str(picture.pk), "caption": "Dusk"}]})
    again = client.put(url, made.json())
    assert again.status_code == 200
    assert again["ETag"] == '"1"'
    assert Revision.objects.filter(kind=RowKind.STYLE_GUIDE).count() == 1


def test_put_replaces_and_patch_changes(api, owner, url, picture):
    client = api(owner)
    client.post(url, {**FULL, "reference_images": [str(picture.pk)]})
    told = client.patch(url, {"mood": "stormy"}).json()
    assert (told["mood"], told["art_style"]) == ("stormy", FULL["art_style"])
    assert [one["asset_id"] for one in told["reference_images"]] == [str(picture.pk)]
    assert told["reference_images"][0]["url"].startswith("http")
    told = client.put(url, {"color_palette": ["#ABCDEF"]}).json()
    assert (told["mood"], told["reference_images"]) == ("", [])
    assert told["color_palette"][0]["hex"] == "#abcdef"


@pytest.mark.parametrize(
    "colour",
    [
        "#GGG",
        "#fff",
        "fff000",
        "#1234567",
        "#12345g",
        "red",
        "",
        None,
        7,
        {"name": "Red"},
        {"hex": "#GGG"},
        [],
    ],
)
def test_a_colour_that_is_none_is_refused_at_the_palette(api, owner, url, colour):
    answer = api(owner).post(url, {"color_palette": [colour]})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"].startswith("color_palette")
    assert not StyleGuide.objects.exists()


def test_the_sentence_about_ggg(api, owner, url):
    error = api(owner).put(url, {"color_palette": [{"name": "Fog", "hex": "#GGG"}]}).json()["errors"][0]
    assert error["attr"] == "color_palette"
    assert error["detail"].startswith("“#GGG” is no colour.")


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"color_palette": ["#000000"] * 25}, "color_palette"),
        ({"color_palette": "#000000"}, "color_palette"),
        ({"color_palette": [{"hex": "#000000", "name": "x" * 61}]}, "color_palette"),
        ({"art_style": "x" * 201}, "art_style"),
        ({"notes": "x" * 5001}, "notes"),
        ({"reference_images": ["http://pictures.example/a.png"]}, "reference_images.0"),
        ({"reference_images": ["file:///etc/passwd"]}, "reference_images.0"),
        ({"reference_images": ["nonsense"]}, "reference_images.0"),
        ({"reference_images": [f"https://x.example/{n}" for n in range(6)]}, "reference_images"),
        ({"reference_images": ["https://127.0.0.1/a.png"]}, "reference_images"),
        ({"reference_images": ["https://localhost/a.png"]}, "reference_images"),
    ],
)
def test_bad_values_are_named(api, owner, url, body, attr):
    answer = api(owner).post(url, body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == attr
    assert not StyleGuide.objects.exists()


def test_files_of_another_universe_or_kind_are_refused(
    api, owner, url, other_universe, universe, stranger, png_file, wav_file
):
    foreign = ingest_file(path=png_file, universe=other_universe, name="Dunes.png", source="upload")
    sound = ingest_file(path=wav_file, universe=universe, name="Sea.wav", source="upload")
    for asset in (foreign, sound):
        answer = api(owner).post(url, {"reference_images": [str(asset.pk)]})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == "reference_images"
        with pytest.raises(Invalid):
            create_style_guide(universe=universe, author=Author(by=owner), references=[asset])


def test_a_picture_from_the_web_becomes_an_asset_and_is_fetched_once(api, owner, url, web, universe):
    address = "https://pictures.example/harbour.png"
    client = api(owner)
    told = client.post(url, {"reference_images": [{"url": address, "caption": "Dusk"}]}).json()
    asset = universe.assets.get()
    assert told["reference_images"][0]["asset_id"] == str(asset.pk)
    assert told["reference_images"][0]["caption"] == "Dusk"
    assert (asset.name, asset.source, asset.provenance) == ("harbour.png", "import", {"url": address})
    client.put(url, {"reference_images": [address]})
    assert web == [address]
    assert universe.assets.count() == 1


@pytest.mark.parametrize("name", ["gone.png", "words.html"])
def test_what_is_no_picture_stays_out(api, owner, url, web, universe, name):
    answer = api(owner).post(url, {"reference_images": [f"https://pictures.example/{name}"]})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "reference_images"
    assert not universe.assets.exists()


def test_nobody_but_editors_makes_the_studio_fetch(api, viewer, stranger, url, web):
    body = {"reference_images": ["https://pictures.example/a.png"]}
    assert api(viewer).put(url, body).status_code == 403
    assert api(stranger).put(url, body).status_code == 404
    assert web == []


def test_two_editors_do_not_overwrite_each_other(api, owner, editor, url):
    api(owner).post(url, FULL)
    assert api(editor).patch(url, {"mood": "calm"}, headers={"If-Match": '"1"'}).status_code == 200
    assert api(owner).patch(url, {"mood": "wild"}, headers={"If-Match": '"1"'}).status_code == 412


def test_who_may(api, viewer, stranger, editor, url):
    assert api(stranger).get(url).status_code == 404
    assert api(viewer).post(url, FULL).status_code == 403
    assert api(editor).post(url, FULL).status_code == 201
    assert api(viewer).get(url).status_code == 200
    assert api(viewer).patch(url, {}).status_code == 403


def test_the_history_names_files_by_their_content(universe, author, picture):
    guide = create_style_guide(universe=universe, author=author, references=[picture], mood="calm")
    set_style_guide(universe=universe, author=author, references=[], palette=["#000000"])
    first, last = Revision.objects.filter(kind=RowKind.STYLE_GUIDE).order_by("number")
    assert first.document["references"] == [
        {"sha256": picture.sha256, "name": "Harbour.png", "kind": "image", "caption": ""}
    ]
    assert last.changed == ["palette", "references"]
    back = revert_style_guide(guide=guide, author=author, number=1)
    assert [row.asset for row in back.reference_rows.all()] == [picture]
    assert back.palette == []
    with pytest.raises(Conflict):
        create_style_guide(universe=universe, author=author)


def test_a_reference_in_the_trash_is_not_shown(universe, author, picture, owner):
    create_style_guide(universe=universe, author=author, references=[picture])
    trash(asset=picture, by=owner)
    guide = style_guide(universe)
    assert guide is not None
    assert list(guide.reference_rows.all()) == []


def test_viewers_do_not_write_by_service(universe, viewer):
    with pytest.raises(Forbidden):
        set_style_guide(universe=universe, author=Author(by=viewer), mood="calm")


def test_a_universe_without_a_guide_has_no_prompt(universe):
    assert style_guide_prompt(universe) == ""


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ff0000", "#ff0000") == 1
    assert text_on("#ffff00")[0] == "#000000"
    assert text_on("#0000aa")[0] == "#ffffff"
    assert [grade(ratio) for ratio in (7, 4.5, 3, 2.9)] == ["AAA", "AA", "AA large", ""]
    assert clean_hex(" #ABCDEF ") == "#abcdef"


def test_every_swatch_can_be_read(universe, author):
    colours = [f"#{red:02x}{green:02x}80" for red in range(0, 256, 51) for green in (0, 85, 170, 255)]
    guide = create_style_guide(universe=universe, author=author, palette=colours)
    assert all(swatch.ratio >= 4.5 for swatch in swatches(guide))
