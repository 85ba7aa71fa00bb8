"""The ASGI application: pages and API by Django, live sockets by Channels."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umam.settings.dev")
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from umam.accounts.sockets import SocketAuth  # noqa: E402
from umam.jobs.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {"http": django_application, "websocket": SocketAuth(URLRouter(websocket_urlpatterns))}
)
