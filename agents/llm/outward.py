"""Connections that lead to the open internet and nowhere else, for addresses that people gave.

Where strangers may sign up, an address of theirs must not reach into the studio's own network. The name is
looked up once for each connection, every address it has must be public, and the connection goes to the very
address that was checked: a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2

from umam.lib.safe_http import is_public, resolve


class OutwardBackend(httpcore2.AnyIOBackend):
    """Opens connections to public addresses alone."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        try:
            addresses = await asyncio.to_thread(resolve, host, port)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host} is not known.") from error
        if not addresses or not all(is_public(address) for address in addresses):
            raise httpcore2.ConnectError(f"{host} leads into a private network.")
        return await super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore2.AsyncNetworkStream:
        raise httpcore2.ConnectError("Only the open internet is called from here.")


def outward_transport() -> httpx2.AsyncHTTPTransport:
    """A transport for httpx2 without proxies, whose every connection is checked."""
    transport = httpx2.AsyncHTTPTransport(trust_env=False)
    transport._pool = httpcore2.AsyncConnectionPool(
        ssl_context=httpx2.create_ssl_context(trust_env=False), network_backend=OutwardBackend()
    )
    return transport
