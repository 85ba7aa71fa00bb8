"""Many things a handful at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(many: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of up to `size`. (`itertools.batched` came with Python 3.12.)"""
    rest = iter(many)
    while some := list(islice(rest, size)):
        yield some
