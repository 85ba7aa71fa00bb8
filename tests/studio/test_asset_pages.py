import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.studio.conftest import signed_in
from umam.assets.models import Asset, AssetShare
from umam.assets.services import ingest_file


@pytest.fixture
def picture(universe, png_file, copy_of):
    return ingest_file(path=copy_of(png_file), universe=universe, name="Harbour.png", source="upload")


def names(answer):
    return [asset.name for asset in answer.context["assets"]]


def test_the_wall_is_filtered(pages, song, picture, universe):
    assert set(names(pages.get("/assets"))) == {"chords.wav", "Harbour.png"}
    assert names(pages.get("/assets?kind=image")) == ["Harbour.png"]
    assert names(pages.get("/assets?text=chor")) == ["chords.wav"]
    assert names(pages.get("/assets?source=job")) == []
    assert len(names(pages.get(f"/assets?universe={universe.pk}"))) == 2


def test_bundles_of_layers_have_a_tab_of_their_own(pages, picture):
    Asset.objects.filter(pk=picture.pk).update(kind="archive")
    assert names(pages.get("/assets")) == []
    assert names(pages.get("/assets?kind=archive")) == ["Harbour.png"]


def test_the_encoded_pieces_of_a_film_are_no_media_of_their_own(pages, film):
    everything = Asset.objects.alive().filter(job_assets__job__parent=film)
    piece = everything.filter(job_assets__role="piece").first()
    assert piece.name not in names(pages.get("/assets?source=job"))
    assert piece.name in names(pages.get("/assets?source=job&kind=video"))


def test_files_are_uploaded_and_each_is_told(pages, universe, png_file):
    good = SimpleUploadedFile("Kite.png", png_file.read_bytes(), "image/png")
    bad = SimpleUploadedFile("notes.mp3", b"only words\n" * 99, "audio/mpeg")
    sent = {"files": [good, bad], "universe_id": str(universe.pk)}
    page = pages.post("/assets", sent, follow=True).content.decode()
    assert Asset.objects.get().name == "Kite.png"
    assert "“Kite.png” is in Lantern Coast." in page
    assert "notes.mp3" in page


def test_nobody_uploads_into_a_universe_of_others(universe, stranger, viewer, png_file):
    for person, status in ((stranger, 404), (viewer, 403)):
        upload = SimpleUploadedFile("Kite.png", png_file.read_bytes(), "image/png")
        sent = {"files": [upload], "universe_id": str(universe.pk)}
        assert signed_in(person).post("/assets", sent).status_code == status
    assert not Asset.objects.exists()


def test_a_file_tells_what_it_is_and_where_it_is_used(pages, song, film):
    page = pages.get(f"/assets/{song.pk}").content.decode()
    for words in (
        "chords.wav",
        song.sha256,
        "Song of the film “Harbour at four”",
        "Make a music video of it",
    ):
        assert words in page
    made = pages.get(f"/assets/{film.output_data['video']}").content.decode()
    assert "Made by a job" in made
    assert "Part of the film “Harbour at four”" in made
    assert "<dt>Kind</dt>" in made
    assert "<dt>Engine</dt>" not in made  # joining a film needs none


def test_a_file_is_renamed(pages, song):
    pages.post(f"/assets/{song.pk}/rename", {"name": "Evening.wav"})
    song.refresh_from_db()
    assert song.name == "Evening.wav"


def test_a_nameless_file_is_a_message(pages, song):
    answer = pages.post(f"/assets/{song.pk}/rename", {"name": " "}, follow=True)
    assert "An asset needs a name." in answer.content.decode()


def test_trash_and_back(pages, song):
    page = pages.post(f"/assets/{song.pk}/trash", follow=True).content.decode()
    assert "Restore" in page
    assert names(pages.get("/assets")) == []
    assert names(pages.get("/assets?trash=1")) == ["chords.wav"]
    pages.post(f"/assets/{song.pk}/restore")
    assert names(pages.get("/assets")) == ["chords.wav"]


def test_a_public_link_is_made_and_ended(pages, song):
    page = pages.post(f"/assets/{song.pk}/share", follow=True).content.decode()
    share = AssetShare.objects.get(asset=song)
    assert f"/s/{share.token}" in page
    pages.post(f"/assets/{song.pk}/share", {"end": "1"})
    share.refresh_from_db()
    assert not share.is_open


def test_strangers_and_viewers(song, stranger, viewer):
    browser = signed_in(stranger)
    assert browser.get(f"/assets/{song.pk}").status_code == 404
    assert "chords.wav" not in browser.get("/assets").content.decode()
    for verb in ("rename", "trash", "restore", "share"):
        assert browser.post(f"/assets/{song.pk}/{verb}", {"name": "x"}).status_code == 404
        assert signed_in(viewer).post(f"/assets/{song.pk}/{verb}", {"name": "x"}).status_code == 403
    assert "Move to the trash" not in signed_in(viewer).get(f"/assets/{song.pk}").content.decode()
