"""The addresses of the live sockets."""

from __future__ import annotations

from typing import Any

from django.urls import path

from umam.jobs import consumers

websocket_urlpatterns: list[Any] = [
    path("ws/jobs/<uuid:id>/", consumers.JobConsumer.as_asgi()),
    path("ws/universes/<uuid:id>/", consumers.UniverseConsumer.as_asgi()),
    path("ws/me/", consumers.MyConsumer.as_asgi()),
]
