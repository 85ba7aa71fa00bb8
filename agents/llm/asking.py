"""Ask a language model on somebody's account: from the ledger where the answer is known, else for money.

`Account` says who is asked, and for whom; `ask_model` gives a stored answer again, else reserves, asks, and
settles.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from agents.llm import ledger
from agents.llm.errors import LlmFailed, LlmUnavailable
from agents.llm.gateway import Generation, Turn, generate
from agents.llm.ledger import Asked
from agents.llm.providers import ProviderConfig
from agents.llm.usage import Usage
from umam.lib.storable import storable

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Question(Generic[T]):
    """One thing to ask a model, complete. `check` may complain of an answer; no database in it."""

    output_type: type[T]
    system: str
    prompt: str
    turns: Sequence[Turn] = ()
    max_tokens: int = 1500
    temperature: float | None = None
    output_retries: int = 2
    check: Callable[[Any], str | None] | None = None

    def digestible(self) -> dict[str, Any]:
        """Everything that decides the answer, for its name in the ledger."""
        return {
            "system": self.system,
            "prompt": self.prompt,
            "turns": [[turn.by_model, turn.text] for turn in self.turns],
            "schema": self.output_type.model_json_schema(),
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
        }

    @property
    def text(self) -> str:
        schema = json.dumps(self.output_type.model_json_schema())
        return f"{self.system}{self.prompt}{schema}{''.join(turn.text for turn in self.turns)}"


@dataclass(frozen=True)
class Account:
    """Which model is asked, and in whose book it is written; None keeps no book."""

    config: ProviderConfig
    asked: Asked | None = None


@dataclass(frozen=True)
class Answered(Generic[T]):
    """`again` says that the answer was paid for before, by an earlier attempt."""

    output: T
    usage: Usage
    attempts: int
    again: bool = False


def ask_model(
    account: Account, question: Question[T], *, should_stop: Callable[[], bool] | None = None
) -> Answered[T]:
    """The answer and what it cost. Raises what the gateway raises, and BudgetReached before it sends."""
    asked, config = account.asked, account.config
    if asked is None:
        made = _generate(config, question, should_stop)
        return Answered(made.output, made.usage, made.attempts)
    digest = ledger.digest_of(config, question.digestible())
    known = ledger.stored_answer(asked, digest)
    if known is not None:
        stored = question.output_type.model_validate(known.answer)
        return Answered(stored, ledger.usage_of(known), known.requests, again=True)
    call = ledger.open_call(
        asked,
        config,
        digest,
        prompt=question.text,
        max_tokens=question.max_tokens,
        requests=1 + question.output_retries,
    )
    spent, answer = ledger.asked_in_vain(config, question.text), None
    try:
        made = _generate(config, question, should_stop)
        spent, answer = made.usage, storable(made.output.model_dump(mode="json"))
    except (LlmFailed, LlmUnavailable) as error:
        spent = error.usage
        raise
    finally:
        # Also where it was cancelled in the middle, or something went wrong that nobody foresaw: the
        # question was sent, and what was reserved for it is free again.
        ledger.settle(call, spent, answer)
    return Answered(question.output_type.model_validate(answer), made.usage, made.attempts)


def _generate(
    config: ProviderConfig, question: Question[T], should_stop: Callable[[], bool] | None
) -> Generation[T]:
    return generate(
        question.output_type,
        system=question.system,
        prompt=question.prompt,
        turns=question.turns,
        config=config,
        max_tokens=question.max_tokens,
        temperature=question.temperature,
        output_retries=question.output_retries,
        check=question.check,
        should_stop=should_stop,
    )
