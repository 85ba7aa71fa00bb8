from django.urls import path

from umam.assets import views

urlpatterns = [
    path("f/<str:signed>", views.signed_link, name="asset-link"),
    path("s/<str:token>", views.share_link, name="asset-share-link"),
]
