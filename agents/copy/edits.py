"""Changes of copy as a whole: every line, every body, every sentence, whatever its shape."""

from __future__ import annotations

from collections.abc import Callable

from agents.copy.lines import each_sentence
from agents.copy.shapes import Copy, EmailSequence, LandingPage, Post, SocialPosts

Change = Callable[[str], str]


def bodies_changed(copy: Copy, change: Change) -> Copy:
    """The copy with every body changed. A body that would become empty stays as it is."""

    def safe(body: str) -> str:
        return change(body).strip() or body

    if isinstance(copy, EmailSequence):
        emails = [one.model_copy(update={"body": safe(one.body)}) for one in copy.emails]
        return copy.model_copy(update={"emails": emails})
    if isinstance(copy, LandingPage):
        sections = [one.model_copy(update={"body": safe(one.body)}) for one in copy.sections]
        return copy.model_copy(update={"sections": sections})
    posts = [one.model_copy(update={"text": safe(one.text)}) for one in copy.posts]
    return copy.model_copy(update={"posts": posts})


def body_changed(copy: Copy, index: int, change: Change) -> Copy:
    """The copy with one body changed."""
    seen = -1

    def only(body: str) -> str:
        nonlocal seen
        seen += 1
        return change(body) if seen == index else body

    return bodies_changed(copy, only)


def sentences_changed(copy: Copy, change: Change) -> Copy:
    return bodies_changed(copy, lambda body: each_sentence(body, change))


def lines_changed(copy: Copy, change: Change, *, instead: str = "") -> Copy:
    """The copy with every line that is no body changed; for one that would become empty stands `instead`."""

    def safe(line: str) -> str:
        return (change(line).strip() or instead or line) if line else line

    if isinstance(copy, EmailSequence):
        emails = [
            one.model_copy(update={"subject": safe(one.subject), "preheader": safe(one.preheader)})
            for one in copy.emails
        ]
        subjects = _apart([safe(line) for line in copy.subject_lines], copy.subject_lines)
        return copy.model_copy(update={"subject_lines": subjects, "emails": emails})
    if isinstance(copy, LandingPage):
        sections = [
            one.model_copy(update={"heading": safe(one.heading), "cta": safe(one.cta)})
            for one in copy.sections
        ]
        changes = {"meta_title": safe(copy.meta_title), "meta_description": safe(copy.meta_description)}
        return copy.model_copy(update={**changes, "sections": sections})
    return copy


def _apart(changed: list[str], before: list[str]) -> list[str]:
    """Subjects to choose from differ: where a change made two alike, the later keeps its old words."""
    seen: list[str] = []
    for line, old in zip(changed, before, strict=True):
        seen.append(old if line in seen else line)
    return seen


def everywhere(copy: Copy, change: Change) -> Copy:
    """The change made in lines, and in bodies as they are written."""
    return bodies_changed(lines_changed(copy, change), change)


def posts_changed(copy: Copy, change: Callable[[Post], Post]) -> Copy:
    if not isinstance(copy, SocialPosts):
        return copy
    return copy.model_copy(update={"posts": [change(post) for post in copy.posts]})
