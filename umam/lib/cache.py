"""The cache: a memory that may be lost at any moment, and whose loss never fails a request.

Rates of requests, tickets for sockets and the like are kept in it. While its server is away it is an empty
cache: limits pause, tickets are refused, and whoever asked gets their answer without waiting for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

SECONDS = 2.0


def _while_away(answer: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What a method answers while the server is away."""

    def patient(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(*args: Any, **options: Any) -> Any:
            try:
                return method(*args, **options)
            except (RedisError, OSError) as error:
                logger.warning("The cache does not answer: %s", error)
                return answer

        return call

    return patient


class PatientRedisCache(RedisCache):
    """Redis without retries and with short time-outs; `OPTIONS` may set others."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        hurry = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS, "retry": Retry(NoBackoff(), 0)}
        super().__init__(server, {**params, "OPTIONS": {**hurry, **params.get("OPTIONS", {})}})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        found = self.get_many([key], version)
        return found.get(key, default)

    # Nobody else holds what is added here, so whoever takes a lock goes on.
    add = _while_away(True)(RedisCache.add)
    get_many = _while_away({})(RedisCache.get_many)
    set = _while_away(None)(RedisCache.set)
    touch = _while_away(False)(RedisCache.touch)
    delete = _while_away(False)(RedisCache.delete)
    has_key = _while_away(False)(RedisCache.has_key)
    set_many = _while_away([])(RedisCache.set_many)
    delete_many = _while_away(None)(RedisCache.delete_many)
    clear = _while_away(False)(RedisCache.clear)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError for a key that is not there, as every cache does."""
        try:
            return super().incr(key, delta, version)
        except (RedisError, OSError):
            raise ValueError(f"Key {key!r} not found.") from None
