"""Elements in the admin: the designer's desk. Their traits, pictures and ties are written with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from storybible.admin import desk
from storybible.admin.base import BibleForm
from storybible.admin.fields import FileRow, file_field, own_files
from storybible.admin.filters import GapFilter, TagFilter, TrashFilter
from storybible.admin.kept import BibleAdmin
from storybible.admin.rights import rights_of
from storybible.admin.rows import RowForm, RowsFormSet, RowsInline
from storybible.admin.ties import TiesFromHere, TiesToHere
from storybible.admin.widgets import MarkdownWidget, TraitValue, WordsField, WordsWidget
from storybible.models import Element, ElementImage, ElementName, RowKind, Trait, TraitType, Visibility
from storybible.names import fold
from storybible.services import elements as services
from storybible.services.keeping import Author
from storybible.services.traits import check_value
from umam.assets import links
from umam.lib.errors import UmamError
from umam.universes.admin_base import tenant_filter

_TYPE_COLOURS = {
    "character": "primary",
    "location": "success",
    "item": "warning",
    "faction": "danger",
    "event": "info",
    "concept": "info",
    "species": "success",
    "technology": "warning",
}


class ElementForm(BibleForm):
    summary = forms.CharField(
        required=False,
        max_length=400,
        widget=UnfoldAdminTextInputWidget(),
        help_text="One sentence that says what it is.",
    )
    aliases = WordsField(
        widget=WordsWidget(chips=True, placeholder="Another name, then Enter"),
        help_text="Other names it goes by. Texts that mention one of them find it.",
    )
    tags = WordsField(widget=WordsWidget(chips=True, placeholder="A tag, then Enter"))
    body = forms.CharField(
        required=False,
        strip=False,
        widget=MarkdownWidget(),
        help_text="Markdown. Write @Name to mention another element.",
    )
    model = file_field("model", "3D model")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("model")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = own_files(self.request, "model")
        if "key" in self.fields:
            self.fields["key"].required = False


class TraitValueField(forms.Field):
    widget = TraitValue

    def has_changed(self, initial: Any, data: Any) -> bool:
        given = data if isinstance(data, dict) else {}
        return bool(str(given.get(given.get("type", ""), "")).strip())


class TraitRow(RowForm):
    key = forms.CharField(required=False, widget=forms.HiddenInput({"class": "bible-trait-key"}))
    label = forms.CharField(max_length=80, label="Trait", widget=UnfoldAdminTextInputWidget())
    trait_type = forms.ChoiceField(
        choices=TraitType.choices,
        initial=TraitType.TEXT,
        label="Type",
        widget=UnfoldAdminSelectWidget({"class": "bible-trait-type"}),
    )
    value = TraitValueField(required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        kind, given = cleaned.get("trait_type"), cleaned.get("value") or {}
        if kind:
            try:
                cleaned["value"] = check_value(kind, _read(kind, str(given.get(kind, ""))))
            except UmamError as error:
                self.add_error("value", error.message)
        return cleaned

    def as_row(self) -> dict[str, Any]:
        row = super().as_row()
        return {**row, "key": row["key"] or row["label"]}


def _read(kind: str, text: str) -> Any:
    """What was typed into the control of a type; text that is not of it stays text, to be refused."""
    if kind == TraitType.LIST:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if kind == TraitType.BOOLEAN:
        return {"yes": True, "no": False}.get(text.strip().lower(), text)
    if kind == TraitType.NUMBER:
        try:
            return int(text) if text.strip().lstrip("-").isdecimal() else float(text)
        except ValueError:
            return text
    return text


class TraitRows(RowsFormSet):
    list_name = "traits"

    def rows_of(self, instance: Element) -> list[dict[str, Any]]:
        return [
            {
                "key": one.key,
                "label": one.label,
                "trait_type": one.trait_type,
                "value": {"type": one.trait_type, one.trait_type: one.value},
            }
            for one in instance.traits.all()
        ]


class TraitInline(RowsInline):
    model = Trait
    form = TraitRow
    formset = TraitRows
    list_fields: ClassVar = ["label", "trait_type", "value", "key"]
    verbose_name_plural = "Traits"
    template_before = "admin/storybible/trait_suggestions.html"


class ImageRows(RowsFormSet):
    list_name = "images"

    def rows_of(self, instance: Element) -> list[dict[str, Any]]:
        rows = instance.image_rows.filter(asset__deleted_at=None)
        return [{"asset": one.asset_id, "caption": one.caption} for one in rows]


class ImageInline(RowsInline):
    model = ElementImage
    form = FileRow
    formset = ImageRows
    list_fields: ClassVar = ["asset", "caption"]
    verbose_name = "picture"
    verbose_name_plural = "Pictures"


class TagAction(ActionForm):
    tag = forms.CharField(
        required=False,
        label="",
        max_length=services.LONGEST_TAG,
        widget=forms.TextInput(
            {
                "placeholder": "tag",
                "aria-label": "Tag",
                "class": "bible-action-tag",
                "x-show": "action == 'add_tag'",
            }
        ),
    )


@admin.register(Element)
class ElementAdmin(BibleAdmin):
    kind = RowKind.ELEMENT
    page_name = "studio:bible-element"
    form = ElementForm
    action_form = TagAction
    error_names: ClassVar = {"trait_key": "", "trait_value": "", "trait_type": "", "label": ""}
    inlines: ClassVar = [TraitInline, ImageInline, TiesFromHere, TiesToHere]
    list_display: ClassVar = [
        "thumbnail",
        "name",
        "type_label",
        "summary",
        "tag_list",
        "visibility",
        "has_files",
        "universe",
        "changed",
    ]
    list_display_links: ClassVar = ["thumbnail", "name"]
    list_editable: ClassVar = ["summary", "visibility"]
    list_filter: ClassVar = [
        "entity_subtype",
        "visibility",
        GapFilter,
        TagFilter,
        tenant_filter("universe"),
        TrashFilter,
    ]
    search_fields: ClassVar = ["name"]
    search_help_text = "Names and aliases"
    ordering: ClassVar = ["name", "id"]
    actions: ClassVar = [
        "delete_selected",
        "restore_selected",
        "add_tag",
        "show_everyone",
        "show_team",
        "hide",
    ]
    readonly_fields: ClassVar = [
        "model_preview",
        "history",
        "created_by",
        "created_at",
        "updated_by",
        "updated_at",
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        about = ["universe", "name", "entity_subtype", "summary", "visibility"]
        sets: list[Any] = [
            (None, {"fields": about}),
            ("Names and tags", {"fields": ["aliases", "tags"]}),
            ("Text", {"fields": ["body"]}),
            ("3D model", {"fields": ["model", *(["model_preview"] if obj else [])]}),
        ]
        if obj is None:
            return [*sets, ("More", {"fields": ["key"], "classes": ["collapse"]})]
        stamps = ["key", "created_by", "created_at", "updated_by", "updated_at"]
        return [
            *sets,
            ("History", {"fields": ["history"], "classes": ["collapse"]}),
            ("More", {"fields": stamps, "classes": ["collapse"]}),
        ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        if obj is None:
            return [TraitInline, ImageInline]
        return list(self.inlines) if self.has_change_permission(request, obj) else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.resolver_match is not None and "object_id" in request.resolver_match.kwargs:
            return rows
        faces = ElementImage.objects.filter(asset__deleted_at=None).select_related("asset")
        narrow = faces.defer("asset__peaks", "asset__probe", "asset__provenance")
        return rows.defer("body").prefetch_related(Prefetch("image_rows", queryset=narrow))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Elements whose name or alias has each of the words. Selects offer living ones of one universe."""
        if request.path.endswith("/autocomplete/"):
            queryset = desk.offered(request, queryset.filter(deleted_at=None))
        for word in fold(search_term).split():
            named = rights_of(request).universes(ElementName.objects.filter(folded__contains=word))
            queryset = queryset.filter(pk__in=named.values("element_id"))
        return queryset, False

    def get_urls(self) -> list[URLPattern]:
        return [*desk.urls(self.admin_site), *super().get_urls()]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "summary" and "object_id" not in _asked(request):
            kwargs["widget"] = UnfoldAdminTextareaWidget({"rows": 1, "class": "bible-summary"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # Writing

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> Element:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        return services.create_element(author=author, **values, **lists)

    def update(
        self,
        author: Author,
        row: Element,
        expected: int | None,
        told: dict[str, Any],
        lists: dict[str, Any],
    ) -> Element:
        return services.update_element(element=row, author=author, expected=expected, **told, **lists)

    def after(self, author: Author, row: Element, formsets: Sequence[Any]) -> None:
        for formset in formsets:
            if hasattr(formset, "write_ties"):
                formset.write_ties(author, row)

    def remove(self, author: Author, row: Element) -> object:
        return services.delete_element(element=row, author=author)

    def restore(self, author: Author, row: Element) -> object:
        return services.restore_element(element=row, author=author)

    def revert(self, author: Author, row: Element, number: int) -> object:
        return services.revert_element(element=row, author=author, number=number)

    # Columns and fields

    @display(description="Picture")
    def thumbnail(self, element: Element) -> SafeString:
        face = next(iter(element.image_rows.all()), None)
        url = links.preview_url(face.asset) if face is not None else None
        if url is None:
            initial = element.name[:1].upper()
            return format_html(
                '<span class="bible-thumb bible-thumb-none" role="img" aria-label="{}">{}</span>',
                element.name,
                initial,
            )
        return format_html('<img class="bible-thumb" src="{}" alt="{}" loading="lazy">', url, element.name)

    @display(description="Type", ordering="entity_subtype", label=_TYPE_COLOURS)
    def type_label(self, element: Element) -> tuple[str, str]:
        return element.entity_subtype, element.get_entity_subtype_display()

    @display(description="Tags")
    def tag_list(self, element: Element) -> SafeString:
        return format_html_join(
            " ", '<span class="bible-tag">{}</span>', ((tag,) for tag in element.tags[:6])
        )

    @display(description="Files")
    def has_files(self, element: Element) -> SafeString:
        count = len(element.image_rows.all())
        parts = []
        if count:
            parts.append((f"{count} {'picture' if count == 1 else 'pictures'}", "image"))
        if element.model_id is not None:
            parts.append(("3D model", "deployed_code"))
        icon = (
            '<span class="material-symbols-outlined bible-flag" title="{0}" role="img" '
            'aria-label="{0}">{1}</span>'
        )
        return format_html_join(" ", icon, parts)

    @display(description="Preview")
    def model_preview(self, element: Element) -> str:
        return desk.model_preview(element)

    @display(description="Changes")
    def history(self, element: Element) -> SafeString:
        return SafeString(
            render_to_string("admin/storybible/history_lines.html", desk.history_of(self, element, most=8))
        )

    # Actions

    @action(description="Add the tag", permissions=["change"])
    def add_tag(self, request: HttpRequest, queryset: QuerySet[Element]) -> None:
        tag = request.POST.get("tag", "").strip()
        if not tag:
            self.message_user(request, "Write the tag beside the action.", messages.WARNING)
            return

        def act(author: Author, row: Element) -> object:
            return services.update_element(element=row, author=author, tags=[*row.tags, tag])

        self.each(request, queryset, act, f"tagged “{tag}”")

    @action(description="Show to everyone", permissions=["change"])
    def show_everyone(self, request: HttpRequest, queryset: QuerySet[Element]) -> None:
        self.each(request, queryset, _shown(Visibility.EVERYONE), "shown to everyone")

    @action(description="Show to editors and agents", permissions=["change"])
    def show_team(self, request: HttpRequest, queryset: QuerySet[Element]) -> None:
        self.each(request, queryset, _shown(Visibility.TEAM), "shown to editors and agents")

    @action(description="Hide from all but editors", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Element]) -> None:
        self.each(request, queryset, _shown(Visibility.SECRET), "hidden")


def _shown(visibility: str) -> Callable[[Author, Element], object]:
    def act(author: Author, row: Element) -> object:
        return services.update_element(element=row, author=author, visibility=visibility)

    return act


def _asked(request: HttpRequest) -> dict[str, Any]:
    return request.resolver_match.kwargs if request.resolver_match is not None else {}
