"""Addresses of elements, traits and their templates."""

from __future__ import annotations

from django.urls import path

from storybible.api.elements import templates, views

_OWN = "universes/<uuid:universe_id>/trait-templates"

urlpatterns = [
    path("universes/<uuid:universe_id>/elements", views.Elements.as_view(), name="api-elements"),
    path("elements/<uuid:element_id>", views.OneElement.as_view(), name="api-element"),
    path("elements/<uuid:element_id>/restore", views.Restore.as_view(), name="api-element-restore"),
    path("elements/<uuid:element_id>/revisions", views.Revisions.as_view(), name="api-element-revisions"),
    path(
        "elements/<uuid:element_id>/revisions/<int:number>",
        views.OneRevision.as_view(),
        name="api-element-revision",
    ),
    path(
        "elements/<uuid:element_id>/revisions/<int:number>/restore",
        views.RestoreRevision.as_view(),
        name="api-element-revision-restore",
    ),
    path("elements/<uuid:element_id>/traits", views.Traits.as_view(), name="api-element-traits"),
    path(
        "elements/<uuid:element_id>/traits/<int:trait_id>", views.OneTrait.as_view(), name="api-element-trait"
    ),
    path("entity-types", templates.EntityTypes.as_view(), name="api-entity-types"),
    path("entity-types/<str:entity_type>/traits", templates.TypeTraits.as_view(), name="api-type-traits"),
    path(_OWN, templates.TraitTemplates.as_view(), name="api-trait-templates"),
    path(
        f"{_OWN}/<str:entity_type>/<str:key>", templates.OneTraitTemplate.as_view(), name="api-trait-template"
    ),
]
