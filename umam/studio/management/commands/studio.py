"""`manage.py studio`: run the whole studio on this computer and stop it with Ctrl-C."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from umam.lib.errors import UmamError
from umam.settings import env
from umam.studio.supervisor.console import Console
from umam.studio.supervisor.studio import Options, Studio


class Command(BaseCommand):
    help = "Starts broker, web server, workers, clock and local language model, and watches over them."
    # The checks need the URLs and all apps; `manage.py check` runs them, a start shall be quick.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, help="UMAM_PORT, else the next free one from 8000.")
        parser.add_argument("--host", help="UMAM_HOST, else 127.0.0.1.")
        parser.add_argument("--no-demo", action="store_true", help="Make no demo login, universe and film.")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Options(
            host=options["host"] or env.text("UMAM_HOST", "127.0.0.1"),
            port=options["port"] or env.integer("UMAM_PORT", 0),
            demo=env.boolean("UMAM_DEMO", True) and not options["no_demo"],
        )
        try:
            Studio(chosen, Console()).run()
        except UmamError as error:
            self._give_up(f"{error.message} {error.suggestion}".strip())
        except OSError as error:
            self._give_up(_sentence(error))
        except KeyboardInterrupt:
            self.stdout.write("Stopped before everything was up.")

    def _give_up(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(1)


def _sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return f"The studio could not start: {error.strerror or error}{where}."
