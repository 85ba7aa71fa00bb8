"""`manage.py bench`: measure the promised numbers in a place apart and write them to bench.md."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from umam.studio import prepare
from umam.studio.bench import place, report
from umam.studio.bench.measure import RUNS
from umam.studio.bench.report import Row

# In this order: those that want an empty queue and an idle computer come first.
BENCHES = ("jobs", "live", "lists", "bible", "agents", "speech", "clips", "films", "memory")


class Command(BaseCommand):
    help = "Measures the promised ratios; prints a table and writes it to bench.md in the data directory."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("benches", nargs="*", help=f"Only these of: {', '.join(BENCHES)}.")
        parser.add_argument("--runs", type=int, default=RUNS, help=f"Interleaved runs of each ({RUNS}).")
        parser.add_argument("--inside", help="Internal: measure here, and write the rows to this file.")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["benches"] or list(BENCHES)
        unknown = [name for name in wanted if name not in BENCHES]
        if unknown:
            raise CommandError(f"There is no bench “{unknown[0]}”: there are {', '.join(BENCHES)}.")
        if options["inside"]:
            self._measure(wanted, options["runs"], Path(options["inside"]))
            return
        for step in (prepare.models, prepare.fonts, prepare.static_files):
            step(self.stdout.write)
        rows = [row for name in wanted for row in self._apart(name, options["runs"])]
        target = Path(settings.UMAM_DATA_DIR) / "bench.md"
        report.write(rows, target)
        self.stdout.write(f"\n{report.as_text(rows)}\n\nWritten to {target}.")
        if not all(row.kept for row in rows):
            sys.exit(1)

    def _apart(self, name: str, runs: int) -> list[Row]:
        """One bench in a process of its own, so that none inherits the memory or the queue of another."""
        self.stdout.write(f"Measuring: {name}.")
        with place.apart() as env:
            found = Path(env["UMAM_DATA_DIR"]) / "rows.json"
            if place.run(["bench", name, "--runs", str(runs), "--inside", str(found)], env):
                raise CommandError(f"The bench “{name}” failed.")
            return [Row(**row) for row in json.loads(found.read_text(encoding="utf8"))]

    def _measure(self, wanted: list[str], runs: int, target: Path) -> None:
        if os.environ.get("DJANGO_SETTINGS_MODULE") != place.INSIDE:
            raise CommandError("--inside is for the bench itself.")
        call_command("migrate", interactive=False, verbosity=0)
        rows: list[Row] = []
        for name in wanted:
            measure: Callable[[int], list[Row]] = import_module(f"umam.studio.bench.{name}").measure
            rows += measure(runs)
        target.write_text(json.dumps([asdict(row) for row in rows]), encoding="utf8")
