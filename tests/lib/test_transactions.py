"""What slow work owes the database."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from umam.lib.transactions import refuse_in_transaction, rest_connections


@pytest.mark.django_db(transaction=True)
def test_slow_work_is_refused_in_a_transaction():
    refuse_in_transaction("A film")
    with transaction.atomic(), pytest.raises(AssertionError, match="A film must not run"):
        refuse_in_transaction("A film")


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_is_given_back_and_taken_again(monkeypatch):
    closed = []
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(connection, "close", lambda: closed.append("closed"))
    connection.ensure_connection()
    with transaction.atomic():
        rest_connections()
    assert closed == []
    rest_connections()
    assert closed == ["closed"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_without_a_pool_stays(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setattr(connection, "close", lambda: pytest.fail("closed"))
    rest_connections()
