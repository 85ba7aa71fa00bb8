"""Traits as rows of a form: typed inputs that keep what was typed, right or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.text import slugify

from storybible.models import Element, TraitType
from storybible.selectors.traits import templates_for
from storybible.services.traits import check_value
from umam.lib.errors import Invalid
from umam.universes.models import Universe

AT_ONCE = 5
MOST_ROWS = 200
_ROW = re.compile(r"^trait-(\d{1,3})-raw$")


@dataclass
class TraitRow:
    """One trait as it is typed. `raw` is text: a list has an entry a line, a boolean is yes, no or nothing.

    `key` is empty for a new trait of somebody's own until it has a label; `custom` ones are not suggested.
    """

    number: int
    key: str
    label: str
    trait_type: str = "text"
    raw: str = ""
    help: str = ""
    required: bool = False
    custom: bool = False
    new: bool = False
    at_once: bool = True
    error: str = ""
    fresh: bool = False

    @property
    def is_given(self) -> bool:
        return bool(self.raw.strip())

    @property
    def is_wanted(self) -> bool:
        """Whether the row is shown without asking for more."""
        return self.is_given or self.custom or self.required

    @property
    def value(self) -> Any:
        """The value of its type. Raises Invalid."""
        text = self.raw.strip()
        if self.trait_type == TraitType.NUMBER:
            return check_value(self.trait_type, _number(text))
        if self.trait_type == TraitType.BOOLEAN:
            return check_value(self.trait_type, {"yes": True, "no": False}.get(text, text))
        if self.trait_type == TraitType.LIST:
            return check_value(self.trait_type, [line.strip() for line in text.splitlines() if line.strip()])
        return check_value(self.trait_type, text)

    def check(self) -> bool:
        """Whether the row can be kept. Says at the row why not."""
        if not self.is_given:
            return True
        if self.custom and not self.key:
            self.error = "Give this trait a name."
            return False
        try:
            _ = self.value
        except Invalid as error:
            self.error = f"{error.message} {error.suggestion}".strip()
            return False
        return True

    def given(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label,
            "trait_type": self.trait_type,
            "value": self.value,
        }


def _number(text: str) -> float | int:
    plain = re.sub(r"(?<=\d)[ \u00a0\u202f_’'](?=\d)", "", text)
    try:
        return int(plain) if re.fullmatch(r"[+-]?\d{1,15}", plain) else float(plain)
    except ValueError:
        raise Invalid(f"“{text[:60]}” is not a number. Write it like 1200 or 3.5.") from None


def as_typed(trait_type: str, value: Any) -> str:
    """A value as one would type it."""
    if value is None:
        return ""
    if trait_type == TraitType.BOOLEAN:
        return "yes" if value else "no"
    if trait_type == TraitType.LIST:
        return "\n".join(str(one) for one in value)
    if trait_type == TraitType.NUMBER:
        return f"{value:.15g}"
    return str(value)


def rows_of(element: Element) -> list[TraitRow]:
    return [
        TraitRow(place, one.key, one.label, one.trait_type, as_typed(one.trait_type, one.value))
        for place, one in enumerate(element.traits.all())
    ]


def read_rows(data: QueryDict) -> list[TraitRow]:
    """The rows that a form sent, in their order, without the one that `drop` names."""
    numbers = sorted(int(found[1]) for found in map(_ROW.match, data) if found)[:MOST_ROWS]
    rows = []
    for number in numbers:

        def sent(name: str, number: int = number) -> str:
            return data.get(f"trait-{number}-{name}", "")

        label = " ".join(sent("label").split())[:80]
        trait_type = sent("type") if sent("type") in TraitType.values else TraitType.TEXT.value
        key = sent("key")[:60] or slugify(label, allow_unicode=True)[:60]
        raw = sent("raw").replace("\r\n", "\n")
        rows.append(TraitRow(number, key, label, trait_type, raw, new=not sent("key")))
    dropped = data.get("drop", "")
    return [row for row in rows if str(row.number) != dropped]


def merged_rows(
    rows: Iterable[TraitRow], entity_subtype: str, universe: Universe, add: str = ""
) -> list[TraitRow]:
    """The rows with what is suggested for the type: suggestions first, then everything else that is filled.

    A suggestion gives a row its label, help and, while it is empty, its type. `add` is the type of one new
    row. What is filled is shown at once; empty suggestions only up to a handful.
    """
    left = list(rows)
    merged: list[TraitRow] = []
    for one in templates_for(entity_subtype, universe):
        row = next((row for row in left if row.key == one.key and not row.new), None)
        if row is not None:
            left.remove(row)
        row = row or TraitRow(0, one.key, one.label, one.trait_type)
        row.help, row.required = one.help, one.required
        if not row.is_given:
            row.label, row.trait_type = one.label, one.trait_type
        merged.append(row)
    for row in left:
        row.custom = True
    merged += [row for row in left if row.is_given or (row.new and row.label)]
    if add in TraitType.values:
        merged.append(TraitRow(0, "", "", add, custom=True, new=True, fresh=True))
    room = AT_ONCE - sum(row.is_wanted for row in merged)
    for number, row in enumerate(merged):
        row.number = number
        row.at_once = row.is_wanted or room > 0
        room -= not row.is_wanted
    return merged
