"""Addresses of exports, imports and copies."""

from __future__ import annotations

from django.urls import path

from storybible.api.files import views

urlpatterns = [
    path("universes/<uuid:universe_id>/exports", views.Exports.as_view(), name="api-bible-exports"),
    path("universes/<uuid:universe_id>/imports", views.Imports.as_view(), name="api-bible-imports"),
    path("universes/<uuid:universe_id>/duplicate", views.Duplicate.as_view(), name="api-bible-duplicate"),
    path("bible-schema", views.BibleSchema.as_view(), name="api-bible-schema"),
]
