"""The base of every admin class: a designer sees and touches only the rows of their own universes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from umam.accounts.models import User
from umam.universes import access
from umam.universes.models import Universe


class TenantAdmin(ModelAdmin):
    """Rows, selects, autocomplete, filters and bulk actions limited to the universes the user may see.

    `universe_path` leads from the model to its universe ("" where the model is the universe itself).
    Filters over related rows use `tenant_filter`, so that they list nobody else's names.
    """

    universe_path: ClassVar[str] = "universe"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        if not self.universe_path:
            return rows.filter(pk__in=access.visible_universes(request.user).values("pk"))
        return access.scope(rows, request.user, self.universe_path)

    def universe_of(self, row: Model) -> Universe | None:
        found: Any = row
        for name in filter(None, self.universe_path.split("__")):
            found = getattr(found, name)
        return found  # type: ignore[no-any-return]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, obj: Model | None) -> bool:
        universe = self.universe_of(obj) if obj is not None and obj.pk is not None else None
        return universe is None or access.can_edit(request.user, universe.pk)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:  # type: ignore[override]
        kwargs.setdefault("queryset", choices_for(self.admin_site, db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:  # type: ignore[override]
        kwargs.setdefault("queryset", choices_for(self.admin_site, db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def choices_for(
    site: admin.AdminSite, db_field: ForeignKey | ManyToManyField, request: HttpRequest
) -> QuerySet[Any]:
    """What a select may offer: the target's own admin rows; nothing where it has no scoped admin."""
    target = db_field.remote_field.model
    if target is Universe:
        return access.editable_universes(request.user)
    if target is User:
        return people_for(request)
    its_admin = site._registry.get(target)
    if its_admin is None:
        user = request.user
        return (
            target._default_manager.all()
            if getattr(user, "is_admin", False)
            else target._default_manager.none()
        )
    return its_admin.get_queryset(request)


def people_for(request: HttpRequest) -> QuerySet[User]:
    """The people somebody may know of: admins all, others those they share a universe with."""
    user = request.user
    if isinstance(user, User) and user.is_admin:
        return User.objects.all()
    mine = access.visible_universes(user).values("pk")
    return User.objects.filter(memberships__universe__in=mine).distinct()


def tenant_filter(field: str) -> tuple[str, type[admin.RelatedFieldListFilter]]:
    """A list filter over a foreign key that offers only rows its user may see."""
    return field, _ScopedRelatedFilter


class _ScopedRelatedFilter(admin.RelatedFieldListFilter):
    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[Any]:
        target = field.remote_field.model
        if target is Universe:
            rows: QuerySet[Any] = access.visible_universes(request.user)
        else:
            rows = choices_for(model_admin.admin_site, field, request)
        return [(str(row.pk), str(row)) for row in rows[:200]]
