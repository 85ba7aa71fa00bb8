"""Filling in the admin's forms as a browser does: what the page shows, changed where a test says so."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Form(HTMLParser):
    """The values of every control of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._select: str | None = None
        self._area: str | None = None
        self._template = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "template":
            self._template += 1
        if self._template or "__prefix__" in name:
            return
        if tag == "input" and name and found.get("type") not in ("submit", "file", "search"):
            if found.get("type") in ("checkbox", "radio") and "checked" not in found:
                return
            usual = "on" if found.get("type") == "checkbox" else ""
            self._add(name, found.get("value") or usual)
        elif tag == "textarea" and name:
            self._area = name
            self._add(name, "")
        elif tag == "select" and name:
            self._select = name
            self.values.setdefault(name, "" if "multiple" not in found else [])
        elif tag == "option" and self._select and "selected" in found:
            if isinstance(self.values[self._select], list):
                self.values[self._select].append(found.get("value") or "")
            else:
                self.values[self._select] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template -= 1
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._area:
                self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def _add(self, name: str, value: str) -> None:
        """Controls that repeat a name, as the colours of a palette do, make a list."""
        if name not in self.values or name in ("csrfmiddlewaretoken", "_selected_action", "q"):
            self.values[name] = value
        elif isinstance(self.values[name], list):
            self.values[name].append(value)
        else:
            self.values[name] = [self.values[name], value]


def form_of(page: str) -> dict[str, Any]:
    parser = _Form()
    parser.feed(page)
    drop = ("_save", "_continue", "_addanother", "action", "index", "theme")
    return {name: value for name, value in parser.values.items() if name not in drop}


def filled(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """The form at an address as it would be sent after these changes; `__` stands for `-`."""
    answer = client.get(address)
    assert answer.status_code == 200, answer
    values = form_of(answer.content.decode())
    for name, value in changes.items():
        values[name.replace("__", "-")] = value
    return values


def save(client: Client, address: str, **changes: Any) -> Any:
    return client.post(address, filled(client, address, **changes))


def with_row(values: dict[str, Any], prefix: str, **row: Any) -> dict[str, Any]:
    """One more row of an inline."""
    number = int(values[f"{prefix}-TOTAL_FORMS"])
    values[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    for name, value in row.items():
        values[f"{prefix}-{number}-{name}"] = value
    return values


def without_row(values: dict[str, Any], prefix: str, number: int) -> dict[str, Any]:
    values[f"{prefix}-{number}-DELETE"] = "on"
    return values


def address(model: str, row: Any = None, what: str = "change") -> str:
    if row is None:
        return f"/admin/storybible/{model}/"
    if row == "add":
        return f"/admin/storybible/{model}/add/"
    return f"/admin/storybible/{model}/{row.pk}/{what}/"
