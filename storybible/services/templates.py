"""What a universe says about the traits that are suggested for its elements. Only suggestions: no row of the
bible changes by them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from storybible.models import TraitTemplate, TraitType
from storybible.names import one_line
from storybible.selectors.traits import known_type, templates_for
from storybible.services.keeping import Author
from umam.lib.errors import Conflict, Invalid, NotFound
from umam.universes.models import Universe

MOST = 60


def create_template(
    *, universe: Universe, author: Author, entity_subtype: str, key: str, **values: Any
) -> TraitTemplate:
    """Like `set_template`, for one that must be new. Raises Conflict."""
    author.require_edit(universe)
    clean = _key(key)
    with transaction.atomic():
        if _row(universe, entity_subtype, clean) is not None:
            raise Conflict(f"{universe.name} has its own “{clean}” for this type already.", attr="key")
        return set_template(
            universe=universe, author=author, entity_subtype=entity_subtype, key=clean, **values
        )


def set_template(
    *,
    universe: Universe,
    author: Author,
    entity_subtype: str,
    key: str,
    label: str = "",
    trait_type: str = "",
    help: str | None = None,
    required: bool | None = None,
    hidden: bool = False,
    position: int | None = None,
) -> TraitTemplate:
    """Suggest a trait in this universe, or say something else about one that is suggested already.

    What is left out stays as it was suggested; with `hidden` the trait is suggested no longer.
    """
    author.require_edit(universe)
    known_type(entity_subtype)
    clean = _key(key)
    row = _row(universe, entity_subtype, clean)
    before = row or next((one for one in templates_for(entity_subtype) if one.key == clean), None)
    values = {
        "label": one_line(label, attr="label") or (before.label if before else _spoken(clean)),
        "trait_type": trait_type or (before.trait_type if before else TraitType.TEXT),
        "help": one_line(_first(help, before and before.help, ""), attr="help"),
        "required": _first(required, before and before.required, False),
        "hidden": hidden,
        "position": _first(position, row and row.position, 100),
    }
    same: dict[str, Any] = {"universe": universe, "entity_subtype": entity_subtype}
    TraitTemplate(**same, key=clean, **values).full_clean(validate_unique=False, validate_constraints=False)
    with transaction.atomic():
        kept, new = TraitTemplate.objects.update_or_create(**same, key=clean, defaults=values)
        if new and TraitTemplate.objects.filter(**same).count() > MOST:
            raise Invalid(f"A type has at most {MOST} suggested traits of its own.", attr="key")
    return kept


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def hide_template(*, universe: Universe, author: Author, entity_subtype: str, key: str) -> TraitTemplate:
    """No longer suggest a trait in this universe. Elements keep the traits they have."""
    author.require_edit(universe)
    shown = next((one for one in templates_for(entity_subtype, universe) if one.key == key), None)
    row = _row(universe, entity_subtype, key)
    if row is not None and row.hidden:
        return row
    if shown is None:
        raise _unknown(universe, key)
    return set_template(universe=universe, author=author, entity_subtype=entity_subtype, key=key, hidden=True)


def remove_template(*, universe: Universe, author: Author, entity_subtype: str, key: str) -> None:
    """Forget what the universe says of a trait: one that is suggested everywhere shows again as usual."""
    author.require_edit(universe)
    row = _row(universe, entity_subtype, key)
    if row is None:
        raise _unknown(universe, key)
    row.delete()


def _row(universe: Universe, entity_subtype: str, key: str) -> TraitTemplate | None:
    return TraitTemplate.objects.filter(universe=universe, entity_subtype=entity_subtype, key=key).first()


def _unknown(universe: Universe, key: str) -> NotFound:
    return NotFound(f"{universe.name} says nothing of its own about a trait “{key}”.")


def _key(given: str) -> str:
    key = slugify(one_line(given, attr="key"), allow_unicode=True)
    if not key or len(key) > 60:
        raise Invalid("A trait's key has 1 to 60 letters, such as “eye-colour”.", attr="key")
    return key


def _spoken(key: str) -> str:
    return key.replace("-", " ").replace("_", " ").capitalize()
