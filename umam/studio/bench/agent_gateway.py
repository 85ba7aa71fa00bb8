"""What the gateway costs over the bare SDK: the same request, the same answer, read in the same way."""

from __future__ import annotations

from typing import Any

from anthropic import Anthropic

from agents.kinds.narrative import WrittenScene
from agents.llm.gateway import generate
from agents.llm.providers import ProviderConfig, provider
from umam.studio.bench.agent_worlds import Provider
from umam.studio.bench.measure import cost_of, interleaved
from umam.studio.bench.provider import language_model
from umam.studio.bench.report import Row

SERVER_MS = 50
CALLS = 12
MOST = 1.15
SYSTEM = "You are the narrator of a story world.\n\n" + "The lamp of the tower must not go out. " * 600
PROMPT = "Two old friends meet where one of them should not be. " * 10
MAX_TOKENS = 4000


def measure(provider_: Provider, runs: int) -> list[Row]:
    """By the clock, which other work on the computer slows, and by the processor time beside the wait."""
    url = provider_.url("gateway", SERVER_MS)
    config = provider("anthropic", language_model(url))
    _ours(config)
    body = _as_sent(provider_.asked("gateway")[0])
    client = Anthropic(api_key=config.api_key, base_url=url, max_retries=0, timeout=config.timeout)

    def theirs() -> WrittenScene:
        answer = client.messages.create(**body)
        block: Any = answer.content[0]
        return WrittenScene.model_validate(block.input)

    if theirs() != _ours(config):
        raise RuntimeError("The gateway and the bare SDK did not read the same answer.")
    ours, bare = interleaved(
        lambda: cost_of(lambda: _ours(config)), lambda: cost_of(theirs), runs=runs * CALLS
    )
    waited = SERVER_MS / 1000
    return [
        Row(
            "Gateway over the bare SDK, by the clock",
            f"{1000 * ours.wall:.1f} ms",
            f"bare anthropic, {1000 * bare.wall:.1f} ms; the server takes {SERVER_MS} ms",
            ours.wall / bare.wall,
            MOST,
        ),
        Row(
            "Gateway over the bare SDK, by processor time and the wait",
            f"{1000 * ours.cpu:.1f} ms beside the wait",
            f"bare anthropic, {1000 * bare.cpu:.1f} ms beside the wait of {SERVER_MS} ms",
            (waited + ours.cpu) / (waited + bare.cpu),
            MOST,
        ),
    ]


def _ours(config: ProviderConfig) -> WrittenScene:
    made = generate(WrittenScene, system=SYSTEM, prompt=PROMPT, config=config, max_tokens=MAX_TOKENS)
    return made.output


def _as_sent(body: dict[str, Any]) -> dict[str, Any]:
    """What the gateway sent, as arguments of the SDK's own method."""
    return {name: value for name, value in body.items() if name != "stream"}
