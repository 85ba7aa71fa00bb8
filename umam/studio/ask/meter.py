"""What would go in: the context of a question that is still being typed, and the call that would send it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from agents.base import AgentInput, BaseAgent
from agents.context import DEFAULT_TOKENS, context_for
from agents.services.work import parsed
from storybible.models import Element
from storybible.selectors.scope import for_agents
from umam.lib.errors import Invalid
from umam.studio.ask.form import MANY, PICKED, AskForm
from umam.studio.ask.receipt import Receipt, receipt_of
from umam.studio.curl import command

FEWEST, MOST = 500, 100_000


def preview(form: AskForm) -> tuple[Receipt | None, str]:
    """The receipt of what is typed so far, and what is wrong with its moment. Half a question will do."""
    form.is_valid()
    typed = {name: value for name, value in form.input().items() if name not in form.errors}
    budget = typed.get("context_tokens")
    options: dict[str, Any] = {
        "text": wish(form.serving, typed),
        "pins": _pins(form, typed),
        "budget": max(FEWEST, min(MOST, budget)) if isinstance(budget, int) else DEFAULT_TOKENS,
    }
    try:
        found = context_for(form.universe, **options, as_of=str(typed.get("as_of", "")))
        wrong = ""
    except Invalid as error:
        found, wrong = context_for(form.universe, **options), error.message
    return receipt_of(found.receipt(), form.universe, form.user, asker=form.user.pk), wrong


def wish(serving: BaseAgent[Any, Any], typed: Mapping[str, Any]) -> str:
    """What the agent would look for, or all that was written where it cannot say yet."""
    try:
        return serving.wish(parsed(serving.key, typed))
    except Invalid:
        return "\n".join(value for value in typed.values() if isinstance(value, str))


def _pins(form: AskForm, typed: Mapping[str, Any]) -> list[UUID]:
    """Pinned elements and those that the agent's own fields name, as a run pins them."""
    ids: list[str] = []
    for name, kind in form.kinds.items():
        if kind in PICKED and typed.get(name):
            ids += typed[name] if kind == MANY else [typed[name]]
    rows = for_agents(Element.objects.filter(universe=form.universe, pk__in=ids))
    known = set(rows.values_list("pk", flat=True))
    return [UUID(one) for one in ids if UUID(one) in known]


def curl(form: AskForm, host: str) -> str:
    """The call that asks the same: what is typed where the form holds something, else the example."""
    asked = form.input() if form.is_bound and hasattr(form, "cleaned_data") else dict(form.serving.example)
    return command_for(form.serving, str(form.universe.pk), asked, host)


def command_for(serving: BaseAgent[Any, Any], universe_id: str, asked: Mapping[str, Any], host: str) -> str:
    told = {
        name: value
        for name, value in asked.items()
        if name != "thread" and not _is_default(serving, name, value)
    }
    body = {"agent_type": serving.key, "universe_id": universe_id, "input_data": told}
    return command(host, "POST", "/api/agents/jobs", body=body)


def _is_default(serving: BaseAgent[Any, Any], name: str, value: Any) -> bool:
    model: type[AgentInput | BaseModel] = serving.Input
    known = model.model_fields.get(name)
    return known is not None and not known.is_required() and known.default == value
