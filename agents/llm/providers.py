"""Which language model answers, by settings, and how its client is built.

`UMAM_LLM["provider"]` is anthropic, openai (any OpenAI-compatible server, by base URL), local (the embedded
demo model) or auto: the first of these that is configured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from django.conf import settings

from agents.llm.errors import LlmNotConfigured

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from openai import AsyncOpenAI
    from pydantic_ai.models import Model

ProviderName = Literal["anthropic", "openai", "local"]

PROVIDERS = ("anthropic", "openai", "local")
LOCAL_MODEL = "smollm2-135m-instruct"
ANTHROPIC_URL = "https://api.anthropic.com"
OPENAI_URL = "https://api.openai.com/v1"
DEFAULT_TIMEOUT = 60.0
CONNECT_SECONDS = 5.0
# Where the model's name and base URL are set, to say so when they are wrong.
MODEL_SETTING = {"anthropic": "UMAM_ANTHROPIC_MODEL", "openai": "UMAM_LLM_MODEL", "local": ""}
URL_SETTING = {
    "anthropic": "ANTHROPIC_BASE_URL",
    "openai": "UMAM_LLM_BASE_URL",
    "local": "UMAM_LOCAL_LLM_URL",
}
KEY_SETTING = {"anthropic": "ANTHROPIC_API_KEY", "openai": "UMAM_LLM_API_KEY", "local": ""}


@dataclass(frozen=True)
class ProviderConfig:
    """One provider, ready to be called. Two equal configurations share a client."""

    name: ProviderName
    model: str
    base_url: str
    timeout: float
    api_key: str = field(default="", repr=False)
    # The address is a person's, and this studio calls no private ones for them.
    outward: bool = False

    @property
    def is_demo(self) -> bool:
        """True for the embedded model, whose answers are labelled as a demo's."""
        return self.name == "local"

    @property
    def host(self) -> str:
        """Where the requests go, without user name, password and path."""
        parts = urlsplit(self.base_url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname or "")

    @property
    def label(self) -> str:
        """What people read in the middle of a sentence."""
        return "the embedded demo model" if self.is_demo else f"the language model “{self.model}”"


def configured(model: str | None = None) -> ProviderConfig:
    """The provider that settings ask for, with `model` in place of its default model.

    Raises LlmNotConfigured.
    """
    chosen: Mapping[str, Any] = getattr(settings, "UMAM_LLM", {})
    wanted = str(chosen.get("provider") or "auto")
    if wanted == "auto":
        wanted = _best_configured(chosen)
    config = provider(wanted)
    return replace(config, model=model) if model and not config.is_demo else config


def provider(name: str, own: Mapping[str, Any] | None = None) -> ProviderConfig:
    """One provider by name; `own` replaces settings, as a person's key. Raises LlmNotConfigured."""
    builders = {"anthropic": _anthropic, "openai": _openai, "local": _local}
    if name not in builders:
        raise LlmNotConfigured(
            f"UMAM_LLM_PROVIDER names an unknown provider, “{name}”.",
            suggestion="Use auto, anthropic, openai or local.",
        )
    return builders[name]({**getattr(settings, "UMAM_LLM", {}), **(own or {})})


def _best_configured(chosen: Mapping[str, Any]) -> str:
    if chosen.get("anthropic_api_key"):
        return "anthropic"
    if chosen.get("openai_base_url") or chosen.get("openai_api_key"):
        return "openai"
    return "local"


def _timeout(chosen: Mapping[str, Any]) -> float:
    return float(chosen.get("timeout") or DEFAULT_TIMEOUT)


def _anthropic(chosen: Mapping[str, Any]) -> ProviderConfig:
    key = str(chosen.get("anthropic_api_key") or "")
    if not key:
        raise LlmNotConfigured(
            "Anthropic is chosen as the language model's provider, but there is no key.",
            suggestion="Set ANTHROPIC_API_KEY, or UMAM_LLM_PROVIDER=auto.",
        )
    url = str(chosen.get("anthropic_base_url") or ANTHROPIC_URL)
    return ProviderConfig("anthropic", str(chosen["anthropic_model"]), url, _timeout(chosen), key)


def _openai(chosen: Mapping[str, Any]) -> ProviderConfig:
    model = str(chosen.get("openai_model") or "")
    if not model:
        raise LlmNotConfigured(
            "An OpenAI-compatible server is configured, but not which of its models to use.",
            suggestion="Set UMAM_LLM_MODEL to a model that the server has.",
        )
    url = str(chosen.get("openai_base_url") or OPENAI_URL)
    return ProviderConfig("openai", model, url, _timeout(chosen), str(chosen.get("openai_api_key") or ""))


def _local(chosen: Mapping[str, Any]) -> ProviderConfig:
    url = str(getattr(settings, "UMAM_LOCAL_LLM_URL", "") or "")
    if not url:
        raise LlmNotConfigured(
            "No language model is configured: the embedded one does not run, and no provider is set up.",
            suggestion="Start the studio with `make run`, or set ANTHROPIC_API_KEY or UMAM_LLM_BASE_URL.",
        )
    return ProviderConfig("local", LOCAL_MODEL, url, _timeout(chosen))


def load(config: ProviderConfig) -> None:
    """Import what `config` needs. The first call in a process takes a while."""
    import pydantic_ai

    if config.name == "anthropic":
        import pydantic_ai.models.anthropic
    else:
        import pydantic_ai.models.openai  # noqa: F401


def build_model(config: ProviderConfig) -> Model:
    """A model object with a client of its own. The caller keeps it on one event loop."""
    if config.name == "anthropic":
        return _anthropic_model(config)
    return _openai_model(config)


def anthropic_client(config: ProviderConfig) -> AsyncAnthropic:
    from anthropic import AsyncAnthropic

    return AsyncAnthropic(
        api_key=config.api_key,
        base_url=config.base_url,
        max_retries=0,
        timeout=config.timeout,
        http_client=_http(config) if config.outward else None,
    )


def openai_client(config: ProviderConfig) -> AsyncOpenAI:
    from openai import AsyncOpenAI

    return AsyncOpenAI(
        base_url=config.base_url, api_key=config.api_key or "none", max_retries=0, http_client=_http(config)
    )


def _anthropic_model(config: ProviderConfig) -> Model:
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    return AnthropicModel(config.model, provider=AnthropicProvider(anthropic_client=anthropic_client(config)))


def _http(config: ProviderConfig) -> Any:
    """The client under an SDK's own."""
    import httpx2

    timeout = httpx2.Timeout(config.timeout, connect=CONNECT_SECONDS)
    if config.outward:
        from agents.llm.outward import outward_transport

        return httpx2.AsyncClient(timeout=timeout, transport=outward_transport(), trust_env=False)
    # The embedded server is on this machine: no proxy of the environment may stand between.
    return httpx2.AsyncClient(timeout=timeout, trust_env=not config.is_demo)


def _openai_model(config: ProviderConfig) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles import InlineDefsJsonSchemaTransformer
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai import OpenAIProvider

    profile = OpenAIModelProfile(supports_json_schema_output=True)
    if config.base_url.rstrip("/") != OPENAI_URL:
        # Ollama, vLLM and llama-server enforce lengths and patterns, which OpenAI's own schema rules strip.
        profile = OpenAIModelProfile(
            supports_json_schema_output=True,
            supports_json_object_output=True,
            json_schema_transformer=InlineDefsJsonSchemaTransformer,
            openai_chat_supports_max_completion_tokens=False,
            openai_supports_strict_tool_definition=False,
        )
    served_by = OpenAIProvider(openai_client=openai_client(config))
    return OpenAIChatModel(config.model, provider=served_by, profile=profile)
