"""What a failed run of pydantic-ai means to a job: try later, or fail with a sentence that helps."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.llm.errors import LlmBadAnswer, LlmRefused, LlmRejected, LlmUnavailable
from agents.llm.providers import KEY_SETTING, MODEL_SETTING, URL_SETTING, ProviderConfig
from agents.llm.usage import Usage

if TYPE_CHECKING:
    from pydantic_ai.exceptions import AgentRunError, ModelAPIError
    from pydantic_ai.messages import ModelMessage

PAUSE_SECONDS = 5.0
# A provider that asks for more than this is not waited for longer at a time: the job looks again.
MOST_SECONDS = 3600.0
DETAIL_CHARACTERS = 200

_SCHEMA_WORDS = re.compile(r"json_schema|response_format|grammar|structured output", re.IGNORECASE)
_KEYLIKE = re.compile(r"\b(?:sk|pk|key|hf|r8)[-_][\w*.-]{6,}|Bearer\s+\S+", re.IGNORECASE)
_URL_LOGIN = re.compile(r"//[^/@\s]+@")


class SchemaRefused(LlmRejected):
    """The server rejected the request because of the JSON schema in it."""


def failure(
    error: AgentRunError, messages: Sequence[ModelMessage], config: ProviderConfig, usage: Usage
) -> Exception:
    """The error to raise in place of `error`, which ended the run that exchanged `messages`."""
    from pydantic_ai.exceptions import ModelAPIError, UnexpectedModelBehavior, UsageLimitExceeded

    if isinstance(error, ModelAPIError):
        return _api_failure(error, config, usage)
    if isinstance(error, (UnexpectedModelBehavior, UsageLimitExceeded)):
        return _answer_failure(error, messages, config, usage)
    return LlmUnavailable(
        PAUSE_SECONDS, _sentence(f"the call of {config.label} was interrupted"), usage=usage
    )


def too_slow(config: ProviderConfig, usage: Usage) -> LlmUnavailable:
    """The whole call, retries included, took longer than it may."""
    return LlmUnavailable(PAUSE_SECONDS, _sentence(f"{config.label} did not answer in time"), usage=usage)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _api_failure(error: ModelAPIError, config: ProviderConfig, usage: Usage) -> Exception:
    from pydantic_ai import exceptions as ai

    if isinstance(error, (ai.ModelRequestRejectedError, ai.ModelQuotaExceededError)):
        return _rejection(error, config, usage)
    if isinstance(error, ai.ModelHTTPError) and error.status_code == 413:
        return _too_long(config, usage)
    if _is_not_json(error):
        return _not_an_api(config, usage)
    return LlmUnavailable(_pause(error), _sentence(_because(error, config.label)), usage=usage)


def _because(error: ModelAPIError, label: str) -> str:
    from pydantic_ai import exceptions as ai

    if isinstance(error, ai.ModelRateLimitError):
        return f"the provider of {label} limits how often it is asked"
    if isinstance(error, ai.ModelOverloadedError):
        return f"the provider of {label} is overloaded"
    if isinstance(error, (ai.ModelTimeoutError, ai.ModelRequestTimeout)):
        return f"{label} did not answer in time"
    if isinstance(error, ai.ModelConnectionError):
        return f"{label} could not be reached, or the connection broke"
    if isinstance(error, ai.ModelHTTPError):
        return f"the server of {label} failed with status {error.status_code}"
    return f"the server of {label} sent an answer that cannot be read"


def _pause(error: ModelAPIError) -> float:
    if error.retry_after is None:
        return PAUSE_SECONDS
    return min(max(error.retry_after, 0.0), MOST_SECONDS)


def _rejection(error: ModelAPIError, config: ProviderConfig, usage: Usage) -> LlmRejected:
    from pydantic_ai import exceptions as ai

    where = URL_SETTING[config.name]
    if isinstance(error, ai.ModelAuthenticationError):
        return LlmRejected(
            f"The key for {config.label} was not accepted.",
            suggestion=f"Check {KEY_SETTING[config.name] or where}.",
            code="llm_unauthorized",
            usage=usage,
        )
    if isinstance(error, ai.ModelNotFoundError) and not _SCHEMA_WORDS.search(str(error.body)):
        return LlmRejected(
            f"The provider does not know {config.label}: it may be retired, or its name wrong.",
            suggestion=f"Set {MODEL_SETTING[config.name] or where} to a model that is there.",
            code="llm_model_not_found",
            usage=usage,
        )
    if isinstance(error, ai.ModelQuotaExceededError):
        return LlmRejected(
            f"The account for {config.label} has no credit left.",
            suggestion="Top it up, or use another provider, and try again.",
            code="llm_no_credit",
            usage=usage,
        )
    if isinstance(error, ai.ModelContextWindowExceededError):
        return _too_long(config, usage)
    kind = (
        SchemaRefused if config.name != "anthropic" and _SCHEMA_WORDS.search(str(error.body)) else LlmRejected
    )
    return kind(_sentence(f"the request was rejected by {config.label}{_detail(error, config)}"), usage=usage)


def _too_long(config: ProviderConfig, usage: Usage) -> LlmRejected:
    return LlmRejected(
        f"The text is longer than {config.label} can read.",
        suggestion="Shorten it, or choose a model that takes more.",
        code="llm_too_long",
        usage=usage,
    )


def _answer_failure(
    error: AgentRunError, messages: Sequence[ModelMessage], config: ProviderConfig, usage: Usage
) -> Exception:
    from pydantic_ai import exceptions as ai

    if isinstance(error, ai.ContentFilterError):
        return LlmRefused(
            _sentence(f"{config.label} declined to answer"),
            suggestion="Change the text it was given, and try again.",
            usage=usage,
        )
    if isinstance(error, ai.OutputTokenLimitExceeded) or _ran_out_of_tokens(messages):
        return LlmBadAnswer(
            f"The answer of {config.label} was cut off because it grew too long.",
            suggestion="Ask for less, or allow more tokens.",
            code="llm_truncated",
            usage=usage,
        )
    if "expected JSON data" in str(error):
        return _not_an_api(config, usage)
    tries = f"{usage.requests} tries" if usage.requests > 1 else "1 try"
    return LlmBadAnswer(
        _sentence(f"{config.label} gave no usable answer in {tries}"),
        suggestion="Try again, or choose a stronger model.",
        usage=usage,
    )


def _ran_out_of_tokens(messages: Sequence[ModelMessage]) -> bool:
    from pydantic_ai.messages import ModelResponse

    answers = [message for message in messages if isinstance(message, ModelResponse)]
    return bool(answers) and answers[-1].finish_reason == "length"


def _is_not_json(error: ModelAPIError) -> bool:
    """A page of HTML with status 200, say of a proxy, as opposed to JSON that broke off."""
    from pydantic_ai.exceptions import ModelHTTPError

    return not isinstance(error, ModelHTTPError) and "Expected a JSON response" in str(error)


def _not_an_api(config: ProviderConfig, usage: Usage) -> LlmBadAnswer:
    return LlmBadAnswer(
        f"What answers at {config.host} is not a language model: it sent a page instead of JSON.",
        suggestion=f"Check {URL_SETTING[config.name]}, and whether a proxy stands between.",
        code="llm_not_an_api",
        usage=usage,
    )


def _detail(error: ModelAPIError, config: ProviderConfig) -> str:
    """A short piece of what the provider said, without anything that looks like a key."""
    message = _message_of(getattr(error, "body", None))
    if config.api_key:
        message = message.replace(config.api_key, "…")
    message = _KEYLIKE.sub("…", _URL_LOGIN.sub("//", " ".join(message.split())))
    return f": {message[:DETAIL_CHARACTERS].rstrip('.')}" if message else ""


def _message_of(body: object) -> str:
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return ""
    if isinstance(body, dict):
        inner = body.get("error", body)
        return str(inner.get("message") or "") if isinstance(inner, dict) else str(inner)
    return ""
