"""Jobs in the admin: a departure board, the tree and log of each job, and the dead letters."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from umam.accounts.models import User
from umam.assets import links
from umam.jobs import handlers, selectors, services
from umam.jobs.models import ACTIVE, DeadLetter, Job, Status, WorkerSeen
from umam.lib.errors import Forbidden, UmamError
from umam.universes.admin_base import TenantAdmin, tenant_filter

Act = Callable[[Any, User], Any]
_HEAVY = ("input_data", "output_data", "resume_state", "hook_payload", "usage")
_MOST_LINES = 300
_LINK = "text-primary-600 dark:text-primary-400"
_BAR = (
    '<span style="display:inline-block;width:6rem;height:6px;border-radius:3px;overflow:hidden;'
    'vertical-align:middle;background:rgb(139 92 246/.25)"><span style="display:block;height:100%;width:{0};'
    'background:rgb(124 58 237)"></span></span> {0} {1}'
)
_COLOURS = {
    Status.PENDING: "info",
    Status.PROCESSING: "primary",
    Status.COMPLETED: "success",
    Status.FAILED: "danger",
    Status.CANCELLED: "warning",
}


class KindFilter(admin.SimpleListFilter):
    """The registered kinds, not those found in rows: these would name other people's."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted((key, str(one.label)) for key, one in handlers.handlers().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class PlaceFilter(admin.SimpleListFilter):
    title = "place"
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("steps", "Steps of pipelines"), ("all", "Everything")]

    def choices(self, changelist: Any) -> Any:
        choices = list(super().choices(changelist))
        choices[0]["display"] = "Top jobs"
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        one_job = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        if self.value() == "all" or one_job:
            return queryset
        return queryset.filter(parent__isnull=self.value() != "steps")


class Board(TenantAdmin):
    """Rows that only the machine writes: people look, and act through the services.

    A row's own page has a button for each of `actions_submit_line` that `fitting` names.
    """

    def fitting(self, row: Any) -> set[str]:
        raise NotImplementedError

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        if row is None or not self.has_change_permission(request, row):
            return []
        names = {f"{self.opts.app_label}_{self.opts.model_name}_{name}" for name in self.fitting(row)}
        buttons = self._get_base_actions_submit_line()  # whose rights are checked above, for this row
        return [button for button in buttons if button.action_name in names]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        nothing_to_save = {"show_save": False, "show_save_and_continue": False}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **nothing_to_save})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Does what the pressed button says. The row as the page knew it is old by now and never written."""
        for button in self.get_actions_submit_line(request, obj.pk):
            if button.action_name in request.POST:
                button.method(request, self.model._default_manager.filter(pk=obj.pk))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return HttpResponseRedirect(request.get_full_path())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [name for _, options in self.fieldsets for name in options["fields"]]

    def each(
        self, request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any, User], Any], done: str
    ) -> None:
        assert isinstance(request.user, User)
        count = 0
        for row in rows:
            try:
                act(row, request.user)
                count += 1
            except UmamError as error:
                self.message_user(request, f"{row}: {error.message}", messages.ERROR)
        if count:
            self.message_user(request, f"{count} {done}.", messages.SUCCESS)


@admin.register(Job)
class JobAdmin(Board):
    list_display = [
        "name",
        "kind_label",
        "status_label",
        "bar",
        "universe",
        "attempt",
        "requested_by",
        "created_at",
        "took",
    ]
    list_filter = ["status", KindFilter, tenant_filter("universe"), "review", PlaceFilter]
    list_select_related = ["universe", "requested_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["label", "kind", "role"]
    ordering = ["-created_at", "-id"]
    actions = ["cancel_jobs", "retry_jobs", "requeue_jobs"]
    actions_submit_line = ["cancel_jobs", "retry_jobs", "requeue_jobs"]
    fieldsets = [
        (None, {"fields": ["name", "kind_label", "state", "bar", "left", "message", "tree", "files"]}),
        ("Log", {"fields": ["log_lines"]}),
        (
            "Particulars",
            {
                "fields": [
                    "universe",
                    "requested_by",
                    "source",
                    "queue",
                    "engine",
                    "attempt",
                    "waiting_for",
                    "wake_at",
                    "reused",
                    "review",
                    "review_note",
                    "usage",
                    "created_at",
                    "started_at",
                    "completed_at",
                    "id",
                ]
            },
        ),
        ("Input and output", {"fields": ["given", "output_data"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = selectors.open_to(super().get_queryset(request), request.user)
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        return rows if one else rows.defer(*_HEAVY)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Job | None:
        job: Job | None = super().get_object(request, object_id, from_field)
        if job is not None:
            # The log shows tracebacks to administrators: this one row knows who looks at it.
            job.shown_to = request.user  # type: ignore[attr-defined]
        return job

    def fitting(self, row: Job) -> set[str]:
        if row.status in (Status.FAILED, Status.CANCELLED):
            return {"retry_jobs"}
        if row.status == Status.PENDING or row.wake_at is not None:
            return {"cancel_jobs", "requeue_jobs"}
        return {"cancel_jobs"} if row.status in ACTIVE else set()

    @display(description="Job", ordering="label")
    def name(self, job: Job) -> str:
        return f"{job} ({job.role})" if job.role else str(job)

    @display(description="Kind", ordering="kind")
    def kind_label(self, job: Job) -> str:
        known = handlers.handlers().get(job.kind)
        return str(known.label) if known else job.kind

    @display(description="Status")
    def state(self, job: Job) -> str:
        return job.get_status_display()

    @display(description="Status", ordering="status", label=_COLOURS)
    def status_label(self, job: Job) -> tuple[str, str]:
        return job.status, job.get_status_display()

    @display(description="Progress", ordering="progress")
    def bar(self, job: Job) -> SafeString:
        return format_html(_BAR, f"{job.progress:.0%}", job.progress_note)

    @display(description="Input")
    def given(self, job: Job) -> SafeString:
        shown = selectors.input_for(job, job.shown_to)  # type: ignore[attr-defined]
        text = json.dumps(shown, indent=2, ensure_ascii=False)
        return format_html('<pre style="white-space:pre-wrap">{}</pre>', text)

    @display(description="Time left")
    def left(self, job: Job) -> str:
        seconds = selectors.eta_seconds(job)
        return f"{seconds:.0f} s" if seconds is not None else "-"

    @display(description="Took")
    def took(self, job: Job) -> str:
        if job.started_at is None:
            return ""
        seconds = ((job.completed_at or timezone.now()) - job.started_at).total_seconds()
        return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.1f} min"

    @display(description="What happened")
    def message(self, job: Job) -> str:
        return " ".join(filter(None, [job.error_message, job.suggestion])) or "-"

    @display(description="Tree")
    def tree(self, job: Job) -> SafeString | str:
        rows = selectors.tree(job)
        if len(rows) == 1:
            return "A job for itself"
        line = '<div style="padding-left:{}rem"><a class="{}" href="{}">{}</a> {} {}</div>'
        return format_html_join(
            "",
            line,
            (
                (
                    0 if one.parent_id is None else 1,
                    _LINK,
                    _url(one),
                    self.name(one),
                    one.status,
                    f"{one.progress:.0%}",
                )
                for one in rows
            ),
        )

    @display(description="Files")
    def files(self, job: Job) -> SafeString | str:
        made = job.job_assets.filter(asset__isnull=False, asset__deleted_at=None).select_related("asset")
        rows = (
            (_LINK, links.file_url(one.asset), one.role, one.name) for one in made if one.asset is not None
        )
        return format_html_join("", '<div><a class="{}" href="{}">{}: {}</a></div>', rows) or "None"

    @display(description="Log")
    def log_lines(self, job: Job) -> SafeString | str:
        try:
            lines = selectors.log_lines(job=job, user=job.shown_to)  # type: ignore[attr-defined]
        except Forbidden:
            return "For those who may edit"
        rows = ((f"{one.at:%H:%M:%S}", one.attempt, one.level, one.text) for one in lines[:_MOST_LINES])
        return format_html_join("", '<pre style="white-space:pre-wrap">{} #{} {}: {}</pre>', rows) or "Empty"

    @display(description="Reused from")
    def reused(self, job: Job) -> SafeString | str:
        if job.reused_from is None:
            return "-"
        return format_html('<a class="{}" href="{}">{}</a>', _LINK, _url(job.reused_from), job.reused_from)

    @action(description="Cancel", permissions=["change"])
    def cancel_jobs(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self.each(request, queryset, lambda job, by: services.cancel(job=job, by=by), "cancelled")

    @action(description="Try again", permissions=["change"])
    def retry_jobs(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self.each(
            request, queryset, lambda job, by: services.retry(job=job, by=by), "put into the queue again"
        )

    @action(description="Send to the workers again", permissions=["change"])
    def requeue_jobs(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self.each(request, queryset, lambda job, by: services.requeue(job=job, by=by), "sent again")


@admin.register(DeadLetter)
class DeadLetterAdmin(Board):
    list_display = ["job_link", "reason", "attempts", "universe", "created_at", "resolution", "resolved_by"]
    list_filter = ["resolution", tenant_filter("universe")]
    list_select_related = ["job", "universe", "resolved_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["job__label", "job__kind", "reason"]
    actions = ["requeue_letters", "drop_letters"]
    actions_submit_line = ["requeue_letters", "drop_letters"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "job_link",
                    "reason",
                    "attempts",
                    "universe",
                    "created_at",
                    "resolution",
                    "resolved_at",
                    "resolved_by",
                ]
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return selectors.open_to(rows, request.user, kind="job__kind", asker="job__requested_by")

    @display(description="Job")
    def job_link(self, letter: DeadLetter) -> SafeString:
        return format_html('<a class="{}" href="{}">{}</a>', _LINK, _url(letter.job), letter.job)

    def fitting(self, row: DeadLetter) -> set[str]:
        return {"requeue_letters", "drop_letters"} if row.resolved_at is None else set()

    @action(description="Put back into the queue", permissions=["change"])
    def requeue_letters(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        def act(letter: DeadLetter, by: User) -> Any:
            return services.requeue_dead_letter(letter=letter, by=by)

        self.each(request, queryset, act, "put back into the queue")

    @action(description="Drop", permissions=["change"])
    def drop_letters(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        def act(letter: DeadLetter, by: User) -> Any:
            return services.drop_dead_letter(letter=letter, by=by)

        self.each(request, queryset, act, "dropped")


@admin.register(WorkerSeen)
class WorkerSeenAdmin(ModelAdmin):
    """The machines behind the studio: for administrators, and only to look."""

    list_display = ["name", "queues", "slots", "seen_at"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_admin", False))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _url(job: Job) -> str:
    return reverse("admin:jobs_job_change", args=[job.pk])
