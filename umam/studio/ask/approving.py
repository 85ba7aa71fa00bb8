"""Approving as pages do it: whatever refuses the result is a sentence for the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from agents.services import work
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.lib.errors import Invalid


def approve(
    *, job: Job, by: User, resolve: Mapping[str, str] | None, output: Mapping[str, Any] | None = None
) -> Job:
    """As the service does. What the bible says of a row that does not fit becomes Invalid."""
    try:
        return work.approve(job=job, by=by, output_data=output, resolve=resolve or None)
    except ValidationError as error:
        raise _invalid(error) from None


def keep(*, job: Job, by: User, resolve: Mapping[str, str] | None) -> None:
    try:
        work.keep(job=job, by=by, resolve=resolve or None)
    except ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: ValidationError) -> Invalid:
    if not hasattr(error, "error_dict"):
        return Invalid(" ".join(error.messages))
    fields = error.message_dict.items()
    return Invalid(
        " ".join(f"{name.replace('_', ' ').capitalize()}: {' '.join(said)}" for name, said in fields)
    )
