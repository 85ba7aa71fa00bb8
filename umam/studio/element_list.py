"""The list of elements: what is asked of it, and one page of the answer in a fixed number of queries."""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from storybible.models import (
    Element,
    ElementImage,
    ElementName,
    ElementTag,
    EntityType,
    RowKind,
    SearchEntry,
    Visibility,
)
from storybible.names import fold
from storybible.selectors.dashboard import GAPS
from storybible.selectors.scope import visible_in
from storybible.selectors.search import Found, found_of, search
from umam.accounts.models import User
from umam.assets.models import Asset
from umam.lib.slices import narrow_slice
from umam.studio.selectors import Part
from umam.universes.models import Universe

LENGTH = 48
LATELY = 1000
VIEWS = ("cards", "table")
ORDERS = {"name": "By name", "updated": "Changed lately"}


@dataclass(frozen=True)
class Asked:
    """What a reader asks of the list; unknown values are as good as none."""

    type: str = ""
    tag: str = ""
    text: str = ""
    visibility: str = ""
    gap: str = ""
    order: str = "name"
    view: str = "cards"

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Asked:
        def one_of(name: str, known: Iterable[str], usual: str = "") -> str:
            value = str(given.get(name, ""))
            return value if value in known else usual

        return cls(
            type=one_of("type", EntityType.values),
            tag=str(given.get("tag", "")).strip()[:60],
            text=str(given.get("text", "")).strip()[:200],
            visibility=one_of("visibility", Visibility.values),
            gap=one_of("gap", GAPS),
            order=one_of("order", ORDERS, "name"),
            view=one_of("view", VIEWS, "cards"),
        )

    @property
    def narrows(self) -> bool:
        return any((self.type, self.tag, self.text, self.visibility, self.gap))

    @property
    def query(self) -> str:
        """The same question as an address."""
        usual = {"order": "name", "view": "cards"}
        given = {name: value for name, value in self.__dict__.items() if value and usual.get(name) != value}
        return urlencode(given)


@dataclass(frozen=True)
class Card:
    """An element as lists show it: with its face, where it has one."""

    element: Element
    picture: Asset | None = None


def elements_page(universe: Universe, user: User, asked: Asked, cursor: str = "") -> Part:
    """One page of the elements that the reader may see."""
    rows = _asked_rows(living(universe, user), universe, asked)
    rows = rows.order_by(*(("-updated_at", "-pk") if asked.order == "updated" else ("name", "pk")))
    after = _after(asked.order, cursor)
    if after is not None:
        rows = rows.filter(after)
    found = narrow_slice(rows.select_related("updated_by").defer("body"), slice(LENGTH + 1))
    following = _cursor(found[LENGTH - 1], asked.order) if len(found) > LENGTH else ""
    return Part(cards(found[:LENGTH]), following)


def living(universe: Universe, user: User) -> QuerySet[Element]:
    return visible_in(Element.objects.filter(deleted_at=None), user, universe)


def cards(elements: Iterable[Element]) -> list[Card]:
    """The elements with their first pictures, else with the drawing of their model: two queries for all."""
    elements = list(elements)
    rows = ElementImage.objects.filter(element__in=[one.pk for one in elements], asset__deleted_at=None)
    faces: dict[UUID, Asset] = {}
    for row in rows.select_related("asset").order_by("position", "pk") if elements else ():
        faces.setdefault(row.element_id, row.asset)
    models = {one.model_id for one in elements if one.model_id and one.pk not in faces}
    drawn = Asset.objects.alive().exclude(preview="").in_bulk(models) if models else {}
    return [Card(one, faces.get(one.pk) or drawn.get(one.model_id)) for one in elements]


def _asked_rows(rows: QuerySet[Element], universe: Universe, asked: Asked) -> QuerySet[Element]:
    if asked.type:
        rows = rows.filter(entity_subtype=asked.type)
    if asked.visibility:
        rows = rows.filter(visibility=asked.visibility)
    if asked.gap:
        rows = GAPS[asked.gap][2](rows)
    if asked.tag:
        tagged = ElementTag.objects.filter(universe=universe, tag=fold(asked.tag))
        rows = rows.filter(pk__in=tagged.values("element"))
    if asked.text:
        named = ElementName.objects.filter(universe=universe, folded__contains=fold(asked.text))
        rows = rows.filter(pk__in=named.values("element"))
    return rows


def _cursor(last: Element, order: str) -> str:
    value = last.updated_at.isoformat() if order == "updated" else last.name
    return base64.urlsafe_b64encode(json.dumps([value, str(last.pk)]).encode()).decode()


def _after(order: str, cursor: str) -> Q | None:
    """What comes behind the cursor; None where there is none, or one that is not ours."""
    if not cursor:
        return None
    try:
        value, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        last = UUID(str(key))
        if order != "updated":
            return Q(name__gt=str(value)) | Q(name=str(value), pk__gt=last)
        moment = datetime.fromisoformat(str(value))
    except (ValueError, TypeError, binascii.Error):
        return None
    return Q(updated_at__lt=moment) | Q(updated_at=moment, pk__lt=last)


def tags(universe: Universe, user: User, most: int = 40) -> list[str]:
    """The commonest tags of the elements that the reader may see and that were touched last."""
    lately = living(universe, user).order_by("-updated_at", "-pk").values_list("tags", flat=True)
    counted = Counter(fold(tag) for words in lately[:LATELY] for tag in words)
    return [tag for tag, _ in counted.most_common(most)]


def named(universe: Universe, user: User, text: str, most: int = 8) -> list[Found]:
    """Elements that fit the beginning of a name, the best first; the latest where nothing is typed yet."""
    if text.strip():
        return search(universe, user, text[:80], kinds=[RowKind.ELEMENT], limit=most)
    rows = living(universe, user).order_by("-updated_at", "-pk").values_list("pk", flat=True)[:most]
    latest = list(rows)
    entries = SearchEntry.objects.select_related("universe").filter(kind=RowKind.ELEMENT, row_id__in=latest)
    by_id = {row.row_id: found_of(row) for row in entries}
    return [by_id[pk] for pk in latest if pk in by_id]
