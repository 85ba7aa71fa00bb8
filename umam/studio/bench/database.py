"""The PostgreSQL database that a bench may write in: emptied before each, so that none meets other rows."""

from __future__ import annotations

import psycopg
from django.core.management.base import CommandError

MARK = "Written and emptied by the bench of UMAM"
NAMED = "The database that UMAM_BENCH_DATABASE_URL names"
IN_USE = f"{NAMED} holds tables that no bench made. Name an empty one: a bench deletes all that is in it."
WAIT = "15s"


def make_empty(url: str) -> None:
    """Without a URL there is nothing to do. Raises CommandError where the database is no bench's own."""
    if not url:
        return
    try:
        with psycopg.connect(url) as connection:
            if not _is_ours(connection):
                raise CommandError(IN_USE)
            connection.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            connection.execute(f"COMMENT ON SCHEMA public IS '{MARK}'")
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise CommandError(
            f"The database that UMAM_BENCH_DATABASE_URL names is not to be used: {reason}"
        ) from error


def _is_ours(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    """An earlier bench left its mark in it, or there is no table yet."""
    found = connection.execute(
        """SELECT obj_description('public'::regnamespace, 'pg_namespace'),
        (SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)"""
    ).fetchone()
    return found is not None and (found[0] == MARK or found[1] == 0)
