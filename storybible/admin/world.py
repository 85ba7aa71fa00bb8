"""How worlds work, in the admin: the configuration, the options it chooses from, the traits of each type."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.decorators import display

from storybible.admin.base import BibleForm, ServiceAdmin, begin_in
from storybible.admin.filters import OfferedByFilter
from storybible.admin.kept import KeptAdmin
from storybible.admin.offers import OfferAdmin, OfferForm
from storybible.admin.widgets import DescribedSelect, MarkdownWidget, WordsField, WordsWidget
from storybible.models import RowKind, TraitTemplate, WorldConfig, WorldOption
from storybible.selectors.world import KINDS, options
from storybible.services import templates as template_services
from storybible.services import world as services
from storybible.services.keeping import Author
from umam.universes.admin_base import tenant_filter
from umam.universes.models import Universe


class WorldConfigForm(BibleForm):
    rules = WordsField(
        widget=WordsWidget(rows=6, placeholder="No faster-than-light travel"),
        help_text="One law per line. Agents get them as rules that always hold.",
    )
    notes = forms.CharField(
        required=False,
        strip=False,
        widget=MarkdownWidget(rows=8),
        help_text="Anything else that holds everywhere. Markdown.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        universe = self._universe()
        for kind in KINDS:
            field = self.fields.get(kind)
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                shown = [one.pk for one in options(kind, universe)] if universe else None
                offered = field.queryset.filter(kind=kind)
                field.queryset = offered.filter(pk__in=shown) if shown is not None else offered

    def _universe(self) -> Universe | None:
        if not self.instance._state.adding:
            return self.instance.universe  # type: ignore[no-any-return]
        return begin_in(self.request) if self.request is not None and not self.is_bound else None


class OneOfUniverse(KeptAdmin):
    """A row that each universe has once."""

    list_select_related: ClassVar = ["universe"]
    actions: ClassVar[list[str]] = []
    search_fields: ClassVar = ["universe__name"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # it is emptied, not removed: its history stays with it

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["universe"] if obj is not None else [])]


@admin.register(WorldConfig)
class WorldConfigAdmin(OneOfUniverse):
    kind = RowKind.WORLD_CONFIG
    form = WorldConfigForm
    list_display: ClassVar = ["universe", *KINDS, "rule_count", "updated_at"]
    list_filter: ClassVar = [tenant_filter("universe")]
    list_select_related: ClassVar = ["universe", *KINDS]
    fieldsets: ClassVar = [
        (None, {"fields": ["universe", *KINDS]}),
        ("Laws", {"fields": ["rules", "notes"]}),
    ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in KINDS:
            kwargs.update(widget=DescribedSelect(), empty_label="Not decided")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> WorldConfig:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        return services.create_world_config(author=author, **values)

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> WorldConfig:
        return services.set_world_config(universe=row.universe, author=author, expected=expected, **told)

    def revert(self, author: Author, row: Any, number: int) -> object:
        return services.revert_world_config(config=row, author=author, number=number)

    @display(description="Laws")
    def rule_count(self, config: WorldConfig) -> int:
        return len(config.rules)


class WorldOptionForm(OfferForm):
    description = forms.CharField(
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2, "class": "bible-input"}),
        help_text="What it means. It is shown where the option is chosen, and to agents.",
    )


@admin.register(WorldOption)
class WorldOptionAdmin(OfferAdmin):
    form = WorldOptionForm
    list_display: ClassVar = ["label", "kind", "description", "level", "offered_by", "position"]
    list_filter: ClassVar = ["kind", OfferedByFilter, tenant_filter("universe")]
    search_fields: ClassVar = ["label", "description"]
    ordering: ClassVar = ["kind", "position", "label", "id"]
    fields: ClassVar = ["universe", "kind", "label", "description", "level", "position"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["kind"] if obj is not None else [])]

    def make(self, author: Author, universe: Any, values: dict[str, Any]) -> Model:
        return services.create_option(universe=universe, author=author, **values)

    def change(self, author: Author, row: Any, told: dict[str, Any]) -> Model:
        return services.update_option(option=row, author=author, **told)

    def take_away(self, author: Author, row: Any) -> None:
        services.delete_option(option=row, author=author)


class TraitTemplateForm(BibleForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("key", "label"):
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if self.instance._state.adding and not cleaned.get("key") and not cleaned.get("label"):
            self.add_error("label", "Say what the trait is called.")
        return cleaned


@admin.register(TraitTemplate)
class TraitTemplateAdmin(ServiceAdmin):
    """Which traits a universe suggests or asks for, beside the usual ones."""

    form = TraitTemplateForm
    list_display: ClassVar = [
        "label",
        "entity_subtype",
        "trait_type",
        "required",
        "hidden",
        "universe",
        "position",
    ]
    list_filter: ClassVar = ["entity_subtype", "required", "hidden", tenant_filter("universe")]
    list_select_related: ClassVar = ["universe"]
    search_fields: ClassVar = ["label", "key"]
    ordering: ClassVar = ["universe", "entity_subtype", "position", "id"]
    actions: ClassVar = ["delete_selected"]
    fieldsets: ClassVar = [
        (None, {"fields": ["universe", "entity_subtype", "label", "trait_type", "help"]}),
        (None, {"fields": ["required", "hidden", "position", "key"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = ["universe", "entity_subtype", "key"] if obj is not None else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> TraitTemplate:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        values["key"] = values["key"] or values["label"]
        return template_services.create_template(author=author, **values)

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> TraitTemplate:
        names = ("label", "trait_type", "help", "required", "hidden", "position")
        values = {name: told.get(name, getattr(row, name)) for name in names}
        return template_services.set_template(
            universe=row.universe, author=author, entity_subtype=row.entity_subtype, key=row.key, **values
        )

    def remove(self, author: Author, row: Any) -> None:
        template_services.remove_template(
            universe=row.universe, author=author, entity_subtype=row.entity_subtype, key=row.key
        )
