"""Rows into tables as fast as the database takes them."""

from __future__ import annotations

import datetime
import itertools
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

CACHE_KB = 256_000  # of this connection, where the usual 2 MB would read every index again and again

MOST_VALUES = 32_000  # of one statement of SQLite

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Sheet:
    """A table and the columns that are written, in the order of the rows' values.

    `many_at_once` is for a table with a full-text index, which SQLite writes out after each statement.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    many_at_once: bool = False


class Pourer:
    """Collects rows and pours them: COPY on PostgreSQL, prepared statements on SQLite.

    Call it inside one transaction: every page of an index is then written once, and a world that was stopped
    half-way leaves nothing behind.
    """

    def __init__(self) -> None:
        self._on_postgres = connection.vendor == "postgresql"
        self._rows: dict[Sheet, list[Row]] = {}
        self._adapt: dict[type, Callable[[Any], Any]] = {list: json.dumps}
        if not self._on_postgres:
            self._adapt[uuid.UUID] = _hex
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA cache_size = -{CACHE_KB}")

    def add(self, sheet: Sheet, row: Row) -> None:
        self._rows.setdefault(sheet, []).append(row)

    def moment(self, value: datetime.datetime) -> Any:
        """A time as the database takes it."""
        return connection.ops.adapt_datetimefield_value(value)

    def settle(self) -> None:
        """Write what was collected."""
        for sheet, rows in self._rows.items():
            self._write(sheet, self._adapted(rows))
        self._rows.clear()

    def _write(self, sheet: Sheet, rows: Iterable[Row]) -> None:
        table, names = sheet.model._meta.db_table, ", ".join(sheet.columns)
        with connection.cursor() as wrapped:
            cursor = wrapped.cursor  # below the one that would note every value when debugging
            if self._on_postgres:
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
                    for row in rows:
                        stream.write_row(row)
                return
            into = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608
            place = f"({', '.join(['%s'] * len(sheet.columns))})"
            if not sheet.many_at_once:
                cursor.executemany(into + place, rows)
                return
            left = iter(rows)
            while part := list(itertools.islice(left, MOST_VALUES // len(sheet.columns))):
                values = list(itertools.chain.from_iterable(part))
                cursor.execute(into + ", ".join([place] * len(part)), values)

    def _adapted(self, rows: list[Row]) -> Iterator[Row]:
        """The rows as the database takes them."""
        adapt = self._adapt.get
        for row in rows:
            yield tuple([how(value) if (how := adapt(type(value))) else value for value in row])


def _hex(value: uuid.UUID) -> str:
    return value.hex
