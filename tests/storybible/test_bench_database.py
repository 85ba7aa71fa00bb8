"""A bench empties the database that it may write in, and no other."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection
from psycopg import sql

from umam.studio.bench.database import make_empty
from umam.studio.bench.servers import Server, server


@pytest.fixture
def url() -> Iterator[str]:
    """A database beside the one of these tests."""
    base, _, name = os.environ["DATABASE_URL"].rpartition("/")
    own = f"{name.partition('?')[0]}_bench"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(own)))
        yield f"{base}/{own}"
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(own)))


def tables(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_class WHERE relname = 'kept'").fetchone()
        return found[0] if found else 0


@pytest.mark.postgres
def test_its_own_is_emptied_each_time(url):
    make_empty(url)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    make_empty(url)
    assert tables(url) == 0
    make_empty(url)


@pytest.mark.postgres
def test_one_with_tables_of_others_is_refused(url):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    with pytest.raises(CommandError, match="holds tables that no bench made"):
        make_empty(url)
    assert tables(url) == 1


def test_one_that_does_not_answer_is_a_sentence():
    with pytest.raises(CommandError, match="is not to be used"):
        make_empty("postgres://nobody@127.0.0.1:1/nothing")


def test_without_one_there_is_nothing_to_do():
    make_empty("")


@pytest.mark.postgres
@pytest.mark.django_db
def test_what_the_server_works_counts():
    mine = server()
    if mine is None:
        pytest.skip("The server's processes are not to be seen from here.")
    before = mine.cpu()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(sqrt(n)) FROM generate_series(1, 2000000) n")
    assert mine.cpu() - before > 0.05


def test_sqlite_works_in_this_process(monkeypatch):
    monkeypatch.setattr("umam.studio.bench.servers.connection.vendor", "sqlite")
    assert server() == Server()
    assert Server().cpu() == 0


def test_a_server_elsewhere_is_not_to_be_seen(monkeypatch):
    monkeypatch.setattr("umam.studio.bench.servers.connection.vendor", "postgresql")
    monkeypatch.setitem(connection.settings_dict, "HOST", "db.example.org")
    assert server() is None
