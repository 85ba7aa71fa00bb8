import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.studio.conftest import signed_in
from umam.assets.models import Asset, AssetShare
from umam.jobs import inline
from umam.jobs.models import Job

HTMX = {"HX-Request": "true"}


def wish(universe, **more):
    return {"universe": str(universe.pk), "preset": "neon-rain", "mood": "60", "size": "1280x720", **more}


def data_of(answer):
    text = answer.content.decode()
    start = text.index('<script id="film-data" type="application/json">')
    begin = text.index(">", start) + 1
    return json.loads(text[begin : text.index("</script>", begin)])


def test_a_dropped_song_becomes_a_film(pages, universe, mp3_file):
    upload = SimpleUploadedFile("Harbour.mp3", mp3_file.read_bytes(), "audio/mpeg")
    answer = pages.post("/music-videos/new", wish(universe, file=upload, lyrics="Come home"))
    film = Job.objects.get(kind="music_video", parent=None)
    assert answer["Location"] == f"/music-videos/{film.pk}"
    assert film.source == "page"
    assert film.input_data["style_label"] == "Neon rain"
    assert film.input_data["mood"] == 60
    assert film.input_data["lyrics"] == "Come home"
    assert film.universe == universe


def test_sent_by_script_the_page_is_told_where_to_go(pages, universe, song):
    answer = pages.post("/music-videos/new", wish(universe, song=str(song.pk)), headers=HTMX)
    film = Job.objects.get(kind="music_video", parent=None)
    assert answer["HX-Redirect"] == f"/music-videos/{film.pk}"


def test_own_words_are_the_style(pages, universe, song):
    asked = wish(universe, song=str(song.pk), preset="own", style="blue rain")
    pages.post("/music-videos/new", asked)
    assert Job.objects.get(kind="music_video", parent=None).input_data["style"] == "blue rain"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({}, "file", "Drop a song here"),
        ({"preset": "own", "style": " "}, "style", "what the film should look like"),
    ],
)
def test_what_is_missing_is_said_at_its_field(pages, universe, song, change, field, words):
    asked = wish(universe, title="Kept", **({} if field == "file" else {"song": str(song.pk)}))
    answer = pages.post("/music-videos/new", {**asked, **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert words in page
    assert 'value="Kept"' in page
    assert not Job.objects.exists()


def test_a_text_that_calls_itself_mp3_is_refused_at_the_field(pages, universe):
    upload = SimpleUploadedFile("song.mp3", b"just some words\n" * 50, "audio/mpeg")
    answer = pages.post("/music-videos/new", wish(universe, file=upload, title="Kept"))
    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()


def test_a_picture_is_no_song(pages, universe, png_file):
    upload = SimpleUploadedFile("cover.png", png_file.read_bytes(), "image/png")
    answer = pages.post("/music-videos/new", wish(universe, file=upload))
    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.content.decode()


def test_another_persons_song_cannot_be_named(pages, universe, song, stranger):
    from umam.universes.services import personal_universe

    own = personal_universe(stranger)
    answer = signed_in(stranger).post("/music-videos/new", wish(own, song=str(song.pk)))
    assert answer.status_code == 422
    answer = signed_in(stranger).post("/music-videos/new", wish(universe))
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_film_under_way_shows_its_steps_and_waits(pages, order):
    film = order(title="Paper boats")
    page = pages.get(f"/music-videos/{film.pk}").content.decode()
    for label in (
        "Listen to the words",
        "Feel the beat",
        "Plan the scenes",
        "Make the scenes",
        "Join the film",
    ):
        assert label in page
    assert "You may leave, it goes on." in page
    assert f'data-live="/ws/jobs/{film.pk}/"' in page
    assert f"/jobs/{film.pk}/cancel" in page
    assert "data-still" not in page


def test_the_live_part_is_the_page_without_its_frame(pages, order):
    film = order()
    part = pages.get(f"/music-videos/{film.pk}?part=live").content.decode()
    assert part.lstrip().startswith('<div class="film"')
    assert "<html" not in part


def test_a_finished_film_has_everything(pages, film):
    answer = pages.get(f"/music-videos/{film.pk}")
    page = answer.content.decode()
    output = film.output_data
    assert f'data-asset="{output["video"]}"' in page
    assert '<track kind="captions"' in page
    for name in ("video", "poster", "srt", "vtt", "ass"):
        assert f"/api/assets/{output[name]}/download" in page
    assert "Quality report" in page
    assert "Make the final in 1080p" in page
    assert "Come home to me" in page
    assert "data-still" in page
    assert page.count('class="scene"') == len(answer.context["state"]["scenes"])


def test_the_player_gets_times_that_fit_the_song(pages, film):
    data = data_of(pages.get(f"/music-videos/{film.pk}"))
    assert data["duration"] == pytest.approx(3.0, abs=0.05)
    assert data["scenes"][0]["start"] == 0
    assert data["scenes"][-1]["end"] == pytest.approx(data["duration"], abs=0.05)
    assert all(word["start"] <= word["end"] for word in data["words"])
    assert max(data["peaks"]) > 0
    assert all(scene["progress"] == 1 for scene in data["scenes"])


def test_a_title_is_text_and_never_markup(pages, order):
    film = order(title="<script>alert(1)</script>")
    page = pages.get(f"/music-videos/{film.pk}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_changing_one_scene_orders_a_new_film(pages, film):
    changed = {"prompt": "A red kite over the harbour", "camera_move": "crane_up"}
    answer = pages.post(f"/music-videos/{film.pk}/scenes/0", changed)
    made = Job.objects.get(input_data__based_on=str(film.pk))
    assert answer["Location"] == f"/music-videos/{made.pk}"
    edit = made.input_data["edits"]["0"]
    assert edit["prompt"] == "A red kite over the harbour"
    assert edit["camera_move"] == "crane_up"
    assert f"/music-videos/{made.pk}" in pages.get(f"/music-videos/{film.pk}").content.decode()


def test_another_take_of_a_scene(pages, film):
    pages.post(f"/music-videos/{film.pk}/scenes/0", {"again": "1"})
    assert Job.objects.get(input_data__based_on=str(film.pk)).input_data["edits"]["0"]["take"] == 1


def test_a_scene_that_is_not_there_is_a_message(pages, film):
    answer = pages.post(f"/music-videos/{film.pk}/scenes/99", {"again": "1"}, follow=True)
    assert "The film has no scene 100." in answer.content.decode()


def test_the_final_in_full_size(pages, film):
    answer = pages.post(f"/music-videos/{film.pk}/final")
    made = Job.objects.get(input_data__based_on=str(film.pk))
    assert answer["Location"] == f"/music-videos/{made.pk}"
    assert (made.input_data["width"], made.input_data["height"]) == (1920, 1080)


def test_a_film_is_shared_and_the_link_ends(pages, film):
    video = film.output_data["video"]
    back = {"next": f"/music-videos/{film.pk}"}
    answer = pages.post(f"/assets/{video}/share", back, follow=True)
    share = AssetShare.objects.get(asset=video)
    assert f"/s/{share.token}" in answer.content.decode()
    answer = pages.post(f"/assets/{video}/share", {**back, "end": "1"}, follow=True)
    assert f"/s/{share.token}" not in answer.content.decode()


def test_cancel_and_retry(pages, order):
    film = order()
    pages.post(f"/jobs/{film.pk}/cancel", {"next": f"/music-videos/{film.pk}"})
    film.refresh_from_db()
    assert film.status == "cancelled"
    page = pages.get(f"/music-videos/{film.pk}").content.decode()
    assert "The film is cancelled" in page
    assert f"/jobs/{film.pk}/retry" in page
    pages.post(f"/jobs/{film.pk}/retry")
    film.refresh_from_db()
    assert film.status in ("pending", "processing")


def test_a_failed_film_says_what_why_and_what_to_do(pages, order):
    film = order()
    Job.objects.filter(pk=film.pk).update(
        status="failed",
        completed_at=film.created_at,
        error_message="The song ends early.",
        suggestion="Export it again.",
    )
    page = pages.get(f"/music-videos/{film.pk}").content.decode()
    for words in ("The film stopped", "The song ends early.", "Export it again.", "Retry"):
        assert words in page


def test_a_retry_with_changes_begins_with_the_same_wishes(pages, order, universe):
    film = order(title="Paper boats", style="cosmic-drift", mood=80, lyrics="Come home to me")
    page = pages.get(f"/music-videos/new?from={film.pk}")
    form = page.context["form"]
    assert form["preset"].value() == "cosmic-drift"
    assert form["title"].value() == "Paper boats"
    assert form["mood"].value() == 80
    assert form["lyrics"].value() == "Come home to me"


def test_a_film_whose_song_is_in_the_trash_still_shows(pages, film, song):
    Asset.objects.filter(pk=song.pk).update(deleted_at=film.created_at)
    assert pages.get(f"/music-videos/{film.pk}").status_code == 200


def test_strangers_and_viewers(film, stranger, viewer):
    assert signed_in(stranger).get(f"/music-videos/{film.pk}").status_code == 404
    assert signed_in(stranger).post(f"/music-videos/{film.pk}/final").status_code == 404
    browser = signed_in(viewer)
    page = browser.get(f"/music-videos/{film.pk}").content.decode()
    assert "data-edit-scene" not in page
    assert "Make the final" not in page
    assert browser.post(f"/music-videos/{film.pk}/final").status_code == 403
    assert browser.post(f"/jobs/{film.pk}/retry").status_code == 403


def test_the_wall_of_films_is_filtered(pages, film, universe):
    assert "Harbour at four" in pages.get("/music-videos").content.decode()
    assert "Harbour at four" in pages.get("/music-videos?text=harb").content.decode()
    assert "No film fits" in pages.get("/music-videos?text=nothing").content.decode()
    assert "Harbour at four" in pages.get(f"/music-videos?universe={universe.pk}").content.decode()
    assert "No film fits" in pages.get("/music-videos?universe=not-an-id").content.decode()


def test_takes_are_ordered(pages, universe, song):
    pages.post("/music-videos/new", wish(universe, song=str(song.pk), takes="3"))
    pages.post("/music-videos/new", wish(universe, song=str(song.pk)))
    takes = Job.objects.filter(kind="music_video", parent=None).order_by("created_at")
    assert [film.input_data["takes"] for film in takes] == [3, 1]


def test_takes_are_shown_and_chosen(pages, order):
    film = order(takes=2)
    inline.drain()
    film.refresh_from_db()
    assert film.status == "completed", film.error_message
    page = pages.get(f"/music-videos/{film.pk}").content.decode()
    assert "of 2, chosen by the critic" in page
    assert "Use this take" in page
    assert "-F takes=2" in page
    chosen = film.children.get(role="still:0").output_data["take"]
    answer = pages.post(f"/music-videos/{film.pk}/scenes/0", {"pick": str(3 - chosen)}, follow=True)
    assert f"Scene 1 gets take {3 - chosen}" in answer.content.decode()
    made = Job.objects.get(input_data__based_on=str(film.pk))
    assert made.input_data["edits"]["0"]["pick"] == 3 - chosen
    form = pages.get(f"/music-videos/new?from={made.pk}").content.decode()
    assert 'name="takes" value="2" checked' in form


def test_a_take_that_is_not_there_is_a_message(pages, film):
    answer = pages.post(f"/music-videos/{film.pk}/scenes/0", {"pick": "2"}, follow=True)
    assert "there is nothing to choose from" in answer.content.decode()
    assert not Job.objects.filter(input_data__based_on=str(film.pk)).exists()


def test_a_wrong_number_of_takes_stands_at_its_field(pages, universe, song):
    answer = pages.post("/music-videos/new", wish(universe, song=str(song.pk), takes="9"))
    assert answer.status_code == 422
    assert 'id="id_takes_error"' in answer.content.decode()
    assert not Job.objects.exists()
