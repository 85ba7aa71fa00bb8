"""What can be done with the traits of an element. Each change is a revision of the element."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from storybible.models import Action, Element, RowKind, Trait, TraitType
from storybible.models.elements import VALUE_COLUMNS
from storybible.names import one_line, readable
from storybible.selectors.traits import Template, templates_for
from storybible.services.keeping import Author, keep, locked
from umam.lib.errors import Conflict, Invalid, NotFound, WrongState

LONGEST_TEXT = 20_000
LONGEST_ENTRY = 1000
MOST_ENTRIES = 200
MOST_TRAITS = 200


def check_value(trait_type: str, value: object) -> Any:
    """The value as it is kept. Raises Invalid at `trait_value` for one that is not of the type."""
    if trait_type == TraitType.TEXT:
        return _text(value)
    if trait_type == TraitType.NUMBER:
        return _number(value)
    if trait_type == TraitType.BOOLEAN:
        if not isinstance(value, bool):
            raise _wrong(f"{_shown(value)} is not yes or no (true or false).")
        return value
    if trait_type == TraitType.LIST:
        return _list(value)
    known = ", ".join(TraitType.values)
    raise Invalid(f"There is no trait type {_shown(trait_type)}. The types are {known}.", attr="trait_type")


def _wrong(message: str) -> Invalid:
    return Invalid(message, attr="trait_value", code="wrong_type")


def _shown(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else f"“{value}”"
    return text if len(text) <= 60 else f"{text[:60]}…"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(f"{_shown(value)} is not text.")
    text = readable(value, attr="trait_value")
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"The text is longer than {LONGEST_TEXT:,} characters.", attr="trait_value")
    return text


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(f"{_shown(value)} is not a number.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _wrong("The number has to be finite.")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _list(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise _wrong(f"{_shown(value)} is not a list of texts.")
    entries = [one_line(one, attr="trait_value") for one in value]
    if not all(entries):
        raise _wrong("An entry of the list is empty.")
    if len(entries) > MOST_ENTRIES:
        raise Invalid(f"A list holds at most {MOST_ENTRIES} entries.", attr="trait_value")
    if any(len(one) > LONGEST_ENTRY for one in entries):
        raise Invalid(f"An entry is longer than {LONGEST_ENTRY:,} characters.", attr="trait_value")
    return entries


@dataclass(frozen=True)
class _Wanted:
    """A trait as it shall be, checked."""

    key: str
    label: str
    trait_type: str
    value: Any


def _key(given: object) -> str:
    key = slugify(one_line(given, attr="trait_key"), allow_unicode=True)
    if not key:
        raise Invalid("A trait needs a key, such as “eye-colour”.", attr="trait_key")
    if len(key) > 60:
        raise Invalid("The key is longer than 60 characters.", attr="trait_key")
    return key


def _type_of(value: object) -> str:
    """The type a value has by itself, where nobody said one."""
    if isinstance(value, bool):
        return TraitType.BOOLEAN
    if isinstance(value, int | float):
        return TraitType.NUMBER
    return TraitType.LIST if isinstance(value, list | tuple) else TraitType.TEXT


def _wanted(given: Mapping[str, Any], templates: Sequence[Template], known: Trait | None = None) -> _Wanted:
    """What `{key, value, trait_type, label}` asks for; the trait there is and the template fill the gaps."""
    key = _key(given.get("key"))
    template = next((one for one in templates if one.key == key), None)
    usual = known or template
    trait_type = given.get("trait_type") or (usual.trait_type if usual else _type_of(given.get("value")))
    label = one_line(given.get("label") or "", attr="label")
    if not label and usual is not None:
        label = usual.label
    if not label:
        words = one_line(given.get("key"), attr="trait_key")
        label = words if words != key else key.replace("-", " ").replace("_", " ").capitalize()
    if len(label) > 80:
        raise Invalid("The label is longer than 80 characters.", attr="label")
    return _Wanted(key, label, str(trait_type), check_value(trait_type, given.get("value")))


def _fill(trait: Trait, wanted: _Wanted, position: int) -> bool:
    """Set the trait's columns; tells whether anything differs from before."""
    values: dict[str, Any] = {
        "key": wanted.key,
        "label": wanted.label,
        "trait_type": wanted.trait_type,
        "position": position,
        **dict.fromkeys(VALUE_COLUMNS.values()),
        VALUE_COLUMNS[wanted.trait_type]: wanted.value,
    }
    differs = any(getattr(trait, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(trait, name, value)
    return differs


def write_traits(element: Element, given: Iterable[Mapping[str, Any]]) -> bool:
    """Make the element's traits exactly these, in this order; those that stay keep their row.

    Part of the element's services: it neither locks nor keeps. Tells whether anything changed.
    """
    templates = templates_for(element.entity_subtype, element.universe)
    old = {trait.key: trait for trait in element.traits.all()}
    wanted: dict[str, _Wanted] = {}
    for one in given:
        made = _wanted(one, templates, old.get(_key(one.get("key"))))
        if made.key in wanted:
            raise Invalid(f"The trait “{made.key}” is given twice.", attr="traits")
        wanted[made.key] = made
    if len(wanted) > MOST_TRAITS:
        raise Invalid(f"An element has at most {MOST_TRAITS} traits.", attr="traits")
    gone = [trait.pk for key, trait in old.items() if key not in wanted]
    if gone:
        Trait.objects.filter(pk__in=gone).delete()
    new: list[Trait] = []
    changed: list[Trait] = []
    for place, (key, one_wanted) in enumerate(wanted.items()):
        trait = old.get(key) or Trait(element=element)
        if _fill(trait, one_wanted, place):
            (changed if trait.pk else new).append(trait)
    columns = ["label", "trait_type", "position", *VALUE_COLUMNS.values()]
    Trait.objects.bulk_create(new)
    Trait.objects.bulk_update(changed, columns, batch_size=100)
    return bool(gone or new or changed)


def _locked_element(element: Element, expected: int | None) -> Element:
    mine = locked(Element, element.pk, expected)
    if mine.in_trash:
        raise WrongState(f"{mine} is in the trash.", suggestion="Take it out first.")
    return mine


def _keep(element: Element, author: Author) -> None:
    keep(element, kind=RowKind.ELEMENT, action=Action.CHANGED, author=author, changed=["traits"])


def add_trait(
    *,
    element: Element,
    author: Author,
    key: str,
    value: Any,
    trait_type: str | None = None,
    label: str = "",
    expected: int | None = None,
) -> Trait:
    """Add a trait at the end. Type and label come from the template where they are not given."""
    author.require_edit(element.universe)
    templates = templates_for(element.entity_subtype, element.universe)
    given = {"key": key, "value": value, "trait_type": trait_type, "label": label}
    wanted = _wanted(given, templates)
    with transaction.atomic():
        mine = _locked_element(element, expected)
        keys = set(mine.traits.values_list("key", flat=True))
        if wanted.key in keys:
            raise Conflict(
                f"{mine} has a trait “{wanted.key}” already.", suggestion="Change it.", attr="trait_key"
            )
        if len(keys) >= MOST_TRAITS:
            raise Invalid(f"An element has at most {MOST_TRAITS} traits.", attr="trait_key")
        last = mine.traits.aggregate(last=Max("position"))["last"]
        trait = Trait(element=mine)
        _fill(trait, wanted, 0 if last is None else last + 1)
        trait.save(force_insert=True)
        _keep(mine, author)
    return trait


def change_trait(*, trait: Trait, author: Author, expected: int | None = None, **changes: Any) -> Trait:
    """Change `key`, `value`, `trait_type` or `label` of a trait."""
    if unknown := set(changes) - {"key", "value", "trait_type", "label"}:
        raise TypeError(f"A trait has no {', '.join(sorted(unknown))}.")
    element = trait.element
    author.require_edit(element.universe)
    with transaction.atomic():
        mine = _locked_element(element, expected)
        row = _trait_of(mine, trait)
        now = {"key": row.key, "value": row.value, "trait_type": row.trait_type, "label": row.label}
        wanted = _wanted({**now, **{name: new for name, new in changes.items() if new is not None}}, (), row)
        if wanted.key != row.key and mine.traits.filter(key=wanted.key).exists():
            raise Conflict(f"{mine} has a trait “{wanted.key}” already.", attr="trait_key")
        if _fill(row, wanted, row.position):
            row.save()
            _keep(mine, author)
    return row


def remove_trait(*, trait: Trait, author: Author, expected: int | None = None) -> None:
    element = trait.element
    author.require_edit(element.universe)
    with transaction.atomic():
        mine = _locked_element(element, expected)
        _trait_of(mine, trait).delete()
        _keep(mine, author)


def _trait_of(element: Element, trait: Trait) -> Trait:
    row = element.traits.filter(pk=trait.pk).first()
    if row is None:
        raise NotFound("The trait is not there any more.")
    return row
