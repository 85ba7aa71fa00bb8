"""Typed readers of environment variables that fail loudly.

Every name that is read is kept in `NAMES_READ`; a test holds `.env.example` against it. A secret may lie in
a file named by `NAME_FILE` instead.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

NAMES_READ: set[str] = set()


def _raw(name: str) -> str | None:
    NAMES_READ.add(name)
    value = os.environ.get(name)
    return value if value else None


def text(name: str, default: str = "") -> str:
    return _raw(name) or default


def boolean(name: str, default: bool) -> bool:
    value = _raw(name)
    if value is None:
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: int, *, least: int = 0) -> int:
    value = _raw(name)
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if number < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}, not {number}.")
    return number


def number(name: str, default: float) -> float:
    value = _raw(name)
    if value is None:
        return default
    try:
        return float(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}.") from None


def words(name: str, default: list[str] | None = None) -> list[str]:
    """A comma-separated list."""
    value = _raw(name)
    if value is None:
        return list(default or [])
    return [word.strip() for word in value.split(",") if word.strip()]


def pairs(name: str) -> dict[str, str]:
    """A comma-separated list of key=value."""
    found: dict[str, str] = {}
    for word in words(name):
        key, equals, value = word.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise ImproperlyConfigured(f"{name} must be a list of key=value, and {word!r} is none.")
        found[key.strip()] = value.strip()
    return found


def path(name: str, default: Path) -> Path:
    value = _raw(name)
    return Path(value).expanduser().resolve() if value else default


def secret(name: str, default: str = "") -> str:
    """The variable itself, or the content of the file that `<NAME>_FILE` names."""
    value = _raw(name)
    file_name = os.environ.get(f"{name}_FILE")
    if value and file_name:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from None
    return value or default
