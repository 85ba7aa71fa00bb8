"""`manage.py sweep_bible`: empty the trash of the story bible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from storybible.services.purge import empty_trash


class Command(BaseCommand):
    help = "Removes rows of the story bible that lay in the trash long enough, with their history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="how long the trash is kept (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = empty_trash(age=timedelta(days=options["days"]))
        self.stdout.write(f"Removed {rows} rows of the story bible.")
