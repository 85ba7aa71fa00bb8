"""What a film costs beside the least it could cost, and what a change of it costs."""

from __future__ import annotations

import math
import struct
import wave
from collections import defaultdict
from collections.abc import Callable, Collection
from pathlib import Path
from uuid import UUID

from django.conf import settings

from media_pipeline.film import encode
from media_pipeline.services import music_video, remaking
from umam.accounts.models import User
from umam.assets import services as assets
from umam.assets.files import local_path
from umam.assets.models import Asset, AssetSource
from umam.jobs import inline
from umam.jobs.models import Job, Status
from umam.lib.errors import JobError
from umam.lib.ffmpeg import file_url, input_args, run_ffmpeg
from umam.studio import demo
from umam.studio.bench.measure import Cost, cost_of, interleaved
from umam.studio.bench.report import Row
from umam.universes.models import Universe
from umam.universes.services import create_universe

SIZE = "1280x720"
JOINING = {"encode", "assemble"}


def measure(runs: int) -> list[Row]:
    """Assembly against one bare ffmpeg; one scene of six changed; nothing changed."""
    universe, person = people("films")
    song = six_scene_song(universe, person)
    film = request(universe, person, song)
    full = spent(film)
    return [assembly(film, runs), *changes(film, full, runs)]


def people(name: str) -> tuple[Universe, User]:
    person = User.objects.create_superuser(f"{name}@bench.local", None, name=name)
    return create_universe(by=person, name=f"Bench of {name}"), person


def six_scene_song(universe: Universe, person: User) -> Asset:
    """The demo song where it is there, whose plan has about six scenes."""
    songs = [path for path in demo.DEMO_FILES.glob("*") if path.suffix in demo.SOUND_SUFFIXES]
    return assets.ingest_file(
        path=songs[0], name=songs[0].name, universe=universe, by=person, source=AssetSource.UPLOAD
    )


def short_song(folder: Path, seconds: float, pitch: float) -> Path:
    """A small tune as WAV; another pitch makes another song."""
    rate = 16000
    beat = [math.exp(-6 * ((n / rate) % 0.5)) for n in range(rate // 2)]
    samples = (
        int(9000 * beat[n % len(beat)] * math.sin(2 * math.pi * pitch * n / rate))
        for n in range(int(seconds * rate))
    )
    path = folder / f"tune-{pitch:.0f}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


def request(universe: Universe, person: User, song: Asset, size: str = SIZE) -> Job:
    return music_video.request_film(universe=universe, by=person, song=song, style="painted light", size=size)


def spent(film: Job) -> dict[str, float]:
    """Makes the film in this process; processor seconds by kind of step. Raises JobError when it fails."""
    by_kind: dict[str, float] = defaultdict(float)
    ended: list[str] = []

    def one_step() -> None:
        ended[:] = inline.drain(most=1, through_waits=True)

    while True:
        cost = cost_of(one_step)
        if not ended:
            break
        last = Job.objects.filter(parent=film, completed_at__isnull=False).order_by("-completed_at").first()
        by_kind[last.kind if last else "rest"] += cost.cpu
    film.refresh_from_db()
    if film.status != Status.COMPLETED:
        raise JobError(f"The film of the bench failed: {film.error_message}")
    return dict(by_kind)


def again(
    film: Job, *, forget: Collection[str] = (), edits: remaking.Edits | None = None
) -> dict[str, float]:
    """Makes the film once more, with a change; steps of the kinds in `forget` may not be reused."""
    Job.objects.filter(universe=film.universe, kind__in=forget).update(content_key="")
    person = film.requested_by
    assert person is not None
    return spent(remaking.remake(film=film, by=person, edits=edits or {}))


# -- assembly ----------------------------------------------------------------------------------------------


def assembly(film: Job, runs: int) -> Row:
    bare = bare_command(film)

    def ours() -> Cost:
        costs = again(film, forget=JOINING)
        return Cost(sum(seconds for kind, seconds in costs.items() if kind in JOINING), 0.0)

    mine, theirs = interleaved(ours, lambda: cost_of(bare), runs=runs)
    return Row(
        "Assemble a film with lyrics",
        f"{mine.cpu:.1f} s",
        f"one bare ffmpeg, {theirs.cpu:.1f} s",
        mine.cpu / theirs.cpu,
        1.15,
    )


def bare_command(film: Job) -> Callable[[], object]:
    """Concatenate the same clips, burn the same lyrics in, encode with the same settings, in one command."""
    folder = Path(settings.UMAM_WORK_DIR) / "bare"
    folder.mkdir(parents=True, exist_ok=True)
    steps = {step.role: step.output_data or {} for step in film.children.all()}
    count = len([role for role in steps if role.startswith("clip:")])
    clips = [asset_file(steps[f"clip:{index}"]["clip"]) for index in range(count)]
    listing = folder / "clips.txt"
    listing.write_text(encode.concat_list(clips), encoding="utf8")
    lyrics = folder / "lyrics.ass"
    output = film.output_data or {}
    lyrics.write_bytes(asset_file(output["ass"]).read_bytes())
    data = film.input_data
    video = encode.settings_for(
        data["quality"],
        width=data["width"],
        height=data["height"],
        fps=data.get("fps", 30),
        threads=settings.UMAM_MEDIA_THREADS,
    )
    song = input_args(asset_file(data["song"]), "audio")
    picture = f"[0:v]ass=lyrics.ass:fontsdir='{settings.UMAM_FONTS_DIR}'[v]"
    coded = ["-c:v", "libx264", "-profile:v", "high", "-preset", video.preset, "-crf", str(video.crf)]
    shape = ["-pix_fmt", "yuv420p", "-g", str(video.keyframe_interval), "-bf", "2", "-flags:v", "+cgop"]
    threads = ["-threads", str(video.threads)] if video.threads else []
    sound = ["-c:a", "aac", "-b:a", encode.AUDIO_BIT_RATE, "-ar", str(encode.AUDIO_RATE), "-ac", "2"]
    args = [
        *["-protocol_whitelist", "file,pipe", "-f", "concat", "-safe", "0", "-i", file_url(listing), *song],
        *["-filter_complex", picture, "-map", "[v]", "-map", "1:a:0"],
        *[*coded, *shape, *threads, *sound, "-movflags", "+faststart", file_url(folder / "bare.mp4")],
    ]
    return lambda: run_ffmpeg(args, cwd=folder)


def asset_file(asset_id: str | UUID) -> Path:
    found = local_path(Asset.objects.get(pk=asset_id).file)
    assert found is not None, "a bench keeps its files on its own disk"
    return found


# -- changes -----------------------------------------------------------------------------------------------


def changes(film: Job, full: dict[str, float], runs: int) -> list[Row]:
    everything = sum(full.values())
    some = max(1, min(runs, 3))
    # Other words each time: the same change a second time would be taken over, not made.
    changed = [{"prompt": f"A red kite over the harbour, number {number}"} for number in range(some)]
    one_scene = sorted(sum(again(film, edits={0: edit}).values()) for edit in changed)[some // 2]
    nothing = sorted(sum(again(film).values()) for _ in range(some))[some // 2]
    scenes = remaking.made_of(film).scenes or 0
    whole = f"the whole film, {everything:.1f} s"
    return [
        Row(f"Change one of {scenes} scenes", f"{one_scene:.1f} s", whole, one_scene / everything, 0.30),
        Row("Order the same film again", f"{nothing:.2f} s", whole, nothing / everything, 0.10),
    ]
