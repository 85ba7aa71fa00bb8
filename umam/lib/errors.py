"""Errors that people read, and errors that steer a job.

A service raises a `UmamError`; one exception handler turns it into the API's error shape, pages show its
message. A job's handler raises one of the steering errors at the end of this module; only the runner
catches them.
"""

from __future__ import annotations

from typing import Any


class UmamError(Exception):
    """Something a person can understand went wrong.

    `message` says what happened to which thing, `suggestion` what to do next, `attr` names the input field.
    """

    status = 400
    code = "error"

    def __init__(
        self, message: str, *, code: str | None = None, suggestion: str = "", attr: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion
        self.attr = attr
        if code is not None:
            self.code = code


class Invalid(UmamError):
    status = 400
    code = "invalid"


class NotFound(UmamError):
    status = 404
    code = "not_found"


class Forbidden(UmamError):
    status = 403
    code = "permission_denied"


class WrongState(UmamError):
    status = 409
    code = "wrong_state"


class NotReady(UmamError):
    status = 409
    code = "not_ready"


class Conflict(UmamError):
    status = 409
    code = "conflict"


class Stale(UmamError):
    status = 412
    code = "stale"


class TooLarge(UmamError):
    status = 413
    code = "too_large"


class IdempotencyMismatch(UmamError):
    status = 422
    code = "idempotency_mismatch"


class NoSpace(UmamError):
    status = 507
    code = "no_space"


class JobError(UmamError):
    """The job fails at once, and this is what people read about it."""

    status = 422
    code = "failed"


class RetryLater(Exception):
    """The attempt failed for a reason that may pass: try again, `after` seconds from now at the earliest."""

    def __init__(self, after: float = 0.0, message: str = "") -> None:
        super().__init__(message or "The job will be tried again.")
        self.after = after
        self.message = message


class ComeBack(Exception):
    """Wait for somebody else: keep `state`, free the worker, look again in `after` seconds."""

    def __init__(self, after: float, state: dict[str, Any]) -> None:
        super().__init__("The job waits for somebody else.")
        self.after = after
        self.state = state


class Cancelled(Exception):
    """The work stopped because somebody wished it to."""
