"""Lists of rows of the bible: living ones, those in the trash, or all that changed since a moment."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import generics

from storybible.models import BibleRow
from umam.universes.api.pagination import tombstone, updated_since

B = TypeVar("B", bound=BibleRow)

SINCE = OpenApiParameter(
    "updated_since", OpenApiTypes.DATETIME, description="Also rows in the trash, as id and deleted_at."
)
TRASH = OpenApiParameter("trash", OpenApiTypes.BOOL, description="What lies in the trash instead.")


def ordered_by(*columns: str) -> OpenApiParameter:
    """How `?ordering=` is documented."""
    return OpenApiParameter(
        "ordering", OpenApiTypes.STR, description=f"{', '.join(columns)}; with - before it falling."
    )


class BibleList(generics.ListAPIView[Any]):
    """A list with `?trash=` and `?updated_since=`; its queryset goes through `living`."""

    def living(self, rows: QuerySet[B]) -> QuerySet[B]:
        since = updated_since(self.request)
        if since is not None:
            return rows.filter(updated_at__gte=since)
        in_trash = self.request.query_params.get("trash", "").lower() in {"1", "true", "yes"}
        return rows.exclude(deleted_at=None) if in_trash else rows.filter(deleted_at=None)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        made = super().get_serializer(*args, **kwargs)
        if kwargs.get("many") and updated_since(self.request) is not None:
            return _WithTombstones(made)
        return made


class _WithTombstones:
    """Rows as the serializer gives them, those in the trash as their id and the time they went."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def data(self) -> list[Any]:
        shape = self._inner.child.to_representation
        return [tombstone(row) if row.deleted_at else shape(row) for row in self._inner.instance]
