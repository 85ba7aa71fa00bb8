"""Addresses of scenes."""

from __future__ import annotations

from django.urls import path

from storybible.api.scenes import views

_ONE = "scenes/<uuid:scene_id>"

urlpatterns = [
    path("universes/<uuid:universe_id>/scenes", views.Scenes.as_view(), name="api-scenes"),
    path(_ONE, views.OneScene.as_view(), name="api-scene"),
    path(f"{_ONE}/restore", views.Restore.as_view(), name="api-scene-restore"),
    path(f"{_ONE}/revisions", views.Revisions.as_view(), name="api-scene-revisions"),
    path(f"{_ONE}/revisions/<int:number>", views.OneRevision.as_view(), name="api-scene-revision"),
    path(
        f"{_ONE}/revisions/<int:number>/restore",
        views.RestoreRevision.as_view(),
        name="api-scene-revision-restore",
    ),
]
