"""How lists of assets are narrowed."""

from __future__ import annotations

import django_filters as filters

from umam.assets.models import Asset, AssetKind, AssetSource


class AssetFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=AssetKind.choices)
    universe = filters.UUIDFilter(field_name="universe_id")
    source = filters.MultipleChoiceFilter(choices=AssetSource.choices)
    name = filters.CharFilter(lookup_expr="icontains", help_text="Part of the name.")
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Asset
        fields: list[str] = []
