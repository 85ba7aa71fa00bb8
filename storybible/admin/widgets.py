"""The controls of the bible's forms. They hold plain values; `storybible/admin.js` makes them comfortable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from storybible.models import TraitType
from umam.assets import links
from umam.assets.models import Asset

ADMIN_MEDIA = forms.Media(css={"all": ["storybible/admin.css"]}, js=["storybible/admin.js"])


class WordsWidget(UnfoldAdminTextareaWidget):
    """A list of short texts, one per line. `chips`: shown as chips that are typed one after the other."""

    def __init__(self, *, chips: bool = False, rows: int = 3, placeholder: str = "") -> None:
        kind = "bible-chips" if chips else "bible-lines"
        super().__init__({"class": kind, "rows": rows, "placeholder": placeholder})

    def format_value(self, value: Any) -> str:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


class WordsField(forms.Field):
    """A list of texts without the empty ones, typed one per line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("widget", WordsWidget())
        super().__init__(**options)

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list | tuple) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class MarkdownWidget(UnfoldAdminTextareaWidget):
    """A large text area with a preview of the text and of whom it mentions."""

    template_name = "admin/storybible/widgets/markdown.html"

    def __init__(self, rows: int = 18) -> None:
        super().__init__({"rows": rows, "class": "bible-markdown-text"})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["preview_url"] = reverse("admin:storybible_preview")
        return context


class AssetPicker(forms.Select):
    """One file of the universe, shown as a thumbnail and chosen from a wall of them."""

    template_name = "admin/storybible/widgets/picker.html"

    def __init__(self, kind: str = "image") -> None:
        super().__init__()
        self.kind = kind

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Only the chosen file is looked up: a universe may have thousands."""
        chosen = self._chosen(value)
        return {
            "widget": {"name": name, "attrs": self.build_attrs(self.attrs, attrs)},
            "value": str(chosen.pk) if chosen else "",
            "chosen": chosen,
            "thumbnail": links.preview_url(chosen) if chosen else None,
            "kind": self.kind,
            "what": "picture" if self.kind == "image" else "3D model",
            "pictures_url": reverse("admin:storybible_files"),
        }

    def _chosen(self, value: Any) -> Asset | None:
        queryset = getattr(self.choices, "queryset", None)
        if queryset is None or not value:
            return None
        try:
            found: Asset | None = queryset.filter(pk=value).first()
        except (ValidationError, ValueError):
            return None
        return found


class TraitValue(forms.Widget):
    """The value of a trait, with a control for each type; the chosen type's one is shown and read."""

    template_name = "admin/storybible/widgets/trait_value.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {
            "name": name,
            "id": (attrs or {}).get("id", name),
            "parts": {key: self._part(key, value) for key in TraitType.values},
            "type": TraitType.TEXT.value if not isinstance(value, Mapping) else value.get("type", ""),
        }

    def _part(self, key: str, value: Any) -> str:
        found = value.get(key, "") if isinstance(value, Mapping) else ""
        if isinstance(found, list):
            return "\n".join(map(str, found))
        if isinstance(found, bool):
            return "yes" if found else "no"
        return "" if found is None else str(found)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        type_name = name.removesuffix("value") + "trait_type"
        given = {key: data.get(f"{name}_{key}", "") for key in TraitType.values}
        return {"type": data.get(type_name, TraitType.TEXT.value), **given}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}_{key}" in data for key in TraitType.values)

    def id_for_label(self, id_: str) -> str:
        return ""


class PaletteWidget(forms.Widget):
    """Rows of a colour and its name, to be added, removed and put in order."""

    template_name = "admin/storybible/widgets/palette.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {
            "name": name,
            "id": (attrs or {}).get("id", name),
            "colours": value if isinstance(value, list) else [],
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        if not hasattr(data, "getlist"):
            return list(data.get(name, []))
        names, hexes = data.getlist(f"{name}_name"), data.getlist(f"{name}_hex")
        return [{"name": one, "hex": code} for one, code in zip(names, hexes, strict=False)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_shown" not in data

    def id_for_label(self, id_: str) -> str:
        return ""


class PaletteField(forms.Field):
    """A list of `{name, hex}`; the services say what is a colour."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "widget": PaletteWidget(), **options})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != list(data or [])


class DescribedSelect(UnfoldAdminSelectWidget):
    """A select of rows with a `description`: what the chosen one means stands below it."""

    template_name = "admin/storybible/widgets/described.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        row = getattr(value, "instance", None)
        if row is not None:
            option["attrs"]["data-description"] = row.description
        return option


class DateText(UnfoldAdminTextInputWidget):
    """An in-world date as text; how it is read stands beside it."""

    template_name = "admin/storybible/widgets/date.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["when_url"] = reverse("admin:storybible_when")
        return context


class DefinitionWidget(UnfoldAdminTextareaWidget):
    """A calendar as rows over its JSON, with a sample of its dates."""

    template_name = "admin/storybible/widgets/definition.html"

    class Media:
        js: ClassVar = ["storybible/calendar.js"]

    def __init__(self) -> None:
        super().__init__({"rows": 22, "class": "bible-code", "spellcheck": "false"})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["sample_url"] = reverse("admin:storybible_sample")
        return context

    def format_value(self, value: Any) -> str:
        """JSON as people read it; what cannot be read stays as it was typed."""
        try:
            found = json.loads(value) if isinstance(value, str) else value
        except ValueError:
            return str(value)
        return json.dumps(found, indent=2, ensure_ascii=False)


class OrderField(forms.IntegerField):
    """The place of a row. Moving alone makes no empty row a filled one."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput({"class": "bible-order"}))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False
