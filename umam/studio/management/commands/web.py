"""`manage.py web`: serve pages, API and live sockets."""

from __future__ import annotations

from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from umam.studio.web_server import serve


class Command(BaseCommand):
    help = "Serves pages, API and live sockets, until it is stopped."
    # `manage.py check` runs them; a start shall be quick.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--fd", type=int, help="an open listening socket to take over instead")
        parser.add_argument(
            "--behind-proxy", action="store_true", help="believe X-Forwarded-For and X-Forwarded-Proto"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from django.conf import settings

        if options["fd"] is not None:
            endpoints = build_endpoint_description_strings(file_descriptor=options["fd"])
            where = f"socket {options['fd']}"
        else:
            endpoints = build_endpoint_description_strings(host=options["host"], port=options["port"])
            where = f"{options['host']}:{options['port']}"
        application = import_string(settings.ASGI_APPLICATION)
        self.stdout.write(f"Serving on {where}")
        serve(application, endpoints, behind_proxy=options["behind_proxy"])
