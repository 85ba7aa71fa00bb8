"""`manage.py prepare`: put in place what a part of the studio needs before it starts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from umam.lib.errors import UmamError
from umam.studio import prepare

STEPS = {
    "models": prepare.models,
    "fonts": prepare.fonts,
    "credentials": prepare.credentials,
    "database": prepare.database,
    "static": prepare.static_files,
}


class Command(BaseCommand):
    help = "Joins the models, copies the fonts, makes the credentials' key, migrates, collects static files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("steps", nargs="*", metavar="step", help=f"Only these of: {', '.join(STEPS)}.")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in options["steps"] or STEPS:
            if name not in STEPS:
                raise CommandError(f"There is no step “{name}”: the steps are {', '.join(STEPS)}.")
            try:
                STEPS[name](self.stdout.write)
            except UmamError as error:
                raise CommandError(f"{error.message} {error.suggestion}".strip()) from None
