"""`manage.py sweep_assets`: empty the trash and remove files that nobody knows any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from umam.assets import files, services


class Command(BaseCommand):
    help = "Removes assets that lay in the trash long enough, and files that no asset knows any more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="how long the trash is kept (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        assets, strays = services.sweep(trash_age=timedelta(days=options["days"]))
        left = files.sweep_work_folder()
        self.stdout.write(f"Removed {assets} assets, {strays} stray files and {left} unfinished uploads.")
