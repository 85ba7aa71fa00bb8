from __future__ import annotations

import os
import time

import pytest

from umam.lib import process
from umam.lib.errors import Cancelled, Invalid, JobError
from umam.lib.ffmpeg import FfmpegError, ffmpeg_path, file_url, input_args, run_ffmpeg

ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25", "-f", "null", "-"]


def test_the_variable_wins(monkeypatch):
    monkeypatch.setenv("FFMPEG_BIN", "/somewhere/ffmpeg")

    assert ffmpeg_path() == "/somewhere/ffmpeg"


def test_reports_progress_up_to_the_end(tmp_path):
    seen: list[float] = []

    run_ffmpeg(
        [
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=640x360:rate=30:duration=3",
            "-c:v",
            "libx264",
            file_url(tmp_path / "o.mp4"),
        ],
        cwd=tmp_path,
        duration=3.0,
        on_progress=seen.append,
    )

    assert (tmp_path / "o.mp4").stat().st_size > 0
    assert seen == sorted(seen)
    assert all(0 < fraction <= 1 for fraction in seen)


def test_a_failure_names_its_reason_but_no_path(tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF\x10\x00\x00\x00WAVEjunk")

    with pytest.raises(FfmpegError) as caught:
        run_ffmpeg([*input_args(broken), "-f", "null", "-"], cwd=tmp_path)

    assert caught.value.tail
    assert "ffmpeg could not finish" in caught.value.message
    assert str(tmp_path) not in caught.value.message


def test_cancel_ends_it_at_once(tmp_path):
    begun = time.monotonic()

    with pytest.raises(Cancelled):
        run_ffmpeg(ENDLESS, cwd=tmp_path, should_stop=lambda: time.monotonic() - begun > 0.3)

    assert time.monotonic() - begun < 2.0
    assert process.children() == []


def test_time_limit(tmp_path):
    with pytest.raises(FfmpegError, match="took too long"):
        run_ffmpeg(ENDLESS, cwd=tmp_path, timeout=0.3)


def test_killed_from_another_thread(tmp_path):
    calls = 0

    def kill_on_second_look() -> bool:
        nonlocal calls
        calls += 1
        if calls == 2:
            process.kill_children()
        return False

    with pytest.raises(FfmpegError, match="ended from outside"):
        run_ffmpeg(ENDLESS, cwd=tmp_path, should_stop=kill_on_second_look)


def test_frames_are_fed_and_bytes_come_back(tmp_path):
    frame = bytes(range(256)) * 12
    out = bytearray()

    run_ffmpeg(
        ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "32x32", "-i", "pipe:0", "-f", "rawvideo", "pipe:1"],
        cwd=tmp_path,
        stdin=(memoryview(frame) for _ in range(3)),
        on_stdout=out.extend,
    )

    assert bytes(out) == frame * 3


def test_feeding_an_ffmpeg_that_ended_early_tells_why(tmp_path):
    with pytest.raises(FfmpegError, match="finish: Error selecting an encoder") as caught:
        run_ffmpeg(
            ["-f", "u8", "-i", "pipe:0", "-c:a", "no_such_codec", "-f", "null", "-"],
            cwd=tmp_path,
            stdin=(b"\x00" * 100_000 for _ in range(100)),
        )

    assert "no_such_codec" in caught.value.tail


def test_cancel_while_feeding_a_pipe_that_nobody_reads(tmp_path):
    begun = time.monotonic()

    with pytest.raises(Cancelled):
        run_ffmpeg(
            ["-re", "-f", "u8", "-ar", "8000", "-i", "pipe:0", "-f", "null", "-"],
            cwd=tmp_path,
            stdin=(b"\x00" * 1_000_000 for _ in range(1000)),
            should_stop=lambda: time.monotonic() - begun > 0.3,
        )

    assert time.monotonic() - begun < 2.0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_sentence(tmp_path):
    (tmp_path / "out.wav").symlink_to("/dev/full")

    with pytest.raises(JobError, match="disk is full") as caught:
        run_ffmpeg(["-f", "lavfi", "-i", "sine=d=5", file_url(tmp_path / "out.wav")], cwd=tmp_path)

    assert caught.value.code == "no_space"


@pytest.mark.parametrize(
    "manifest",
    [
        "ffconcat version 1.0\nfile secret.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.mp4\n#EXT-X-ENDLIST\n",
    ],
)
def test_a_manifest_never_reads_its_neighbour(film, tmp_path, manifest):
    (tmp_path / "secret.mp4").write_bytes(film("f.mp4").read_bytes())
    evil = tmp_path / "evil.mp4"
    evil.write_text(manifest)

    with pytest.raises(Invalid):
        input_args(evil)
    # And where it passed the first look after all, the forced demuxer refuses it.
    forced = [part.replace("secret", "evil") for part in input_args(tmp_path / "secret.mp4")]
    with pytest.raises(FfmpegError):
        run_ffmpeg([*forced, "-f", "null", "-"], cwd=tmp_path)


@pytest.mark.parametrize(
    "name", ["-i.mp3", "it's.mp3", "a\nb.mp3", "música ☂.mp3", "100%d.mp3", "concat:a|b.mp3"]
)
def test_any_name_can_be_read(tone, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(tone("t.mp3").read_bytes())

    run_ffmpeg([*input_args(path, "audio"), "-f", "null", "-"], cwd=tmp_path)


def test_the_child_sees_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-hidden")
    fake = tmp_path / "ffmpeg"
    fake.write_text("#!/bin/sh\nenv >&2\n")
    fake.chmod(0o755)
    monkeypatch.setenv("FFMPEG_BIN", str(fake))

    said = run_ffmpeg([], cwd=tmp_path)

    assert "PATH=" in said
    assert "sk-hidden" not in said
