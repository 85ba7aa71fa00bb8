"""Ties and their types in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from storybible.admin import desk
from storybible.admin.fields import DatedForm, own_elements
from storybible.admin.filters import OfferedByFilter, OwnElementFilter, TrashFilter
from storybible.admin.kept import BibleAdmin
from storybible.admin.offers import OfferAdmin, OfferForm
from storybible.admin.rights import rights_of
from storybible.admin.time import DatedColumn
from storybible.models import Element, EntityType, Relation, RelationType, RowKind
from storybible.services import relation_types as type_services
from storybible.services import relations as services
from storybible.services.keeping import Author
from umam.universes.admin_base import tenant_filter


class RelationForm(DatedForm):
    note = forms.CharField(required=False, max_length=400, widget=UnfoldAdminTextInputWidget())
    strength = forms.IntegerField(
        initial=0,
        min_value=-100,
        max_value=100,
        widget=UnfoldAdminTextInputWidget({"type": "number", "class": "bible-short"}),
        help_text="From -100, hate, to 100, love.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = own_elements(self.request)


@admin.register(Relation)
class RelationAdmin(DatedColumn, BibleAdmin):
    kind = RowKind.RELATION
    form = RelationForm
    list_display: ClassVar = ["source", "tie", "target", "note", "strength", "when", "visibility", "universe"]
    list_display_links: ClassVar = ["tie"]
    list_filter: ClassVar = [
        tenant_filter("type"),
        ("source", OwnElementFilter),
        ("target", OwnElementFilter),
        "visibility",
        tenant_filter("universe"),
        TrashFilter,
    ]
    list_filter_submit = True
    search_fields: ClassVar = ["source__name", "target__name", "note"]
    autocomplete_fields: ClassVar = ["source", "target"]
    list_select_related: ClassVar[list[str]] = []
    ordering: ClassVar = ["-updated_at", "id"]
    actions: ClassVar = ["delete_selected", "restore_selected"]
    readonly_fields: ClassVar = ["history"]
    fieldsets: ClassVar = [
        (None, {"fields": ["universe", "source", "type", "target", "note", "strength", "visibility"]}),
        ("Time", {"fields": ["calendar", "starts", "ends", "about"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None:
            return list(self.fieldsets)
        return [*self.fieldsets, ("History", {"fields": ["history"], "classes": ["collapse"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Where an end is hidden from somebody, so is the tie."""
        # Read apart, not joined: else all of them would be joined to find the latest fifty.
        parts = ("universe", "type", "calendar", "source", "target")
        rows = super().get_queryset(request).select_related(None).prefetch_related(*parts)
        rights = rights_of(request)
        if not rights.seen - rights.edited:
            return rows
        ends = rights.visible(Element.objects.order_by()).values("pk")
        return rows.filter(source__in=ends, target__in=ends)

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> Relation:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        return services.create_relation(author=author, **values)

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> Relation:
        return services.update_relation(relation=row, author=author, expected=expected, **told)

    def remove(self, author: Author, row: Any) -> object:
        return services.delete_relation(relation=row, author=author)

    def restore(self, author: Author, row: Any) -> object:
        return services.restore_relation(relation=row, author=author)

    def revert(self, author: Author, row: Any, number: int) -> object:
        return services.revert_relation(relation=row, author=author, number=number)

    @display(description="Tie", ordering="type__label")
    def tie(self, relation: Relation) -> str:
        return relation.type.label

    @display(description="Changes")
    def history(self, relation: Relation) -> SafeString:
        lines = desk.history_of(self, relation, most=8)
        return SafeString(render_to_string("admin/storybible/history_lines.html", lines))


class RelationTypeForm(OfferForm):
    source_types = forms.MultipleChoiceField(
        choices=EntityType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "bible-checks"}),
        help_text="What may be tied. None chosen means anything.",
    )
    target_types = forms.MultipleChoiceField(
        choices=EntityType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "bible-checks"}),
    )
    colour = forms.CharField(
        required=False,
        max_length=7,
        widget=UnfoldAdminTextInputWidget({"class": "bible-one-colour", "placeholder": "#7c3aed"}),
        help_text="How the graph draws it.",
    )


@admin.register(RelationType)
class RelationTypeAdmin(OfferAdmin):
    form = RelationTypeForm
    list_display: ClassVar = [
        "label",
        "inverse_label",
        "swatch",
        "symmetric",
        "acyclic",
        "offered_by",
        "position",
    ]
    list_filter: ClassVar = [OfferedByFilter, tenant_filter("universe")]
    search_fields: ClassVar = ["label", "inverse_label", "key"]
    ordering: ClassVar = ["position", "label", "id"]
    fields: ClassVar = [
        "universe",
        "label",
        "inverse_label",
        "symmetric",
        "acyclic",
        "source_types",
        "target_types",
        "colour",
        "position",
    ]
    key_of = "label"

    def make(self, author: Author, universe: Any, values: dict[str, Any]) -> Model:
        return type_services.create_relation_type(universe=universe, author=author, **values)

    def change(self, author: Author, row: Any, told: dict[str, Any]) -> Model:
        return type_services.update_relation_type(type=row, author=author, **told)

    def take_away(self, author: Author, row: Any) -> None:
        type_services.delete_relation_type(type=row, author=author)

    @display(description="Colour")
    def swatch(self, row: RelationType) -> SafeString | str:
        if not row.colour:
            return "-"
        return format_html('<span class="bible-swatch" style="background:{}"></span>', row.colour)
