"""The timeline and calendars in the admin."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from storybible.admin import desk
from storybible.admin.base import BibleForm
from storybible.admin.fields import DatedForm, elements_field, names_of, own_elements, seen_elements
from storybible.admin.filters import OwnElementFilter, TrashFilter
from storybible.admin.kept import BibleAdmin, KeptAdmin
from storybible.admin.rights import shown_to_reader
from storybible.admin.rows import RowForm, RowsFormSet, RowsInline
from storybible.admin.widgets import DefinitionWidget, MarkdownWidget
from storybible.models import Calendar, EventParticipant, RowKind, TimelineEvent
from storybible.selectors.time import when_label
from storybible.services import calendars as calendar_services
from storybible.services import time as services
from storybible.services.keeping import Author
from umam.universes.admin_base import tenant_filter

IMPORTANCE = [(1, "A footnote"), (2, "It matters"), (3, "A turning point")]
EXAMPLE = {
    "months": [
        {"name": "Thaw", "days": 30},
        {"name": "Seed", "days": 31},
        {"name": "Sun", "days": 30},
        {"name": "Harvest", "days": 31},
        {"name": "Frost", "days": 30},
    ],
    "weekdays": ["Moonday", "Tideday", "Fireday", "Restday"],
}


class EventForm(DatedForm):
    starts = forms.CharField(
        max_length=60,
        label="When",
        widget=DatedForm.base_fields["starts"].widget,
        help_text="As 1204, 1204-03 or 1204-03-17 08:30. How it is read stands beside it.",
    )
    importance = forms.TypedChoiceField(
        choices=IMPORTANCE, coerce=int, initial=2, widget=UnfoldAdminSelectWidget()
    )
    description = forms.CharField(
        required=False,
        strip=False,
        widget=MarkdownWidget(rows=10),
        help_text="Markdown. Write @Name to mention an element.",
    )
    elements = elements_field(
        TimelineEvent, "elements", "About", "Places, things and ideas it is about, besides who takes part."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False


class ParticipantRow(RowForm):
    role = forms.CharField(
        required=False,
        max_length=80,
        widget=forms.TextInput({"placeholder": "What they do there", "class": "bible-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["element"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own_elements(self.request)


class ParticipantRows(RowsFormSet):
    list_name = "participants"

    def rows_of(self, instance: TimelineEvent) -> list[dict[str, Any]]:
        rows = instance.participant_rows.filter(element__deleted_at=None)
        return [{"element": one.element_id, "role": one.role} for one in rows]


class ParticipantInline(RowsInline):
    model = EventParticipant
    form = ParticipantRow
    formset = ParticipantRows
    tab = False
    list_fields: ClassVar = ["element", "role"]
    autocomplete_fields: ClassVar = ["element"]
    verbose_name = "participant"
    verbose_name_plural = "Participants"


class DatedColumn:
    """A column with the in-world time of a row."""

    @display(description="When", ordering="start_tick")
    def when(self, row: Any) -> str:
        return when_label(row) or "-"


class ImportanceFilter(admin.SimpleListFilter):
    title = "importance"
    parameter_name = "importance"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(number), label) for number, label in IMPORTANCE]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wish = self.value()
        return queryset.filter(importance=int(wish)) if wish in {"1", "2", "3"} else queryset


@admin.register(TimelineEvent)
class TimelineEventAdmin(DatedColumn, BibleAdmin):
    kind = RowKind.EVENT
    page_name = "studio:bible-event"
    form = EventForm
    inlines: ClassVar = [ParticipantInline]
    list_display: ClassVar = ["when", "title", "type_label", "who", "weight", "visibility", "universe"]
    list_display_links: ClassVar = ["when", "title"]
    list_filter: ClassVar = [
        "event_type",
        ("participants", OwnElementFilter),
        ImportanceFilter,
        "visibility",
        tenant_filter("universe"),
        TrashFilter,
    ]
    list_filter_submit = True
    search_fields: ClassVar = ["title", "description"]
    ordering: ClassVar = ["start_tick", "end_tick", "id"]
    actions: ClassVar = ["delete_selected", "restore_selected"]
    list_select_related: ClassVar = ["universe", "calendar"]
    readonly_fields: ClassVar = ["history", "people", "subjects"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        sets: list[Any] = [
            (None, {"fields": ["universe", "title", "event_type", "importance", "visibility"]}),
            ("Time", {"fields": ["calendar", "starts", "ends", "about"]}),
            ("Text", {"fields": ["description", "elements"]}),
        ]
        if obj is not None and not self.has_change_permission(request, obj):
            sets[2] = ("Text", {"fields": ["description", "people", "subjects"]})
        if obj is None:
            return [*sets, ("More", {"fields": ["key"], "classes": ["collapse"]})]
        return [*sets, ("History", {"fields": ["history"], "classes": ["collapse"]})]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        may = obj is None or self.has_change_permission(request, obj)
        return list(self.inlines) if may else []

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("calendar")
        if request.resolver_match is not None and "object_id" in request.resolver_match.kwargs:
            return rows
        named = EventParticipant.objects.select_related("element").defer("element__body")
        people = Prefetch("participant_rows", queryset=named)
        return rows.defer("description").prefetch_related(people)

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> TimelineEvent:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        return services.create_event(author=author, **values, **lists)

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> TimelineEvent:
        return services.update_event(event=row, author=author, expected=expected, **told, **lists)

    def remove(self, author: Author, row: Any) -> object:
        return services.delete_event(event=row, author=author)

    def restore(self, author: Author, row: Any) -> object:
        return services.restore_event(event=row, author=author)

    def revert(self, author: Author, row: Any, number: int) -> object:
        return services.revert_event(event=row, author=author, number=number)

    @display(description="Type", ordering="event_type", label=True)
    def type_label(self, event: TimelineEvent) -> str:
        return event.get_event_type_display()

    @display(description="Importance", ordering="importance")
    def weight(self, event: TimelineEvent) -> str:
        return dict(IMPORTANCE)[event.importance]

    @display(description="Participants")
    def who(self, event: TimelineEvent) -> SafeString:
        rows = [one for one in event.participant_rows.all() if shown_to_reader(event, one.element)]
        names = [one.element.name for one in rows]
        shown = [(name,) for name in names[:4]] + ([(f"+ {len(names) - 4}",)] if len(names) > 4 else [])
        return format_html_join(" ", '<span class="bible-tag">{}</span>', shown)

    @display(description="Participants")
    def people(self, event: Any) -> str:
        return names_of(seen_elements(event.shown_to).filter(participations__event=event))

    @display(description="About")
    def subjects(self, event: Any) -> str:
        return names_of(seen_elements(event.shown_to).filter(event_links__event=event))

    @display(description="Changes")
    def history(self, event: TimelineEvent) -> SafeString:
        lines = desk.history_of(self, event, most=8)
        return SafeString(render_to_string("admin/storybible/history_lines.html", lines))


class CalendarForm(BibleForm):
    definition = forms.JSONField(
        widget=DefinitionWidget(),
        initial=EXAMPLE,
        help_text="Months with their days, weekdays, leap rules and eras.",
    )

    def clean_definition(self) -> Any:
        value = self.cleaned_data["definition"]
        return value if isinstance(value, dict) else json.loads(json.dumps(value))


@admin.register(Calendar)
class CalendarAdmin(KeptAdmin):
    kind = RowKind.CALENDAR
    form = CalendarForm
    list_display: ClassVar = ["name", "universe", "is_default", "updated_at"]
    list_filter: ClassVar = [tenant_filter("universe"), "is_default"]
    list_select_related: ClassVar = ["universe"]
    search_fields: ClassVar = ["name"]
    actions: ClassVar = ["delete_selected"]
    readonly_fields: ClassVar = ["used_by"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [
            (None, {"fields": ["universe", "name", "is_default", *(["used_by"] if obj else [])]}),
            ("How it counts", {"fields": ["definition"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["universe"] if obj else [])]

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> Calendar:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        return calendar_services.save_calendar(author=author, **values)

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> Calendar:
        now = {"name": row.name, "definition": row.definition, "is_default": row.is_default}
        return calendar_services.save_calendar(
            universe=row.universe, author=author, calendar=row, expected=expected, **{**now, **told}
        )

    def remove(self, author: Author, row: Any) -> None:
        calendar_services.delete_calendar(calendar=row, author=author)

    def revert(self, author: Author, row: Any, number: int) -> object:
        return calendar_services.revert_calendar(calendar=row, author=author, number=number)

    @display(description="In use by")
    def used_by(self, calendar: Calendar) -> str:
        counts = {what: count for what, count in calendar_services.uses(calendar).items() if count}
        return ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items()) or "Nothing yet"
