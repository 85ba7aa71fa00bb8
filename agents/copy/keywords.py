"""The keyword worked into copy: where readers of a search look first, and neither rarely nor too often."""

from __future__ import annotations

from functools import partial

from agents.copy import edits, exporting
from agents.copy.checks import Check
from agents.copy.fitting import post_with, roomiest
from agents.copy.lines import each_sentence, with_more
from agents.copy.pen import Pen
from agents.copy.prose import folded_words, holds, occurrences, shortened, words
from agents.copy.seo import DENSITY, SUBJECT, TITLE
from agents.copy.shapes import Copy, EmailSequence, LandingPage, SocialPosts

# Lines in which any phrase can stand.
LINES = (
    "If you searched for {}, you are in the right place.",
    "This is what {} means to us.",
    "Among all that is called {}, this is ours.",
    "So much for {} today.",
    "Nobody needs to know more about {} than that to begin.",
)


def _capital(keyword: str) -> str:
    return keyword[:1].upper() + keyword[1:]


def _title(copy: Copy, pen: Pen, check: Check) -> Copy:
    if isinstance(copy, LandingPage):
        return copy.model_copy(update={"meta_title": _headline(copy.meta_title, pen, TITLE)})
    if not isinstance(copy, EmailSequence):
        return copy
    first, *others = copy.subject_lines
    return copy.model_copy(update={"subject_lines": [_headline(first, pen, SUBJECT), *others]})


def _headline(line: str, pen: Pen, limits: tuple[int, int]) -> str:
    """The first way to say both that fits."""
    low, high = limits
    keyword, world = _capital(pen.keyword), shortened(pen.world, 40)
    ways = [
        f"{keyword}: {line}",
        f"{keyword}: {world}, {pen.kind()}",
        f"{keyword} from {world}: a story world",
        f"{keyword}: {world}",
        f"{keyword}: come in and look around",
        keyword,
    ]
    fitting = [way for way in ways if low <= len(way) <= high]
    return fitting[0] if fitting else shortened(ways[0], high)


def _early(copy: Copy, pen: Pen, check: Check) -> Copy:
    """In the first body, before all else but a greeting."""
    line = LINES[0].format(pen.keyword)
    # It may stand further down already, and twice is once too often.
    copy = edits.sentences_changed(copy, partial(_unless, line=line))
    if isinstance(copy, SocialPosts):
        at = roomiest(copy.posts)
        posts = [
            post_with(one, line, first=True) if place == at else one for place, one in enumerate(copy.posts)
        ]
        return copy.model_copy(update={"posts": posts})

    def put(body: str) -> str:
        first, gap, rest = body.partition("\n\n")
        if len(words(first)) <= 3 and rest:
            return f"{first}{gap}{line} {rest}"
        return f"{first} {line}{gap}{rest}" if len(words(first)) < 60 else f"{line} {body}"

    return edits.body_changed(copy, 0, put)


def _heading(copy: Copy, pen: Pen, check: Check) -> Copy:
    if not isinstance(copy, LandingPage):
        return copy
    first, *others = copy.sections
    ways = (f"{_capital(pen.keyword)}: {first.heading}", _capital(pen.keyword))
    heading = next((way for way in ways if len(way) <= 70), shortened(ways[1], 70))
    return copy.model_copy(update={"sections": [first.model_copy(update={"heading": heading}), *others]})


def _density(copy: Copy, pen: Pen, check: Check) -> Copy:
    return _rarer(copy, pen) if _share(copy, pen) > DENSITY[1] else _more_often(copy, pen)


def _share(copy: Copy, pen: Pen) -> float:
    said = folded_words(exporting.content(copy))
    return len(occurrences(said, folded_words(pen.keyword))) / max(1, len(said))


def _more_often(copy: Copy, pen: Pen) -> Copy:
    """A line in one body after another, the emptiest first."""
    bodies = exporting.bodies(copy)
    spare = [line.format(pen.keyword) for line in LINES]
    order = sorted(
        range(len(bodies)), key=lambda index: (holds(bodies[index], pen.keyword), -len(bodies[index]))
    )
    for index in order * 2:
        unused = [line for line in spare if line not in exporting.content(copy)]
        if _share(copy, pen) >= DENSITY[0] or not unused:
            break
        copy = edits.body_changed(copy, index, partial(with_more, sentence=unused[0]))
    return copy


def _rarer(copy: Copy, pen: Pen) -> Copy:
    """Our own lines go first, from the last to the first; then whole sentences that say it."""
    for line in [one.format(pen.keyword) for one in reversed(LINES)]:
        if _share(copy, pen) > DENSITY[1]:
            copy = edits.sentences_changed(copy, partial(_unless, line=line))
    for index in reversed(range(len(exporting.bodies(copy)))):
        if _share(copy, pen) > DENSITY[1]:
            copy = edits.body_changed(copy, index, partial(_once, keyword=pen.keyword, keep_first=index == 0))
    return copy


def _unless(sentence: str, line: str) -> str:
    return "" if sentence == line else sentence


def _once(body: str, keyword: str, keep_first: bool) -> str:
    """Without the sentences that say the keyword, but for the first of the first body."""
    kept = not keep_first

    def rare(sentence: str) -> str:
        nonlocal kept
        if not holds(sentence, keyword):
            return sentence
        kept, before = True, kept
        return "" if before else sentence

    return each_sentence(body, rare)


MENDERS = {
    "keyword_title": _title,
    "keyword_early": _early,
    "keyword_headings": _heading,
    "keyword_density": _density,
}
