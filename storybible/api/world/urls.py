"""Addresses of world configuration, its options and the style guide."""

from __future__ import annotations

from django.urls import path

from storybible.api.world import options, views

_IN = "universes/<uuid:universe_id>"

urlpatterns = [
    path(f"{_IN}/world-config", views.OneWorldConfig.as_view(), name="api-world-config"),
    path(f"{_IN}/style-guide", views.OneStyleGuide.as_view(), name="api-style-guide"),
    path("world-options", options.WorldOptions.as_view(), name="api-world-options"),
    path(f"{_IN}/world-options", options.OwnOptions.as_view(), name="api-own-world-options"),
    path(
        f"{_IN}/world-options/<str:kind>/<str:key>", options.OneOption.as_view(), name="api-own-world-option"
    ),
]
