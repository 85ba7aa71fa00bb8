"""Cursor pages, and lists that can tell what changed since a moment."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from umam.lib.slices import NarrowRows


class CursorPages(CursorPagination):
    """`?page_size=` up to 200; `?ordering=` on the columns that the view lists.

    A view's `ordering_fields` maps the public name to a column or annotation that is never null (a cursor
    over nulls loses rows); `ordering` is its default. Every ordering ends with the id.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        return super().paginate_queryset(NarrowRows(queryset), request, view)  # type: ignore[arg-type]

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        columns: dict[str, str] = getattr(view, "ordering_fields", {"created_at": "created_at"})
        wish = str(request.query_params.get("ordering") or getattr(view, "ordering", "-created_at"))
        descending, name = wish.startswith("-"), wish.removeprefix("-")
        if name not in columns:
            known = ", ".join(sorted(columns))
            raise ValidationError(
                {"ordering": f"Lists here are ordered by {known}, each with - before it for falling."}
            )
        sign = "-" if descending else ""
        return (f"{sign}{columns[name]}", f"{sign}id")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


def updated_since(request: Request) -> Any:
    """The moment of `?updated_since=`, or None. Raises ValidationError for text that is no moment."""
    raw = request.query_params.get("updated_since")
    if not raw:
        return None
    moment = parse_datetime(raw.replace(" ", "+"))
    if moment is None or moment.tzinfo is None:
        raise ValidationError({"updated_since": "Give a moment with its zone, like 2026-01-31T12:00:00Z."})
    return moment


def tombstone(row: Model) -> dict[str, Any]:
    """How a deleted row appears in a list asked for with `updated_since`."""
    return {"id": str(row.pk), "deleted_at": row.deleted_at}  # type: ignore[attr-defined]
