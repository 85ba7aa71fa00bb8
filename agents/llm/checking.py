"""Does a key open its service's door? Asked by listing the service's models, which costs nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from agents.llm import loop
from agents.llm.providers import ANTHROPIC_URL, OPENAI_URL, ProviderConfig, anthropic_client, openai_client
from umam.accounts.checking import KeyCheck
from umam.accounts.providers import label_of
from umam.accounts.sealing import Secret

SECONDS = 10.0
MOST_MODELS = 100
# What the SDKs stumble over when something else answers than the service.
NOT_THE_SHAPE = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
MOST_BYTES = 1_000_000
HOME = {"anthropic": ANTHROPIC_URL, "openai": OPENAI_URL}


def check_llm_key(secret: Secret, outward: bool) -> KeyCheck:
    """What the service says to this key. `outward`: its address may only be on the open internet."""
    config = ProviderConfig(
        "anthropic" if secret.provider == "anthropic" else "openai",
        secret.model,
        secret.base_url or HOME[secret.provider],
        SECONDS,
        secret.reveal(),
        outward=outward and bool(secret.base_url),
    )
    return loop.run(lambda: _ask(config))


async def _ask(config: ProviderConfig) -> KeyCheck:
    """Errors end here: what an SDK puts into its own may hold the key."""
    from anthropic import AnthropicError
    from openai import OpenAIError

    name = label_of(config.name)
    try:
        async with asyncio.timeout(SECONDS):
            models = await _models(config)
    except (AnthropicError, OpenAIError, TimeoutError, OSError, *NOT_THE_SHAPE) as error:
        return KeyCheck(False, _because(error, name, config.host))
    if not models:
        return KeyCheck(False, f"{name} answers at {config.host}, but lists no model.")
    if config.model and config.model not in models:
        told = f"The key works. {config.host} does not list “{config.model}”"
        return KeyCheck(True, f"{told}: it may be another name of one that it lists.", tuple(models))
    return KeyCheck(True, f"The key works: {config.host} accepts it.", tuple(models))


def _because(error: Exception, name: str, host: str) -> str:
    """Never the SDK's own words: they quote the request."""
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return f"{name} does not accept this key."
    if status == 404:
        return f"What answers at {host} has no list of models: check the address, which often ends with /v1."
    if status == 429:
        return f"{name} was asked too often with this key just now. Try again in a minute."
    if status is not None:
        return f"{name} failed with status {status}. Try again later."
    kind = type(error).__name__
    if isinstance(error, TimeoutError) or kind == "APITimeoutError":
        return f"{host} did not answer within {SECONDS:.0f} seconds."
    if kind == "APIConnectionError":
        return f"{host} could not be reached."
    return f"What answers at {host} does not speak as {name} does: check the address."


async def _models(config: ProviderConfig) -> list[str]:
    """The first page of the list. What answers may be anybody's, so no more is read than a list is long."""
    client: Any = anthropic_client(config) if config.name == "anthropic" else openai_client(config)
    paging = {"limit": MOST_MODELS} if config.name == "anthropic" else {}
    body = bytearray()
    async with client, client.models.with_streaming_response.list(**paging) as answer:
        async for piece in answer.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise ValueError("no list of models is as long")
    rows = json.loads(body)["data"]
    names = [str(row["id"])[:200] for row in rows if row.get("lifecycle") != "retired"]
    return names[:MOST_MODELS]
