"""One studio for each data directory.

The kernel drops the lock when the supervisor is gone, however it went, so the lock of a dead studio is never
in the way.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from umam.lib.errors import Conflict


class StudioLock:
    """Held for the life of a supervisor; its file tells a second one where the first can be found."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1

    def take(self) -> None:
        """Raises Conflict with one sentence when another studio runs on this data directory."""
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self.read()
            os.close(self._descriptor)
            self._descriptor = -1
            where = f" at {holder['address']}" if holder.get("address") else ""
            raise Conflict(
                f"A studio already runs on {self.path.parents[1]}{where} "
                f"(process {holder.get('pid', 'unknown')}): stop it, or set UMAM_DATA_DIR to another folder."
            ) from None

    def write(self, **facts: Any) -> None:
        """Say who holds the lock."""
        text = json.dumps({"pid": os.getpid(), **facts}).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text, 0)

    def read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding="utf8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def release(self) -> None:
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1
