"""Addresses of the search."""

from __future__ import annotations

from django.urls import path

from storybible.api.search import views

urlpatterns = [
    path("universes/<uuid:universe_id>/search", views.Search.as_view(), name="api-bible-search"),
]
