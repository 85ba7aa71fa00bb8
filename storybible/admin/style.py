"""Style guides in the admin: a palette to paint with and pictures to go by."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from storybible.admin.base import BibleForm
from storybible.admin.fields import FileRow
from storybible.admin.rows import RowsFormSet, RowsInline
from storybible.admin.widgets import PaletteField
from storybible.admin.world import OneOfUniverse
from storybible.models import RowKind, StyleGuide, StyleReference
from storybible.selectors.style import guide_prompt
from storybible.services import style as services
from storybible.services.keeping import Author
from umam.universes.admin_base import tenant_filter


class StyleGuideForm(BibleForm):
    art_style = forms.CharField(
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget({"placeholder": "Ink and watercolour"}),
    )
    notes = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
        help_text="What pictures should always or never show.",
    )
    palette = PaletteField(
        label="Colours", help_text="What pictures are painted with, the most important first."
    )
    mood = forms.CharField(
        required=False, max_length=200, widget=UnfoldAdminTextInputWidget({"placeholder": "Wistful, patient"})
    )
    lighting = forms.CharField(
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget({"placeholder": "Low sun, long shadows"}),
    )


class ReferenceRows(RowsFormSet):
    list_name = "references"

    def rows_of(self, instance: StyleGuide) -> list[dict[str, Any]]:
        rows = instance.reference_rows.filter(asset__deleted_at=None)
        return [{"asset": one.asset_id, "caption": one.caption} for one in rows]


class ReferenceInline(RowsInline):
    model = StyleReference
    form = FileRow
    formset = ReferenceRows
    tab = False
    list_fields: ClassVar = ["asset", "caption"]
    verbose_name = "reference picture"
    verbose_name_plural = "Reference pictures"


@admin.register(StyleGuide)
class StyleGuideAdmin(OneOfUniverse):
    kind = RowKind.STYLE_GUIDE
    form = StyleGuideForm
    error_names: ClassVar = {"color_palette": "palette", "reference_images": ""}
    inlines: ClassVar = [ReferenceInline]
    list_display: ClassVar = ["universe", "swatches", "art_style", "mood", "lighting", "updated_at"]
    list_filter: ClassVar = [tenant_filter("universe")]
    readonly_fields: ClassVar = ["prompt"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        sets: list[Any] = [
            (None, {"fields": ["universe", "art_style", "mood", "lighting", "notes"]}),
            ("Palette", {"fields": ["palette"]}),
        ]
        if obj is not None:
            sets.append(("What models are told", {"fields": ["prompt"], "classes": ["collapse"]}))
        return sets

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        may = obj is None or self.has_change_permission(request, obj)
        return list(self.inlines) if may else []

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> StyleGuide:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        return services.create_style_guide(author=author, **values, **lists)

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> StyleGuide:
        return services.set_style_guide(
            universe=row.universe, author=author, expected=expected, **told, **lists
        )

    def revert(self, author: Author, row: Any, number: int) -> object:
        return services.revert_style_guide(guide=row, author=author, number=number)

    @display(description="Colours")
    def swatches(self, guide: StyleGuide) -> SafeString:
        chip = '<span class="bible-swatch" style="background:{}" title="{}"></span>'
        return format_html_join("", chip, ((one["hex"], one.get("name", "")) for one in guide.palette))

    @display(description="Prompt")
    def prompt(self, guide: StyleGuide) -> str:
        return guide_prompt(guide) or "Nothing yet"
