"""A result as a form: its prose as text, the rest as JSON, held against the shape that the agent gives."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from pydantic import ValidationError as WrongShape

from agents.base import AgentOutput
from agents.registry import agent
from agents.selectors.runs import run_of
from umam.jobs.models import Job, Review
from umam.lib.errors import UmamError
from umam.lib.storable import UNSTORABLE, unstorable_at
from umam.studio.ask.deeper import Place, as_it_stood, fits, has_moved, places, put, take, without
from umam.studio.ask.kinds import DERIVED, TEXTS
from umam.studio.ask.readable import label_of

REST = "rest"
# What the studio writes of a result is no matter for editing.
OURS = ("model", "usage", "confidence", "word_count")
LINE = 200
TOLD_APART = ("camera_move", "platform")
# No agent's shape is nearly as deep; what reads results walks down them, and databases have limits too.
DEEPEST = 40
TOO_DEEP = "This is nested too deeply."
NO_NUMBER = "This holds a number that is none, or one that is too large."


def _to_begin_with(job: Job) -> Mapping[str, Any]:
    """The result; where an edit of it was approved and that taken back, the edit: nobody types it again."""
    run = run_of(job)
    put_by = run.edited if run is not None and job.review == Review.PENDING else {}
    return put_by or job.output_data or {}


@dataclass(frozen=True)
class Group:
    """Texts that belong together: those of one entry of a list under its title, others under none."""

    title: str
    fields: list[forms.BoundField]


class EditForm(forms.Form):
    """`output()` gives the whole output as it was edited. What was typed stays when it does not fit.

    Each text has one place, in its own field. An entry of a list is left out where all its texts are emptied.
    """

    def __init__(self, job: Job, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.job = job
        self.shape = agent(job.kind).Output
        stored = copy.deepcopy(dict(_to_begin_with(job)))
        self.places = {_name(one): one for path in TEXTS.get(job.kind, ()) for one in places(stored, path)}
        self.titles = {entry: _title(stored, entry) for entry in map(_entry, self.places.values()) if entry}
        for name, place in self.places.items():
            self.fields[name] = Prose(str(place[-1]), take(stored, place))
        self.lists = {str(entry[0]): copy.deepcopy(stored[str(entry[0])]) for entry in self.titles}
        ours = (*OURS, *DERIVED.get(job.kind, ()))
        self.kept = {name: stored.pop(name) for name in ours if name in stored}
        self.fields[REST] = forms.CharField(
            label="Everything else" if self.places else "The result",
            initial=json.dumps(stored, indent=2, ensure_ascii=False),
            help_text="JSON, in the shape that the agent gives.",
            widget=forms.Textarea(
                attrs={"rows": 10 if self.places else 24, "spellcheck": "false", "data-json": ""}
            ),
        )

    @property
    def texts(self) -> list[Group]:
        """The fields of prose, entry by entry."""
        by_entry: dict[Place, list[forms.BoundField]] = {}
        for name, place in self.places.items():
            by_entry.setdefault(_entry(place), []).append(self[name])
        return [Group(self.titles.get(entry, ""), fields) for entry, fields in by_entry.items()]

    @property
    def rest(self) -> forms.BoundField:
        return self[REST]

    def clean_rest(self) -> dict[str, Any]:
        found = _read(self.cleaned_data[REST])
        if not isinstance(found, dict):
            raise ValidationError("This has to be a JSON object: { … }.")
        where = unstorable_at(found)
        if where is not None:
            raise ValidationError(f"{where}: {UNSTORABLE}" if where else UNSTORABLE)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self._refuse_lost_places(cleaned[REST])
        if not self.errors:
            try:
                fitting = self.shape.model_validate(self._together(cleaned))
                if isinstance(fitting, AgentOutput):
                    fitting.check_parts()
            except WrongShape as error:
                emptied = self._emptied(cleaned)
                for one in error.errors(include_url=False, include_context=False, include_input=False):
                    self._refuse(as_it_stood(one["loc"], emptied), one["msg"])
            else:
                self._refuse_strange_numbers(fitting.model_dump(mode="json"))
        return cleaned

    def _refuse_lost_places(self, rest: dict[str, Any]) -> None:
        """A text whose entry was moved in the JSON, or taken out, would land in another's place, or none."""
        lost = {str(place[0]) for place in self.places.values() if not fits(rest, place)}
        moved = {name for name in self.lists if has_moved(self.lists[name], rest.get(name))}
        for name in sorted(lost | moved):
            self.add_error(
                REST,
                f"{name}: keep the entries whose texts stand above, and their order, and write those texts "
                "above. An entry is left out where all its texts are emptied.",
            )

    def _refuse_strange_numbers(self, output: dict[str, Any]) -> None:
        """A shape reads "inf" and 1e999 as numbers, and no database keeps them."""
        try:
            json.dumps(output, allow_nan=False)
        except ValueError:
            self.add_error(REST, NO_NUMBER)

    def output(self) -> dict[str, Any]:
        return self._together(self.cleaned_data)

    def edited(self) -> dict[str, Any] | None:
        """The output as it was edited; None where everything was left as the agent made it."""
        output = self.output()
        return output if _theirs(output) != _theirs(self.job.output_data or {}) else None

    def _together(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        whole = copy.deepcopy(_theirs(cleaned.get(REST, {})))
        for name, place in self.places.items():
            put(whole, place, cleaned.get(name, ""))
        without(whole, self._emptied(cleaned))
        whole |= self.kept
        if "word_count" in whole and "content" in whole:
            whole["word_count"] = len(str(whole["content"]).split())
        return whole

    def _emptied(self, cleaned: Mapping[str, Any]) -> list[Place]:
        """The entries of which somebody took all words."""
        names: dict[Place, list[str]] = {}
        for name, place in self.places.items():
            names.setdefault(_entry(place), []).append(name)
        return [
            entry
            for entry, parts in names.items()
            if entry
            and not any(cleaned.get(name) for name in parts)
            and any(self.fields[name].initial for name in parts)
        ]

    def refuse(self, error: UmamError) -> None:
        self.full_clean()
        path = (error.attr or "").removeprefix("output_data").strip(".")
        self._refuse(path.split(".") if path else (), f"{error.message} {error.suggestion}".strip())

    def _refuse(self, path: Any, message: str) -> None:
        where = [str(part) for part in path]
        name = ".".join(where)
        if name in self.places:
            self.add_error(name, message)
        elif where and where[0] in self.places:
            self.add_error(where[0], message)
        else:
            self.add_error(REST if where else None, f"{'.'.join(where)}: {message}" if where else message)


class Prose(forms.CharField):
    """A text of the result. Whether it may be empty says the agent's shape, as for everything else."""

    def __init__(self, name: str, value: str) -> None:
        is_line = len(value) <= LINE and len(value.splitlines()) <= 1
        rows = min(22, 3 + len(value) // 80 + value.count("\n"))
        attrs = {"rows": rows, "spellcheck": "true", "data-words": ""}
        widget = forms.TextInput() if is_line else forms.Textarea(attrs=attrs)
        super().__init__(label=label_of(name), initial=value, widget=widget, required=False, strip=False)

    def to_python(self, value: Any) -> str:
        """Browsers send every line's end as CRLF; what nobody touched stays as it was."""
        typed, written = _lines(super().to_python(value) or ""), str(self.initial)
        if typed == _lines(written):
            return written
        return typed if typed.strip() else ""


def _name(place: Place) -> str:
    return ".".join(map(str, place))


def _entry(place: Place) -> Place:
    """The entry of a list that a text belongs to; () for a text of the result itself."""
    return place[:2] if len(place) > 2 else ()


def _title(output: Mapping[str, Any], entry: Place) -> str:
    """`Variation 2, crane up`: an entry by its number, and by what else tells it from the others."""
    name, number = str(entry[0]), int(entry[1])
    told = [str(output[name][number][key]) for key in TOLD_APART if key in output[name][number]]
    return ", ".join([f"{label_of(name).removesuffix('s')} {number + 1}", *map(_plain, told)])


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _theirs(output: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in output.items() if name not in OURS}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(text: str) -> Any:
    """Raises ValidationError for what is no JSON, and for JSON that could not be kept."""
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ValidationError(f"Line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except ValueError:
        raise ValidationError(NO_NUMBER) from None
    except RecursionError:
        raise ValidationError(TOO_DEEP) from None
    if _is_deep(found):
        raise ValidationError(TOO_DEEP)
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [part for one in level for part in _parts(one)]
    return bool(level)


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
