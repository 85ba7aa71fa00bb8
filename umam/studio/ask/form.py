"""The form of a question, made from the agent's schema: elements are picked by name, no word is lost."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.http import QueryDict

from agents.base import BaseAgent
from agents.fields import widget_of
from agents.forms import ADVANCED, AgentForm
from storybible.models import Element, Scene
from storybible.selectors.scope import for_agents, visible_in
from umam.accounts.models import User
from umam.assets.models import Asset
from umam.assets.selectors import visible_assets
from umam.studio.ask.receipt import ids_of
from umam.studio.picking import Picked, plain_choices
from umam.studio.telling import ORDER
from umam.universes.models import Universe

MANY, ONE, SCENE, ASSETS = "elements", "element", "scene", "assets"
PICKED = (MANY, ONE)
LISTED = (*PICKED, SCENE, ASSETS)
SCENES, FILES = 200, 24
# Which types a field offers, where its name says it.
TYPES = {"location": "location", "place": "location", "characters": "character", "character": "character"}
_BY_KEY = re.compile(r"@\[([^\]\n]{1,200})\]\([\w-]{1,120}\)")
_QUOTED = re.compile(r"@[\"“”]([^\"“”\n]{1,200})[\"“”]")
_BARE = re.compile(r"(?<![\w@])@(?=\w)")


def spoken(text: str) -> str:
    """Mentions as the names they say: an agent reads prose."""
    return _BARE.sub("", _QUOTED.sub(r"\1", _BY_KEY.sub(r"\1", text)))


@dataclass
class Row:
    """One field as the page draws it. `chosen` and `offered` are there where something is picked."""

    field: BoundField
    kind: str
    types: str = ""
    chosen: list[Any] = dataclasses.field(default_factory=list)
    offered: list[Any] = dataclasses.field(default_factory=list)
    value: str = ""

    @property
    def error(self) -> str:
        return " ".join(str(one) for one in self.field.errors)


class AskForm(AgentForm):
    """An agent's form whose elements, scenes and files are picked instead of written."""

    def __init__(
        self,
        serving: BaseAgent[Any, Any],
        universe: Universe,
        user: User,
        data: QueryDict | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.universe = universe
        self.user = user
        self.kinds = {name: _kind(serving, name) for name in serving.Input.model_fields}
        super().__init__(serving, universe, self._joined(data), initial=self._initial(given or {}))
        for name, one in self.fields.items():
            if self.kinds[name] == "textarea":
                one.widget.attrs["data-mentions"] = ""

    def _joined(self, data: QueryDict | None) -> QueryDict | None:
        """What pickers send as several fields is read as lines of one."""
        if data is None:
            return None
        joined = data.copy()
        for name, kind in self.kinds.items():
            if kind in LISTED:
                joined[name] = "\n".join(one for one in data.getlist(name) if one.strip())
        return joined

    def _initial(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: "\n".join(map(str, value)) if self.kinds[name] in (MANY, ASSETS) else value
            for name, value in given.items()
            if name in self.kinds and value not in (None, [])
        }

    def input(self) -> dict[str, Any]:
        found = super().input()
        for name, kind in self.kinds.items():
            if kind == "textarea" and isinstance(found.get(name), str):
                found[name] = spoken(found[name])
        return found

    @property
    def own_rows(self) -> list[Row]:
        return [self._row(name) for name in self.fields if name not in ADVANCED]

    @property
    def advanced_rows(self) -> list[Row]:
        return [self._row(name) for name in self.fields if name in ADVANCED]

    @property
    def is_advanced_used(self) -> bool:
        """True where the fold has to be open: something in it was set, or is wrong."""
        return any(name in self.errors for name in ADVANCED) or any(
            self[name].value() not in (None, "", self.fields[name].initial) for name in ADVANCED
        )

    def _row(self, name: str) -> Row:
        kind, bound = self.kinds[name], self[name]
        row = Row(bound, kind or _plain_kind(bound), TYPES.get(name, ""), value=str(bound.value() or ""))
        if kind in PICKED:
            row.chosen = [self._elements[one] for one in self._lines(name) if one in self._elements]
        elif kind == SCENE:
            row.offered = self._scenes
        elif kind == ASSETS:
            row.chosen = self._lines(name)
            row.offered = self._files(row.chosen)
        return row

    def _lines(self, name: str) -> list[str]:
        return [line.strip() for line in str(self[name].value() or "").splitlines() if line.strip()]

    @cached_property
    def _elements(self) -> dict[str, Picked]:
        """Everybody who is chosen in any field, by key and by id: one query for the form."""
        wanted = [one for name, kind in self.kinds.items() if kind in PICKED and name in self.fields
                  for one in self._lines(name)]  # fmt: skip
        if not wanted:
            return {}
        rows = visible_in(for_agents(Element.objects.all()), self.user, self.universe)
        found: dict[str, Picked] = {}
        for row in rows.filter(Q(key__in=wanted) | Q(pk__in=ids_of(wanted))):
            found[row.key] = found[str(row.pk)] = Picked(row)
        return found

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """For readers without scripts."""
        return plain_choices(self.universe, self.user)

    @cached_property
    def _scenes(self) -> list[tuple[str, str]]:
        rows = visible_in(for_agents(Scene.objects.all()), self.user, self.universe).order_by(*ORDER)
        return [(str(pk), title) for pk, title in rows.values_list("pk", "title")[:SCENES]]

    def _files(self, chosen: Iterable[str]) -> list[Asset]:
        rows = visible_assets(self.user).alive().filter(universe=self.universe)
        kept = list(rows.filter(pk__in=ids_of(chosen)))
        others = rows.exclude(pk__in=[one.pk for one in kept]).exclude(kind="archive")
        return [*kept, *others.order_by("-created_at")[: FILES - len(kept)]]


def _kind(serving: BaseAgent[Any, Any], name: str) -> str:
    kind = widget_of(serving.Input, name)
    return kind if kind in LISTED or kind == "textarea" else ""


def _plain_kind(bound: BoundField) -> str:
    made = bound.field
    if isinstance(made, forms.MultipleChoiceField):
        return "several"
    if isinstance(made, forms.ChoiceField):
        return "few" if len(list(bound.subwidgets)) <= 6 else "choice"
    if isinstance(made, forms.IntegerField) and (made.min_value, made.max_value) == (0, 100):
        return "slider"
    return "plain"


def example_words(serving: BaseAgent[Any, Any]) -> str:
    """What the example asks, in its longest words."""
    texts = [str(value) for value in serving.example.values() if isinstance(value, str)]
    return max(texts, key=len, default="")
