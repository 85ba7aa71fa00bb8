"""Kinds of input fields that agents share: forms, the API's schema and the checks of ids come from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from storybible.models import BibleRow, Element, Scene, Visibility
from storybible.selectors.scope import rows_of
from umam.assets.models import Asset
from umam.lib.errors import Invalid
from umam.universes.models import Universe


def _as(widget: str) -> dict[str, Any]:
    return {"widget": widget}


LongText = Annotated[str, Field(json_schema_extra=_as("textarea"))]
InWorldDate = Annotated[str, Field(max_length=60, json_schema_extra=_as("date"))]
ElementIds = Annotated[list[UUID], Field(max_length=40, json_schema_extra=_as("elements"))]
ElementId = Annotated[UUID | None, Field(json_schema_extra=_as("element"))]
SceneId = Annotated[UUID | None, Field(json_schema_extra=_as("scene"))]
SceneIds = Annotated[list[UUID], Field(max_length=40, json_schema_extra=_as("scenes"))]
AssetIds = Annotated[list[UUID], Field(max_length=40, json_schema_extra=_as("assets"))]

_MODELS: dict[str, tuple[type[BibleRow], str]] = {
    "elements": (Element, "element"),
    "element": (Element, "element"),
    "scene": (Scene, "scene"),
    "scenes": (Scene, "scene"),
}


def widget_of(model: type[BaseModel], name: str) -> str:
    extra = model.model_fields[name].json_schema_extra
    return str(extra.get("widget", "")) if isinstance(extra, dict) else ""


def _ids(data: BaseModel) -> Iterator[tuple[str, str, list[UUID]]]:
    for name in type(data).model_fields:
        value = getattr(data, name)
        found = value if isinstance(value, list) else [value]
        if found and found != [None]:
            yield name, widget_of(type(data), name), found


def refuse_secrets(rows: Iterable[BibleRow], *, attr: str, what: str) -> None:
    """What is secret is shown to no model, not even where it is asked for. Raises Invalid at `attr`."""
    secret = next((row for row in rows if row.visibility == Visibility.SECRET), None)
    if secret is not None:
        raise Invalid(f"The {what} “{secret}” is secret, and no agent may read it.", attr=attr)


def check_ids(data: BaseModel, universe: Universe) -> None:
    """Every row named by id must be a living one of this universe, and no secret. Raises Invalid there."""
    for name, widget, ids in _ids(data):
        if widget in _MODELS:
            model, what = _MODELS[widget]
            refuse_secrets(rows_of(universe, model, ids, attr=name, what=what), attr=name, what=what)
        elif widget == "assets":
            known = Asset.objects.alive().filter(universe=universe, pk__in=ids).count()
            if known != len(set(ids)):
                raise Invalid(f"There is no such file in {universe.name}.", attr=name)
