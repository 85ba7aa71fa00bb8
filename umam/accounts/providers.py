"""The services whose keys people may store here. A further one is a further line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    """An external service. `key_help` says where its key is found and how it looks.

    `has_models`: a key may name which of the service's models answers, as a language model's does.
    """

    key: str
    label: str
    key_help: str
    has_models: bool = False


PROVIDERS = [
    Provider(
        "anthropic", "Anthropic", "From console.anthropic.com; it begins with sk-ant-.", has_models=True
    ),
    Provider(
        "openai",
        "OpenAI or compatible",
        "From platform.openai.com. For a server of your own give its address too; where it asks for no key, "
        "any word does.",
        has_models=True,
    ),
    Provider("higgsfield", "Higgsfield", "Both parts of the key in one, as KEY_ID:SECRET."),
    Provider("suno", "Suno", "The key of the gateway or of the server that you run, with its address."),
    Provider("replicate", "Replicate", "From replicate.com/account/api-tokens; it begins with r8_."),
]

BY_KEY = {provider.key: provider for provider in PROVIDERS}


def provider_choices() -> list[tuple[str, str]]:
    """For the model's field, which asks each time: a further service makes no migration."""
    return [(provider.key, provider.label) for provider in PROVIDERS]


def label_of(key: str) -> str:
    """A provider's name for people; the key itself where it is no longer in the list."""
    return BY_KEY[key].label if key in BY_KEY else key
