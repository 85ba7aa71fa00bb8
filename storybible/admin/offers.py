"""What may be chosen in universes: options and types of ties, offered by the studio or by a universe.

Designers see both and write those of their universes, through the services. The studio's own are written by
administrators, here: they belong to nobody's universe.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import slugify
from unfold.decorators import display

from storybible.admin.base import BibleForm, ServiceAdmin, begin_in
from storybible.services.keeping import Author
from umam.lib.errors import Conflict, Forbidden
from umam.universes import access
from umam.universes.models import Universe


class OfferForm(BibleForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("universe")
        admin = getattr(getattr(self.request, "user", None), "is_admin", False)
        if field is not None:
            field.required = not admin
            field.help_text = "Leave it empty to offer it in the whole studio." if admin else ""


class OfferAdmin(ServiceAdmin):
    """Rows of the studio and of universes."""

    universe_path = ""
    actions: ClassVar = ["delete_selected"]
    list_select_related: ClassVar = ["universe"]
    key_of: ClassVar[str] = "label"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.order_by(*self.ordering or ())
        if getattr(request.user, "is_admin", False):
            return rows
        mine = access.visible_universes(request.user).values("pk")
        return rows.filter(Q(universe=None) | Q(universe__in=mine))

    def universe_of(self, row: Any) -> Universe | None:
        return row.universe  # type: ignore[no-any-return]

    def _may_edit(self, request: HttpRequest, obj: Any) -> bool:
        if obj is not None and obj.pk is not None and obj.universe_id is None:
            return bool(getattr(request.user, "is_admin", False))
        return super()._may_edit(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["universe"] if obj is not None else [])]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_changeform_initial_data(request)
        universe = begin_in(request)
        return {**found, "universe": universe.pk} if universe is not None else found

    # How subclasses write

    def make(self, author: Author, universe: Universe, values: dict[str, Any]) -> Model:
        raise NotImplementedError

    def change(self, author: Author, row: Any, told: dict[str, Any]) -> Model:
        raise NotImplementedError

    def take_away(self, author: Author, row: Any) -> None:
        raise NotImplementedError

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> Model:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision_seen"}
        universe = values.pop("universe")
        if universe is not None:
            return self.make(author, universe, values)
        _require_admin(author)
        row = self.model(**values, key=slugify(values[self.key_of])[:60])
        return _save(row)

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> Model:
        if row.universe_id is not None:
            return self.change(author, row, told)
        _require_admin(author)
        for name, value in told.items():
            setattr(row, name, value)
        return _save(row)

    def remove(self, author: Author, row: Any) -> object:
        if row.universe_id is not None:
            self.take_away(author, row)
            return None
        _require_admin(author)
        used = [found for found in _uses(row) if found.exists()]
        if used:
            raise Conflict(f"“{row}” is in use.", suggestion="Choose another one there first.")
        return row.delete()

    @display(description="Offered by", ordering="universe__name")
    def offered_by(self, row: Any) -> str:
        return str(row.universe) if row.universe_id else "The studio"


def _require_admin(author: Author) -> None:
    if author.by is None or not author.by.is_admin:
        raise Forbidden("What the whole studio is offered is changed by its administrators.")


def _save(row: Any) -> Model:
    row.full_clean()
    row.save()
    return row  # type: ignore[no-any-return]


def _uses(row: Any) -> list[QuerySet[Any]]:
    """Rows elsewhere that hold this one."""
    links = [
        one for one in row._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete
    ]
    return [one.related_model._default_manager.filter(**{one.field.name: row}) for one in links]
