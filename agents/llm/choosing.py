"""Which language models answer an agent in a universe, the wanted one first.

A key that the universe's owner stored comes before the studio's own. Which model answers is said by the first
of these that names one: the universe's policy, the stored key, `UMAM_AGENT_MODELS` (as in
`narrative=claude-sonnet-5-5` or `scribe=openai:qwen3`), the other settings. `UMAM_LLM_FALLBACK` lists
providers to ask where the first is away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from agents.llm.errors import LlmNotConfigured
from agents.llm.providers import PROVIDERS, ProviderConfig, configured, provider
from agents.models import AgentPolicy
from umam.accounts.models import User
from umam.accounts.providers import label_of
from umam.universes.credentials import credential_for
from umam.universes.models import Universe


@dataclass(frozen=True)
class _Ask:
    """Who asks, and what the policy and the settings wish for: a provider, a model, or "" for any."""

    universe: Universe
    spender: User | None
    provider: str
    model: str
    policy_model: str

    def wished(self, name: str) -> str:
        """The model of the settings where it may be one of `name`'s: said with it, or by its looks."""
        if self.provider:
            return self.model if self.provider == name else ""
        return self.model if self.model.startswith("claude") == (name == "anthropic") else ""


def models_for(
    agent: str, universe: Universe, spender: User | None, policy: AgentPolicy | None
) -> list[ProviderConfig]:
    """At least one provider, in the order in which they are asked. Raises LlmNotConfigured."""
    ask = _Ask(universe, spender, *_wish(agent), policy.model if policy is not None else "")
    first = _first(ask)
    if ask.policy_model and not first.is_demo:
        first = replace(first, model=ask.policy_model)
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


def _first(ask: _Ask) -> ProviderConfig:
    chosen = ask.provider or str(settings.UMAM_LLM.get("provider") or "auto")
    names = ("anthropic", "openai") if chosen == "auto" else (chosen,)
    for name in names:
        stored = _stored(name, ask.universe, ask.spender, ask.policy_model or ask.wished(name))
        if stored is not None:
            return stored
    own = provider(ask.provider) if ask.provider else configured()
    return replace(own, model=ask.model) if ask.model and not own.is_demo else own


def _named(name: str, universe: Universe, spender: User | None) -> list[ProviderConfig]:
    """That provider with the owner's key, else with the studio's, else nothing."""
    try:
        return [_stored(name, universe, spender) or provider(name)]
    except LlmNotConfigured:
        return []


def _stored(name: str, universe: Universe, spender: User | None, wish: str = "") -> ProviderConfig | None:
    """The provider with the key that the universe's owner keeps here, where this person may spend it.

    `wish` is the model to ask where the key names none.
    """
    found = credential_for(universe, name, spender)
    if found is None:
        return None
    model = found.model or wish
    if not (model or settings.UMAM_LLM.get(f"{name}_model")):
        raise LlmNotConfigured(
            f"The key for {label_of(name)} that is stored here does not say which model shall answer.",
            suggestion="Its owner names one under Account, Service keys.",
        )
    own: dict[str, Any] = {f"{name}_api_key": found.reveal()}
    # Without an address, the key is for the service itself, not for a server of the studio's.
    own[f"{name}_base_url"] = found.base_url
    if model:
        own[f"{name}_model"] = model
    theirs = bool(found.base_url) and not settings.UMAM_PRIVATE_SERVERS
    return replace(provider(name, own), outward=theirs)
