"""One narrow function between UMAM and every language model.

`generate` sends a system text and a prompt and returns a typed object with what it cost. Validation errors
are fed back to the model up to a limit; the SDKs' own retries are off, because waiting belongs to the job
(`LlmUnavailable` is a `RetryLater`). Nothing in here runs inside a database transaction or an event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from agents.llm import loop, outcome
from agents.llm.providers import OPENAI_URL, ProviderConfig, build_model, configured, load
from agents.llm.usage import Usage
from umam.lib.transactions import refuse_in_transaction, rest_connections

if TYPE_CHECKING:
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model
    from pydantic_ai.settings import ModelSettings
    from pydantic_ai.usage import RunUsage

T = TypeVar("T", bound=BaseModel)

# The embedded server answers one request at a time: what waits here does not use up its time-out.
LOCAL_SLOTS = 1
MOST_MODELS = MOST_AGENTS = 64


@dataclass(frozen=True)
class Generation(Generic[T]):
    """A typed answer. `attempts` counts the requests it took; `is_demo` says the embedded model wrote it."""

    output: T
    usage: Usage
    model: str
    provider: str
    is_demo: bool
    attempts: int


@dataclass(frozen=True)
class Turn:
    """One earlier turn of a conversation, told to the model before the prompt."""

    text: str
    by_model: bool


@dataclass(frozen=True)
class _Call:
    """Everything one call needs on the background loop."""

    config: ProviderConfig
    output_type: type[BaseModel]
    system: str
    prompt: str
    settings: ModelSettings
    output_retries: int
    check: Callable[[Any], str | None] | None
    timeout: float
    examples: Sequence[tuple[str, BaseModel]] = ()
    turns: Sequence[Turn] = ()


def generate(
    output_type: type[T],
    *,
    system: str,
    prompt: str,
    max_tokens: int = 1024,
    model: str | None = None,
    config: ProviderConfig | None = None,
    temperature: float | None = None,
    seed: int | None = None,
    output_retries: int = 2,
    check: Callable[[T], str | None] | None = None,
    examples: Sequence[tuple[str, T]] = (),
    turns: Sequence[Turn] = (),
    timeout: float | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Generation[T]:
    """Ask a language model for an `output_type`: that of `config`, else the configured one.

    `model` replaces the provider's default model. `system` is the part that providers keep in their caches:
    what stays the same from call to call belongs there, first what never changes. An answer that does not
    validate, or for which `check` returns a complaint, is sent back with what is wrong, `output_retries`
    times at most. `check` runs on another thread: no database in it. `timeout` bounds each request in seconds
    (default: the setting). `examples` are prompts with their good answers, shown as earlier turns (what a
    small model learns from); `turns` is the conversation so far. `should_stop` is polled while waiting.

    Raises LlmUnavailable (try later), LlmNotConfigured, LlmRejected, LlmRefused, LlmBadAnswer, or Cancelled.
    """
    refuse_in_transaction("A call of a language model")
    config = config or configured(model)
    seconds = timeout or config.timeout
    settings: ModelSettings = {"max_tokens": max_tokens, "timeout": seconds}
    if config.name == "anthropic":
        settings |= {"anthropic_cache_instructions": True, "anthropic_cache_tool_definitions": True}  # type: ignore[misc]
    if temperature is not None:
        settings["temperature"] = temperature
    if seed is not None:
        settings["seed"] = seed
    call = _Call(
        config, output_type, system, prompt, settings, output_retries, check, seconds, examples, turns
    )
    load(config)  # seconds on a cold start: not on the loop, and not on the model's time
    rest_connections()
    answer = loop.run(lambda: _answer(call), should_stop)
    if isinstance(answer, Exception):
        raise answer
    output, usage = answer
    return Generation(output, usage, config.model, config.name, config.is_demo, usage.requests)


async def _answer(call: _Call) -> tuple[Any, Usage] | Exception:
    """The output and its usage, or the error to raise.

    An error is returned rather than raised, so that nothing a provider's SDK put into its own exception
    (bodies, headers) hangs on to ours as context and reaches a log.
    """
    from pydantic_ai.usage import RunUsage

    spent = RunUsage()
    async with _slot(call.config):
        result = await _attempt(call, spent)
        if isinstance(result, outcome.SchemaRefused):
            # Some servers take no JSON schema: describe it in the prompt instead.
            result = await _attempt(call, spent, in_prompt=True)
    return result if isinstance(result, Exception) else (result, _usage(spent, call.config))


async def _attempt(call: _Call, spent: RunUsage, *, in_prompt: bool = False) -> Any:
    """The output, or an exception (as a value) that says what went wrong."""
    from pydantic_ai import capture_run_messages
    from pydantic_ai.exceptions import AgentRunError
    from pydantic_ai.usage import UsageLimits

    requests = 1 + call.output_retries
    agent, model = _agent(call, in_prompt), _model(call.config)
    with capture_run_messages() as messages:
        try:
            async with asyncio.timeout(call.timeout * requests + 1):
                result = await agent.run(
                    call.prompt,
                    deps=call,
                    instructions=call.system,
                    message_history=_history(call),
                    model=model,
                    model_settings=call.settings,
                    usage=spent,
                    usage_limits=UsageLimits(request_limit=spent.requests + requests),
                )
        except AgentRunError as error:
            return outcome.failure(error, messages, call.config, _usage(spent, call.config))
        except TimeoutError:
            return outcome.too_slow(call.config, _usage(spent, call.config))
    return result.output


def _history(call: _Call) -> list[ModelMessage]:
    from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, UserPromptPart

    told: list[ModelMessage] = []
    for prompt, answer in call.examples:
        told.append(ModelRequest(parts=[UserPromptPart(prompt)]))
        told.append(ModelResponse(parts=[TextPart(answer.model_dump_json())]))
    for turn in call.turns:
        if turn.by_model:
            told.append(ModelResponse(parts=[TextPart(turn.text)]))
        else:
            told.append(ModelRequest(parts=[UserPromptPart(turn.text)]))
    return told


# All of these belong to the background loop of this process: only code on that loop touches them.
_agents: dict[tuple[Any, ...], Agent[_Call, Any]] = {}
_models: dict[tuple[int, ProviderConfig], Model] = {}
_slots: dict[int, asyncio.Semaphore] = {}


def _agent(call: _Call, in_prompt: bool) -> Agent[_Call, Any]:
    """One for each form of an answer: building its schema takes longer than the rest of a call."""
    is_anthropic = call.config.name == "anthropic"
    key = (id(asyncio.get_running_loop()), call.output_type, is_anthropic, in_prompt, call.output_retries)
    if key not in _agents:
        while len(_agents) >= MOST_AGENTS:
            _agents.pop(next(iter(_agents)))
        _agents[key] = _build_agent(call, in_prompt, is_anthropic)
    return _agents[key]


def _build_agent(call: _Call, in_prompt: bool, is_anthropic: bool) -> Agent[_Call, Any]:
    from pydantic_ai import Agent, ModelRetry, NativeOutput, PromptedOutput, RunContext, ToolOutput

    output: Any = ToolOutput(call.output_type, name="answer")
    if in_prompt:
        output = PromptedOutput(call.output_type)
    elif not is_anthropic:
        output = NativeOutput(call.output_type, name="answer")
    agent: Agent[_Call, Any] = Agent(
        output_type=output, deps_type=_Call, retries={"output": call.output_retries}, name="umam"
    )

    @agent.output_validator
    async def judge(ctx: RunContext[_Call], answer: Any) -> Any:
        check = ctx.deps.check
        complaint = await asyncio.to_thread(check, answer) if check is not None else None
        if complaint:
            raise ModelRetry(complaint)
        return answer

    return agent


def _model(config: ProviderConfig) -> Model:
    key = (id(asyncio.get_running_loop()), config)
    if key not in _models:
        while len(_models) >= MOST_MODELS:  # keys of people come and go; the oldest client goes first
            _models.pop(next(iter(_models)))
        _models[key] = build_model(config)
    return _models[key]


def _slot(config: ProviderConfig) -> asyncio.Semaphore:
    if not config.is_demo:
        return asyncio.Semaphore(1)  # of its own: no waiting
    return _slots.setdefault(id(asyncio.get_running_loop()), asyncio.Semaphore(LOCAL_SLOTS))


def _usage(spent: RunUsage, config: ProviderConfig) -> Usage:
    return Usage(
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        cache_read_tokens=spent.cache_read_tokens,
        cache_write_tokens=spent.cache_write_tokens,
        requests=spent.requests,
        cost=_cost(spent, config),
    )


def _cost(spent: RunUsage, config: ProviderConfig) -> Decimal | None:
    if config.is_demo:
        return Decimal(0)
    if config.name == "openai" and config.base_url.rstrip("/") != OPENAI_URL:
        return None  # a model of the same name elsewhere has another price, or none
    return spent.cost
