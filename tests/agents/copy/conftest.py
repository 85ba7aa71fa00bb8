"""A small world with secrets, and copy to look at."""

from __future__ import annotations

import pytest

from agents.copy.shapes import Email, EmailSequence, LandingPage, Post, Section, SocialPosts
from storybible.services.elements import create_element
from storybible.services.keeping import Author
from umam.accounts.services import register
from umam.universes.services import create_universe


@pytest.fixture
def author(db):
    return Author(by=register(email="mara@example.org", password="correct horse battery", name="Mara"))


@pytest.fixture
def universe(author):
    made = create_universe(by=author.by, name="Lantern Coast")
    made.description = "A shore of fishing towns where every harbour keeps a lantern that must not go out."
    made.save()
    return made


@pytest.fixture
def make(universe, author):
    def element(name, kind="character", **values):
        return create_element(universe=universe, author=author, name=name, entity_subtype=kind, **values)

    return element


def page(*sections: tuple[str, str], **more: str) -> LandingPage:
    given = sections or (("A light at sea", "Come and see the coast at night."),)
    return LandingPage(
        meta_title=more.get("title", "Lantern Coast: a story told by light"),
        meta_description=more.get(
            "meta", "A shore of fishing towns where every harbour keeps a lantern lit."
        ),
        sections=[Section(heading=heading, body=body) for heading, body in given],
    )


def letter(body: str, subject: str = "A light is left on", preheader: str = "") -> EmailSequence:
    subjects = [subject, f"{subject} tonight", f"{subject} for you"]
    return EmailSequence(
        subject_lines=subjects, emails=[Email(subject=subject, preheader=preheader, body=body)]
    )


def posts(text: str, platform: str = "x", *tags: str) -> SocialPosts:
    return SocialPosts(posts=[Post(platform=platform, text=text, hashtags=list(tags))])
