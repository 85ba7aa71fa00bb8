"""Find anything in a universe by a few letters of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from storybible.models import ElementName, RowKind, SearchEntry, Visibility
from storybible.names import fold
from storybible.selectors.fulltext import Scope, Tier, entries, folded, words
from umam.accounts.models import UserRole
from umam.universes import access
from umam.universes.models import Membership, Universe

PAGES = {
    RowKind.ELEMENT.value: "bible-element",
    RowKind.EVENT.value: "bible-event",
    RowKind.SCENE.value: "bible-scene",
    RowKind.WORLD_CONFIG.value: "bible-world",
    RowKind.STYLE_GUIDE.value: "bible-style",
}
FINDABLE = tuple(PAGES)
MOST = 100
CANDIDATES = 100
AROUND = 60


@dataclass(frozen=True)
class Found:
    """One row that was found, with enough to show it. `url_name` is its page in the studio."""

    kind: str
    row_id: UUID
    key: str
    title: str
    subtype: str
    summary: str
    url_name: str
    universe: Universe
    tags: tuple[str, ...] = ()
    snippet: str = ""

    @cached_property
    def url(self) -> str:
        """The address of its page."""
        place = [self.universe.slug, self.key] if self.key else [self.universe.slug]
        return reverse(f"studio:{self.url_name}", args=place)


def search(
    universe: Universe | None,
    user: access.Person,
    text: str,
    kinds: Collection[str] = (),
    limit: int = 20,
    *,
    but: Universe | None = None,
) -> list[Found]:
    """The best rows for what somebody typed, in one universe or in all of theirs `but` one.

    Names that are, or begin with, the text come first; then names that hold its words, tags, and texts. The
    last word may be only begun. A row that the reader may not see is not found, whatever the words are.
    """
    asked = words(text)
    seen = _seen(universe, user, but)
    if not asked or (seen is not None and not seen) or (kinds and not set(kinds) & set(FINDABLE)):
        return []
    limit = min(limit, MOST)
    scope = _scope(seen, kinds)
    tiers: dict[int, Tier] = dict.fromkeys(_called(text, seen, kinds), Tier.START)
    for tier in (Tier.START, Tier.NAMES, Tier.TAGS, Tier.TEXT):
        for pk in entries(tier, asked, scope, CANDIDATES):
            tiers.setdefault(pk, tier)
        if len(tiers) > limit:
            break
    candidates = SearchEntry.objects.filter(pk__in=tiers)
    if but is not None:
        candidates = candidates.exclude(universe=but)
    best = _order(candidates, tiers, seen, folded(" ".join(text.split())))[:limit]
    rows = SearchEntry.objects.select_related("universe").defer("text", "calls").in_bulk(best)
    return list(_found([rows[pk] for pk in best if pk in rows], asked, tiers))


def found_of(row: SearchEntry, snippet: str = "") -> Found:
    """A search entry as something that can be shown."""
    return Found(
        kind=row.kind,
        row_id=row.row_id,
        key=row.key,
        title=row.title,
        subtype=row.subtype,
        summary=row.summary,
        url_name=PAGES[row.kind],
        universe=row.universe,
        tags=tuple(filter(None, row.tags.split("\n"))),
        snippet=snippet,
    )


def saying(universe_id: UUID, name: str) -> list[tuple[str, UUID]]:
    """Kind and id of rows whose text has an @ before the first word of a name."""
    found = entries(Tier.CALLS, words(name), Scope(whole=frozenset([universe_id.hex])), CANDIDATES)
    return list(SearchEntry.objects.filter(pk__in=found).values_list("kind", "row_id"))


Seen = dict[UUID, bool]


def _seen(universe: Universe | None, user: access.Person, but: Universe | None) -> Seen | None:
    """The universes in question, each with whether the reader sees all of it; None is everything there is."""
    if not user.is_authenticated or not user.is_active:
        return {}
    if universe is not None:
        role = access.role_in(user, universe.pk)
        return {} if role is None else {universe.pk: role in access.EDITORS}
    if user.is_admin:
        return None
    mine = Membership.objects.filter(user=user).exclude(universe=but).order_by("-pk")
    may_edit = user.role != UserRole.VIEWER
    return {
        pk: may_edit and role in access.EDITORS for pk, role in mine.values_list("universe", "role")[:200]
    }


def _scope(seen: Seen | None, kinds: Collection[str]) -> Scope:
    places = seen or {}
    return Scope(
        whole=frozenset(pk.hex for pk, sees_all in places.items() if sees_all),
        public=frozenset(pk.hex for pk, sees_all in places.items() if not sees_all),
        kinds=frozenset(kinds) & frozenset(FINDABLE),
    )


def _order(rows: QuerySet[SearchEntry], tiers: dict[int, Tier], seen: Seen | None, asked: str) -> list[int]:
    """The entries that the reader may see, the best first."""
    places = []
    columns = ("pk", "universe_id", "visibility", "title", "names")
    for pk, universe_id, visibility, title, names in rows.values_list(*columns):
        sees_all = True if seen is None else seen.get(universe_id)
        if sees_all or (sees_all is False and visibility == Visibility.EVERYONE):
            places.append((_rank(title, names, tiers[pk], asked), len(title), title, pk))
    return [pk for *_, pk in sorted(places)]


def _called(text: str, seen: Seen | None, kinds: Collection[str]) -> Iterable[int]:
    """Entries of elements that are called exactly so: they come first however many begin with it."""
    if not seen or (kinds and RowKind.ELEMENT not in kinds):
        return []
    named = ElementName.objects.filter(folded=fold(text), universe__in=list(seen))
    ids = list(named.values_list("element", flat=True)[:CANDIDATES])
    if not ids:
        return []
    return SearchEntry.objects.filter(kind=RowKind.ELEMENT, row_id__in=ids).values_list("pk", flat=True)


def _rank(title: str, names: str, tier: Tier, asked: str) -> int:
    """Where a row stands among those found."""
    title, others = folded(title), [folded(name) for name in names.split("\n") if name]
    if title == asked:
        return 0
    if asked in others:
        return 1
    if title.startswith(asked):
        return 2
    if any(name.startswith(asked) for name in others):
        return 3
    return 4 + list(Tier).index(tier)


def _found(rows: Sequence[SearchEntry], asked: Sequence[str], tiers: dict[int, Tier]) -> Iterator[Found]:
    by_text = [row.pk for row in rows if tiers[row.pk] is Tier.TEXT]
    texts = dict(SearchEntry.objects.filter(pk__in=by_text).values_list("pk", "text")) if by_text else {}
    for row in rows:
        yield found_of(row, _snippet(texts.get(row.pk, ""), asked))


def _snippet(text: str, asked: Sequence[str]) -> str:
    """The words around the first place where one of those asked for stands."""
    line = " ".join(text.split())
    low = line.lower()
    places = [place for place in (low.find(word) for word in asked) if place >= 0]
    if not places:
        return ""
    begin = max(0, min(places) - AROUND)
    begin = line.rfind(" ", 0, begin) + 1 if begin else 0
    end = min(len(line), min(places) + 2 * AROUND)
    end = end if end == len(line) else max(line.rfind(" ", begin, end), begin + 1)
    return f"{'… ' if begin else ''}{line[begin:end]}{' …' if end < len(line) else ''}"
