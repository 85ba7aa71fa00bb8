"""Agents: many at once, what asking costs beside the model, what they read, and what caches may keep.

The provider is the bench's own (`provider`), so that it always takes as long as it should.
"""

from __future__ import annotations

from umam.studio.bench import agent_context, agent_gateway, agent_jobs, agent_prefix, bible
from umam.studio.bench.agent_worlds import asker, demo_world, start_provider
from umam.studio.bench.place import helpers
from umam.studio.bench.report import Row


def measure(runs: int) -> list[Row]:
    with helpers() as beside:
        provider = start_provider(beside)
        rows = agent_jobs.measure(provider)
        rows += agent_gateway.measure(provider, runs)
        small = demo_world("prefix")
        few, many = (
            asker(world.universe, world.person)
            for world, _ in (bible.pour_world("few", bible.FEW), bible.pour_world("many", bible.MANY))
        )
        rows += agent_context.measure(many)
        worlds = {"demo world": small, "1,000 elements": few, "100,000 elements": many}
        return rows + agent_prefix.measure(provider, worlds)
