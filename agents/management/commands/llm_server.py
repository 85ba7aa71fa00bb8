"""`manage.py llm_server --port N`: the embedded language model as a server on this machine."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from agents.llm import local
from umam.lib.errors import UmamError


class Command(BaseCommand):
    help = "Serve the embedded language model on 127.0.0.1 by OpenAI's protocol, until stopped."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True, help="a free port of this machine")
        parser.add_argument(
            "--threads", type=int, default=0, help="threads to compute with (default: UMAM_LLM_THREADS)"
        )

    def handle(self, *args: Any, port: int, threads: int, **options: Any) -> None:
        local.end_with_parent()
        try:
            server = local.start_server(port=port, threads=threads or settings.UMAM_LLM_THREADS)
        except UmamError as error:
            raise CommandError(f"{error.message} {error.suggestion}".strip()) from error
        self.stdout.write(f"llm_server ready on {server.listening_address}/v1")
        self.stdout.flush()
        local.wait_for_stop()
        self.stdout.write("llm_server stopped")
        sys.stdout.flush()
        # Its destructor waits for open connections; there is nothing to save.
        os._exit(0)
