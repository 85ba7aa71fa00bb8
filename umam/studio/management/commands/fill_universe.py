"""`manage.py fill_universe`: a large world to measure and to look at."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from storybible.fill import Amounts, fill_universe
from umam.accounts.models import User, UserRole
from umam.lib.errors import UmamError
from umam.universes.services import create_universe

AMOUNTS = {"elements": 100_000, "traits": 400_000, "events": 50_000, "relations": 200_000}


class Command(BaseCommand):
    help = "Makes a universe and fills it with generated elements, traits, events and relations."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="A large world", help="Its name.")
        for name, amount in AMOUNTS.items():
            parser.add_argument(f"--{name}", type=int, default=amount, help=f"How many {name} ({amount:,}).")
        parser.add_argument("--seed", type=int, default=1, help="The same seed makes the same world (1).")
        parser.add_argument("--owner", default="", help="E-mail of its owner; the first administrator else.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        amounts = Amounts(**{name: max(0, options[name]) for name in AMOUNTS})
        try:
            universe = create_universe(by=self._owner(options["owner"]), name=options["name"])
        except UmamError as error:
            raise CommandError(f"{error.message} {error.suggestion}".strip()) from None
        fill_universe(universe=universe, amounts=amounts, seed=options["seed"])
        took = time.monotonic() - began
        self.stdout.write(f"{universe.name} is filled, {took:.0f} s: /universes/{universe.slug}")

    def _owner(self, email: str) -> User:
        people = User.objects.filter(is_active=True)
        if email:
            found = people.filter(email__iexact=email).first()
        else:
            found = people.filter(role=UserRole.ADMIN).order_by("date_joined").first() or people.first()
        if found is None:
            raise CommandError("Nobody has an account of that name. Make one first, or name another --owner.")
        return found
