"""How much of what is sent for different wishes in one universe is a prefix that a provider's cache may keep.

Calls are read as they reached the provider. What counts is byte for byte what the call before sent, up to a
place that the request marks for the cache.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from agents.llm.tokens import tokens_in
from agents.services.work import start
from umam.jobs import inline
from umam.studio.bench.agent_worlds import Asker, Provider, use
from umam.studio.bench.report import Row

WISHES = 10
LEAST = 0.8
Call = Mapping[str, Any]


def measure(provider: Provider, worlds: Mapping[str, Asker]) -> list[Row]:
    rows = []
    for number, (what, world) in enumerate(worlds.items()):
        name = f"prefix{number}"
        use(provider.url(name))
        for wish in range(WISHES):
            start(
                agent_type="narrative", universe=world.universe, by=world.person, input=world.wish(wish + 100)
            )
        inline.drain()
        share, tokens = cacheable(provider.asked(name))
        rows.append(
            Row(
                f"Input that caches may keep, {what}",
                f"{share:.0%} of {tokens:,} tokens a call",
                f"the call before, {WISHES} wishes",
                share,
                LEAST,
                at_least=True,
            )
        )
    return rows


def cacheable(calls: Sequence[Call]) -> tuple[float, int]:
    """The share of all input that the call before had sent up to the same mark, and tokens of a call."""
    if len(calls) < WISHES:
        raise RuntimeError(f"The provider heard {len(calls)} calls, and there were {WISHES} wishes.")
    kept = whole = 0
    for before, call in pairwise(calls):
        known = set(marked(before))
        kept += max((tokens_in(prefix) for prefix in marked(call) if prefix in known), default=0)
        whole += tokens_in("".join(_parts(call)))
    return kept / whole, whole // (len(calls) - 1)


def marked(call: Call) -> Iterator[str]:
    """What a call sends up to each mark for the cache: tools come first, then the system's blocks."""
    sent = ""
    for block in [*call.get("tools", ()), *call.get("system", ())]:
        sent += _plain(block)
        if "cache_control" in block:
            yield sent


def _parts(call: Call) -> Iterator[str]:
    yield from (_plain(block) for block in [*call.get("tools", ()), *call.get("system", ())])
    yield json.dumps(call["messages"], ensure_ascii=False)


def _plain(block: Mapping[str, Any]) -> str:
    """A block as the model reads it: a text by itself, a tool with its schema, in the order it was sent."""
    if "text" in block:
        return str(block["text"])
    return json.dumps({name: value for name, value in block.items() if name != "cache_control"})
