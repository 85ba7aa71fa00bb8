"""The server ends when it is told to."""

from __future__ import annotations

import signal
import time

import pytest

pytestmark = [pytest.mark.studio, pytest.mark.slow]


def test_ends_at_once_with_idle_connections(server):
    waiting = server.connect()
    waiting.request("GET", "/api/assets", headers=server.auth)
    waiting.getresponse().read()
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(10) == 0
    assert time.monotonic() - started < 5
    waiting.close()
