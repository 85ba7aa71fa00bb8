"""The work of agents in the admin: ask one, and decide on what waits, the least sure first."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from agents.forms import AgentForm
from agents.models import AgentRun
from agents.registry import agents
from agents.services import work
from umam.accounts.models import User
from umam.jobs.admin import Board
from umam.jobs.models import Job, Review, Source
from umam.jobs.selectors import open_to
from umam.lib.errors import UmamError
from umam.universes import access
from umam.universes.admin_base import tenant_filter
from umam.universes.models import Universe

_LINK = "text-primary-600 dark:text-primary-400"
_COLOURS = {
    Review.PENDING: "warning",
    Review.APPROVED: "success",
    Review.EDITED: "success",
    Review.REJECTED: "danger",
    Review.NONE: "info",
}


class AgentFilter(admin.SimpleListFilter):
    """The registered agents, not those found in rows: these would tell of other people's work."""

    title = "agent"
    parameter_name = "agent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, str(one.label)) for key, one in agents().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(agent=self.value()) if self.value() else queryset


class ReviewFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Review.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(job__review=self.value()) if self.value() else queryset


class DecisionForm(forms.ModelForm):
    """The result as JSON, to be changed before it is approved, and a note."""

    output = forms.JSONField(
        required=False,
        label="Result",
        help_text="Change it before you approve, if need be.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 18, "spellcheck": "false"}),
    )
    note = forms.CharField(
        required=False,
        max_length=2000,
        help_text="The reason of a rejection, or what to do differently.",
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = AgentRun
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["output"] = self.instance.job.output_data


@admin.register(AgentRun)
class AgentRunAdmin(Board):
    """What agents made. Buttons decide; the page of the studio shows the same with more room."""

    form = DecisionForm
    list_display = ["work", "agent", "sure", "review_label", "universe", "by", "created_at"]
    list_filter = [ReviewFilter, AgentFilter, tenant_filter("universe"), "is_demo"]
    list_select_related = ["job", "universe", "job__requested_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["job__label"]
    actions = ["approve_work", "reject_work"]
    actions_submit_line = ["approve_work", "reject_work", "ask_again", "keep_work", "undo_work"]
    fieldsets = [
        (None, {"fields": ["work", "sure", "review_label", "output", "note"]}),
        ("Why so sure", {"fields": ["reasons"]}),
        ("What the model saw", {"fields": ["told"]}),
        ("What it proposes and did", {"fields": ["proposed", "done"]}),
        (
            "Particulars",
            {
                "fields": [
                    "universe",
                    "agent",
                    "provider",
                    "model",
                    "is_demo",
                    "prompt_version",
                    "thread",
                    "created_at",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Receipts, reasons and change sets name what viewers may not see."""
        rows = access.editable(super().get_queryset(request), request.user)
        return open_to(rows, request.user, kind="agent", asker="job__requested_by")

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits for a decision stands with the least sure first."""
        if request.GET.get("review") == Review.PENDING:
            return [F("confidence").asc(nulls_first=True), "created_at"]
        return ["-created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        names = super().get_readonly_fields(request, obj)
        waits = obj is not None and obj.job.review == Review.PENDING
        open_ones = {"output", "note"} if waits and self.has_change_permission(request, obj) else {"note"}
        return [name for name in names if name not in open_ones]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return access.editable_universes(request.user).exists()

    def fitting(self, row: AgentRun) -> set[str]:
        if row.job.review == Review.PENDING:
            return {"approve_work", "reject_work", "ask_again"}
        if row.applied and row.undone_at is None:
            return {"undo_work", "ask_again"}
        return (
            {"keep_work", "ask_again"} if row.changes and row.job.review != Review.REJECTED else {"ask_again"}
        )

    # -- showing ------------------------------------------------------------------------------------------

    @display(description="Work", ordering="job__label")
    def work(self, run: AgentRun) -> SafeString:
        url = reverse("admin:jobs_job_change", args=[run.job_id])
        return format_html('{} <a class="{}" href="{}">job</a>', run.job, _LINK, url)

    @display(description="Confidence", ordering="confidence")
    def sure(self, run: AgentRun) -> str:
        return "-" if run.confidence is None else f"{run.confidence:.0%} (review below {run.threshold:.0%})"

    @display(description="Review", ordering="job__review", label=_COLOURS)
    def review_label(self, run: AgentRun) -> tuple[str, str]:
        return run.job.review, run.job.get_review_display()

    @display(description="By", ordering="job__requested_by")
    def by(self, run: AgentRun) -> str:
        return str(run.job.requested_by or "The studio")

    @display(description="Result")
    def output(self, run: AgentRun) -> SafeString:
        text = json.dumps(run.job.output_data, indent=2, ensure_ascii=False)
        return format_html('<pre style="white-space:pre-wrap">{}</pre>', text)

    @display(description="Signals")
    def reasons(self, run: AgentRun) -> SafeString | str:
        rows = ((one["label"], f"{one['value']:.0%}", one["evidence"]) for one in run.signals)
        return format_html_join("", "<div><b>{}</b> {}: {}</div>", rows) or "None"

    @display(description="Context")
    def told(self, run: AgentRun) -> SafeString | str:
        told = [(one["title"], one["reason"], one["tokens"]) for one in run.receipt.get("told", [])]
        left = [(one["title"] or one["id"], one["reason"]) for one in run.receipt.get("dropped", [])]
        went_in = format_html_join("", "<div>{}: {}, {} tokens</div>", told)
        dropped = format_html_join("", "<div>Left out: {}: {}</div>", left)
        return format_html("{}{}", went_in, dropped) or "Nothing"

    @display(description="Proposes")
    def proposed(self, run: AgentRun) -> SafeString | str:
        rows = ((one["op"], one["label"], ", ".join(one["fields"])) for one in run.changes)
        return format_html_join("", "<div>{} {}: {}</div>", rows) or "Nothing"

    @display(description="Did")
    def done(self, run: AgentRun) -> SafeString | str:
        undone = f" (undone {run.undone_at:%Y-%m-%d %H:%M})" if run.undone_at else ""
        rows = ((one["op"], one["label"], undone) for one in run.applied)
        return format_html_join("", "<div>{} {}{}</div>", rows) or "Nothing"

    # -- deciding -----------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep what was typed where the buttons find it, then do what the pressed button says."""
        request.typed = form.cleaned_data  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    @action(description="Approve", permissions=["change"])
    def approve_work(self, request: HttpRequest, queryset: QuerySet[AgentRun]) -> None:
        note = _typed(request).get("note", "")

        def act(run: AgentRun, by: User) -> Any:
            output = _typed(request).get("output")
            edited = output if output is not None and output != run.job.output_data else None
            return work.approve(job=run.job, by=by, output_data=edited, note=note)

        self.each(request, queryset.select_related("job__universe"), act, "approved")

    @action(description="Reject", permissions=["change"])
    def reject_work(self, request: HttpRequest, queryset: QuerySet[AgentRun]) -> None:
        note = _typed(request).get("note", "")
        self.each(
            request,
            queryset.select_related("job"),
            lambda run, by: work.reject(job=run.job, by=by, note=note),
            "rejected",
        )

    @action(description="Ask again with the note", permissions=["change"])
    def ask_again(self, request: HttpRequest, queryset: QuerySet[AgentRun]) -> None:
        note = _typed(request).get("note", "")

        def act(run: AgentRun, by: User) -> Any:
            return work.ask_again(job=run.job, by=by, note=note, source=Source.ADMIN)

        self.each(request, queryset.select_related("job__universe"), act, "asked again")

    @action(description="Put into the bible", permissions=["change"])
    def keep_work(self, request: HttpRequest, queryset: QuerySet[AgentRun]) -> None:
        self.each(
            request,
            queryset.select_related("job__universe"),
            lambda run, by: work.keep(job=run.job, by=by),
            "put into the bible",
        )

    @action(description="Undo in the bible", permissions=["change"])
    def undo_work(self, request: HttpRequest, queryset: QuerySet[AgentRun]) -> None:
        def act(run: AgentRun, by: User) -> None:
            for line in work.undo(job=run.job, by=by):
                self.message_user(request, line, messages.WARNING)

        self.each(request, queryset.select_related("job__universe"), act, "undone")

    # -- asking -------------------------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Choose an agent and a universe, then fill in the agent's own form."""
        universe = self._universe(request)
        serving = agents().get(request.GET.get("agent", ""))
        form = None
        if serving is not None and universe is not None:
            form = AgentForm(serving, universe, request.POST or None)
            _dress(form)
            if request.method == "POST" and form.is_valid():
                job = self._start(request, form, universe)
                if job is not None:
                    self.message_user(request, f"“{job}” is in the queue.", messages.SUCCESS)
                    return redirect("admin:jobs_job_change", job.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Ask an agent",
            "opts": self.opts,
            "agents": list(agents().values()),
            "universes": access.editable_universes(request.user)[:200],
            "serving": serving,
            "universe": universe,
            "form": form,
        }
        return TemplateResponse(request, "admin/agents/ask.html", context)

    def _universe(self, request: HttpRequest) -> Universe | None:
        mine = access.editable_universes(request.user)
        wanted = request.GET.get("universe", "")
        return mine.filter(pk=wanted).first() if _is_id(wanted) else mine.first()

    def _start(self, request: HttpRequest, form: AgentForm, universe: Universe) -> Job | None:
        assert isinstance(request.user, User)
        try:
            return work.start(
                agent_type=form.serving.key,
                universe=universe,
                by=request.user,
                input=form.input(),
                source=Source.ADMIN,
            )
        except UmamError as error:
            form.refuse(error.attr, f"{error.message} {error.suggestion}".strip())
            return None


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What the form of one result said; nothing where rows of a list were chosen."""
    return getattr(request, "typed", {})


def _is_id(text: str) -> bool:
    return (
        len(text) == 36 and text.count("-") == 4 and all(sign in "0123456789abcdef-" for sign in text.lower())
    )


def _dress(form: AgentForm) -> None:
    """The admin's own look for fields that pages draw otherwise."""
    from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES, TEXTAREA_CLASSES

    for field in form.fields.values():
        classes = INPUT_CLASSES
        if isinstance(field.widget, forms.Textarea):
            classes = TEXTAREA_CLASSES
        elif isinstance(field.widget, forms.Select):
            classes = SELECT_CLASSES
        if not isinstance(field.widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple)):
            field.widget.attrs["class"] = " ".join(classes)
