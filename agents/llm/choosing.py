"""Which language models answer an agent in a universe, the wanted one first.

A key that the universe's owner stored comes before the studio's own. `UMAM_AGENT_MODELS` names the model of
an agent, as `narrative=claude-sonnet-5-5` or `scribe=openai:qwen3`; a universe's policy may name another.
`UMAM_LLM_FALLBACK` lists providers to ask where the first is away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from agents.llm.errors import LlmNotConfigured
from agents.llm.providers import PROVIDERS, ProviderConfig, configured, provider
from agents.models import AgentPolicy
from umam.accounts.models import User
from umam.universes.credentials import credential_for
from umam.universes.models import Universe


def models_for(
    agent: str, universe: Universe, spender: User | None, policy: AgentPolicy | None
) -> list[ProviderConfig]:
    """At least one provider, in the order in which they are asked. Raises LlmNotConfigured."""
    wanted, model = _wish(agent)
    if policy is not None and policy.model:
        model = policy.model
    first = _first(universe, spender, wanted)
    if model and not first.is_demo:
        first = replace(first, model=model)
    chain = [first]
    for name in settings.UMAM_LLM_FALLBACK:
        chain += [found for found in _named(name, universe, spender) if found.name not in _names(chain)]
    return chain


def _names(chain: list[ProviderConfig]) -> set[str]:
    return {one.name for one in chain}


def _wish(agent: str) -> tuple[str, str]:
    """The provider and the model that the settings name for an agent; "" where they name none."""
    chosen: Mapping[str, str] = settings.UMAM_AGENT_MODELS
    said = chosen.get(agent) or chosen.get("*") or ""
    before, colon, after = said.partition(":")
    return (before, after) if colon and before in PROVIDERS else ("", said)


def _first(universe: Universe, spender: User | None, wanted: str) -> ProviderConfig:
    if wanted:
        found = _named(wanted, universe, spender)
        if not found:
            return provider(wanted)  # says what is missing
        return found[0]
    chosen = str(settings.UMAM_LLM.get("provider") or "auto")
    if chosen in ("auto", "anthropic", "openai"):
        for name in ("anthropic", "openai") if chosen == "auto" else (chosen,):
            stored = _stored(name, universe, spender)
            if stored is not None:
                return stored
    return configured()


def _named(name: str, universe: Universe, spender: User | None) -> list[ProviderConfig]:
    """That provider with the owner's key, else with the studio's, else nothing."""
    stored = _stored(name, universe, spender)
    if stored is not None:
        return [stored]
    try:
        return [provider(name)]
    except LlmNotConfigured:
        return []


def _stored(name: str, universe: Universe, spender: User | None) -> ProviderConfig | None:
    """The provider with the key that the universe's owner keeps here, where this person may spend it."""
    found = credential_for(universe, name, spender)
    if found is None:
        return None
    own: dict[str, Any] = {f"{name}_api_key": found.reveal()}
    if found.base_url:
        own[f"{name}_base_url"] = found.base_url
    else:
        own[f"{name}_base_url"] = ""  # the key is for the service itself, not for a server of the studio's
    theirs = bool(found.base_url) and not settings.UMAM_PRIVATE_SERVERS
    return replace(provider(name, own), outward=theirs)
