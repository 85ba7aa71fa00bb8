"""A song becomes a film in the browser: ordered, watched, played, changed, cancelled."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
FILM_MS = 120_000
LYRICS = "Come home to me\nacross the shining sea"


def order(page: Page, song: Path, title: str, style: str = "Neon rain") -> str:
    """Orders a film as a person does and returns its address."""
    page.goto("/music-videos/new")
    page.set_input_files("#id_file", song)
    expect(page.locator("[data-drop-title]")).to_have_text(song.name)
    page.get_by_text(style, exact=True).click()
    page.get_by_text("Lyrics and title").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Lyrics").fill(LYRICS)
    page.get_by_role("button", name="Make the film").click()
    page.wait_for_url(re.compile(r"/music-videos/[0-9a-f-]{36}$"))
    return page.url


def done(page: Page) -> None:
    expect(page.locator("#film")).to_have_attribute("data-status", "completed", timeout=FILM_MS)


@pytest.fixture(scope="module")
def finished(browser: Browser, address: str, signed_in: Path, wav_file: Path) -> str:
    """The path of a film that was ordered by API and is done, for all tests that only look at it."""
    context = browser.new_context(base_url=address, storage_state=signed_in)
    page = context.new_page()
    page.goto("/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    song = {"name": "evening.wav", "mimeType": "audio/wav", "buffer": wav_file.read_bytes()}
    wish = {"visual_style": "golden-meadow", "lyrics": LYRICS, "title": "Evening", "takes": "2"}
    sent = page.request.post(
        "/api/video/generate/music-video?wait=60",
        multipart={"file": song, **wish},
        headers={"X-CSRFToken": token, "Referer": address},
        timeout=FILM_MS,  # by itself it gives up after half the wait that is asked for
    )
    assert sent.ok, sent.text()
    path = f"/music-videos/{sent.json()['id']}"
    page.goto(path)
    done(page)
    context.close()
    return path


@pytest.fixture
def film(page: Page, finished: str) -> Page:
    page.goto(finished)
    done(page)
    return page


def reaches(page: Page, truth: str, seconds: float = 15.0) -> None:
    """Waits until an expression holds. The page's policy forbids Playwright's own way of waiting for one."""
    until = time.monotonic() + seconds
    while not page.evaluate(truth):
        assert time.monotonic() < until, f"never true: {truth}"
        page.wait_for_timeout(50)


def test_a_dropped_song_becomes_a_film_that_plays(page, mp3_file):
    order(page, mp3_file, "Harbour at four")
    expect(page.get_by_role("heading", name="Harbour at four", level=1)).to_be_visible()
    expect(page.locator("#steps .step")).to_have_count(5)
    expect(page.get_by_text("You may leave, it goes on.")).to_be_visible()
    expect(page.locator(".rail [data-live-state]")).to_have_attribute("data-state", "live")
    done(page)  # without a reload: the page brought itself up to date
    video = page.locator("video#film-media")
    page.locator("[data-play-toggle]").click()
    expect(page.locator("[data-play-toggle]")).to_have_attribute("aria-label", "Pause")
    reaches(page, "document.querySelector('#film-media').currentTime > 0.4")
    assert video.evaluate("film => film.videoWidth") == 1280
    expect(page.get_by_text("Quality report")).to_be_visible()
    assert page.locator(".scene").count() >= 1
    expect(page.locator(".scene .scene-frame img").first).to_be_visible()


def test_leaving_and_coming_back_shows_the_same_film(film):
    address = film.url
    film.goto("/")
    film.goto(address)
    done(film)
    assert film.locator("video#film-media").count() == 1


def test_a_line_of_the_lyrics_leads_to_its_place(film):
    line = film.locator(".lyric").nth(1)
    start = float(line.get_attribute("data-from"))
    line.click()
    now = film.evaluate("document.querySelector('#film-media').currentTime")
    assert now == pytest.approx(start, abs=0.1)
    expect(line).to_have_attribute("data-here", "")


def test_the_film_is_steered_by_keys(film):
    film.locator("#wave").focus()
    film.keyboard.press("End")
    assert film.evaluate("document.querySelector('#film-media').currentTime") > 2.5
    film.keyboard.press("Home")
    assert film.evaluate("document.querySelector('#film-media').currentTime") == 0
    film.locator("#main").focus()
    film.keyboard.press(" ")
    reaches(film, "!document.querySelector('#film-media').paused")
    film.keyboard.press(" ")
    reaches(film, "document.querySelector('#film-media').paused")


def test_film_poster_and_lyrics_come_down(film):
    for name, start in (("Film", b"ftyp"), ("SRT", b"00:00:"), ("VTT", b"WEBVTT"), ("ASS", b"[Script Info]")):
        link = film.locator("#files a", has_text=name).first.get_attribute("href")
        answer = film.request.get(link)
        assert answer.ok
        assert start in answer.body()[:400], name


def test_one_changed_scene_makes_a_new_film(film):
    before = film.url
    film.locator("[data-edit-scene]").first.click()
    film.get_by_label("What is to be seen").fill("A red kite over the harbour")
    film.get_by_label("Camera").select_option("crane_up")
    film.get_by_role("button", name="Make this scene anew").click()
    film.wait_for_url(lambda url: url != before)
    done(film)
    expect(film.locator(".scene").first).to_contain_text("A red kite over the harbour")
    expect(film.locator(".scene").first).to_contain_text("crane up")
    film.goto(before)
    expect(film.get_by_role("link", name="Newer version")).to_be_visible()


def test_another_take_of_a_scene_is_chosen(film):
    before = film.url
    scene = film.locator(".scene").first
    scene.get_by_text("chosen by the critic").click()
    expect(scene.locator(".scene-take")).to_have_count(2)
    expect(scene.locator(".scene-take[data-chosen]")).to_have_count(1)
    scene.get_by_text("What was measured").first.click()
    expect(scene.locator(".scene-take-measures").first).to_contain_text("Contrast")
    other = scene.locator(".scene-take:not([data-chosen]) .scene-take-name").text_content()
    scene.get_by_role("button", name="Use this take").click()
    film.wait_for_url(lambda url: url != before)
    expect(film.locator("[data-toasts]")).to_contain_text(f"Scene 1 gets {other.lower()}")
    done(film)
    expect(film.locator(".scene").first).to_contain_text(f"{other} of 2, chosen by a person")


def test_a_film_is_cancelled_and_goes_on(page, wav_file):
    order(page, wav_file, "Paper boats", style="Cosmic drift")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Cancel the film").click()
    expect(page.get_by_text("The film is cancelled")).to_be_visible()
    page.get_by_role("button", name="Retry").click()
    done(page)


def test_a_wrong_file_is_said_at_its_field_and_nothing_is_lost(page, tmp_path):
    fake = tmp_path / "song.mp3"
    fake.write_text("only words\n" * 200)
    page.goto("/music-videos/new")
    page.set_input_files("#id_file", fake)
    page.get_by_text("Cosmic drift", exact=True).click()
    page.get_by_text("Lyrics and title").click()
    page.get_by_label("Title").fill("Kept")
    page.get_by_role("button", name="Make the film").click()
    expect(page.locator("#id_file_error")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Kept")
    assert page.locator("[name=preset]:checked").get_attribute("value") == "cosmic-drift"
    assert page.evaluate("document.querySelector('#id_file').files[0].name") == "song.mp3"


def test_without_a_socket_the_page_asks_by_itself(open_context, mp3_file):
    window = open_context(viewport={"width": 1440, "height": 900}).new_page()
    window.route_web_socket(re.compile(r"/ws/"), lambda socket: socket.close())
    order(window, mp3_file, "Ninth letter")
    done(window)


def test_the_call_beside_the_form_follows_it(page, mp3_file):
    page.goto("/music-videos/new")
    page.set_input_files("#id_file", mp3_file)
    page.get_by_text("Northern hush", exact=True).click()
    page.get_by_text("Do this by API").click()
    call = page.locator("[data-curl]")
    expect(call).to_contain_text("visual_style=northern-hush")
    expect(call).to_contain_text(f"file=@{mp3_file.name}")
