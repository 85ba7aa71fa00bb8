"""Menders of size: titles, descriptions, posts, headings and whole texts that are too long or too short."""

from __future__ import annotations

from collections.abc import Sequence

from agents.copy import edits, exporting
from agents.copy.brand_check import LIMITS, MOST_PREHEADER, MOST_SUBJECT, post_length
from agents.copy.checks import Check
from agents.copy.lines import with_more, without_last
from agents.copy.pen import Pen, fact_list
from agents.copy.prose import sentences, shortened, words
from agents.copy.seo import LENGTHS, META, PREHEADER, SUBJECT, TITLE
from agents.copy.shapes import Copy, EmailSequence, LandingPage, Post


def _titles(copy: Copy, pen: Pen, check: Check) -> Copy:
    if isinstance(copy, LandingPage):
        return copy.model_copy(update={"meta_title": fitted(copy.meta_title, TITLE, title_ends(pen))})
    if not isinstance(copy, EmailSequence):
        return copy
    emails = [
        one.model_copy(update={"subject": fitted(one.subject, SUBJECT, title_ends(pen))})
        for one in copy.emails
    ]
    subjects = [fitted(line, SUBJECT, title_ends(pen)) for line in copy.subject_lines]
    return copy.model_copy(update={"subject_lines": subjects, "emails": emails})


def title_ends(pen: Pen) -> list[str]:
    world = shortened(pen.world, 40)
    return [f": {pen.kind()}", f" in {world}", ": a story to step into", f": {world}, a story world"]


def fitted(line: str, limits: tuple[int, int], ends: Sequence[str]) -> str:
    """The line within limits: cut between words, or with the first end that makes it long enough."""
    low, high = limits
    if len(line) > high:
        head = line.partition(": ")[0]
        return head if low <= len(head) <= high else shortened(line, high)
    fitting = [line, *(line + end for end in ends), *(line + one + other for one in ends for other in ends)]
    return next((one for one in fitting if low <= len(one) <= high), line)


def _descriptions(copy: Copy, pen: Pen, check: Check) -> Copy:
    spare = [*pen.told, pen.is_told(), pen.invitation(), *pen.tone.closings, "Begin with the first page."]
    if isinstance(copy, LandingPage):
        return copy.model_copy(update={"meta_description": described(copy.meta_description, META, spare)})
    if not isinstance(copy, EmailSequence):
        return copy
    emails = [
        one.model_copy(update={"preheader": described(one.preheader, PREHEADER, spare)})
        for one in copy.emails
    ]
    return copy.model_copy(update={"emails": emails})


def described(line: str, limits: tuple[int, int], spare: Sequence[str]) -> str:
    """Whole sentences within limits where it can be, else words of one."""
    low, high = limits
    kept = ""
    for one in dict.fromkeys([*sentences(line), *spare]):
        longer = f"{kept} {one}".strip()
        if len(longer) <= high and (one in line or len(kept) < low):
            kept = longer
    return kept if len(kept) >= low else fitted(line, limits, [f" {one}" for one in spare])


def _limits(copy: Copy, pen: Pen, check: Check) -> Copy:
    if isinstance(copy, EmailSequence):
        subjects = [shortened(line, MOST_SUBJECT) for line in copy.subject_lines]
        emails = [
            one.model_copy(
                update={
                    "subject": shortened(one.subject, MOST_SUBJECT),
                    "preheader": shortened(one.preheader, MOST_PREHEADER),
                }
            )
            for one in copy.emails
        ]
        return copy.model_copy(update={"subject_lines": subjects, "emails": emails})
    return edits.posts_changed(copy, _post_that_fits)


def post_with(post: Post, sentence: str, *, first: bool = False) -> Post:
    """The post with one sentence more, at its end or `first`, for which others go where there is no room."""

    def joined(text: str) -> str:
        return f"{sentence}\n\n{text}" if first else with_more(text, sentence)

    text = post.text
    while not _has_room(post, joined(text)) and (less := without_last(text)):
        text = less
    return post.model_copy(update={"text": joined(text)})


def _has_room(post: Post, text: str) -> bool:
    return post_length(post.platform, post.model_copy(update={"text": text}).whole) <= LIMITS[post.platform]


def roomiest(posts: Sequence[Post]) -> int:
    """Which post has the most room left."""
    left = [LIMITS[post.platform] - post_length(post.platform, post.whole) for post in posts]
    return left.index(max(left))


def _post_that_fits(post: Post) -> Post:
    """Fewer hashtags, then fewer sentences, then fewer words."""
    most = LIMITS[post.platform]
    while post_length(post.platform, post.whole) > most and post.hashtags:
        post = post.model_copy(update={"hashtags": post.hashtags[:-1]})
    while post_length(post.platform, post.text) > most and (less := without_last(post.text)):
        post = post.model_copy(update={"text": less})
    while post_length(post.platform, post.text) > most:
        post = post.model_copy(update={"text": shortened(post.text, max(20, int(len(post.text) * 0.9)))})
    return post


def _headings(copy: Copy, pen: Pen, check: Check) -> Copy:
    if not isinstance(copy, LandingPage):
        return copy
    seen: set[str] = set()
    sections = []
    for section in copy.sections:
        heading = shortened(section.heading, 70)
        if heading.casefold() in seen:
            heading = shortened(f"{heading}: {shortened(pen.world, 30)}", 70)
        seen.add(heading.casefold())
        sections.append(section.model_copy(update={"heading": heading}))
    return copy.model_copy(update={"sections": sections})


def _length(copy: Copy, pen: Pen, check: Check) -> Copy:
    low, high = LENGTHS[copy.content_type.value]
    if isinstance(copy, LandingPage):
        return _page_length(copy, pen, low, high)

    def fit(body: str) -> str:
        for spare in (
            pen.is_told(),
            *pen.told,
            pen.invitation(),
            *pen.tone.closings,
            "Begin with the first page.",
        ):
            if len(words(body)) < low and spare not in body and pen.allows(spare):
                body = with_more(body, spare)
        while len(words(body)) > high and (less := without_last(body)):
            body = less
        return body

    return edits.bodies_changed(copy, fit)


def _page_length(copy: LandingPage, pen: Pen, low: int, high: int) -> LandingPage:
    count = len(words(exporting.content(copy)))
    sections = list(copy.sections)
    if count < low:
        told = exporting.content(copy)
        fresh = [fact for fact in pen.facts if fact.summary and fact.name not in told][:6]
        more = [fact_list(fresh)] if fresh else [f"{pen.is_told()} {' '.join(pen.tone.closings)}"]
        last = sections[-1]
        sections[-1] = last.model_copy(update={"body": "\n\n".join([last.body, *more])})
    while len(sections) > 3 and count > high:
        dropped = sections.pop(-2)
        count -= len(words(f"{dropped.heading} {dropped.body}"))
    return copy.model_copy(update={"sections": sections})


MENDERS = {
    "headings": _headings,
    "length": _length,
    "title_length": _titles,
    "meta_length": _descriptions,
    "limits": _limits,
}
