"""Every address of the studio, by room."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView


def closed(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("admin/", admin.site.urls),
    # A person has one address, by which they sign in; an administrator changes it. allauth's page of further
    # addresses would end nowhere in a studio that sends no e-mail.
    path("accounts/email/", closed),
    path("accounts/", include("allauth.account.urls")),
    path("api/schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
    path("api/redoc", SpectacularRedocView.as_view(url_name="api-schema"), name="api-redoc"),
    path("api/", include("umam.studio.api_health")),
    path("api/", include("umam.accounts.api.urls")),
    path("api/", include("umam.universes.api.urls")),
    path("api/", include("umam.assets.api.urls")),
    path("api/", include("umam.jobs.api.urls")),
    path("api/", include("storybible.api.urls")),
    path("api/", include("agents.api.urls")),
    path("api/", include("media_pipeline.api.urls")),
    path("", include("umam.assets.urls")),
    path("", include("umam.studio.urls")),
]
