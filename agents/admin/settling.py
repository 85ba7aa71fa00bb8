"""What people settle for agents, in the admin: policies, budgets, voices, waivers, tastes; and the ledger."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from agents import memory
from agents.models import AgentPolicy, BrandVoice, Budget, LlmCall, Preference, Thread, Waiver
from agents.registry import agents
from agents.selectors.runs import seen_threads
from agents.services import policy
from storybible.admin.widgets import WordsField
from umam.accounts.models import User
from umam.lib.errors import UmamError
from umam.universes import access
from umam.universes.admin_base import TenantAdmin, tenant_filter
from umam.universes.models import Role


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


class Looking(TenantAdmin):
    """Rows that the studio writes: only to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PolicyForm(forms.ModelForm):
    agent = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "agent" in self.fields:
            self.fields["agent"].choices = [(key, str(one.label)) for key, one in agents().items()]  # type: ignore[attr-defined]


@admin.register(AgentPolicy)
class AgentPolicyAdmin(TenantAdmin):
    form = PolicyForm
    list_display = ["agent", "universe", "threshold", "samples", "model"]
    list_editable = ["threshold", "samples"]
    list_filter = [tenant_filter("universe")]
    fields = ["universe", "agent", "threshold", "samples", "model"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["universe", "agent"] if obj else []

    def save_model(self, request: HttpRequest, obj: AgentPolicy, form: Any, change: bool) -> None:
        made = policy.set_policy(
            universe=obj.universe,
            by=_person(request),
            agent_type=obj.agent,
            threshold=obj.threshold,
            samples=obj.samples,
            model=obj.model,
        )
        obj.pk = made.pk


@admin.register(Budget)
class BudgetAdmin(TenantAdmin):
    """Only a universe's owner decides what it may spend."""

    list_display = ["universe", "daily_usd", "monthly_usd", "daily_tokens"]
    fields = ["universe", "daily_usd", "monthly_usd", "daily_tokens"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["universe"] if obj else []

    def _may_edit(self, request: HttpRequest, obj: Model | None) -> bool:
        universe = self.universe_of(obj) if obj is not None and obj.pk is not None else None
        return universe is None or access.role_in(request.user, universe.pk) == Role.OWNER

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # type: ignore[override]
        if db_field.name == "universe":
            mine = access.editable_universes(request.user)
            if not _person(request).is_admin:
                mine = mine.filter(memberships__user=_person(request), memberships__role=Role.OWNER)
            kwargs["queryset"] = mine
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Budget, form: Any, change: bool) -> None:
        made = policy.set_budget(
            universe=obj.universe,
            by=_person(request),
            daily_usd=obj.daily_usd,
            monthly_usd=obj.monthly_usd,
            daily_tokens=obj.daily_tokens,
        )
        obj.pk = made.pk


class VoiceForm(forms.ModelForm):
    dos = WordsField(label="Do", help_text="A line each.")
    donts = WordsField(label="Do not", help_text="Words and manners to avoid, a line each.")
    examples = WordsField(help_text="Sentences that sound right, a line each.")
    personal = forms.BooleanField(required=False, label="Only for me", help_text="Else for everybody here.")

    by: User  # the admin says who fills it in

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        universe = cleaned.get("universe")
        if self.instance._state.adding and universe is not None:
            whose = self.by if cleaned.get("personal") else None
            if BrandVoice.objects.filter(universe=universe, user=whose).exists():
                raise ValidationError("There is such a voice already. Change that one.")
        return cleaned


@admin.register(BrandVoice)
class BrandVoiceAdmin(TenantAdmin):
    """How a universe speaks in public; a person may have a voice of their own there."""

    form = VoiceForm
    list_display = ["universe", "whose", "voice", "updated_at"]
    list_filter = [tenant_filter("universe")]
    list_select_related = ["universe", "user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return (
            rows if _person(request).is_admin else rows.filter(user=None) | rows.filter(user=_person(request))
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        first = ["universe"] if obj else ["universe", "personal"]
        return [*first, "voice", "values", "audience", "dos", "donts", "examples"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["universe"] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = _person(request)
        return form

    @display(description="Whose")
    def whose(self, voice: BrandVoice) -> str:
        return str(voice.user or "Everybody here")

    def save_model(self, request: HttpRequest, obj: BrandVoice, form: Any, change: bool) -> None:
        told = form.cleaned_data
        made = policy.set_voice(
            universe=obj.universe,
            by=_person(request),
            personal=bool(told.get("personal")),
            whose=obj.user if change else None,
            **{name: told[name] for name in ("voice", "values", "audience", "dos", "donts", "examples")},
        )
        obj.pk = made.pk


@admin.register(Waiver)
class WaiverAdmin(TenantAdmin):
    list_display = ["evidence", "rule", "reason", "universe", "by", "created_at"]
    list_filter = [tenant_filter("universe")]
    list_select_related = ["universe", "by"]
    fields = ["universe", "rule", "evidence", "reason", "by", "created_at"]
    readonly_fields = ["universe", "rule", "evidence", "by", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a finding is waived where it is shown

    def save_model(self, request: HttpRequest, obj: Waiver, form: Any, change: bool) -> None:
        policy.waive(
            universe=obj.universe,
            by=_person(request),
            rule=obj.rule,
            fingerprint=obj.fingerprint,
            evidence=obj.evidence,
            reason=obj.reason,
        )

    def delete_model(self, request: HttpRequest, obj: Waiver) -> None:
        policy.lift_waiver(waiver=obj, by=_person(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Waiver]) -> None:
        for row in queryset:
            policy.lift_waiver(waiver=row, by=_person(request))


class PreferenceForm(forms.ModelForm):
    def clean_sentence(self) -> str:
        words: str = self.cleaned_data["sentence"]
        if not words.strip():
            raise ValidationError("A preference needs words. To drop it, delete it.")
        return words


@admin.register(Preference)
class PreferenceAdmin(TenantAdmin):
    """What agents remember of a person's taste: everybody sees and changes their own alone."""

    form = PreferenceForm
    list_display = ["sentence", "topic", "strength", "seen", "universe", "by_hand"]
    list_filter = ["topic", tenant_filter("universe")]
    fields = ["sentence", "topic", "value", "strength", "seen", "universe"]
    readonly_fields = ["topic", "value", "strength", "seen", "universe"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(user=_person(request), forgotten_at=None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Preference, form: Any, change: bool) -> None:
        try:
            memory.reword(preference=obj, by=_person(request), sentence=obj.sentence)
        except UmamError as error:
            self.message_user(request, error.message, "error")

    def delete_model(self, request: HttpRequest, obj: Preference) -> None:
        memory.forget(preference=obj, by=_person(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Preference]) -> None:
        for row in queryset:
            memory.forget(preference=row, by=_person(request))


@admin.register(Thread)
class ThreadAdmin(Looking):
    list_display = ["title", "agent", "universe", "created_by", "updated_at"]
    list_filter = [tenant_filter("universe")]
    list_select_related = ["universe", "created_by"]
    search_fields = ["title"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return seen_threads(super().get_queryset(request), request.user)


@admin.register(LlmCall)
class LlmCallAdmin(Looking):
    """The ledger: each call of a language model with its price."""

    list_display = [
        "created_at", "agent", "model", "state", "cost", "input_tokens", "cached", "output_tokens",
        "universe", "by",
    ]  # fmt: skip
    list_filter = ["state", "provider", tenant_filter("universe")]
    list_select_related = ["universe", "by"]
    list_per_page = 100
    show_full_result_count = False
    exclude = ["answer", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Costs are for those who may edit, here as on the pages."""
        return access.editable(super().get_queryset(request), request.user)

    @display(description="From the cache")
    def cached(self, call: LlmCall) -> str:
        return f"{call.cache_read_tokens / call.input_tokens:.0%}" if call.input_tokens else "-"
