"""Fetching a file from an address that somebody gave: https only, and never from inside this network.

The host is resolved once, every address it has must be public, and the connection goes to the very address
that was checked: a name that answers differently the second time gains nothing. Nothing that the studio knows
(cookies, keys) is sent along, redirects are followed by hand and checked again, size and time are limited.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from umam.lib.errors import Invalid, TooLarge
from umam.lib.transactions import refuse_in_transaction

Resolver = Callable[[str, int], list[str]]
Connector = Callable[[str, int, str, float], socket.socket]

LONGEST_URL = 2000
CHUNK = 64 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
AGENT = "UMAM"


@dataclass(frozen=True)
class Fetched:
    """What came: where from in the end, its name and size, and what the server says it is."""

    url: str
    name: str
    mime: str
    size: int


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def connect(address: str, port: int, host: str, timeout: float) -> socket.socket:
    """A TLS connection to the address, with the certificate checked against the host."""
    raw = socket.create_connection((address, port), timeout)
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise


def fetch(
    url: str,
    target: Path,
    *,
    limit: int,
    seconds: float = 20.0,
    redirects: int = 3,
    resolver: Resolver = resolve,
    connector: Connector = connect,
) -> Fetched:
    """Writes what lies at `url` to `target`, at most `limit` bytes within `seconds`.

    Raises Invalid for an address that is not allowed or does not answer, TooLarge for too many bytes.
    """
    refuse_in_transaction("Fetching from the network")
    ends = time.monotonic() + seconds
    for _ in range(redirects + 1):
        parts = checked_url(url)
        addresses = _public_addresses(parts, resolver)
        with _asked(parts, addresses, ends, connector) as answer:
            if answer.status in REDIRECTS:
                url = urljoin(parts.geturl(), answer.getheader("Location", ""))
                continue
            if answer.status != http.client.OK:
                raise Invalid(f"{parts.hostname} answered {answer.status} instead of a file.")
            size = _receive(answer, target, limit, ends, str(parts.hostname))
            name = unquote(parts.path.rpartition("/")[2])[:120]
            mime = answer.getheader("Content-Type", "").partition(";")[0].strip().lower()
            return Fetched(url=parts.geturl(), name=name, mime=mime, size=size)
    raise Invalid("That address leads on and on to others.", suggestion="Give the one where the file lies.")


def checked_url(url: str) -> SplitResult:
    """The address, if it is one of https without credentials. Raises Invalid."""
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port or 443, parts.hostname
    except ValueError:
        raise Invalid("That is no web address.") from None
    if len(url) > LONGEST_URL or parts.scheme != "https" or not host or _odd(url.strip()):
        raise Invalid("An address has to begin with https:// and a host.")
    if parts.username is not None or parts.password is not None:
        raise Invalid("An address must not hold a name or a password.")
    if port != 443:
        raise Invalid("Files are fetched from the usual port of https only.")
    return parts


def _odd(url: str) -> bool:
    return any(ord(letter) <= 32 or ord(letter) == 127 for letter in url) or "\\" in url


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, whatever it is wrapped in."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _public_addresses(parts: SplitResult, resolver: Resolver) -> list[str]:
    host = str(parts.hostname)
    try:
        addresses = resolver(host, 443)
    except (OSError, UnicodeError):
        addresses = []
    if not addresses:
        raise Invalid(f"There is no host {host}.")
    if not all(is_public(address) for address in addresses):
        raise Invalid(f"{host} is not a host of the open internet.")
    return addresses


@contextmanager
def _asked(
    parts: SplitResult, addresses: list[str], ends: float, connector: Connector
) -> Iterator[http.client.HTTPResponse]:
    """The server's answer with its headers read. Whatever goes wrong on the way is Invalid."""
    host = str(parts.hostname)
    connection = _Connection(host, addresses, ends, connector)
    # A server that drips byte by byte never runs into a socket's timeout: this ends it.
    alarm = threading.Timer(max(0.0, ends - time.monotonic()), connection.cut)
    alarm.daemon = True
    alarm.start()
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        connection.request("GET", path + query, headers=headers)
        yield connection.getresponse()
    except (OSError, http.client.HTTPException, UnicodeError, ValueError):
        raise Invalid(f"{host} did not answer as a web server does, or not in time.") from None
    finally:
        alarm.cancel()
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection that goes only to addresses that were checked."""

    default_port = 443

    def __init__(self, host: str, addresses: list[str], ends: float, connector: Connector) -> None:
        super().__init__(host, 443)
        self._open: socket.socket | None = None
        self._addresses = addresses
        self._ends = ends
        self._connector = connector

    def connect(self) -> None:
        failed: OSError = TimeoutError()
        for address in self._addresses[:4]:
            left = self._ends - time.monotonic()
            if left <= 0:
                break
            try:
                self.sock = self._open = self._connector(address, 443, self.host, left)
                self._open.settimeout(left)
                return
            except OSError as error:
                failed = error
        raise failed

    def cut(self) -> None:
        """End what is being read, from another thread."""
        if self._open is not None:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)


def _receive(answer: http.client.HTTPResponse, target: Path, limit: int, ends: float, host: str) -> int:
    too_large = TooLarge(f"What {host} sends is larger than {limit // (1024 * 1024)} MB.")
    told = answer.getheader("Content-Length", "")
    if told.isdigit() and int(told) > limit:
        raise too_large
    size = 0
    with target.open("wb") as file:
        while chunk := answer.read1(CHUNK):
            size += len(chunk)
            if size > limit:
                raise too_large
            if time.monotonic() > ends:
                raise TimeoutError
            file.write(chunk)
    if told.isdigit() and size != int(told):
        raise http.client.IncompleteRead(b"")
    return size
