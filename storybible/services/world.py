"""Writing the configuration of a world, and the options that a universe adds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from storybible.models import Action, Revision, RowKind, WorldConfig, WorldOption
from storybible.names import one_line, readable
from storybible.selectors.world import KINDS, check_kind, find_option, options, world_config
from storybible.services.keeping import Author, keep, locked, write_fields
from umam.lib.errors import Conflict, Invalid, NotFound, Stale
from umam.universes.models import Universe

MOST_RULES = 100
LONGEST_RULE = 300
LONGEST_NOTES = 20_000
FIELDS = (*KINDS, "rules", "notes")


def create_world_config(*, universe: Universe, author: Author, **values: Any) -> WorldConfig:
    """The first configuration of a universe. Raises Conflict when there is one: the database sees to it."""
    author.require_edit(universe)
    cleaned = _cleaned(universe, values)
    config = WorldConfig(universe=universe, created_by=author.by, updated_by=author.by, **cleaned)
    try:
        with transaction.atomic():
            config.save(force_insert=True)
            keep(config, kind=RowKind.WORLD_CONFIG, action=Action.CREATED, author=author, changed=cleaned)
    except IntegrityError:
        raise Conflict(
            f"{universe.name} has a world configuration already.",
            suggestion="Change it with PUT or PATCH.",
        ) from None
    return config


def set_world_config(
    *, universe: Universe, author: Author, expected: int | None = None, **values: Any
) -> WorldConfig:
    """Changes the given values; makes the configuration where there is none."""
    author.require_edit(universe)
    config = world_config(universe)
    if config is None:
        if expected is not None:
            raise Stale(f"{universe.name} has no world configuration any more, or not yet.")
        try:
            return create_world_config(universe=universe, author=author, **values)
        except Conflict:  # somebody made it in this moment
            config = world_config(universe)
            if config is None:
                raise
    return _change(config, author, expected, values, Action.CHANGED)


def revert_world_config(
    *, config: WorldConfig, author: Author, number: int, expected: int | None = None
) -> WorldConfig:
    """Brings back what an earlier revision said."""
    author.require_edit(config.universe)
    earlier = Revision.objects.filter(
        kind=RowKind.WORLD_CONFIG, row_id=config.pk, universe=config.universe_id, number=number
    ).first()
    if earlier is None:
        raise NotFound(f"There is no revision {number} of this configuration.")
    values = {name: earlier.document.get(name) for name in FIELDS}
    return _change(config, author, expected, values, Action.REVERTED)


def _change(
    config: WorldConfig, author: Author, expected: int | None, values: dict[str, Any], action: Action
) -> WorldConfig:
    cleaned = _cleaned(config.universe, values)
    with transaction.atomic():
        mine = locked(WorldConfig, config.pk, expected)
        changed = write_fields(mine, cleaned)
        if changed:
            keep(mine, kind=RowKind.WORLD_CONFIG, action=action, author=author, changed=changed)
    return mine


def _cleaned(universe: Universe, values: dict[str, Any]) -> dict[str, Any]:
    unknown = next((name for name in values if name not in FIELDS), None)
    if unknown is not None:
        raise Invalid(f"A world configuration has no {unknown}.", attr=unknown)
    cleaned: dict[str, Any] = {
        kind: find_option(kind, values[kind], universe) for kind in KINDS if kind in values
    }
    if "rules" in values:
        cleaned["rules"] = clean_rules(values["rules"])
    if "notes" in values:
        cleaned["notes"] = readable(values["notes"] or "", attr="notes").strip()
        if len(cleaned["notes"]) > LONGEST_NOTES:
            raise Invalid(f"Notes have at most {LONGEST_NOTES} characters.", attr="notes")
    return cleaned


def clean_rules(rules: Any) -> list[str]:
    """Sentences, each once, without empty ones. Raises Invalid at `rules`."""
    if rules is None:
        return []
    if isinstance(rules, str) or not isinstance(rules, Iterable):
        raise Invalid("Rules are a list of sentences.", attr="rules")
    found = list(rules)
    if any(not isinstance(rule, str) for rule in found):
        raise Invalid("Each rule is a sentence.", attr="rules")
    cleaned = list(dict.fromkeys(one_line(rule, attr="rules") for rule in found if rule.strip()))
    if len(cleaned) > MOST_RULES:
        raise Invalid(f"A world has at most {MOST_RULES} rules; these are {len(cleaned)}.", attr="rules")
    longest = max(cleaned, key=len, default="")
    if len(longest) > LONGEST_RULE:
        raise Invalid(
            f"A rule has at most {LONGEST_RULE} characters; “{longest[:40]}…” has {len(longest)}.",
            attr="rules",
        )
    return cleaned


def create_option(
    *,
    universe: Universe,
    author: Author,
    kind: str,
    label: str,
    key: str = "",
    description: str = "",
    level: int = 0,
    position: int = 100,
) -> WorldOption:
    """An option that only this universe offers. Raises Conflict where its key or label is offered already."""
    author.require_edit(universe)
    label = one_line(label, attr="label")
    row = WorldOption(
        universe=universe,
        kind=check_kind(kind),
        key=key or slugify(label)[:60].strip("-") or "option",
        label=label,
        description=one_line(description, attr="description"),
        level=level,
        position=position,
    )
    _check_option(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"{universe.name} has the option “{row.key}” already.", attr="key") from None
    return row


def update_option(*, option: WorldOption, author: Author, **changes: Any) -> WorldOption:
    """Changes label, description, level or position of a universe's own option."""
    universe = _owner(option)
    author.require_edit(universe)
    with transaction.atomic():
        mine = WorldOption.objects.select_for_update(of=("self",)).get(pk=option.pk)
        for name in ("label", "description"):
            if name in changes:
                setattr(mine, name, one_line(changes[name], attr=name))
        for name in ("level", "position"):
            if name in changes:
                setattr(mine, name, changes[name])
        _check_option(mine)
        mine.save()
    return mine


def delete_option(*, option: WorldOption, author: Author) -> None:
    """Raises Conflict while the configuration uses it."""
    universe = _owner(option)
    author.require_edit(universe)
    try:
        with transaction.atomic():
            option.delete()
    except models.ProtectedError:
        raise Conflict(
            f"“{option.label}” is chosen in the configuration of {universe.name}.",
            suggestion="Choose another one there first.",
        ) from None


def _owner(option: WorldOption) -> Universe:
    if option.universe is None:
        raise Invalid("The options of the whole studio are changed in the admin.")
    return option.universe


def _check_option(row: WorldOption) -> None:
    row.full_clean(exclude=["universe"], validate_unique=False, validate_constraints=False)
    for other in options(row.kind, row.universe):
        if other.pk == row.pk:
            continue
        if other.key == row.key:
            raise Conflict(f"“{other.label}” is offered already, with the key {other.key}.", attr="key")
        if other.label.casefold() == row.label.casefold():
            raise Conflict(f"“{other.label}” is offered already.", attr="label")
