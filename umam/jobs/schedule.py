"""How long a graph of tasks takes on a given set of workers: list scheduling, simulated. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Task:
    """Something still to do. `seconds` are those left; `running` ones hold a slot already."""

    key: str
    queue: str
    seconds: float
    needs: Collection[str] = ()
    running: bool = False


@dataclass
class _Simulation:
    tasks: Mapping[str, Task]
    slots: list[frozenset[str]]
    now: float = 0.0
    busy: list[tuple[float, int, str]] = field(default_factory=list)
    free: set[int] = field(default_factory=set)

    def start(self, task: Task) -> bool:
        """Give the task the most special free slot that serves its queue."""
        fitting = [number for number in self.free if task.queue in self.slots[number]]
        if not fitting:
            return False
        number = min(fitting, key=lambda one: (len(self.slots[one]), one))
        self.free.remove(number)
        heapq.heappush(self.busy, (self.now + task.seconds, number, task.key))
        return True


def ends(tasks: Sequence[Task], slots: Sequence[frozenset[str]]) -> dict[str, float]:
    """When each task will have ended, in seconds from now, if slots take ready tasks in the given order.

    `slots` says for each worker slot which queues it serves. A queue that nobody serves is given one slot:
    somebody will start a worker. Needs that are not among the tasks are met.
    """
    served = frozenset().union(*slots) if slots else frozenset()
    orphans = {task.queue for task in tasks} - served
    everywhere = [*slots, *(frozenset({queue}) for queue in sorted(orphans))]
    by_key = {task.key: task for task in tasks}
    run = _Simulation(by_key, everywhere, free=set(range(len(everywhere))))
    open_needs = {task.key: {need for need in task.needs if need in by_key} for task in tasks}
    waiting = sorted(tasks, key=lambda task: not task.running)
    ended: dict[str, float] = {}
    while waiting or run.busy:
        waiting = [task for task in waiting if open_needs[task.key] or not run.start(task)]
        if not run.busy:
            break  # what is left waits for something that never comes
        run.now, number, key = heapq.heappop(run.busy)
        ended[key] = run.now
        run.free.add(number)
        for needs in open_needs.values():
            needs.discard(key)
    return ended
