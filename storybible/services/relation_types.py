"""Writing the types of tie that a universe adds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from storybible.colours import clean_hex
from storybible.models import EntityType, Relation, RelationType
from storybible.names import one_line
from storybible.selectors.circles import has_circle
from storybible.selectors.relations import relation_types
from storybible.services.keeping import Author
from umam.lib.errors import Conflict, Invalid
from umam.universes.models import Universe

FIELDS = frozenset(
    {"label", "inverse_label", "symmetric", "acyclic", "source_types", "target_types", "colour", "position"}
)


def create_relation_type(
    *, universe: Universe, author: Author, label: str, key: str = "", **values: Any
) -> RelationType:
    """A type that only this universe offers.

    values: inverse_label (without one it reads the same from both sides), symmetric, acyclic, source_types,
    target_types, colour, position. Raises Conflict where its key or label is offered already.
    """
    author.require_edit(universe)
    row = RelationType(universe=universe, key=key or slugify(label)[:60].strip("-") or "tie")
    _write(row, {"symmetric": not values.get("inverse_label"), **values, "label": label})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"{universe.name} has the type “{row.key}” already.", attr="key") from None
    return row


def update_relation_type(*, type: RelationType, author: Author, **changes: Any) -> RelationType:
    """Changes a universe's own type. Raises Conflict for acyclic where its ties lead back already."""
    universe = _owner(type)
    author.require_edit(universe)
    with transaction.atomic():
        # Ties are written under the same lock: none can close a circle while this looks for one.
        Universe.objects.select_for_update(no_key=True).get(pk=universe.pk)
        mine = RelationType.objects.select_for_update(of=("self",)).get(pk=type.pk)
        was_acyclic, was_symmetric = mine.acyclic, mine.symmetric
        _write(mine, changes)
        if mine.acyclic and not was_acyclic and has_circle(mine):
            raise Conflict(f"Ties of “{mine.label}” lead back to themselves already.", attr="acyclic")
        if mine.symmetric != was_symmetric and Relation.objects.filter(type=mine).exists():
            raise Conflict(
                f"Ties of “{mine.label}” are there already: it stays as it is in being read from both sides.",
                attr="symmetric",
            )
        mine.save()
    return mine


def delete_relation_type(*, type: RelationType, author: Author) -> None:
    """Raises Conflict while there are ties of it, also in the trash."""
    universe = _owner(type)
    author.require_edit(universe)
    try:
        with transaction.atomic():
            type.delete()
    except models.ProtectedError:
        count = Relation.objects.filter(type=type).count()
        raise Conflict(
            f"{count} {'relation is' if count == 1 else 'relations are'} of the type “{type.label}”, "
            "those in the trash counted.",
            suggestion="Give them another type first.",
        ) from None


def _owner(type: RelationType) -> Universe:
    if type.universe is None:
        raise Invalid("The types of the whole studio are changed in the admin.")
    return type.universe


def _write(row: RelationType, values: dict[str, Any]) -> None:
    unknown = next((name for name in values if name not in FIELDS), None)
    if unknown is not None:
        raise Invalid(f"A type of relation has no {unknown}.", attr=unknown)
    for name, value in values.items():
        setattr(row, name, _cleaned(name, value))
    if not row.label:
        raise Invalid("A type of relation needs a label.", attr="label")
    if row.symmetric and row.inverse_label:
        raise Invalid(
            "A type that reads the same from both sides has no other label there.", attr="inverse_label"
        )
    if row.symmetric and row.acyclic:
        raise Invalid("A type that reads the same from both sides always leads back.", attr="acyclic")
    row.full_clean(exclude=["universe"], validate_unique=False, validate_constraints=False)
    for other in relation_types(row.universe):
        if other.pk != row.pk and other.key == row.key:
            raise Conflict(f"“{other.label}” is offered already, with the key {other.key}.", attr="key")
        if other.pk != row.pk and other.label.casefold() == row.label.casefold():
            raise Conflict(f"“{other.label}” is offered already.", attr="label")


def _cleaned(name: str, value: Any) -> Any:
    if name in {"label", "inverse_label"}:
        return one_line(value, attr=name)
    if name in {"source_types", "target_types"}:
        return _types(value, attr=name)
    if name == "colour":
        return clean_hex(value, attr=name) if value else ""
    return value


def _types(value: Any, *, attr: str) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise Invalid("This has to be a list of types of elements.", attr=attr)
    wanted = list(dict.fromkeys(str(one) for one in value))
    strange = next((one for one in wanted if one not in EntityType.values), None)
    if strange is not None:
        known = ", ".join(EntityType.values)
        raise Invalid(f"“{strange[:40]}” is no type of element. There are {known}.", attr=attr)
    return wanted
