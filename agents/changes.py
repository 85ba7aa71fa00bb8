"""What an agent would change in the bible, applied when a person approves it, and undone with one click.

A change names the revision it was made against and what stood there. Where somebody wrote the row since,
each field is merged by itself: one that only the agent changed is taken, one that both changed is a
conflict that a person settles. Applying and undoing go through the bible's own services: history, search and
live events follow. Fields are those of the services; a trait is a field of its own, `traits.<key>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from storybible.models import Element, Scene, Source, Visibility
from storybible.selectors.scope import for_agents, rows_of
from storybible.services import elements, scenes
from storybible.services.keeping import Author, locked
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.lib.errors import Stale, WrongState
from umam.universes.models import Universe

TRAIT = "traits."
PROPOSED, CURRENT = "proposed", "current"


class Change(BaseModel):
    """One row to make or to change. `before` holds the fields as they were when it was proposed."""

    op: Literal["create", "update"]
    kind: Literal["element", "scene"]
    label: str
    id: str | None = None
    base_revision: int | None = None
    fields: dict[str, Any]
    before: dict[str, Any] = {}


class Applied(BaseModel):
    """What approving one change did. `was` and `now` are the fields that it wrote."""

    op: Literal["create", "update"]
    kind: Literal["element", "scene"]
    id: str
    key: str
    label: str
    revision: int
    was: dict[str, Any] = {}
    now: dict[str, Any] = {}


@dataclass(frozen=True)
class Clash:
    """A field that both the agent and somebody else changed. `name` is what `resolve` calls it."""

    name: str
    label: str
    field: str
    before: Any
    current: Any
    proposed: Any


class MergeConflict(Stale):
    """A person has to say which of two values counts. `clashes` lists them."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        names = ", ".join(clash.name for clash in clashes)
        super().__init__(
            f"Somebody changed the same since the agent read it: {names}.",
            suggestion="Say for each in `resolve` whether the proposed or the current one counts.",
            attr="resolve",
        )
        self.clashes = list(clashes)


def update_of(element: Element, label: str, fields: Mapping[str, Any]) -> Change:
    """A change of an element as it stands now; what equals the present is left out."""
    now = values_of(element)
    wanted = {name: value for name, value in fields.items() if now.get(name) != value}
    return Change(
        op="update",
        kind="element",
        label=label,
        id=str(element.pk),
        base_revision=element.revision,
        fields=wanted,
        before={name: now.get(name) for name in wanted},
    )


def values_of(element: Element) -> dict[str, Any]:
    """The fields that agents may change, with a field for each trait."""
    plain = {
        "name": element.name,
        "summary": element.summary,
        "body": element.body,
        "aliases": list(element.aliases),
        "tags": list(element.tags),
    }
    return plain | {f"{TRAIT}{trait.key}": trait.value for trait in element.traits.all()}


def clashes_in(changes: Iterable[Change], universe: Universe) -> list[Clash]:
    """Conflicts as of now, for the page that shows them."""
    found: list[Clash] = []
    for change in changes:
        if change.op == "update" and change.kind == "element":
            row = Element.objects.filter(pk=change.id or "", universe=universe).first()
            if row is not None:
                found += _clashes(change, row)
    return found


def _clashes(change: Change, row: Element) -> list[Clash]:
    if row.revision == change.base_revision:
        return []
    now = values_of(row)
    return [
        Clash(f"{row.key}.{name}", change.label, name, change.before.get(name), now.get(name), proposed)
        for name, proposed in change.fields.items()
        if now.get(name) not in (change.before.get(name), proposed)
    ]


def apply(
    changes: Iterable[Change],
    *,
    universe: Universe,
    by: User | None,
    job: Job,
    resolve: Mapping[str, str] | None = None,
) -> list[Applied]:
    """Write all of it or nothing; call inside a transaction. Checks rights again.

    Raises MergeConflict for conflicts that `resolve` does not settle, Invalid or Forbidden as services do.
    """
    author = Author(by=by, source=Source.AGENT, note=f"Proposed by {job.kind}, approved.")
    author.require_edit(universe)
    wanted = list(changes)
    done: list[Applied] = []
    for change in wanted:
        if change.op == "create":
            done.append(_create(change, universe, author, job))
        else:
            done.append(_update(change, universe, author, resolve or {}))
    return done


def _create(change: Change, universe: Universe, author: Author, job: Job) -> Applied:
    fields = dict(change.fields)
    row: Element | Scene
    if change.kind == "scene":
        place = fields.pop("location", None)
        people = fields.pop("participants", [])
        row = scenes.create_scene(
            universe=universe,
            author=author,
            location=_alive(universe, [place])[0] if place and _alive(universe, [place]) else None,
            participants=_alive(universe, people),
            job=job,
            **fields,
        )
    else:
        row = elements.create_element(universe=universe, author=author, **_with_traits(fields, {}))
    return Applied(
        op="create", kind=change.kind, id=str(row.pk), key=row.key, label=change.label, revision=row.revision
    )


def _alive(universe: Universe, ids: Iterable[Any]) -> list[Element]:
    """Those of these elements that are there and not hidden; who was thrown away meanwhile is left out."""
    rows = for_agents(Element.objects.filter(universe=universe, pk__in=[str(one) for one in ids]))
    found = {str(row.pk): row for row in rows}
    return [found[str(one)] for one in ids if str(one) in found]


def _update(change: Change, universe: Universe, author: Author, resolve: Mapping[str, str]) -> Applied:
    (found,) = rows_of(universe, Element, [change.id or ""], attr="changes")
    mine = locked(Element, found.pk)
    mine.universe = universe
    if mine.visibility == Visibility.SECRET:
        raise WrongState(f"“{mine}” was made secret meanwhile, so agents do not change it.")
    open_clashes = [
        clash for clash in _clashes(change, mine) if resolve.get(clash.name) not in (PROPOSED, CURRENT)
    ]
    if open_clashes:
        raise MergeConflict(open_clashes)
    kept = {clash.field for clash in _clashes(change, mine) if resolve.get(clash.name) == CURRENT}
    now = values_of(mine)
    fields = {
        name: value for name, value in change.fields.items() if name not in kept and now.get(name) != value
    }
    row = _write(mine, fields, author) if fields else mine
    return Applied(
        op="update",
        kind="element",
        id=str(row.pk),
        key=row.key,
        label=change.label,
        revision=row.revision,
        was={name: now.get(name) for name in fields},
        now=fields,
    )


def _write(row: Element, fields: Mapping[str, Any], author: Author) -> Element:
    traits = {trait.key: trait for trait in row.traits.all()}
    return elements.update_element(element=row, author=author, **_with_traits(fields, traits))


def _with_traits(fields: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """Fields for the services: `traits.<key>` folded into the whole list; None takes a trait away."""
    plain = {name: value for name, value in fields.items() if not name.startswith(TRAIT)}
    given = {name.removeprefix(TRAIT): value for name, value in fields.items() if name.startswith(TRAIT)}
    if not given:
        return plain
    listed = [
        {
            "key": key,
            "label": trait.label,
            "trait_type": trait.trait_type,
            "value": given.get(key, trait.value),
        }
        for key, trait in present.items()
        if given.get(key, trait.value) is not None
    ]
    new = [
        {"key": key, "value": value}
        for key, value in given.items()
        if key not in present and value is not None
    ]
    return {**plain, "traits": [*listed, *new]}


def undo(applied: Iterable[Applied], *, universe: Universe, by: User | None) -> list[str]:
    """Take back what approving did; call inside a transaction. Returns what had to be left, in words.

    What somebody wrote since stays: a row made by the agent goes to the trash only if nobody changed it, and
    a field is set back only where it still is what the agent wrote.
    """
    author = Author(by=by, source=Source.AGENT, note="Approval undone.")
    author.require_edit(universe)
    left: list[str] = []
    for one in reversed(list(applied)):
        left += _undo_one(one, universe, author)
    return left


def _undo_one(one: Applied, universe: Universe, author: Author) -> list[str]:
    model: type[Element] | type[Scene] = Element if one.kind == "element" else Scene
    found = model.objects.filter(pk=UUID(one.id), universe=universe).first()
    if found is None:
        return [f"{one.label} is not there any more."]
    row = locked(model, found.pk)  # who writes it at this moment is waited for, and then seen
    row.universe = universe
    if row.in_trash:
        return [f"{one.label} is not there any more."]
    if one.op == "create":
        if row.revision != one.revision:
            return [f"{one.label} was changed since and stays."]
        if isinstance(row, Element):
            elements.delete_element(element=row, author=author)
        else:
            scenes.delete_scene(scene=row, author=author)
        return []
    assert isinstance(row, Element)
    now = values_of(row)
    back = {name: one.was.get(name) for name, value in one.now.items() if now.get(name) == value}
    stays = sorted(set(one.now) - set(back))
    if back:
        _write(row, back, author)
    return [f"{one.label}: {', '.join(stays)} was changed since and stays."] if stays else []
