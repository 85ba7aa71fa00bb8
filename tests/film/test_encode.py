from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from media_pipeline.film import cues, encode, karaoke, quality
from media_pipeline.film.encode import VideoSettings
from media_pipeline.film.facts import read_film
from umam.lib.ffmpeg import ffmpeg_path, input_args, run_ffmpeg
from umam.lib.frames import Grid

TINY = VideoSettings(width=320, height=180, fps=30, preset="superfast", crf=20, threads=1)
WORDS = [
    {"start": 0.2, "end": 1.0, "word": "Over"},
    {"start": 1.0, "end": 2.2, "word": "every"},
    {"start": 2.2, "end": 2.7, "word": "cut"},
]


def make(path: Path, *args: str) -> Path:
    subprocess.run(
        [ffmpeg_path(), "-nostdin", "-v", "error", "-y", *args, f"file:{path}"], check=True, timeout=60
    )
    return path


def make_clip(
    path: Path, frames: int, source: str = "testsrc2", *extra: str, size: str = "320x180", fps: str = "30"
) -> Path:
    picture = f"{source}{'=' if '=' not in source else ':'}size={size}:rate={fps}"
    coded = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-f", "mp4"]
    return make(path, "-f", "lavfi", "-i", picture, "-frames:v", str(frames), *extra, *coded)


def encode_scene(
    folder: Path, clip: Path, name: str, *, frames: int, video: VideoSettings = TINY, **options: Any
) -> tuple[Path, str]:
    target = folder / name
    args = encode.scene_args(clip, target, video=video, frames=frames, **{"first_frame": 0, **options})
    return target, run_ffmpeg(args, cwd=folder, loglevel="info", tail_lines=2000)


def pictures(path: Path, form: str = "rgb24") -> list[np.ndarray[Any, Any]]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format=form) for frame in container.decode(video=0)]


def samples(path: Path) -> np.ndarray[Any, Any]:
    """The left channel as a player hears it, at 48 kHz."""
    command = [
        ffmpeg_path(),
        "-v",
        "error",
        "-i",
        f"file:{path}",
        "-map",
        "0:a",
        "-ar",
        "48000",
        "-f",
        "f32le",
        "-",
    ]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    return np.frombuffer(raw, np.float32).reshape(-1, 2)[:, 0]


# Golden lists


def test_golden_scene():
    args = encode.scene_args(
        Path("/w/clip.mp4"),
        Path("/w/piece.mp4"),
        video=TINY,
        first_frame=45,
        frames=30,
        subtitles=Path("l.ass"),
        fonts_dir=Path("/f"),
    )

    assert args == [
        *["-f", "mov", "-format_whitelist", "mov,mp4", "-protocol_whitelist", "file,pipe", "-threads", "1"],
        *["-i", "file:/w/clip.mp4", "-filter_complex"],
        (
            "[0:v]setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv[s0];"
            "[s0]fps=fps=30[s1];[s1]tpad=stop=-1:stop_mode=clone[s2];[s2]trim=end_frame=30[s3];"
            "[s3]split=2[s4][s5];[s4]setpts=PTS+45[s6];[s6]ass=l.ass:fontsdir=/f[s7];[s7]setpts=PTS-45[s8];"
            "[s5]scale=192:-2:flags=neighbor[s9];[s9]blackdetect=d=0.05:pix_th=0.06[s10];"
            "[s10]freezedetect=d=1:n=-60dB[s11]"
        ),
        *["-map", "[s8]", "-f", "mp4", "-bf", "2", "-c:v", "libx264", "-color_primaries", "bt709"],
        *["-color_range", "tv", "-color_trc", "bt709", "-colorspace", "bt709", "-crf", "20"],
        *["-fflags", "+bitexact", "-flags:v", "+cgop+bitexact", "-fps_mode", "cfr", "-g", "60"],
        *["-map_metadata", "-1", "-pix_fmt", "yuv420p", "-preset", "superfast", "-profile:v", "high"],
        *["-threads", "1", "-video_track_timescale", "90000", "file:/w/piece.mp4"],
        *["-map", "[s11]", "-f", "null", "-"],
    ]


def test_golden_sound():
    args = encode.audio_args(["-i", "file:s.mp3"], Path("/w/a.m4a"), channels=2, gain=-1.5)

    assert args == [
        *["-i", "file:s.mp3", "-map", "0:a:0", "-vn", "-sn", "-dn", "-af"],
        (
            "aformat=sample_rates=48000:channel_layouts=stereo,volume=-1.500dB:precision=double,"
            "ebur128=peak=true:framelog=verbose"
        ),
        *["-c:a", "aac", "-profile:a", "aac_low", "-b:a", "256k", "-map_metadata", "-1"],
        *["-flags:a", "+bitexact", "-fflags", "+bitexact", "-f", "ipod", "file:/w/a.m4a"],
    ]


def test_golden_film():
    args = encode.film_args(Path("/w/l.txt"), Path("/w/a.m4a"), Path("/w/f.mp4"), video=TINY)

    assert args == [
        *["-protocol_whitelist", "file,pipe", "-f", "concat", "-safe", "0", "-i", "file:/w/l.txt"],
        *["-protocol_whitelist", "file,pipe", "-f", "mov", "-i", "file:/w/a.m4a"],
        *["-map", "0:v:0", "-map", "1:a:0", "-c", "copy"],
        *["-bsf:v", "setts=pts=round(PTS/3000)*3000:dts=round(DTS/3000)*3000:duration=3000"],
        *["-video_track_timescale", "90000", "-map_metadata", "-1"],
        *[
            "-movflags",
            "+faststart",
            "-use_editlist",
            "1",
            "-fflags",
            "+bitexact",
            "-f",
            "mp4",
            "file:/w/f.mp4",
        ],
    ]


def test_golden_list():
    assert encode.concat_list([Path("/w/it's.mp4")]) == "file 'file:/w/it'\\''s.mp4'\n"
    with pytest.raises(ValueError, match="line break"):
        encode.concat_list([Path("/w/a\nfile b.mp4")])


def test_settings_by_name():
    draft, final = (encode.settings_for(name, width=640, height=360) for name in ("draft", "final"))

    assert draft.preset == "veryfast"
    assert final.crf < draft.crf
    assert VideoSettings(64, 64, fps="30000/1001").keyframe_interval == 59


# A film of three scenes


@dataclass(frozen=True)
class Made:
    film: Path
    song: Path
    plan: quality.FilmPlan
    report: quality.Report


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, fonts_dir: Path) -> Made:
    """Three seconds, three scenes, one line sung over both cuts, in a folder with a difficult name."""
    folder = tmp_path_factory.mktemp("film") / "it's: a,[diffi-cult];\\folder %d ☂"
    folder.mkdir()
    seconds, grid = 3.02, Grid(30)
    size: Any = {"width": 320, "height": 180}
    # Clicks on a tone, so that a shift of one sample shows.
    wave = "0.25*sin(2*PI*330*t)+0.5*lt(mod(t\\,0.5)\\,0.002)"
    song = make(folder / "song.wav", "-f", "lavfi", "-i", f"aevalsrc={wave}|{wave}:s=48000:d={seconds}")
    starts, frames = [0, 40, 62], grid.frame(seconds)
    arranged = cues.arrange([WORDS], **size, duration=seconds)
    letters = karaoke.font_size_for(arranged, **size, fonts_dir=fonts_dir)
    pieces, seen = [], []
    for number, (first, count) in enumerate(grid.spans(starts, frames)):
        window = cues.window(arranged, grid.seconds(first), grid.seconds(first + count))
        ass = folder / f"{number}.ass"
        ass.write_text(
            karaoke.to_ass(window, **size, fonts_dir=fonts_dir, font_size=letters), encoding="utf-8"
        )
        clip = make_clip(folder / f"clip{number}.mp4", count, "testsrc2", "-vf", "hue=s=0")
        options: dict[str, Any] = {
            "first_frame": first,
            "frames": count,
            "subtitles": ass,
            "fonts_dir": fonts_dir,
        }
        piece, said = encode_scene(folder, clip, f"piece{number}.mp4", **options)
        pieces.append(piece)
        seen.append(quality.inspection_from(said, seconds=count / 30, offset=grid.seconds(first)))
    (folder / "list.txt").write_text(encode.concat_list(pieces), encoding="utf-8")
    said = run_ffmpeg(
        encode.audio_args(input_args(song, "audio"), folder / "a.m4a", channels=2),
        cwd=folder,
        loglevel="info",
        tail_lines=2000,
    )
    film = folder / "film.mp4"
    run_ffmpeg(encode.film_args(folder / "list.txt", folder / "a.m4a", film, video=TINY), cwd=folder)
    plan = quality.FilmPlan(320, 180, 30, frames, seconds, tuple(starts), tuple(arranged))
    report = quality.report(
        read_film(film),
        plan,
        inspection=quality.Inspection.joined(seen),
        loudness=quality.loudness_from(said),
    )
    return Made(film, song, plan, report)


def test_every_check_of_the_report_is_good(made):
    assert [(check.key, check.value) for check in made.report.failed] == []
    assert len(made.report.checks) == 14


def test_the_film_has_every_frame_of_every_scene(made):
    facts = read_film(made.film)

    assert facts is not None
    assert len(facts.frame_times) == made.plan.frames == 91
    assert sorted(facts.frame_times) == pytest.approx([number / 30 for number in range(91)], abs=1e-6)
    assert {0, 40, 62} <= {round(time * 30) for time in facts.keyframe_times}
    assert len(pictures(made.film)) == 91


def test_the_sweep_goes_on_across_the_cuts(made):
    """The sung colour spreads over the line while it is sung, and a cut neither stops it nor sets it back."""
    edge = [sung_edge(frame) for frame in pictures(made.film, "yuv420p")]

    assert edge[4] == 0
    assert all(after >= before - 1 for before, after in pairwise(edge[6:85]))
    for cut in (40, 62):
        # No more is added from the last frame before the cut to the first after it than in any other frame.
        assert edge[cut] - edge[cut - 1] <= max(after - before for before, after in pairwise(edge[10:30]))
    assert edge[6] < edge[20] < edge[39] < edge[61] < edge[75] < edge[82]


def sung_edge(planes: np.ndarray[Any, Any]) -> int:
    """How far to the right the colour of sung words reaches in a picture that is grey otherwise."""
    blueness = planes[180:225].reshape(90, 160)
    columns = np.flatnonzero((blueness < 112).any(axis=0))
    return int(columns[-1]) if len(columns) else 0


def test_the_sound_is_the_song_to_the_sample(made):
    song, film = samples(made.song), samples(made.film)
    length = min(len(song), len(film), 48_000 * 3)

    shifts = range(-40, 41)
    likeness = [
        float(np.dot(song[100 : length - 100], film[100 + shift : length - 100 + shift])) for shift in shifts
    ]

    assert abs(shifts[int(np.argmax(likeness))]) <= 1
    assert abs(len(film) - len(song)) <= 48_000 / 30


def test_the_same_scene_gives_the_same_bytes(tmp_path):
    clip = make_clip(tmp_path / "c.mp4", 12)

    first, _ = encode_scene(tmp_path, clip, "a.mp4", frames=12)
    second, _ = encode_scene(tmp_path, clip, "b.mp4", frames=12)

    assert first.read_bytes() == second.read_bytes()


def test_a_clip_that_is_too_short_holds_its_last_picture(tmp_path):
    clip = make_clip(tmp_path / "c.mp4", 8)

    piece, _ = encode_scene(tmp_path, clip, "p.mp4", frames=14)

    shown = pictures(piece, "gray")
    assert len(shown) == 14
    assert np.abs(shown[13].astype(int) - shown[8].astype(int)).mean() < 2


def test_a_clip_that_is_too_long_is_cut(tmp_path):
    piece, _ = encode_scene(tmp_path, make_clip(tmp_path / "c.mp4", 20), "p.mp4", frames=7)

    assert len(pictures(piece)) == 7


def test_a_clip_of_another_size_and_rate_is_fitted(tmp_path):
    clip = make_clip(tmp_path / "c.mp4", 24, size="160x160", fps="24")

    piece, _ = encode_scene(tmp_path, clip, "p.mp4", frames=30, fit=True)

    facts = read_film(piece)
    assert facts is not None
    assert (facts.width, facts.height, facts.square_pixels, len(facts.frame_times)) == (320, 180, True, 30)
    assert facts.colour_matrix == "bt709"


def test_colours_survive_the_change_of_matrix(tmp_path):
    """A pure red that was coded the old way is still pure red in the film."""
    source = ["-f", "lavfi", "-i", "color=red:size=320x180:rate=30", "-frames:v", "5", "-vf"]
    old = "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p,setparams=colorspace=smpte170m:range=tv"
    clip = make(
        tmp_path / "c.mp4", *source, old, "-colorspace", "smpte170m", "-color_range", "tv", "-f", "mp4"
    )

    piece, _ = encode_scene(tmp_path, clip, "p.mp4", frames=5, fit=True)

    red = [63, 102, 240]  # BT.709, limited range
    planes = pictures(piece, "yuv420p")[2]
    got = [planes[:180].mean(), planes[180:225].mean(), planes[225:].mean()]
    assert got == pytest.approx(red, abs=3)


@pytest.mark.parametrize("fps", ["30000/1001", 24])
def test_many_pieces_join_without_an_uneven_frame(tmp_path, fps):
    video = VideoSettings(64, 64, fps=fps, preset="ultrafast", threads=1)
    lengths = [3, 7, 1, 2, 11, 5, 4, 3, 7, 1]
    clip = make_clip(tmp_path / "c.mp4", 11, size="64x64", fps=str(fps))
    pieces = [
        encode_scene(tmp_path, clip, f"{n}.mp4", frames=count, video=video)[0]
        for n, count in enumerate(lengths)
    ]
    total, grid = sum(lengths), Grid(fps)
    song = make(tmp_path / "s.wav", "-f", "lavfi", "-i", f"sine=d={grid.seconds(total)}")
    (tmp_path / "l.txt").write_text(encode.concat_list(pieces))
    run_ffmpeg(encode.audio_args(input_args(song), tmp_path / "a.m4a", channels=1), cwd=tmp_path)

    run_ffmpeg(
        encode.film_args(tmp_path / "l.txt", tmp_path / "a.m4a", tmp_path / "f.mp4", video=video),
        cwd=tmp_path,
    )

    facts = read_film(tmp_path / "f.mp4")
    assert facts is not None
    assert sorted(facts.frame_times) == pytest.approx([grid.seconds(n) for n in range(total)], abs=1e-9)
    assert facts.video_seconds == pytest.approx(grid.seconds(total), abs=1e-9)
    assert (facts.video_start, facts.audio_start) == (0.0, 0.0)


def test_a_film_without_edit_lists(tmp_path, made):
    folder = made.film.parent
    run_ffmpeg(
        encode.film_args(
            folder / "list.txt", folder / "a.m4a", tmp_path / "f.mp4", video=TINY, edit_list=False
        ),
        cwd=tmp_path,
    )

    assert b"elst" not in (tmp_path / "f.mp4").read_bytes()[:8000]
    assert b"elst" in made.film.read_bytes()[:8000]


# Sound


@pytest.fixture
def coded(tmp_path: Path) -> Callable[..., tuple[Path, quality.Loudness | None]]:
    def run(song: Path, channels: int, gain: float = 0.0) -> tuple[Path, quality.Loudness | None]:
        args = encode.audio_args(input_args(song, "audio"), tmp_path / "a.m4a", channels=channels, gain=gain)
        said = run_ffmpeg(args, cwd=tmp_path, loglevel="info", tail_lines=2000)
        return tmp_path / "a.m4a", quality.loudness_from(said, gain=gain)

    return run


def test_a_mono_song_keeps_its_level(tmp_path, coded):
    song = make(tmp_path / "s.wav", "-f", "lavfi", "-i", "aevalsrc=0.5*sin(2*PI*300*t):d=1")

    sound, _ = coded(song, 1)

    assert np.abs(samples(sound)[5000:-5000]).max() == pytest.approx(0.5, abs=0.02)


def test_eight_channels_at_96_khz_become_stereo_at_48(tmp_path, coded):
    song = make(
        tmp_path / "s.wav", "-f", "lavfi", "-i", "anoisesrc=a=0.1:r=96000:d=0.5,pan=7.1|c0=c0|c1=c0|c2=c0"
    )

    sound, _ = coded(song, 8)

    facts = read_film(sound)
    assert facts is not None
    assert (facts.audio_codec, facts.audio_profile, facts.sample_rate, facts.channels) == (
        "aac",
        "LC",
        48000,
        2,
    )
    assert facts.audio_seconds == pytest.approx(0.5, abs=0.001)


def test_gain_brings_a_quiet_song_to_the_goal(tmp_path, coded):
    song = make(
        tmp_path / "s.wav", "-f", "lavfi", "-i", "aevalsrc=0.05*sin(2*PI*1000*t)|0.05*sin(2*PI*1000*t):d=2"
    )
    said = run_ffmpeg(
        encode.loudness_args(input_args(song), channels=2), cwd=tmp_path, loglevel="info", tail_lines=2000
    )

    _, louder = coded(song, 2, quality.gain_for(quality.loudness_from(said)))

    assert louder is not None
    assert louder.integrated == pytest.approx(-14.0, abs=0.2)


def test_silence_is_measured_as_silence(tmp_path, coded):
    song = make(tmp_path / "s.wav", "-f", "lavfi", "-i", "anullsrc=cl=stereo", "-t", "0.5")

    _, heard = coded(song, 2)

    assert heard == quality.Loudness(None, None)
    assert quality.gain_for(heard) == 0.0


# What the encoder notices


def test_black_and_frozen_pictures_are_noticed_while_encoding(tmp_path):
    parts = [
        "testsrc2=size=320x180:rate=30:d=0.5",
        "color=black:size=320x180:rate=30:d=0.4",
        "smptebars=size=320x180:rate=30:d=1.6",
    ]
    inputs = [part for source in parts for part in ("-f", "lavfi", "-i", source)]
    clip = make(tmp_path / "c.mp4", *inputs, "-filter_complex", "concat=n=3,format=yuv420p", "-f", "mp4")

    _, said = encode_scene(tmp_path, clip, "p.mp4", frames=75)
    seen = quality.inspection_from(said, seconds=2.5, offset=10.0)

    assert [pytest.approx(edge, abs=0.07) for edge in (10.5, 10.9)] == list(seen.black[0])
    assert [pytest.approx(edge, abs=0.07) for edge in (10.9, 12.5)] == list(seen.frozen[0])


def test_black_up_to_the_end_is_noticed(tmp_path):
    clip = make_clip(tmp_path / "c.mp4", 15, "color=black")

    _, said = encode_scene(tmp_path, clip, "p.mp4", frames=15)

    [(start, end)] = quality.inspection_from(said, seconds=0.5).black
    assert start == 0.0
    assert end == pytest.approx(0.5, abs=0.05)


def test_a_finished_film_can_be_looked_through_again(tmp_path, made):
    said = run_ffmpeg(encode.inspect_args(made.film), cwd=tmp_path, loglevel="info", tail_lines=2000)

    assert quality.inspection_from(said, seconds=3.0) == quality.Inspection()
    assert quality.loudness_from(said) is not None
