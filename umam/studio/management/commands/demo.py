"""`manage.py demo`: make the demo person, universe and film where they are missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from umam.lib.errors import UmamError
from umam.studio import demo


class Command(BaseCommand):
    help = "Makes the demo login, the demo universe and its music video, each once."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            film = demo.ensure()
        except UmamError as error:
            raise CommandError(f"{error.message} {error.suggestion}".strip()) from None
        login = demo.login()
        if login:
            self.stdout.write(f"Sign in as {login[0]}, {login[1]}.")
        state = film.get_status_display().lower()
        self.stdout.write(f"The film of {demo.UNIVERSE} is {state}: job {film.pk}.")
