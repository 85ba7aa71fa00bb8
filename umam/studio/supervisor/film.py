"""The progress of the demo film in plain lines, read from the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError

from umam.jobs.models import TERMINAL, Job, Status
from umam.studio import demo

STEP = 0.1


@dataclass
class FilmWatch:
    """Says something whenever the film has come a step further, and once at its end."""

    address: str
    _said: float = -1.0
    _over: bool = False

    def look(self) -> str | None:
        """One line about the film, or None when there is nothing new to say."""
        if self._over:
            return None
        try:
            film = demo.film()
        except DatabaseError:
            return None
        if film is None:
            return None
        if film.status in TERMINAL:
            self._over = True
            return self._end(film) if self._said >= 0 else None
        if film.progress < self._said + STEP:
            return None
        first, self._said = self._said < 0, film.progress
        line = f"  Demo film  {film.progress:4.0%}  {film.progress_note or 'waits for a worker'}{_left(film)}"
        if first:
            return f"The demo film is in the making: {demo.film_url(self.address, film)}\n{line}"
        return line

    def _end(self, film: Job) -> str:
        if film.status == Status.COMPLETED:
            return f"The demo film is finished: {demo.film_url(self.address, film)}"
        return f"The demo film {film.get_status_display().lower()}: {film.error_message or 'see its page'}"


def _left(film: Job) -> str:
    seconds = film.eta_seconds
    if seconds is None:
        return ""
    if seconds >= 90:
        return f", about {seconds / 60:.0f} min left"
    return f", about {max(1, round(seconds))} s left"
