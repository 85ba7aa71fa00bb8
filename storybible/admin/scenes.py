"""Scenes in the admin: accepted narrative, in the order of the telling."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from storybible.admin import desk
from storybible.admin.fields import DatedForm, elements_field, names_of, own_elements, seen_elements
from storybible.admin.filters import OwnElementFilter, TrashFilter
from storybible.admin.kept import BibleAdmin
from storybible.admin.rights import shown_to_reader
from storybible.admin.time import DatedColumn
from storybible.admin.widgets import MarkdownWidget
from storybible.models import RowKind, Scene
from storybible.services import scenes as services
from storybible.services.keeping import Author
from umam.universes.admin_base import tenant_filter


class SceneForm(DatedForm):
    summary = forms.CharField(required=False, max_length=400, widget=UnfoldAdminTextInputWidget())
    text = forms.CharField(
        required=False,
        strip=False,
        widget=MarkdownWidget(rows=24),
        help_text="Markdown. Write @Name to mention an element.",
    )
    participants = elements_field(Scene, "participants", "Participants")
    position = forms.IntegerField(
        required=False,
        min_value=0,
        widget=UnfoldAdminTextInputWidget({"type": "number", "class": "bible-short"}),
        help_text="Its place in the telling. Leave it empty to tell it last.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields.get("location")
        if isinstance(place, forms.ModelChoiceField):
            place.queryset = own_elements(self.request)
        if "key" in self.fields:
            self.fields["key"].required = False
        if self.instance._state.adding:
            self.initial["position"] = None

    def clean_position(self) -> int | None:
        place: int | None = self.cleaned_data["position"]
        return self.instance.position if place is None and not self.instance._state.adding else place


@admin.register(Scene)
class SceneAdmin(DatedColumn, BibleAdmin):
    kind = RowKind.SCENE
    page_name = "studio:bible-scene"
    form = SceneForm
    list_display: ClassVar = [
        "position",
        "title",
        "when",
        "place",
        "summary",
        "visibility",
        "universe",
        "changed",
    ]
    list_display_links: ClassVar = ["title"]
    list_filter: ClassVar = [
        ("participants", OwnElementFilter),
        ("location", OwnElementFilter),
        "visibility",
        tenant_filter("universe"),
        TrashFilter,
    ]
    list_filter_submit = True
    search_fields: ClassVar = ["title", "summary"]
    autocomplete_fields: ClassVar = ["location"]
    ordering: ClassVar = ["universe", "position", "created_at", "id"]
    actions: ClassVar = ["delete_selected", "restore_selected"]
    readonly_fields: ClassVar = ["history", "place", "people"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        sets: list[Any] = [
            (None, {"fields": ["universe", "title", "summary", "visibility", "position"]}),
            ("Text", {"fields": ["text"]}),
            ("Who and where", {"fields": ["location", "participants"]}),
            ("Time", {"fields": ["calendar", "starts", "ends", "about"]}),
        ]
        if obj is not None and not self.has_change_permission(request, obj):
            sets[2] = ("Who and where", {"fields": ["place", "people"]})
        if obj is None:
            return [*sets, ("More", {"fields": ["key"], "classes": ["collapse"]})]
        return [*sets, ("History", {"fields": ["history"], "classes": ["collapse"]})]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("calendar")
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        if one:
            return rows
        return rows.defer("text", "location__body").select_related("location")

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> Scene:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        return services.create_scene(author=author, **values, **lists)

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> Scene:
        return services.update_scene(scene=row, author=author, expected=expected, **told, **lists)

    def remove(self, author: Author, row: Any) -> object:
        return services.delete_scene(scene=row, author=author)

    def restore(self, author: Author, row: Any) -> object:
        return services.restore_scene(scene=row, author=author)

    def revert(self, author: Author, row: Any, number: int) -> object:
        return services.revert_scene(scene=row, author=author, number=number)

    @display(description="Location", ordering="location__name")
    def place(self, scene: Any) -> str:
        if hasattr(scene, "shows_all"):
            return scene.location.name if shown_to_reader(scene, scene.location) else "-"
        return names_of(seen_elements(scene.shown_to).filter(pk=scene.location_id))

    @display(description="Participants")
    def people(self, scene: Any) -> str:
        return names_of(seen_elements(scene.shown_to).filter(scene_participations__scene=scene))

    @display(description="Changes")
    def history(self, scene: Scene) -> SafeString:
        lines = desk.history_of(self, scene, most=8)
        return SafeString(render_to_string("admin/storybible/history_lines.html", lines))
