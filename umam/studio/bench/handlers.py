"""Kinds of jobs that only a bench needs."""

from __future__ import annotations

from pydantic import BaseModel

from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler


class Empty(BaseModel):
    """Nothing goes in, nothing comes out."""


class Nothing(Handler[Empty, Empty]):
    """What a job costs when its work costs nothing."""

    key = "bench_nothing"
    label = "Do nothing"
    queue = "default"
    reuse = "never"
    Input = Empty
    Output = Empty

    def run(self, ctx: JobContext, data: Empty) -> Empty:
        return data
