"""What a service refused, as errors of the form that asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest

from umam.lib.errors import UmamError


@dataclass(frozen=True)
class Problem:
    """Messages by the name of the service's argument, and the row they are about (None: the only one)."""

    messages: Mapping[str | None, list[str]]
    pk: UUID | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def show_in(self, form: Any) -> None:
        """Add the messages to the fields of a form; those of no field stand above it."""
        for attr, messages in self.messages.items():
            stem = (attr or "").partition(".")[0]
            name = self.names.get(stem, stem)
            form.add_error(name if name in form.fields else None, ValidationError(messages))


def problem_of(
    error: UmamError | ValidationError, *, pk: UUID | None = None, names: Mapping[str, str] | None = None
) -> Problem:
    if isinstance(error, UmamError):
        text = " ".join(part for part in (error.message, error.suggestion) if part)
        return Problem({error.attr: [text]}, pk, names or {})
    if hasattr(error, "error_dict"):
        told: dict[str | None, list[str]] = {
            (None if name == NON_FIELD_ERRORS else name): list(messages)
            for name, messages in error.message_dict.items()
        }
        return Problem(told, pk, names or {})
    return Problem({None: list(error.messages)}, pk, names or {})


def remember(request: HttpRequest, problem: Problem) -> None:
    """Let the form that is shown next in this request carry the problem."""
    request.bible_problem = problem  # type: ignore[attr-defined]


def remembered(request: HttpRequest | None, pk: UUID | None) -> Problem | None:
    """The problem that the form of a row shall show."""
    problem: Problem | None = getattr(request, "bible_problem", None)
    return problem if problem is not None and problem.pk in (None, pk) else None
