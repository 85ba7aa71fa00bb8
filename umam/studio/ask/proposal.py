"""What a result would change in the bible, held against how it stands now; and what it did change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from agents.changes import CURRENT, PROPOSED, Applied, Change, Clash, clashes_in, values_of
from agents.models import AgentRun
from storybible.models import Element
from storybible.selectors.history import Change as Difference
from storybible.selectors.history import compare_words
from umam.jobs.models import Job, Review, Status
from umam.studio import merging
from umam.studio.ask.receipt import ids_of
from umam.universes.models import Universe

KEEP = "keep-"
LONG, SHOWN = 600, 360
PAGES = {"element": "studio:bible-element", "scene": "studio:bible-scene"}


@dataclass(frozen=True)
class Proposed:
    """One row that would be made or changed. `is_gone` where it is not there any more."""

    label: str
    is_new: bool
    kind: str
    changes: tuple[Difference, ...]
    url: str = ""
    is_gone: bool = False


@dataclass(frozen=True)
class Made:
    """One row that approving made or changed."""

    label: str
    is_new: bool
    kind: str
    url: str
    changes: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A field that both changed, with both versions and what was chosen so far."""

    name: str
    label: str
    field: str
    before: str
    current: str
    proposed: str
    chosen: str


def proposed(run: AgentRun | None, universe: Universe) -> list[Proposed]:
    """The change set as it would apply now: two queries, however long it is."""
    changes = [Change.model_validate(one) for one in run.changes] if run else []
    ids = ids_of(one.id for one in changes if one.id)
    rows = Element.objects.filter(pk__in=ids, universe=universe, deleted_at=None).prefetch_related("traits")
    found = {str(row.pk): row for row in rows} if ids else {}
    names = _names(changes, universe)
    return [_proposed(one, found, names, universe) for one in changes]


def _proposed(
    change: Change, found: Mapping[str, Element], names: Mapping[str, str], universe: Universe
) -> Proposed:
    if change.op == "create":
        fields = {name: _named(value, names) for name, value in change.fields.items()}
        new = tuple(_new(name, value) for name, value in fields.items() if value not in (None, "", []))
        return Proposed(change.label, True, change.kind, new)
    row = found.get(str(change.id))
    if row is None:
        return Proposed(change.label, False, change.kind, (), is_gone=True)
    now = values_of(row)
    differs = [_difference(name, now.get(name), value) for name, value in change.fields.items()]
    url = reverse(PAGES["element"], args=[universe.slug, row.key])
    return Proposed(change.label, False, change.kind, tuple(one for one in differs if one), url)


def made(run: AgentRun | None, universe: Universe) -> list[Made]:
    """What is in the bible because of this result; nothing once that was undone."""
    if run is None or run.undone_at is not None:
        return []
    done = [Applied.model_validate(one) for one in run.applied]
    return [
        Made(
            one.label,
            one.op == "create",
            one.kind,
            reverse(PAGES[one.kind], args=[universe.slug, one.key]),
            tuple(
                told
                for name, value in one.now.items()
                if (told := _difference(name, one.was.get(name), value))
            ),
        )
        for one in done
    ]


def choices(job: Job, run: AgentRun | None, chosen: Mapping[str, str]) -> list[Choice]:
    """Fields that somebody changed since, where applying would have to choose."""
    if run is None or not run.changes or not may_apply(job, run):
        return []
    changes = [Change.model_validate(one) for one in run.changes]
    return [_choice(one, chosen.get(one.name, PROPOSED)) for one in clashes_in(changes, job.universe)]


def may_apply(job: Job, run: AgentRun) -> bool:
    """True where approving or keeping would write now."""
    is_open = not run.applied or run.undone_at is not None
    return job.status == Status.COMPLETED and job.review != Review.REJECTED and is_open


def chosen_in(data: Mapping[str, Any]) -> dict[str, str]:
    """What a form said of the fields that both changed."""
    return {
        name.removeprefix(KEEP): str(value)
        for name, value in data.items()
        if name.startswith(KEEP) and value in (PROPOSED, CURRENT)
    }


def _choice(clash: Clash, chosen: str) -> Choice:
    return Choice(
        name=clash.name,
        label=clash.label,
        field=_field(clash.field),
        before=merging.told(clash.before),
        current=merging.told(clash.current),
        proposed=merging.told(clash.proposed),
        chosen=chosen,
    )


def _field(name: str) -> str:
    return name.removeprefix("traits.").replace("_", " ").replace("-", " ").capitalize()


def _difference(name: str, before: Any, after: Any) -> Difference | None:
    if merging.same(before, after):
        return None
    if isinstance(before, list) or isinstance(after, list):
        old, new = list(before or []), list(after or [])
        if all(isinstance(one, str) for one in [*old, *new]):
            added = [one for one in new if one not in old]
            return Difference(name, before, after, [], added, [one for one in old if one not in new])
    if isinstance(before, str) and isinstance(after, str) and before and after:
        return Difference(name, before, after, compare_words(before, after))
    return Difference(name, before, after)


def _new(name: str, value: Any) -> Difference:
    if isinstance(value, str) and len(value) > LONG:
        words = len(value.split())
        cut = value[:SHOWN].rsplit(" ", 1)[0]
        return Difference(name, None, f"{cut} … ({words} words)")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return Difference(name, None, value, [], value, [])
    return Difference(name, None, value)


def _names(changes: Iterable[Change], universe: Universe) -> dict[str, str]:
    """Names of the elements that new rows point to."""
    ids = [one for change in changes if change.op == "create" for value in change.fields.values()
           for one in ids_of(value if isinstance(value, list) else [value])]  # fmt: skip
    if not ids:
        return {}
    rows = Element.objects.filter(pk__in=ids, universe=universe)
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [names.get(str(one), one) if isinstance(one, str) else one for one in value]
    return names.get(value, value) if isinstance(value, str) else value
