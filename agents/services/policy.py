"""What people settle for agents in a universe: thresholds, budgets, the brand's voice, waivers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from agents.models import AgentPolicy, BrandVoice, Budget, Waiver
from agents.registry import agent
from umam.accounts.models import User
from umam.lib.errors import Forbidden, Invalid
from umam.universes import access
from umam.universes.models import Universe

R = TypeVar("R", AgentPolicy, Budget, BrandVoice)
LINES = ("dos", "donts", "examples")
MOST_LINES, LONGEST_LINE = 40, 400


def set_policy(*, universe: Universe, by: User, agent_type: str, **changes: Any) -> AgentPolicy:
    """Change `threshold`, `samples` or `model` of an agent in this universe."""
    access.require_edit(by, universe.pk)
    serving = agent(agent_type)
    row = AgentPolicy.objects.filter(universe=universe, agent=agent_type).first() or AgentPolicy(
        universe=universe, agent=agent_type, threshold=serving.threshold
    )
    return _save(row, changes, {"threshold", "samples", "model"})


def set_budget(*, universe: Universe, by: User, **changes: Any) -> Budget:
    """Change `daily_usd`, `monthly_usd` or `daily_tokens`; None lifts a limit. Only the owner decides."""
    access.require_owner(by, universe.pk)
    row = Budget.objects.filter(universe=universe).first() or Budget(universe=universe)
    return _save(row, changes, {"daily_usd", "monthly_usd", "daily_tokens"})


def set_voice(
    *, universe: Universe, by: User, personal: bool = False, whose: User | None = None, **changes: Any
) -> BrandVoice:
    """Change the brand's voice: of the universe, or with `personal` one's own there.

    whose: the person whose own voice it is; that of somebody else is for administrators to change.
    """
    access.require_edit(by, universe.pk)
    if whose is not None and whose != by and not by.is_admin:
        raise Forbidden("This is somebody else's own voice; only they can change it.")
    user = whose or (by if personal else None)
    row = BrandVoice.objects.filter(universe=universe, user=user).first() or BrandVoice(
        universe=universe, user=user
    )
    for name in set(LINES) & set(changes):
        changes[name] = _lines(changes[name], name)
    return _save(row, changes, {"voice", "values", "audience", *LINES})


def drop_own_voice(*, universe: Universe, by: User) -> None:
    """Speak in the universe's voice again."""
    access.require_edit(by, universe.pk)
    BrandVoice.objects.filter(universe=universe, user=by).delete()


def _lines(given: Any, name: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise Invalid("Give a list of lines.", attr=name)
    lines = [" ".join(one.replace("\0", "").split())[:LONGEST_LINE] for one in given]
    return [line for line in lines if line][:MOST_LINES]


def _save(row: R, changes: Mapping[str, Any], known: set[str]) -> R:
    if unknown := set(changes) - known:
        raise TypeError(f"{type(row).__name__} has no {', '.join(sorted(unknown))}.")
    for name, value in changes.items():
        setattr(row, name, value.replace("\0", "") if isinstance(value, str) else value)
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, said = next(iter(error.message_dict.items()))
        raise Invalid(" ".join(said), attr=name) from None
    row.save()
    return row


def voice_for(universe: Universe, user: User | None) -> BrandVoice | None:
    """Whose voice copy is written in: the person's own here, else the universe's."""
    rows = BrandVoice.objects.filter(universe=universe)
    own = rows.filter(user=user).first() if user is not None else None
    return own or rows.filter(user=None).first()


def waive(
    *, universe: Universe, by: User, rule: str, fingerprint: str, reason: str, evidence: str = ""
) -> Waiver:
    """Say that a finding is meant to be. Waiving it twice keeps the newer reason."""
    access.require_edit(by, universe.pk)
    why = " ".join(reason.replace("\0", "").split())[:400]
    if not why:
        raise Invalid("Say why it is meant to be.", attr="reason")
    made, _ = Waiver.objects.update_or_create(
        universe=universe,
        fingerprint=fingerprint[:64],
        defaults={"rule": rule[:60], "evidence": evidence.replace("\0", "")[:2000], "reason": why, "by": by},
    )
    return made


def lift_waiver(*, waiver: Waiver, by: User) -> None:
    """Let the finding speak again."""
    access.require_edit(by, waiver.universe_id)
    waiver.delete()
