"""The demo: a person, a universe with its bible, and the music video of the demo song, each made once.

The person may do everything, because whoever starts a studio on their own computer owns it. Their password
is the setting's, else a random one kept in a file of the data directory that only its owner can read.
"""

from __future__ import annotations

import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

import media_pipeline
from agents.llm.errors import LlmNotConfigured
from agents.llm.providers import configured
from agents.services import policy, work
from media_pipeline.services import music_video
from storybible.demo.loading import is_loaded, load_demo_world
from umam.accounts.models import User
from umam.assets import services as assets
from umam.assets.models import AssetSource
from umam.jobs.models import Job, Source
from umam.lib.errors import NotFound
from umam.universes.models import Membership, Role, Universe
from umam.universes.services import create_universe

UNIVERSE = "Lantern Coast"
DESCRIPTION = (
    "A shore of fishing towns where every harbour keeps a lantern that must not go out, because the sea "
    "answers to light. Here the demo song was first sung."
)
ACCENT = "#f59e0b"
STYLE = "night harbour, lanterns over dark water, painted light"
VOICE: dict[str, Any] = {
    "voice": "Warm, exact and a little salty. Short sentences, like somebody who has to shout over wind.",
    "values": "Light for everybody\nKeep what you promise the sea",
    "audience": "People who read by a window in bad weather",
    "dos": ["Name a place or a person of the coast in each piece", "Say “come in when you can”"],
    "donts": ["Never say “epic”", "No exclamation marks"],
    "examples": ["The lamp is lit. Come in when you can."],
}
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "narrative",
        {"prompt": "Mara Voss and Nix wait out a storm in the Keeper's Tower, and the lamp will not light"},
    ),
    (
        "spatial",
        {
            "location_name": "The Bell Stairs",
            "type": "structure",
            "prompt": "A stair of bells above the sea",
        },
    ),
    ("video_strategy", {"prompt": "Mara Voss carries the last lantern down to the water", "mood_slider": 35}),
)
DEMO_FILES = Path(media_pipeline.__file__).parent / "demo"
SOUND_SUFFIXES = {".mp3", ".ogg", ".opus", ".m4a", ".flac", ".wav"}


def ensure() -> Job:
    """The film of the demo song. Makes whatever of the demo is missing, and nothing twice."""
    person = _person()
    universe = _universe(person)
    if not is_loaded(universe):
        load_demo_world(universe=universe, by=person)
    return film() or _begin(person, universe)


def _begin(person: User, universe: Universe) -> Job:
    """The film, and beside it some work of agents, so that the review is not empty on the first day."""
    made = _order_film(person, universe)
    ask_agents(person, universe)
    return made


def is_ready() -> bool:
    """True when nothing of the demo is missing."""
    person = User.objects.filter(email=settings.UMAM_DEMO_EMAIL).first()
    made = film()
    if person is None or made is None or not is_loaded(made.universe):
        return False
    return not settings.UMAM_DEMO_PASSWORD or person.check_password(settings.UMAM_DEMO_PASSWORD)


def film() -> Job | None:
    """The first film of the demo universe that the demo ordered."""
    films = Job.objects.filter(kind=music_video.KIND, parent=None, source=Source.COMMAND)
    return films.filter(universe__name=UNIVERSE).order_by("created_at").first()


def film_url(address: str, job: Job) -> str:
    return f"{address}{reverse('studio:film', args=[job.pk])}"


def login() -> tuple[str, str] | None:
    """E-mail and what to say about the password, or None where there is no demo person."""
    person = User.objects.filter(email=settings.UMAM_DEMO_EMAIL).first()
    if person is None:
        return None
    if settings.UMAM_DEMO_PASSWORD:
        return person.email, "with the password of UMAM_DEMO_PASSWORD"
    kept, made_for = _kept_password()
    if kept and made_for == _fingerprint(person):
        return person.email, f"password {kept}"
    return person.email, "with the password that you chose"


def _person() -> User:
    person = User.objects.filter(email=settings.UMAM_DEMO_EMAIL).first()
    if person is None:
        password = settings.UMAM_DEMO_PASSWORD or secrets.token_urlsafe(9)
        person = User.objects.create_superuser(settings.UMAM_DEMO_EMAIL, password, name="Demo")
        if not settings.UMAM_DEMO_PASSWORD:
            _keep_password(password, person)
        return person
    wanted = settings.UMAM_DEMO_PASSWORD
    if wanted and not person.check_password(wanted):
        person.set_password(wanted)
        person.save(update_fields=["password"])
    return person


def _universe(person: User) -> Universe:
    owned = Membership.objects.filter(user=person, role=Role.OWNER, universe__name=UNIVERSE)
    membership = owned.select_related("universe").first()
    if membership is not None:
        return membership.universe
    return create_universe(by=person, name=UNIVERSE, description=DESCRIPTION, accent=ACCENT)


def _order_film(person: User, universe: Universe) -> Job:
    file = _song_file()
    song = assets.ingest_file(
        path=file, name=file.name, universe=universe, by=person, source=AssetSource.UPLOAD
    )
    lyrics = next(iter(sorted(DEMO_FILES.glob("*.txt"))), None)
    return music_video.request_film(
        universe=universe,
        by=person,
        song=song,
        style=STYLE,
        lyrics=lyrics.read_text(encoding="utf8") if lyrics else "",
        takes=music_video.usual_takes(),
        source=Source.COMMAND,
    )


def ask_agents(person: User, universe: Universe) -> list[Job]:
    """Some questions to agents, and a voice for the Scribe. Only by rule: a demo spends nobody's money."""
    if not _only_rules():
        return []
    policy.set_voice(universe=universe, by=person, **VOICE)
    return [
        work.start(agent_type=key, universe=universe, by=person, input=asked, source=Source.COMMAND)
        for key, asked in QUESTIONS
    ]


def _only_rules() -> bool:
    try:
        return configured().is_demo
    except LlmNotConfigured:
        return True


def _song_file() -> Path:
    songs = sorted(path for path in DEMO_FILES.glob("*") if path.suffix.lower() in SOUND_SUFFIXES)
    if not songs:
        raise NotFound(f"The demo song is missing from {DEMO_FILES}.")
    return songs[0]


def _password_file() -> Path:
    return Path(settings.UMAM_DATA_DIR) / "demo_password"


def _kept_password() -> tuple[str, str]:
    """The password that was made up, and for which stored hash."""
    try:
        lines = _password_file().read_text(encoding="ascii").split()
    except OSError:
        return "", ""
    return (lines[0], lines[1]) if len(lines) == 2 else ("", "")


def _keep_password(password: str, person: User) -> None:
    path = _password_file()
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{password}\n{_fingerprint(person)}\n")


def _fingerprint(person: User) -> str:
    """Changes with the password. Checking the password itself would cost every start half a second."""
    return sha256(person.password.encode()).hexdigest()
