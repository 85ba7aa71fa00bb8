"""What can be done with scenes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from storybible.models import Action, Element, Revision, RowKind, Scene, SceneParticipant, Visibility
from storybible.names import one_line, readable
from storybible.services.calendars import WHEN, dated, dated_again
from storybible.services.dating import DEFAULT, CalendarChoice
from storybible.services.keeping import Author, free_key, keep, locked, take_back, throw_away, write_fields
from storybible.services.people import named, own_place
from storybible.services.time import alive_by_key, noting, when_of
from umam.jobs.models import Job
from umam.lib.errors import Conflict, Invalid, NotFound, WrongState
from umam.universes.models import Universe

PLAIN = ("title", "text", "summary", "visibility", "position")
FIELDS = frozenset({*PLAIN, *WHEN, "location", "participants"})
LONGEST_TEXT = 500_000
LAST_POSITION = 2**31 - 1
_NOT_CHECKED = ["universe", "calendar", "location", "job", "created_by", "updated_by"]


def create_scene(
    *,
    universe: Universe,
    author: Author,
    title: str,
    text: str = "",
    summary: str = "",
    location: Element | None = None,
    participants: Iterable[Element] = (),
    starts: str = "",
    ends: str = "",
    calendar: CalendarChoice = DEFAULT,
    about: bool = False,
    visibility: str = Visibility.EVERYONE,
    position: int | None = None,
    job: Job | None = None,
    key: str = "",
) -> Scene:
    """A new scene, told after all others unless `position` says where.

    job: the approved work it came from. Raises Invalid at the field that is wrong, and Conflict for a key
    that is taken.
    """
    author.require_edit(universe)
    if job is not None and job.universe_id != universe.pk:
        raise Invalid(f"That job is not of {universe.name}.", attr="job")
    plain = _cleaned({"title": title, "text": text, "summary": summary, "visibility": visibility})
    scene = Scene(universe=universe, job=job, created_by=author.by, updated_by=author.by, **plain)
    scene.location = own_place(universe, location)
    with transaction.atomic():
        place = next_position(universe) if position is None else position
        when = dated(universe=universe, calendar=calendar, starts=starts, ends=ends, about=about)
        for name, value in {**_cleaned({"position": place}), **when}.items():
            setattr(scene, name, value)
        _insert(scene, key)
        _write_cast(scene, participants)
        keep(scene, kind=RowKind.SCENE, action=Action.CREATED, author=author)
    return scene


def next_position(universe: Universe) -> int:
    """The place behind all scenes of the universe."""
    last = Scene.objects.filter(universe=universe, deleted_at=None).aggregate(last=Max("position"))["last"]
    return min((last or 0) + 1, LAST_POSITION)


def _insert(scene: Scene, key: str) -> None:
    """Insert the row with its own key, or with a free one; another request may take the same at once."""
    for _ in range(1 if key else 5):
        scene.key = key or free_key(Scene, scene.universe, scene.title)
        scene.clean_fields(exclude=_NOT_CHECKED)
        try:
            with transaction.atomic():
                scene.save(force_insert=True)
            return
        except IntegrityError:
            continue
    raise Conflict(
        f"A scene of {scene.universe.name} has the key “{scene.key}” already, maybe one in the trash.",
        attr="key",
    )


def update_scene(*, scene: Scene, author: Author, expected: int | None = None, **changes: Any) -> Scene:
    """Change what is given, by the names of `create_scene` without key and job.

    A list is replaced as a whole. Raises Stale where somebody wrote the scene since the revision `expected`.
    Writes nothing when nothing differs.
    """
    return _change(scene, author, expected, changes, Action.CHANGED)


def _change(
    scene: Scene, author: Author, expected: int | None, changes: Mapping[str, Any], action: Action
) -> Scene:
    if unknown := set(changes) - FIELDS:
        raise TypeError(f"A scene has no {', '.join(sorted(unknown))}.")
    author.require_edit(scene.universe)
    with transaction.atomic():
        mine = locked(Scene, scene.pk, expected)
        if mine.in_trash:
            raise WrongState(f"{mine} is in the trash.", suggestion="Take it out first.")
        mine.universe = scene.universe
        changed = _apply(mine, changes)
        if changed:
            keep(mine, kind=RowKind.SCENE, action=action, author=author, changed=changed)
    return mine


def _apply(scene: Scene, changes: Mapping[str, Any]) -> list[str]:
    values = _cleaned({name: changes[name] for name in PLAIN if name in changes})
    if "location" in changes:
        values["location"] = own_place(scene.universe, changes["location"], scene.location)
    when = {name: changes[name] for name in WHEN if name in changes}
    if when:
        values |= dated_again(universe=scene.universe, row=scene, changes=when)
    changed = write_fields(scene, values)
    if "participants" in changes and _write_cast(scene, changes["participants"]):
        changed.append("participants")
    return changed


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain fields as they are kept. Raises Invalid; the model's own checks come after."""
    found = dict(values)
    for name in ("title", "summary", "visibility"):
        if name in found:
            found[name] = one_line(found[name], attr=name)
    if found.get("title") == "":
        raise Invalid("A scene needs a title.", attr="title")
    if "text" in found:
        found["text"] = readable(found["text"], attr="text")
        if len(found["text"]) > LONGEST_TEXT:
            raise Invalid(f"The text is longer than {LONGEST_TEXT:,} characters.", attr="text")
    place = found.get("position", 0)
    if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place <= LAST_POSITION:
        raise Invalid("A position is a whole number from 0.", attr="position")
    return found


def _write_cast(scene: Scene, given: Iterable[Any]) -> bool:
    """Make exactly these take part, in this order. Tells whether anything changed."""
    now = list(scene.participant_rows.select_related("element"))
    wanted = [one.element_id for one in named(scene.universe, given, attr="participants", now=now)]
    if [row.element_id for row in now] == wanted:
        return False
    scene.participant_rows.all().delete()
    SceneParticipant.objects.bulk_create(
        SceneParticipant(scene=scene, element_id=pk, position=place) for place, pk in enumerate(wanted)
    )
    return True


def delete_scene(*, scene: Scene, author: Author, expected: int | None = None) -> Scene:
    return throw_away(scene, kind=RowKind.SCENE, author=author, expected=expected)


def restore_scene(*, scene: Scene, author: Author) -> Scene:
    return take_back(scene, kind=RowKind.SCENE, author=author)


def revert_scene(*, scene: Scene, author: Author, number: int, expected: int | None = None) -> Scene:
    """Bring the scene back to what it was at a revision, as a revision of its own. Key and position stay.

    Elements that are gone by now are left out, and the new revision's note says which. Raises Conflict where
    its calendar is gone.
    """
    revision = Revision.objects.filter(kind=RowKind.SCENE, row_id=scene.pk, number=number).first()
    if revision is None:
        raise NotFound(f"{scene} has no revision {number}.")
    told = revision.document
    keys = [*told["participants"], *([told["location"]] if told["location"] else [])]
    found = alive_by_key(scene.universe, keys)
    changes = {
        **{name: told[name] for name in ("title", "text", "summary", "visibility")},
        **when_of(scene.universe, told["when"]),
        "location": found.get(told["location"]),
        "participants": [found[key] for key in told["participants"] if key in found],
    }
    author = noting(author, number, [key for key in dict.fromkeys(keys) if key not in found])
    return _change(scene, author, expected, changes, Action.REVERTED)
