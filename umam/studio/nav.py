"""The studio's rail: where things are, and the keys that go there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse

from agents.registry import agents
from umam.universes.models import Universe


@dataclass(frozen=True)
class Entry:
    """One place of the rail. `key` is pressed after G; `on_phone` places it in the bottom bar, as `short`."""

    label: str
    icon: str
    url: str
    key: str
    active: bool = False
    on_phone: bool = True
    short: str = ""


def entries(request: HttpRequest) -> list[Entry]:
    places = [
        Entry(label="Home", icon="house", url=reverse("studio:home"), key="h"),
        Entry(label="Bible", icon="book-open", url=reverse("studio:bible"), key="b"),
        Entry(label="Universes", icon="orbit", url=reverse("studio:universes"), key="u", on_phone=False),
        Entry(label="Music videos", icon="clapperboard", url=reverse("studio:films"), key="m", short="Films"),
        Entry(label="Agents", icon="sparkles", url=reverse("studio:agents"), key="g"),
        Entry(label="Review", icon="inbox", url=reverse("studio:review"), key="r"),
        Entry(label="Jobs", icon="list-checks", url=reverse("studio:jobs"), key="j"),
        Entry(label="Assets", icon="images", url=reverse("studio:assets"), key="a", on_phone=False),
    ]
    here = request.path
    return [replace(place, active=_is_here(place, here)) for place in places]


def _is_here(place: Entry, here: str) -> bool:
    """All that lies below a universe is its bible; the list of universes is a place of its own."""
    if place.label == "Bible":
        return here.startswith("/universes/")
    if place.label == "Universes":
        return here == place.url
    return here == place.url or (place.url != "/" and here.startswith(place.url))


def everywhere(request: HttpRequest, here: Universe | None) -> list[Entry]:
    """The rail's places and those that are a click further: for the search palette."""
    return [
        Entry(label="New music video", icon="plus", url=reverse("studio:film-new"), key="n"),
        *entries(request),
        *(
            Entry(
                label=f"{one.label}, an agent", icon=one.icon, url=reverse("studio:agent", args=[key]), key=""
            )
            for key, one in agents().items()
        ),
        Entry(label="New universe", icon="plus", url=reverse("studio:universe-new"), key=""),
        *(of_universe(here) if here else []),
        Entry(label="Memory of my taste", icon="brain", url=reverse("studio:memory"), key=""),
        Entry(label="Profile", icon="user-round", url=reverse("studio:profile"), key=""),
        Entry(label="API keys", icon="key-round", url=reverse("studio:api-keys"), key=""),
        Entry(label="Service keys", icon="plug", url=reverse("studio:service-keys"), key=""),
        Entry(label="API reference", icon="braces", url=reverse("api-docs"), key=""),
    ]


def of_universe(here: Universe) -> list[Entry]:
    """What is settled and counted for agents in a universe."""

    def entry(label: str, icon: str, name: str) -> Entry:
        return Entry(label=f"{label} in {here}", icon=icon, url=reverse(name, args=[here.slug]), key="")

    return [
        entry("When agents ask", icon="sliders-horizontal", name="studio:agent-settings"),
        entry("Brand voice", icon="megaphone", name="studio:agent-voice"),
        entry("Budget", icon="wallet", name="studio:agent-budget"),
        entry("Costs", icon="receipt-text", name="studio:agent-costs"),
    ]
