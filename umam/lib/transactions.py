"""What slow work owes the database: it runs in no transaction, and holds no connection while it waits."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import connections


def refuse_in_transaction(what: str) -> None:
    """Raise AssertionError when this thread holds a transaction open.

    An atomic block on SQLite keeps every other writer waiting, so files, subprocesses and network calls stay
    outside. The block that a test case wraps round each test does not count.
    """
    try:
        opened = connections.all(initialized_only=True)
    except ImproperlyConfigured:
        return  # used outside Django, for instance by a script
    for connection in opened:
        blocks = getattr(connection, "atomic_blocks", [])
        if any(not getattr(block, "_from_testcase", False) for block in blocks):
            raise AssertionError(f"{what} must not run inside a database transaction.")


def rest_connections() -> None:
    """Give this thread's connections back to their pool before it waits long for somebody else.

    A worker's threads that all wait for a language model would leave none for the thread that says they are
    alive. The next query takes one again. SQLite has no pool, and opening a file anew gains nothing.
    """
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            connection.close()
