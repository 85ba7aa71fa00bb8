"""Questions about the configuration of a world."""

from __future__ import annotations

from django.db.models import Q

from storybible.models import OptionKind, WorldConfig, WorldOption
from umam.lib.errors import Invalid, NotFound
from umam.universes.models import Universe

KINDS: tuple[str, ...] = tuple(OptionKind.values)


def check_kind(kind: str, *, attr: str = "kind") -> str:
    """The kind, if there is such a one. Raises Invalid."""
    if kind not in KINDS:
        raise Invalid(f"“{kind[:40]}” is no kind of option. There are {', '.join(KINDS)}.", attr=attr)
    return kind


def options(kind: str = "", universe: Universe | None = None) -> list[WorldOption]:
    """What can be chosen: the studio's options and the universe's own, which win where the key is the same.

    All kinds where none is named, in the order of the configuration.
    """
    rows = WorldOption.objects.filter(
        Q(universe=None) | Q(universe=universe) if universe else Q(universe=None)
    )
    if kind:
        rows = rows.filter(kind=check_kind(kind))
    found = list(rows.order_by("kind", "position", "label", "id"))
    own = {(row.kind, row.key) for row in found if row.universe_id is not None}
    kept = [row for row in found if row.universe_id is not None or (row.kind, row.key) not in own]
    return sorted(kept, key=lambda row: KINDS.index(row.kind))


def find_option(kind: str, value: WorldOption | str | None, universe: Universe) -> WorldOption | None:
    """The option of that key or label, whatever its case; None for nothing. Raises Invalid at the kind."""
    if isinstance(value, WorldOption):
        if value.kind != kind or value.universe_id not in {None, universe.pk}:
            raise Invalid(f"“{value.label}” is not offered as {_name(kind)} here.", attr=kind)
        return value
    wish = "" if value is None else " ".join(str(value).split())
    if not wish:
        return None
    known = options(kind, universe)
    for row in known:
        if wish.casefold() in {row.key.casefold(), row.label.casefold()}:
            return row
    offered = ", ".join(row.key for row in known)
    raise Invalid(f"“{wish[:60]}” is no known {_name(kind)}. There are {offered}.", attr=kind)


def _name(kind: str) -> str:
    return OptionKind(kind).label.lower()


def world_config(universe: Universe) -> WorldConfig | None:
    """The universe's configuration with its options, if it has one."""
    return WorldConfig.objects.select_related("universe", *KINDS).filter(universe=universe).first()


def require_world_config(universe: Universe) -> WorldConfig:
    """The universe's configuration. Raises NotFound."""
    found = world_config(universe)
    if found is None:
        raise NotFound(
            f"{universe.name} has no world configuration yet.",
            suggestion="Make one with POST: genre, physics, magic_system, tech_level, tone, rules, notes.",
        )
    return found


def own_option(universe: Universe, kind: str, key: str) -> WorldOption:
    """An option that the universe added itself. Raises NotFound."""
    row = WorldOption.objects.filter(universe=universe, kind=kind, key=key).first()
    if row is None:
        raise NotFound(
            f"{universe.name} has no {kind} option “{key}” of its own.",
            suggestion="The options of the whole studio are changed in the admin.",
        )
    return row


def chosen(config: WorldConfig) -> dict[str, WorldOption]:
    """What is chosen, by kind, without the open ones."""
    found = {kind: getattr(config, kind) for kind in KINDS}
    return {kind: option for kind, option in found.items() if option is not None}


def world_text(config: WorldConfig) -> str:
    """The configuration as plain lines that a model reads as laws."""
    lines = []
    for kind, option in chosen(config).items():
        said = f"{OptionKind(kind).label}: {option.label}"
        lines.append(f"{said}. {option.description}".strip() if option.description else f"{said}.")
    if config.rules:
        lines.append("Rules that always hold:")
        lines += [f"- {rule}" for rule in config.rules]
    if config.notes.strip():
        lines += ["Notes:", config.notes.strip()]
    return "\n".join(lines)
