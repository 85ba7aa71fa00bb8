"""Writing ties between elements."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from storybible.models import Action, Calendar, Element, Relation, RelationType, Revision, RowKind, Visibility
from storybible.names import one_line
from storybible.selectors.circles import would_close
from storybible.selectors.relations import find_type
from storybible.services.dating import DEFAULT, CalendarChoice, chosen_calendar, span_values
from storybible.services.keeping import Author, free_key, keep, locked, take_back, throw_away, write_fields
from umam.lib.errors import Conflict, Invalid, NotFound, WrongState
from umam.universes.models import Universe

CHANGES = frozenset(
    {"type", "source", "target", "note", "strength", "starts", "ends", "calendar", "about", "visibility"}
)
DATES = frozenset({"starts", "ends", "calendar", "about"})


def create_relation(
    *,
    universe: Universe,
    author: Author,
    type: RelationType | str,
    source: Element,
    target: Element,
    note: str = "",
    strength: int = 0,
    starts: str = "",
    ends: str = "",
    calendar: CalendarChoice = DEFAULT,
    about: bool = False,
    visibility: str = Visibility.EVERYONE,
    key: str = "",
) -> Relation:
    """A tie from source to target. Without `starts` it holds since ever, without `ends` it still does.

    Raises Invalid for ends that the type does not join and for a tie that closes a circle where the type
    allows none, Conflict for one that is there already.
    """
    author.require_edit(universe)
    tie = find_type(universe, type)
    when = span_values(
        universe=universe,
        calendar=chosen_calendar(universe, calendar),
        starts=starts,
        ends=ends,
        about=about,
    )
    plain = _plain({"note": note, "strength": strength, "visibility": visibility})
    row = Relation(
        universe=universe,
        type=tie,
        source=source,
        target=target,
        created_by=author.by,
        updated_by=author.by,
        **plain,
        **when,
    )
    with transaction.atomic():
        _check(row)
        row.key = key or free_key(Relation, universe, f"{source.key} {tie.key} {target.key}")
        row.full_clean(
            exclude=["universe", "type", "source", "target", "calendar"],
            validate_unique=False,
            validate_constraints=False,
        )
        if key and Relation.objects.filter(universe=universe, key=key).exists():
            raise Conflict(f"{universe.name} has a relation “{key}” already.", attr="key")
        row.save(force_insert=True)
        changed = ["type", "source", "target", *plain, *(when if starts or ends else ())]
        keep(row, kind=RowKind.RELATION, action=Action.CREATED, author=author, changed=changed)
    return row


def update_relation(
    *, relation: Relation, author: Author, expected: int | None = None, **changes: Any
) -> Relation:
    """Changes the given values: those of `create_relation`, without the key."""
    return _change(relation, author, expected, changes, Action.CHANGED)


def delete_relation(*, relation: Relation, author: Author, expected: int | None = None) -> Relation:
    return throw_away(relation, kind=RowKind.RELATION, author=author, expected=expected)


def restore_relation(*, relation: Relation, author: Author) -> Relation:
    """Raises Conflict or Invalid where other ties came in its way meanwhile, or one of its ends is gone."""
    author.require_edit(relation.universe)
    with transaction.atomic():
        mine = locked(Relation, relation.pk)
        if mine.in_trash:
            _check(mine)
        return take_back(mine, kind=RowKind.RELATION, author=author)


def revert_relation(
    *, relation: Relation, author: Author, number: int, expected: int | None = None
) -> Relation:
    """Brings back what an earlier revision said. Raises Conflict where what it names is gone."""
    author.require_edit(relation.universe)
    earlier = Revision.objects.filter(
        kind=RowKind.RELATION, row_id=relation.pk, universe=relation.universe_id, number=number
    ).first()
    if earlier is None:
        raise NotFound(f"There is no revision {number} of this relation.")
    told = earlier.document
    universe = relation.universe
    when = told.get("when") or {}
    changes = {
        "type": find_type(universe, told["type"]),
        "source": _by_key(Element, universe, told["source"]),
        "target": _by_key(Element, universe, told["target"]),
        "calendar": _by_key(Calendar, universe, when["calendar"]) if when.get("calendar") else None,
        "starts": when.get("from", ""),
        "ends": when.get("to", ""),
        "about": when.get("about", False),
        **{name: told[name] for name in ("note", "strength", "visibility")},
    }
    return _change(relation, author, expected, changes, Action.REVERTED)


def _by_key(model: Any, universe: Universe, key: str) -> Any:
    row = model.objects.filter(universe=universe, key=key).first()
    if row is None:
        raise Conflict(f"It named “{key}”, which is not there any more.")
    return row


def _change(
    relation: Relation, author: Author, expected: int | None, changes: dict[str, Any], action: Action
) -> Relation:
    universe = relation.universe
    author.require_edit(universe)
    unknown = next((name for name in changes if name not in CHANGES), None)
    if unknown is not None:
        raise Invalid(f"A relation has no {unknown} to change.", attr=unknown)
    values = _plain({name: changes[name] for name in ("note", "strength", "visibility") if name in changes})
    if "type" in changes:
        values["type"] = find_type(universe, changes["type"])
    values.update({name: changes[name] for name in ("source", "target") if name in changes})
    with transaction.atomic():
        mine = locked(Relation, relation.pk, expected)
        if mine.in_trash:
            raise WrongState("This relation is in the trash.", suggestion="Take it out first.")
        if DATES & set(changes):
            values.update(_dates(mine, changes))
        if set(values) - {"note", "strength", "visibility"}:
            _check(_as_it_would_be(mine, values))
        changed = write_fields(mine, values)
        if changed:
            keep(mine, kind=RowKind.RELATION, action=action, author=author, changed=changed)
    return mine


def _as_it_would_be(relation: Relation, values: dict[str, Any]) -> Relation:
    fields = ("universe_id", "type", "source", "target", "start_tick", "end_tick")
    now = {name: values.get(name, getattr(relation, name)) for name in fields}
    return Relation(pk=relation.pk, **now)


def _dates(relation: Relation, changes: dict[str, Any]) -> dict[str, Any]:
    choice = changes.get("calendar", relation.calendar)
    if "calendar" not in changes and not relation.starts and not relation.ends:
        choice = DEFAULT
    calendar = chosen_calendar(relation.universe, choice)
    return span_values(
        universe=relation.universe,
        calendar=calendar,
        starts=changes.get("starts", relation.starts),
        ends=changes.get("ends", relation.ends),
        about=changes.get("about", relation.about),
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    if "note" in values:
        values["note"] = one_line(values["note"] or "", attr="note")
    strength = values.get("strength", 0)
    if isinstance(strength, bool) or not isinstance(strength, int) or not -100 <= strength <= 100:
        raise Invalid("Strength is a whole number from -100 to 100.", attr="strength")
    if values.get("visibility", Visibility.EVERYONE) not in Visibility.values:
        known = ", ".join(Visibility.values)
        raise Invalid(f"Visibility is one of {known}.", attr="visibility")
    return values


def _check(row: Relation) -> None:
    """What must hold for a tie as it would be written. The universe's ties are written one at a time,
    so that two ties that are fine alone cannot close a circle together."""
    universe = Universe.objects.select_for_update(no_key=True).get(pk=row.universe_id)
    _check_ends(row, universe)
    _check_twin(row)
    if row.type.acyclic and would_close(
        universe=universe, type=row.type, source=row.source_id, target=row.target_id, without=row.pk
    ):
        raise Invalid(
            f"{row.source} cannot be {row.type.label} {row.target}: over other ties, "
            f"{row.target} is {row.type.label} {row.source} already.",
            code="circle",
            attr="target",
        )


def _check_ends(row: Relation, universe: Universe) -> None:
    if row.source_id == row.target_id:
        raise Invalid(f"{row.source} cannot be tied to itself.", attr="target")
    alive = set(
        Element.objects.filter(
            universe=universe, pk__in=[row.source_id, row.target_id], deleted_at=None
        ).values_list("pk", flat=True)
    )
    for attr, element in (("source", row.source), ("target", row.target)):
        if element.pk not in alive:
            raise Invalid(f"There is no element {element.pk} in {universe.name}.", attr=attr)
        allowed = row.type.source_types if attr == "source" else row.type.target_types
        if allowed and element.entity_subtype not in allowed:
            what = " or a ".join(allowed)
            raise Invalid(
                f"The {attr} of “{row.type.label}” is a {what}; {element} is a {element.entity_subtype}.",
                attr=attr,
            )


def _check_twin(row: Relation) -> None:
    same = Q(source=row.source_id, target=row.target_id)
    if row.type.symmetric:
        same |= Q(source=row.target_id, target=row.source_id)
    twins = Relation.objects.filter(same, universe=row.universe_id, type=row.type, deleted_at=None).exclude(
        pk=row.pk
    )
    if twins.filter(start_tick=row.start_tick, end_tick=row.end_tick).exists():
        raise Conflict(
            f"{row.source} is {row.type.label} {row.target} already.",
            suggestion="Change that relation, or give this one other dates.",
            code="exists",
        )
