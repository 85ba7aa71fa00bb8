from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from umam.accounts.models import AuditEntry, User, Way
from umam.universes import access, services
from umam.universes.admin_base import TenantAdmin, people_for
from umam.universes.models import Membership, Role, Universe


class MembershipInline(TabularInline):
    model = Membership
    extra = 0
    fields = ["user", "role", "created_at"]
    readonly_fields = ["created_at"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = people_for(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = Role.choices
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def _owner(self, request: HttpRequest, obj: Universe | None) -> bool:
        return obj is not None and access.role_in(request.user, obj.pk) == Role.OWNER  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest, obj: Universe | None = None) -> bool:
        return self._owner(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Universe | None = None) -> bool:
        return self._owner(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Universe | None = None) -> bool:
        return self._owner(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Universe | None = None) -> bool:
        return True


@admin.register(Universe)
class UniverseAdmin(TenantAdmin):
    universe_path = ""
    list_display = ["name", "slug", "owner_name", "member_count", "updated_at"]
    search_fields = ["name", "slug", "description"]
    fields = ["name", "description", "accent", "slug", "created_at", "updated_at"]
    readonly_fields = ["slug", "created_at", "updated_at"]
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships__user")

    @admin.display(description="Owner")
    def owner_name(self, universe: Universe) -> str:
        return next((str(m.user) for m in universe.memberships.all() if m.role == Role.OWNER), "")

    @admin.display(description="Members")
    def member_count(self, universe: Universe) -> int:
        return len(universe.memberships.all())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return super().has_delete_permission(request, obj)
        owner = access.role_in(request.user, obj.pk) == Role.OWNER  # type: ignore[arg-type]
        return owner and obj.personal_of_id is None and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Universe, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            services.update_universe(universe=obj, by=request.user, **changes)
        else:
            made = services.create_universe(
                by=request.user, name=obj.name, description=obj.description, accent=obj.accent
            )
            obj.pk, obj.slug, obj._state.adding = made.pk, made.slug, False

    def delete_model(self, request: HttpRequest, obj: Universe) -> None:
        assert isinstance(request.user, User)
        services.delete_universe(universe=obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for universe in queryset:
            self.delete_model(request, universe)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Members come, change and go through the services, which check rights and close sockets."""
        assert isinstance(request.user, User)
        formset.save(commit=False)
        for member in formset.deleted_objects:
            services.remove_member(membership=member, by=request.user, way=Way.ADMIN)
        for member, _changed in formset.changed_objects:
            services.change_member(membership=member, by=request.user, role=member.role, way=Way.ADMIN)
        for member in formset.new_objects:
            services.add_member(
                universe=form.instance,
                by=request.user,
                email=member.user.email,
                role=member.role,
                way=Way.ADMIN,
            )


@admin.register(AuditEntry)
class AuditAdmin(ModelAdmin):
    """Read only. Admins see all; others what concerns the universes they own, and what they did themselves.

    It stands here because only this room knows who owns what.
    """

    list_display = ["at", "who", "verb", "label", "way"]
    list_filter = ["verb", "way"]
    search_fields = ["label", "actor_email"]
    date_hierarchy = "at"
    fields = ["at", "actor_email", "verb", "label", "kind", "object_id", "universe_id", "way"]

    def get_queryset(self, request: HttpRequest) -> Any:
        entries = super().get_queryset(request)
        user = request.user
        if not isinstance(user, User):
            return entries.none()
        if user.is_admin:
            return entries
        owned = Membership.objects.filter(user=user, role=Role.OWNER).values("universe_id")
        return entries.filter(Q(universe_id__in=owned) | Q(actor=user))

    @admin.display(description="Who", ordering="actor_email")
    def who(self, entry: AuditEntry) -> str:
        return entry.actor_email or "The studio"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
