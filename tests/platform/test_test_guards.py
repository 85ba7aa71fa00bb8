"""The guards that every other test leans on."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.conf import settings


def test_a_test_cannot_reach_another_computer():
    with socket.socket() as outside, pytest.raises(RuntimeError, match="must not leave"):
        outside.connect(("192.0.2.1", 80))


def test_a_test_cannot_send_a_datagram_outside():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside,
        pytest.raises(RuntimeError, match="must not leave"),
    ):
        outside.sendto(b"x", ("192.0.2.1", 53))


def test_a_test_cannot_look_up_a_name():
    with pytest.raises(RuntimeError, match="must not look up"):
        socket.getaddrinfo("example.org", 443)


def test_loopback_stays_open():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5):
            pass


def test_the_data_of_the_tests_is_not_a_developers():
    assert Path(settings.UMAM_DATA_DIR) != Path(settings.BASE_DIR) / "var"
    assert str(settings.MEDIA_ROOT).startswith(str(settings.UMAM_DATA_DIR))


def test_the_samples_are_what_they_say(wav_file, mp3_file, silent_wav, png_file, mp4_file):
    from umam.lib.probe import probe

    film = probe(mp4_file)
    assert (film.kind, film.width, film.height, film.frames) == ("video", 320, 180, 72)
    assert probe(wav_file).duration == pytest.approx(3.0, abs=0.01)
    assert (probe(mp3_file).audio_codec or "").startswith("mp3")
    assert probe(silent_wav).kind == "audio"
    assert probe(png_file).kind == "image"
