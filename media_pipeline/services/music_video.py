"""Asking for a film."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from agents.memory import sentences_for
from media_pipeline.engines.registry import engine
from media_pipeline.styles import Style, find_style
from storybible.selectors.style import style_guide, wanted_and_unwanted
from umam.accounts.models import User
from umam.assets.models import Asset, AssetKind
from umam.jobs import services as jobs
from umam.jobs.models import Job, Source
from umam.lib.errors import Invalid, NotFound
from umam.universes import access
from umam.universes.models import Universe

KIND = "music_video"
SHORTEST = 1.0
SIZES = {
    "1280x720": "Draft, 1280 × 720",
    "1920x1080": "Final, 1920 × 1080",
    "1080x1920": "Portrait, 1080 × 1920",
    "1080x1080": "Square, 1080 × 1080",
}
FINAL = (1920, 1080)


def parse_size(text: str) -> tuple[int, int]:
    """`1280x720` as two even numbers of pixels. Raises Invalid."""
    wide, times, high = text.lower().replace("×", "x").replace(" ", "").partition("x")
    if not (times and wide.isdigit() and high.isdigit()):
        raise Invalid("A size is written like 1280x720.", attr="size")
    width, height = int(wide), int(high)
    if not (128 <= width <= 3840 and 128 <= height <= 3840) or width % 2 or height % 2:
        raise Invalid("Width and height are even numbers between 128 and 3840.", attr="size")
    return width, height


def quality_of(width: int, height: int) -> str:
    """How a film of so many pixels is encoded."""
    return "final" if width * height >= FINAL[0] * FINAL[1] else "draft"


def usual_takes() -> int:
    """How many takes of a scene to propose: a second one where painting costs time but no money."""
    try:
        return 2 if engine("image").embedded else 1
    except Invalid:  # none is ready: the order itself will say so
        return 1


def request_film(
    *,
    universe: Universe,
    by: User,
    song: Asset,
    style: str = "",
    lyrics: str = "",
    mood: float = 50,
    size: str = "1280x720",
    title: str = "",
    language: str | None = None,
    normalise: bool = False,
    takes: int = 1,
    seed: int | None = None,
    source: str = Source.API,
    fresh: bool = False,
    idempotency_key: str | None = None,
) -> Job:
    """Submits the film of a song. Raises Invalid for a song that no film can be made of."""
    access.require_edit(by, universe.pk)
    check_song(song, universe)
    width, height = parse_size(size)
    wish = {
        "song": str(song.pk),
        "duration": song.duration,
        "title": title.strip()[:200] or title_of(song),
        **look_of(universe, style),
        "mood": mood,
        "lyrics": lyrics.strip(),
        "language": language or None,
        "width": width,
        "height": height,
        "quality": quality_of(width, height),
        "normalise": normalise,
        "takes": takes,
        "seed": seed if seed is not None else int(song.sha256[:7], 16),
        "taste": sentences_for(user=by, universe=universe),
    }
    return jobs.submit(
        kind=KIND,
        universe=universe,
        by=by,
        input=wish,
        label=str(wish["title"]),
        source=source,
        fresh=fresh,
        idempotency_key=idempotency_key,
    )


def look_of(universe: Universe, style: str) -> dict[str, Any]:
    """How the film looks: the wished style, and the universe's style guide with its colours on top.

    All of it is part of the film's input, so that a film of another guide is another film.
    """
    guide = style_guide(universe)
    if guide is None:
        return _wished(find_style(style))
    wanted, unwanted = wanted_and_unwanted(guide)
    if not (wanted or unwanted):
        return _wished(find_style(style))
    look = find_style(style)
    if guide.art_style and not style.strip():
        look = Style(key="", label=f"{universe.name}’s style"[:60], text="", palette=(), mood="")
    palette = [colour["hex"] for colour in guide.palette] or list(look.palette)
    house = {"house_style": wanted[:2000], "unwanted": unwanted[:1000]}
    return {**_wished(look), **house, "palette": palette, "style_mood": look.mood or guide.mood}


def _wished(look: Style) -> dict[str, Any]:
    return {
        "style": look.text,
        "style_label": look.label,
        "palette": list(look.palette),
        "style_mood": look.mood,
    }


def title_of(song: Asset) -> str:
    """A film's title from its song's file name: `first-light.mp3` is First light."""
    stem = song.name.rpartition(".")[0] or song.name
    words = stem if " " in stem else re.sub(r"[-_]+", " ", stem)
    return (words.strip()[:1].upper() + words.strip()[1:])[:200] or "Untitled"


def check_song(song: Asset, universe: Universe) -> None:
    if song.universe_id != universe.pk or song.deleted_at is not None:
        raise NotFound("There is no such sound in this universe.", attr="file")
    if song.kind != AssetKind.AUDIO:
        raise Invalid(
            f"{song.name} is not a sound file.",
            suggestion="Upload the song as MP3, WAV, OGG, M4A or FLAC.",
            attr="file",
        )
    if not song.duration or song.duration < SHORTEST:
        raise Invalid(
            f"{song.name} is {song.duration or 0:.1f} s long; a film needs at least one second.", attr="file"
        )


def find_film(user: Any, film_id: UUID | str) -> Job:
    """The film's root job, if the user may see it. Raises NotFound."""
    film = access.scope(Job.objects.filter(kind=KIND, parent=None), user).filter(pk=film_id).first()
    if film is None:
        raise NotFound("There is no such music video.")
    return film
