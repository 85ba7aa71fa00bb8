"""A universe's style guide in its films."""

from __future__ import annotations

import pytest

from media_pipeline.services.music_video import look_of
from media_pipeline.styles import DEFAULT_STYLE
from storybible.services.keeping import Author
from storybible.services.style import set_style_guide
from umam.jobs.models import Job, Status

GUIDE = {
    "art_style": "ink and watercolour",
    "palette": [{"name": "Night", "hex": "#14213D"}, {"name": "", "hex": "#ffd08a"}],
    "mood": "wistful",
    "lighting": "lantern light",
    "notes": "Ships are wooden. Never show any castles! Avoid text.",
}
HOUSE = (
    "ink and watercolour; mood: wistful; lighting: lantern light; colours: Night #14213d, #ffd08a; "
    "Ships are wooden"
)


@pytest.fixture
def guide(universe, owner):
    def write(**changes):
        return set_style_guide(universe=universe, author=Author(by=owner), **{**GUIDE, **changes})

    return write


def stills(film):
    return list(film.children.filter(kind="still").order_by("role"))


def test_a_universe_without_a_guide_films_as_before(universe):
    assert look_of(universe, "neon rain") == {
        "style": "cinematic neon city at night, wet streets, reflections, rain",
        "style_label": "Neon rain",
        "palette": ["#0b0c1e", "#1b1464", "#c2185b", "#00d1ff", "#f9f871"],
        "style_mood": "electric",
    }
    assert look_of(universe, "")["style_label"] == DEFAULT_STYLE.label


def test_an_empty_guide_changes_nothing(universe, guide):
    guide(**dict.fromkeys(GUIDE))
    assert "house_style" not in look_of(universe, "")


def test_the_guide_joins_the_wished_style_with_its_own_colours(universe, guide):
    guide()
    look = look_of(universe, "neon-rain")
    assert look["style_label"] == "Neon rain"
    assert look["style"].startswith("cinematic neon city")
    assert look["house_style"] == HOUSE
    assert look["unwanted"] == "castles, text"
    assert look["palette"] == ["#14213d", "#ffd08a"]
    assert look["style_mood"] == "electric"


def test_without_a_wish_the_guide_alone_decides(universe, guide):
    guide()
    look = look_of(universe, " ")
    assert (look["style"], look["house_style"], look["style_mood"]) == ("", HOUSE, "wistful")
    assert look["style_label"] == f"{universe.name}’s style"


def test_a_guide_of_colours_only_keeps_the_rest(universe, guide):
    guide(art_style="", mood="", lighting="", notes="")
    look = look_of(universe, "")
    assert look["style"] == DEFAULT_STYLE.text
    assert look["style_mood"] == DEFAULT_STYLE.mood
    assert look["palette"] == ["#14213d", "#ffd08a"]


def test_prompts_and_stills_are_made_of_it(make_film, guide):
    guide()
    film = make_film()
    assert film.status == Status.COMPLETED, film.error_message
    assert film.input_data["house_style"] == HOUSE
    for job in film.children.filter(kind__in=["visual_prompt", "still"]):
        assert job.input_data["style"].endswith(HOUSE)
        assert job.input_data["style"].startswith("cinematic neon city")
        assert job.input_data["palette"] == ["#14213d", "#ffd08a"]
    assert {job.input_data["negative_prompt"] for job in stills(film)} == {"castles, text"}


def test_the_same_guide_is_reused_and_another_is_not(make_film, guide):
    guide()
    first = make_film()
    again = make_film()
    assert all(job.reused_from_id for job in stills(again))
    guide(palette=[{"name": "Rust", "hex": "#8c3b12"}])
    other = make_film()
    assert not any(job.reused_from_id for job in stills(other))
    assert Job.objects.filter(parent=other, kind="transcribe", reused_from__isnull=False).exists()
    assert first.input_data["palette"] != other.input_data["palette"]


def test_a_film_that_is_changed_keeps_the_look_it_was_made_with(make_film, guide, owner):
    from media_pipeline.services.remaking import remake
    from umam.jobs import inline

    guide()
    film = make_film()
    guide(art_style="oil on copper")
    changed = remake(film=film, by=owner, edits={0: {"again": True}})
    inline.drain()
    changed.refresh_from_db()
    assert changed.input_data["house_style"] == HOUSE
    assert [bool(job.reused_from_id) for job in stills(changed)][1:] == [True] * (len(stills(changed)) - 1)


def test_what_the_person_likes_is_told_to_who_writes_the_prompts(make_film, owner, universe):
    from agents.memory import remember

    def tastes(film):
        return [job.input_data.get("taste") for job in film.children.filter(kind="visual_prompt")]

    first = make_film()
    assert set(tastes(first)) == {None}
    assert "taste" not in first.input_data
    remember(user=owner, universe=universe, sentence="Always some fog.")
    later = make_film()
    assert later.input_data["taste"] == ["Always some fog."]
    assert all(one == ["Always some fog."] for one in tastes(later))
