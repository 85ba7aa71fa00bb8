"""What a kind of job is: the base classes, the steps of a pipeline, and the registry.

A handler knows what to do, not how it came to be called: no Celery, no Channels, no queue. Kinds are a list
of dotted paths in `UMAM_JOB_HANDLERS`, imported on first use, so that a page needs no engine in memory.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string
from pydantic import BaseModel, ConfigDict

from umam.lib.errors import Invalid

if TYPE_CHECKING:
    from umam.accounts.models import User
    from umam.jobs.context import JobContext
    from umam.jobs.models import Job

In = TypeVar("In", bound=BaseModel)
Out = TypeVar("Out", bound=BaseModel)
Reuse = Literal["always", "pipeline", "never"]
Decision = Literal["approved", "edited", "rejected"]


class Anything(BaseModel):
    """An output of any shape: for pipelines, whose output is their result step's."""

    model_config = ConfigDict(extra="allow")


class Approved(str):
    """A need that is met only once a person approved the step: `needs=[Approved("draft")]`."""

    __slots__ = ()


@dataclass(frozen=True)
class Step:
    """One job of a pipeline's plan. `role` is unique in the pipeline; `needs` names roles of it."""

    kind: str
    role: str
    input: BaseModel | Mapping[str, Any]
    needs: Sequence[str] = field(default_factory=tuple)
    label: str = ""
    result: bool = False
    optional: bool = False


class Handler(Generic[In, Out]):
    """A kind of job. Subclasses name themselves, say what goes in and out, and write `run`.

    `version` goes into content keys: change it when the same input would give another output. `reuse` says
    where a finished job with the same key may stand in: `always`, only as a step of a `pipeline`, `never`.
    `max_attempts` counts the times it is started, `deadline` the seconds it may be parked in all.
    `personal` results are about the asker alone: no other member of the universe sees or decides them.
    `for_editors` results quote what viewers may not see, so viewers do not see them either.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    queue: ClassVar[str] = "default"
    version: ClassVar[str] = "1"
    reuse: ClassVar[Reuse] = "pipeline"
    max_attempts: ClassVar[int] = 3
    deadline: ClassVar[float] = 24 * 3600.0
    personal: ClassVar[bool] = False
    for_editors: ClassVar[bool] = False
    Input: ClassVar[type[BaseModel]]
    Output: ClassVar[type[BaseModel]]

    def run(self, ctx: JobContext, data: In) -> Out:
        """Do the work. Steering errors are those of `umam.lib.errors`; anything else is tried again."""
        raise NotImplementedError

    def title(self, data: In) -> str:
        """What this job is called on screen."""
        return self.label

    def weight(self, data: In) -> float:
        """Expected cost in units of this kind (frames, seconds of sound): time left is measured per unit."""
        return 1.0

    def engine(self, data: In) -> tuple[str, str] | None:
        """Key and version of the engine that this input will use, or None where there is no choice."""
        return None

    def key_extra(self, data: In) -> Mapping[str, Any]:
        """What else decides the output: model id, prompt version, hash of the context."""
        return {}

    def matters(self, output: dict[str, Any]) -> dict[str, Any]:
        """The part of an output on which later steps build: whether they are reused hangs on it alone."""
        return output

    def confidence(self, output: Out) -> float | None:
        """How sure the handler is of its output, 0..1."""
        return None

    def needs_review(self, data: In, output: Out) -> bool:
        """True where a person must approve the output before it counts."""
        return False

    def on_review(self, *, job: Job, decision: Decision, output: dict[str, Any], by: User | None) -> None:
        """Apply a person's decision. Runs inside its transaction and writes rows only."""


class Pipeline(Handler[In, Anything]):
    """A kind that is a plan: its steps are jobs, and its output is its result step's. It holds no worker."""

    Output = Anything

    def plan(self, data: In) -> list[Step]:
        """The steps to begin with. Pure: called when the job is submitted, asks nobody."""
        raise NotImplementedError

    def run(self, ctx: JobContext, data: In) -> Anything:
        raise NotImplementedError("a pipeline does nothing by itself")


_lock = threading.RLock()
_known: dict[str, Handler[Any, Any]] = {}


def handler(kind: str) -> Handler[Any, Any]:
    """The instance that serves `kind` in this process. Raises Invalid for a kind that is not registered."""
    found = handlers().get(kind)
    if found is None:
        raise Invalid(f"There is no kind of job called “{kind}”.", attr="kind")
    return found


def handlers() -> dict[str, Handler[Any, Any]]:
    """Every registered handler by its key. The list in the settings is read once a process."""
    with _lock:
        if not _known:
            found = [import_string(path)() for path in settings.UMAM_JOB_HANDLERS]
            _known.update({one.key: one for one in found})
        return _known


def personal_kinds() -> list[str]:
    return [key for key, one in handlers().items() if one.personal]


def kinds_for_editors() -> list[str]:
    return [key for key, one in handlers().items() if one.for_editors]


def reset() -> None:
    """Forget the registry: for tests, and after a change of settings."""
    with _lock:
        _known.clear()


def is_pipeline(kind: str) -> bool:
    return isinstance(handler(kind), Pipeline)


def check_handlers(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django system check: each path leads to a whole handler, keys are unique, queues exist."""
    messages: list[checks.CheckMessage] = []
    known: dict[str, str] = {}
    for path in settings.UMAM_JOB_HANDLERS:
        try:
            found = import_string(path)
        except ImportError as error:
            messages.append(_error("E001", f"The job handler “{path}” cannot be imported: {error}."))
            continue
        messages += _check_class(path, found)
        key = getattr(found, "key", path)
        if key in known:
            messages.append(_error("E003", f"The job handlers “{known[key]}” and “{path}” share “{key}”."))
        known[key] = path
    return messages


def _check_class(path: str, found: Any) -> list[checks.CheckMessage]:
    if not (isinstance(found, type) and issubclass(found, Handler)):
        return [_error("E002", f"“{path}” is no job handler.")]
    missing = [name for name in ("key", "label", "Input", "Output") if not hasattr(found, name)]
    wanted = "plan" if issubclass(found, Pipeline) else "run"
    if getattr(found, wanted) is getattr(Pipeline if wanted == "plan" else Handler, wanted):
        missing.append(wanted)
    if missing:
        return [_error("E002", f"The job handler “{path}” lacks {', '.join(missing)}.")]
    if found.queue not in settings.UMAM_QUEUES:
        return [_error("E004", f"The job handler “{path}” wants the queue “{found.queue}”; there is none.")]
    return []


def _error(number: str, message: str) -> checks.Error:
    return checks.Error(message, id=f"jobs.{number}")
