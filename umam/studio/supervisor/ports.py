"""Which address the web server gets.

The supervisor opens the listening socket itself and hands it to the web server. So two studios that start at
once can never choose the same port, and a browser waits instead of being refused while the web server starts
or is started again.
"""

from __future__ import annotations

import socket

from umam.lib.errors import UmamError

FIRST_PORT = 8000
LAST_PORT = 8999
BACKLOG = 256


class PortTaken(UmamError):
    code = "port_taken"


def listen(host: str, wanted: int = 0) -> socket.socket:
    """A listening socket on `wanted`, or on the next free port from 8000 when it is 0.

    Raises PortTaken with one sentence when the wanted port is in use or may not be opened.
    """
    if wanted:
        try:
            return _open(host, wanted)
        except OSError as error:
            raise PortTaken(_reason(host, wanted, error)) from None
    for port in range(FIRST_PORT, LAST_PORT + 1):
        try:
            return _open(host, port)
        except OSError:
            continue
    raise PortTaken(
        f"No port between {FIRST_PORT} and {LAST_PORT} is free on {host}: set UMAM_PORT to another one."
    )


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _reason(host: str, port: int, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return (
            f"Port {port} may only be opened by the system's administrator: set UMAM_PORT to one above 1023."
        )
    if isinstance(error, socket.gaierror):
        return f"The address {host} is not one of this computer: set UMAM_HOST to 127.0.0.1 or 0.0.0.0."
    return (
        f"Port {port} is taken by another program: set UMAM_PORT to another one, "
        "or unset it to take the next free one."
    )
