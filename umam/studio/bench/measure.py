"""Processor time, because a wall clock on a shared machine measures the neighbours too."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

RUNS = 5


@dataclass(frozen=True)
class Cost:
    """Seconds of processor time and of the clock on the wall."""

    cpu: float
    wall: float


def cost_of(work: Callable[[], object], watched: Sequence[psutil.Process] = ()) -> Cost:
    """What `work` costs: this process, the children it waited for, and the `watched` processes."""
    cpu, wall = _own_cpu() + cpu_of(watched), time.perf_counter()
    work()
    return Cost(_own_cpu() + cpu_of(watched) - cpu, time.perf_counter() - wall)


def interleaved(
    ours: Callable[[], Cost], theirs: Callable[[], Cost], *, runs: int = RUNS, warm: bool = True
) -> tuple[Cost, Cost]:
    """Medians of `runs` runs of each, in turn; a first one of each is thrown away."""
    if warm:
        ours()
        theirs()
    pairs = [(ours(), theirs()) for _ in range(runs)]
    return median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(c.cpu for c in costs), statistics.median(c.wall for c in costs))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0..1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it started."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _own_cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cpu_of(processes: Sequence[psutil.Process]) -> float:
    """Seconds of processor time that running processes have used so far."""
    total = 0.0
    for process in processes:
        times = process.cpu_times()
        total += times.user + times.system
    return total
