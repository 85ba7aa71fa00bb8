from django.urls import path

from umam.assets.api import views

urlpatterns = [
    path("assets", views.Assets.as_view(), name="api-assets"),
    path("assets/<uuid:asset_id>", views.OneAsset.as_view(), name="api-asset"),
    path("assets/<uuid:asset_id>/restore", views.Restore.as_view(), name="api-asset-restore"),
    path("assets/<uuid:asset_id>/download", views.Download.as_view(), name="api-asset-download"),
    path("assets/<uuid:asset_id>/preview", views.Preview.as_view(), name="api-asset-preview"),
    path("assets/<uuid:asset_id>/share", views.Share.as_view(), name="api-asset-share"),
]
