"""The base of every live socket: permission once, subscribe, snapshot, then deltas."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from umam.live.events import rights_group

UNAUTHENTICATED = 4401
FORBIDDEN = 4403
NOT_FOUND = 4404


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """Subclasses say who may listen (`groups_for`) and what the client sees first (`snapshot`).

    `groups_for` and `snapshot` run in a database thread. A client may send `{"type": "snapshot"}` to get
    the snapshot again. Close codes: 4401 no or expired credentials, 4403 foreign page, 4404 not to be seen.
    """

    _expiry: asyncio.TimerHandle | None = None
    _joined: tuple[str, ...] = ()

    def groups_for(self) -> list[str] | None:
        """The groups this socket listens to, or None where its user may not see the thing."""
        raise NotImplementedError

    def snapshot(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    async def connect(self) -> None:
        await self.accept()
        refusal = self.scope.get("refusal")
        if refusal is not None:
            await self.close(code=refusal)
            return
        groups = await database_sync_to_async(self.groups_for)()
        if groups is None:
            await self.close(code=NOT_FOUND)
            return
        self._joined = (*groups, rights_group(self.scope["user"].pk))
        for group in self._joined:
            await self.channel_layer.group_add(group, self.channel_name)
        self._close_when_expired()
        await self._send_snapshot()

    async def disconnect(self, code: int) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
        for group in self._joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: Any, **_: Any) -> None:
        if isinstance(content, dict) and content.get("type") == "snapshot":
            await self._send_snapshot()

    async def live_event(self, message: dict[str, Any]) -> None:
        await self.send_json(message["event"])

    async def live_rights(self, _message: dict[str, Any]) -> None:
        if await database_sync_to_async(self.groups_for)() is None:
            await self.close(code=NOT_FOUND)

    async def _send_snapshot(self) -> None:
        for message in await database_sync_to_async(self.snapshot)():
            await self.send_json(message)

    def _close_when_expired(self) -> None:
        expires_at = self.scope.get("expires_at")
        if expires_at is None:
            return
        loop = asyncio.get_running_loop()
        delay = max(0.0, expires_at - time.time())
        self._expiry = loop.call_later(delay, lambda: asyncio.ensure_future(self.close(code=UNAUTHENTICATED)))
