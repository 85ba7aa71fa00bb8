"""The cache while its server is away: empty, and nobody waits for it."""

from __future__ import annotations

import time

import pytest

from umam.lib.cache import PatientRedisCache
from umam.studio.supervisor.ports import free_port


@pytest.fixture
def cache() -> PatientRedisCache:
    return PatientRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})


def test_it_is_empty_and_quick(cache):
    begun = time.monotonic()
    cache.set("a", 1)
    cache.set_many({"b": 2})
    assert cache.get("a") is None
    assert cache.get("a", 7) == 7
    assert cache.get_many(["a", "b"]) == {}
    assert not cache.has_key("a")
    assert not cache.delete("a")
    assert not cache.touch("a")
    assert time.monotonic() - begun < 1.5


def test_a_lock_is_free(cache):
    assert cache.add("lock", True)


def test_a_number_that_is_not_there_is_not_counted_up(cache):
    with pytest.raises(ValueError, match="not found"):
        cache.incr("n")
    assert cache.get_or_set("n", 1) == 1
