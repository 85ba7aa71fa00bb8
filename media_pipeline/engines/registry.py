"""The engines there are, and the choice among them.

`UMAM_ENGINE_CLASSES` lists dotted paths; `UMAM_ENGINES` says which key serves a capability, or "auto" for the
best one: a configured engine that is not embedded before the embedded one, in the order of the list.
Classes are imported on first use; each has one instance in a process, so that a loaded model is shared.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from media_pipeline.engines.base import Engine
from umam.lib.errors import Invalid

AUTO = "auto"
_REQUIRED = ("key", "label", "version", "capability", "embedded", "is_configured", "run")

_lock = threading.RLock()
_instances: dict[str, Any] = {}


def engine(capability: str, key: str = AUTO) -> Any:
    """Return the engine of `capability` named `key`; "auto" follows `UMAM_ENGINES`.

    The caller knows the capability's own protocol and annotates the result with it. Raises `Invalid` when no
    engine has that key, or none of the capability can run.
    """
    found = engines(capability)
    wanted = key if key != AUTO else _preferred_key(capability)
    if wanted != AUTO:
        return _by_key(found, capability, wanted)
    usable = [candidate for candidate in found if candidate.is_configured()]
    if not usable:
        raise Invalid(
            f"No engine for “{capability}” is ready to run.",
            suggestion="Configure one of: " + (_names(found) or "none is installed") + ".",
        )
    return min(usable, key=lambda candidate: candidate.embedded)


def engines(capability: str | None = None) -> list[Any]:
    """Return every registered engine, of one capability or of all, in the order of the settings."""
    instances = (_instance(path) for path in _paths())
    return [one for one in instances if capability is None or one.capability == capability]


def choices(capability: str) -> list[tuple[str, str]]:
    """Return (key, label) pairs for a form: "auto" first, then the engines that could run now."""
    ready = [(one.key, one.label) for one in engines(capability) if one.is_configured()]
    return [(AUTO, "Best available"), *ready]


def reset() -> None:
    """Forget every instance. For tests, and after a change of settings."""
    with _lock:
        _instances.clear()


def check_engines(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django system check: each path leads to a whole engine, keys are unique, and each choice exists."""
    messages: list[checks.CheckMessage] = []
    known: dict[tuple[str, str], str] = {}
    for path in _paths():
        try:
            cls = import_string(path)
        except ImportError as error:
            messages.append(_error("E001", f"The engine “{path}” cannot be imported: {error}."))
            continue
        messages += _check_class(path, cls, known)
    return messages + list(_check_chosen(known))


def _check_class(path: str, cls: Any, known: dict[tuple[str, str], str]) -> list[checks.CheckMessage]:
    missing = [name for name in _REQUIRED if not hasattr(cls, name)]
    if missing:
        return [_error("E002", f"The engine “{path}” lacks {', '.join(missing)}.")]
    identity = (cls.capability, cls.key)
    if cls.key == AUTO:
        return [_error("E003", f"The engine “{path}” calls itself “{AUTO}”, which is no key.")]
    if identity in known:
        return [_error("E003", f"The engines “{known[identity]}” and “{path}” share the key “{cls.key}”.")]
    known[identity] = path
    return []


def _check_chosen(known: Iterable[tuple[str, str]]) -> Iterable[checks.CheckMessage]:
    keys = set(known)
    for capability, key in _chosen().items():
        if key != AUTO and (capability, key) not in keys:
            yield _error("E004", f"UMAM_ENGINES wants “{key}” for “{capability}”; there is none.")


def _error(number: str, message: str) -> checks.Error:
    return checks.Error(message, id=f"media_pipeline.{number}")


def _paths() -> Sequence[str]:
    paths: Sequence[str] = getattr(settings, "UMAM_ENGINE_CLASSES", ())
    return paths


def _chosen() -> dict[str, str]:
    return dict(getattr(settings, "UMAM_ENGINES", {}))


def _preferred_key(capability: str) -> str:
    return _chosen().get(capability) or AUTO


def _instance(path: str) -> Any:
    with _lock:
        if path not in _instances:
            _instances[path] = import_string(path)()
        return _instances[path]


def _by_key(found: Sequence[Engine], capability: str, key: str) -> Any:
    for candidate in found:
        if candidate.key == key:
            return candidate
    raise Invalid(
        f"There is no engine “{key}” for “{capability}”.",
        suggestion=f"Choose one of: {_names(found) or 'none is installed'}.",
        attr="engine",
    )


def _names(found: Sequence[Engine]) -> str:
    return ", ".join(candidate.key for candidate in found)
