"""The way of live events over Redis, as the studio is set up."""

from __future__ import annotations

import asyncio

import pytest
from channels_redis.core import RedisChannelLayer

from umam.settings import base

CONFIG = base.CHANNEL_LAYERS["default"]["CONFIG"]


def test_the_client_waits_longer_than_a_socket_for_its_next_event():
    """Else each quiet socket breaks after five seconds, and the page connects anew for ever."""
    (host,) = CONFIG["hosts"]
    assert host["socket_timeout"] > RedisChannelLayer.brpop_timeout * 2


@pytest.mark.postgres
async def test_a_quiet_socket_stays():
    layer = RedisChannelLayer(**CONFIG)
    channel = await layer.new_channel()
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(layer.receive(channel), RedisChannelLayer.brpop_timeout + 1.5)
