from django.urls import path

from umam.universes.api import views

urlpatterns = [
    path("universes", views.Universes.as_view(), name="api-universes"),
    path("universes/<uuid:universe_id>", views.OneUniverse.as_view(), name="api-universe"),
    path("universes/<uuid:universe_id>/members", views.Members.as_view(), name="api-members"),
    path(
        "universes/<uuid:universe_id>/members/<int:member_id>", views.OneMember.as_view(), name="api-member"
    ),
]
