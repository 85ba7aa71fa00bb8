"""Keep the search entry and the mentions of a row in step with it. Called by `keeping.keep`.

Mentions go both ways: what this row says is read again with each of its changes, and when an element gets or
loses a name, those rows are read again that say the name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from storybible.models import (
    Element,
    Mention,
    Relation,
    RowKind,
    Scene,
    SearchEntry,
    StyleGuide,
    TimelineEvent,
    TraitType,
    Visibility,
    WorldConfig,
)
from storybible.models.base import Kept
from storybible.selectors.search import saying
from storybible.words import called_in, excerpt, plain, targets_in

MODELS: dict[str, type[Kept]] = {
    RowKind.ELEMENT: Element,
    RowKind.EVENT: TimelineEvent,
    RowKind.SCENE: Scene,
    RowKind.RELATION: Relation,
    RowKind.WORLD_CONFIG: WorldConfig,
    RowKind.STYLE_GUIDE: StyleGuide,
}
LONGEST_TEXT = 200_000  # PostgreSQL's tsvector holds 1 MB
WRITTEN = ("universe", "subtype", "visibility", "key", "title", "names", "tags", "text", "summary", "calls")
OPTIONS = ("genre", "physics", "magic_system", "tech_level", "tone")


def index(row: Kept, kind: RowKind) -> None:
    """Write, or for a row in the trash remove, what makes it findable."""
    if getattr(row, "deleted_at", None) is not None:
        SearchEntry.objects.filter(kind=kind, row_id=row.pk).delete()
        Mention.objects.filter(kind=kind, row_id=row.pk).delete()
        return
    texts = texts_of(row)
    _write_mentions(row, kind, texts)
    if kind in {RowKind.RELATION, RowKind.CALENDAR}:
        return
    before = SearchEntry.objects.filter(kind=kind, row_id=row.pk).first()
    entry = entry_of(row, kind, texts)
    if before is None or any(getattr(before, name) != getattr(entry, name) for name in _compared()):
        SearchEntry.objects.bulk_create(
            [entry], update_conflicts=True, unique_fields=["kind", "row_id"], update_fields=list(WRITTEN)
        )
    if isinstance(row, Element) and (before is None or _names(before) != _names(entry)):
        _read_again(row, _names(entry))


def entry_of(row: Kept, kind: RowKind, texts: Iterable[str] | None = None) -> SearchEntry:
    """The row as it is found: not saved."""
    texts = texts_of(row) if texts is None else list(texts)
    words = "\n".join(filter(None, map(plain, texts)))
    entry = SearchEntry(
        universe_id=row.universe_id,  # type: ignore[attr-defined]
        kind=kind,
        row_id=row.pk,
        key=getattr(row, "key", ""),
        visibility=getattr(row, "visibility", Visibility.EVERYONE),
    )
    if isinstance(row, Element):
        entry.subtype, entry.title = row.entity_subtype, row.name
        entry.names, entry.tags = "\n".join(row.aliases), "\n".join(row.tags)
        entry.summary = row.summary or excerpt(row.body)
    elif isinstance(row, TimelineEvent):
        entry.subtype, entry.title, entry.summary = row.event_type, row.title, excerpt(row.description)
    elif isinstance(row, Scene):
        entry.title, entry.summary = row.title, row.summary or excerpt(row.text)
    else:
        entry.title = kind.label
        entry.summary = excerpt(words)
    entry.text = words[:LONGEST_TEXT]
    entry.calls = " ".join(f"@{word}" for word in called_in(texts))
    return entry


def texts_of(row: Kept) -> list[str]:
    """Everything in a row that people wrote and that may mention an element. Markdown."""
    if isinstance(row, Element):
        return [row.summary, row.body, *_trait_texts(row)]
    if isinstance(row, TimelineEvent):
        return [row.description, *filter(None, (one.role for one in row.participant_rows.all()))]
    if isinstance(row, Scene):
        return [row.summary, row.text]
    if isinstance(row, Relation):
        return [row.note]
    if isinstance(row, WorldConfig):
        options = (getattr(row, name) for name in OPTIONS)
        return [*(option.label for option in options if option), *map(str, row.rules), row.notes]
    if isinstance(row, StyleGuide):
        colours = (str(colour.get("name", "")) for colour in row.palette)
        return [row.art_style, row.mood, row.lighting, row.notes, *filter(None, colours)]
    return []


def _trait_texts(element: Element) -> Iterable[str]:
    for trait in element.traits.all():
        if trait.trait_type == TraitType.BOOLEAN:
            yield trait.label if trait.value else ""
        elif trait.trait_type == TraitType.LIST:
            yield f"{trait.label}: {', '.join(map(str, trait.value))}"
        elif trait.trait_type == TraitType.NUMBER:
            yield f"{trait.label}: {trait.value}"
        else:
            yield f"{trait.label}:\n\n{trait.value}"


def _compared() -> tuple[str, ...]:
    return tuple("universe_id" if name == "universe" else name for name in WRITTEN)


def _names(entry: SearchEntry) -> set[str]:
    return {entry.title, *filter(None, entry.names.split("\n"))}


def _write_mentions(row: Kept, kind: RowKind, texts: Iterable[str]) -> None:
    universe_id: UUID = row.universe_id  # type: ignore[attr-defined]
    wanted = {UUID(one) for one in targets_in(texts, universe_id)} - {row.pk}
    mine: Any = Mention.objects.filter(kind=kind, row_id=row.pk)
    old = set(mine.values_list("target_id", flat=True))
    if old - wanted:
        mine.filter(target__in=old - wanted).delete()
    Mention.objects.bulk_create(
        [
            Mention(universe_id=universe_id, kind=kind, row_id=row.pk, target_id=target)
            for target in sorted(wanted - old)
        ],
        ignore_conflicts=True,
    )


def _read_again(element: Element, names: Iterable[str]) -> None:
    """The rows that mention the element, or say one of its names, may mean others now."""
    told = set(Mention.objects.filter(target=element).values_list("kind", "row_id"))
    for name in names:
        told.update(saying(element.universe_id, name))
    told.discard((RowKind.ELEMENT.value, element.pk))
    for kind, model in MODELS.items():
        ids = [row_id for told_kind, row_id in told if told_kind == kind]
        if not ids:
            continue
        for row in model._default_manager.filter(pk__in=ids):
            _write_mentions(row, RowKind(kind), texts_of(row))
