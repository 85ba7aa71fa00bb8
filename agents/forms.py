"""A form for any agent, made from the schema of its input: for the pages and the admin alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from agents.base import BaseAgent
from agents.fields import widget_of
from storybible.models import Element, ElementName, Scene
from storybible.names import fold
from storybible.selectors.scope import for_agents
from umam.assets.models import Asset
from umam.universes.models import Universe

HIDDEN = ("thread", "note")
ADVANCED = ("pins", "as_of", "context_tokens")
# Names that no rule of capitals gives.
NAMES = {"tiktok": "TikTok", "youtube": "YouTube", "linkedin": "LinkedIn"}
ROWS = {"elements": Element, "element": Element, "scene": Scene, "scenes": Scene}


class NamedRows(forms.Field):
    """Rows of a universe by key, id or, for elements, name or alias, a line each. Gives their ids."""

    def __init__(self, universe: Universe, widget_kind: str, **options: Any) -> None:
        self.universe = universe
        self.kind = widget_kind
        self.many = widget_kind in ("elements", "scenes", "assets")
        options.setdefault("widget", forms.Textarea(attrs={"rows": 2 if self.many else 1}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list | tuple) else str(value or "").splitlines()
        tokens = [str(line).strip() for line in lines if str(line).strip()]
        ids = [str(self._find(token)) for token in dict.fromkeys(tokens)]
        if self.many:
            return ids
        if len(ids) > 1:
            raise ValidationError("Name one only.")
        return ids[0] if ids else None

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def _find(self, token: str) -> UUID:
        rows: Any
        if self.kind == "assets":
            rows = Asset.objects.alive().filter(universe=self.universe)
        else:
            rows = for_agents(ROWS[self.kind].objects.filter(universe=self.universe))
        found = _by_id(rows, token) or (self._by_word(rows, token) if self.kind != "assets" else None)
        if found is None:
            raise ValidationError(f"There is no “{token[:60]}” in {self.universe.name}.")
        return found

    def _by_word(self, rows: Any, token: str) -> UUID | None:
        by_key: UUID | None = rows.filter(key=token).values_list("pk", flat=True).first()
        if by_key is not None or self.kind.startswith("scene"):
            return by_key
        named = ElementName.objects.filter(universe=self.universe, folded=fold(token)).values("element")
        by_name: UUID | None = rows.filter(pk__in=named).values_list("pk", flat=True).first()
        return by_name


def _by_id(rows: Any, token: str) -> UUID | None:
    try:
        wanted = UUID(token)
    except ValueError:
        return None
    found: UUID | None = rows.filter(pk=wanted).values_list("pk", flat=True).first()
    return found


class AgentForm(forms.Form):
    """The fields of one agent. `input()` gives what its service takes; empty optional fields stay out."""

    def __init__(self, serving: BaseAgent[Any, Any], universe: Universe, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.serving = serving
        for name, info in serving.Input.model_fields.items():
            if name not in HIDDEN:
                self.fields[name] = field_for(serving.Input, name, info, universe)

    @property
    def own(self) -> list[forms.BoundField]:
        """The agent's own fields."""
        return [self[name] for name in self.fields if name not in ADVANCED]

    @property
    def advanced(self) -> list[forms.BoundField]:
        """What every agent may be told beside."""
        return [self[name] for name in self.fields if name in ADVANCED]

    def input(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    def refuse(self, attr: str | None, message: str) -> None:
        """Put a service's error at the field it is about."""
        name = (attr or "").split(".")[0]
        self.add_error(name if name in self.fields else None, message)


def field_for(model: type[BaseModel], name: str, info: FieldInfo, universe: Universe) -> forms.Field:
    """The form's field of one field of an input."""
    required = info.is_required()
    common: dict[str, Any] = {
        "label": info.title or name.replace("_", " ").capitalize(),
        "help_text": info.description or "",
        "required": required,
        "initial": None if required or info.default is PydanticUndefined else info.default,
    }
    kind = widget_of(model, name)
    if kind in (*ROWS, "assets"):
        common.pop("initial")
        return NamedRows(universe, kind, **common)
    return _plain(info, kind, common)


def _plain(info: FieldInfo, kind: str, common: Mapping[str, Any]) -> forms.Field:
    limits = _limits(info)
    choices = _choices(info.annotation)
    if choices:
        if _is_list(info.annotation):
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        empty = [] if common["initial"] or common["required"] else [("", "Any")]
        return forms.ChoiceField(choices=[*empty, *choices], **common)
    if info.annotation is bool:
        return forms.BooleanField(**{**common, "required": False})
    if info.annotation in (int, float):
        made = forms.IntegerField if info.annotation is int else forms.FloatField
        return made(min_value=limits.get("ge"), max_value=limits.get("le"), **common)
    widget = forms.Textarea(attrs={"rows": 5}) if kind == "textarea" else forms.TextInput()
    return forms.CharField(
        max_length=limits.get("max_length"), min_length=limits.get("min_length"), widget=widget, **common
    )


def _limits(info: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in info.metadata:
        for name in ("ge", "le", "min_length", "max_length"):
            if hasattr(one, name):
                found[name] = getattr(one, name)
    return found


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list


def _choices(annotation: Any) -> list[tuple[str, str]]:
    """The values of a Literal, or of a list of them, as choices in words."""
    for part in (annotation, *get_args(annotation)):
        if str(get_origin(part)) == "typing.Literal":
            return [(str(one), named(str(one))) for one in get_args(part)]
    return []


def named(value: str) -> str:
    """A choice in words."""
    return NAMES.get(value) or value.replace("_", " ").capitalize()
