"""What can go wrong with a language model, as the job runner understands it.

No message here carries a key, a header or more than a short, scrubbed piece of what a provider said.
"""

from __future__ import annotations

from agents.llm.usage import Usage
from umam.lib.errors import JobError, RetryLater


class LlmUnavailable(RetryLater):
    """The model cannot answer now (rate limit, overload, no connection, time-out): try again.

    `after`, in seconds, is what the provider asked for, else a guess; the runner adds its own backoff.
    """

    def __init__(self, after: float = 0.0, message: str = "", *, usage: Usage | None = None) -> None:
        super().__init__(after, message)
        self.usage = usage or Usage()


class LlmFailed(JobError):
    """Asking again unchanged would fail again. `usage` is what the attempts cost all the same."""

    def __init__(
        self, message: str, *, suggestion: str = "", code: str | None = None, usage: Usage | None = None
    ) -> None:
        super().__init__(message, suggestion=suggestion, code=code)
        self.usage = usage or Usage()


class LlmNotConfigured(LlmFailed):
    """No provider is set up, or its settings contradict each other."""

    code = "llm_not_configured"


class LlmRejected(LlmFailed):
    """The provider will not serve this request: wrong key, unknown model, no credit, too long an input."""

    code = "llm_rejected"


class LlmRefused(LlmFailed):
    """The model declined to answer."""

    code = "llm_refused"


class LlmBadAnswer(LlmFailed):
    """The model answered, and after the allowed retries its answer is still no good."""

    code = "llm_bad_answer"
