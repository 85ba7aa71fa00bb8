"""Addresses of relations, their types and the graph."""

from __future__ import annotations

from django.urls import path

from storybible.api.relations import types, views

_IN = "universes/<uuid:universe_id>"
_ONE = "relations/<uuid:relation_id>"

urlpatterns = [
    path("relation-types", types.RelationTypes.as_view(), name="api-relation-types"),
    path(f"{_IN}/relation-types", types.OwnTypes.as_view(), name="api-own-relation-types"),
    path(f"{_IN}/relation-types/<str:key>", types.OneType.as_view(), name="api-own-relation-type"),
    path(f"{_IN}/relations", views.Relations.as_view(), name="api-relations"),
    path(f"{_IN}/graph", views.Graph.as_view(), name="api-graph"),
    path(_ONE, views.OneRelation.as_view(), name="api-relation"),
    path(f"{_ONE}/restore", views.Restore.as_view(), name="api-relation-restore"),
    path(f"{_ONE}/revisions", views.Revisions.as_view(), name="api-relation-revisions"),
    path(f"{_ONE}/revisions/<int:number>", views.OneRevision.as_view(), name="api-relation-revision"),
    path(
        f"{_ONE}/revisions/<int:number>/restore",
        views.RestoreRevision.as_view(),
        name="api-relation-revision-restore",
    ),
]
