"""List filters that tell nobody of other people's rows."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from storybible.admin.rights import rights_of
from storybible.models import Element, ElementTag
from storybible.selectors import dashboard
from umam.universes.admin_base import choices_for

MOST_CHOICES = 100
Lookups = list[tuple[str, str]]


class TrashFilter(admin.SimpleListFilter):
    title = "trash"
    parameter_name = "trash"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("yes", "In the trash"), ("all", "Everything")]

    def choices(self, changelist: Any) -> Any:
        choices = list(super().choices(changelist))
        choices[0]["display"] = "In use"
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() != "yes")


class TagFilter(admin.SimpleListFilter):
    """The tags of the elements that this person sees, the most used first."""

    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        rights = rights_of(request)
        tags = rights.universes(ElementTag.objects.all())
        if rights.seen - rights.edited:  # the tags of hidden elements are hidden, too
            mine = rights.visible(Element.objects.filter(deleted_at=None).order_by())
            tags = tags.filter(element__in=mine.values("pk"))
        used = tags.values_list("tag").annotate(n=Count("*")).order_by("-n", "tag")[:MOST_CHOICES]
        return [(tag, tag) for tag, _ in used]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        tagged = ElementTag.objects.filter(element=OuterRef("pk"), tag=self.value())
        return queryset.filter(Exists(tagged))


class GapFilter(admin.SimpleListFilter):
    title = "what is missing"
    parameter_name = "gap"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(key, label) for key, (label, _, _) in dashboard.GAPS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        gap = dashboard.GAPS.get(self.value() or "")
        return gap[2](queryset) if gap else queryset


class OwnElementFilter(AutocompleteSelectFilter):
    """Rows of one element, found by typing. It names only elements that this person sees."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            offered = choice["form"].fields[self.lookup_kwarg]
            offered.queryset = choices_for(self.model_admin.admin_site, self.field, self.request)
            yield choice


class OfferedByFilter(admin.SimpleListFilter):
    """Rows of the whole studio, or those that universes added."""

    title = "offered by"
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("studio", "The studio"), ("universe", "A universe")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(universe__isnull=self.value() == "studio")
