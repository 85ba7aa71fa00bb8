"""What every engine has in common: how it describes itself, and what it is given to work with.

An engine makes one thing in one way. It knows no ORM, no Celery and no Channels, and imports what is heavy
(torch, ctranslate2) inside its methods. Each capability adds its own `run(request, context)`, typed by the
frozen dataclasses of its `contract.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable


@runtime_checkable
class EngineContext(Protocol):
    """The engine's view of the job it works for. A `JobContext` is one."""

    @property
    def work_dir(self) -> Path:
        """A private folder that is removed after the job."""

    def progress(self, fraction: float, note: str = "") -> None:
        """Tell how far the work is: `fraction` is 0..1, `note` a few plain words."""

    def should_stop(self) -> bool:
        """True once somebody cancelled. The engine then raises `Cancelled` as soon as it can."""


@runtime_checkable
class Engine(Protocol):
    """How an engine describes itself.

    `key` is unique among the engines of one `capability`. `version` goes into content keys: change it when
    the same request would give another result. `embedded` engines need no key, no GPU and no network.
    """

    key: str
    label: str
    version: str
    capability: str
    embedded: bool

    def is_configured(self) -> bool:
        """True when the engine could run now. Cheap: it reads settings and files, and asks nobody."""
