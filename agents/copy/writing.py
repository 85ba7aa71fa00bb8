"""A first draft by rule: a structure for each kind of copy, filled from bible, brand and prompt.

Lines that stand around the world's own words are true of any world. A part for which the bible has nothing is
left out, so that no template shows. `seed` chooses among equals.
"""

from __future__ import annotations

from agents.copy.brief import CopyBrief, Fact
from agents.copy.lines import listed, sentence_of, with_article
from agents.copy.pen import Pen, bold, fact_list, paragraphs
from agents.copy.prose import shortened
from agents.copy.shapes import (
    ContentType,
    Copy,
    Email,
    EmailSequence,
    LandingPage,
    Platform,
    Post,
    Section,
    SocialPosts,
)

MOST_LETTERS = 8
_HASHTAGS = {Platform.X: 2, Platform.INSTAGRAM: 8, Platform.LINKEDIN: 3, Platform.TIKTOK: 5}


def first_draft(brief: CopyBrief, seed: int) -> Copy:
    """The copy as it comes to mind: checks and mending are for later."""
    pen = Pen(brief, seed)
    if brief.content_type is ContentType.EMAIL:
        return _emails(pen)
    if brief.content_type is ContentType.LANDING_PAGE:
        return _page(pen)
    return SocialPosts(posts=[_post(pen, platform) for platform in brief.platforms])


# The landing page


def _page(pen: Pen) -> LandingPage:
    lead = pen.lead
    people = pen.some(pen.people, 3)
    heading = pen.pick((f"Welcome to {pen.world}", f"This is {pen.world}", f"{pen.world} is open"))
    hero = paragraphs(f"{pen.pick(pen.tone.openings)} {pen.about(2)}", pen.occasion(), pen.search())
    sections = [Section(heading=heading, body=hero, cta=f"Step into {shortened(pen.world, 40)}")]
    told = paragraphs(
        pen.is_told() if pen.told else "Everything about it is written down in one story bible.", pen.law()
    )
    sections.append(Section(heading="What kind of story it is", body=told))
    for title, facts in (
        ("Who you will meet", people),
        ("Where it happens", pen.some(pen.places, 3)),
        ("What people here talk about", pen.some(pen.things, 3)),
    ):
        if facts:
            sections.append(Section(heading=title, body=fact_list(facts)))
    if pen.readers():
        sections.append(Section(heading="Who it is for", body=pen.readers()))
    first = f"Begin with {lead.name}." if lead else "Begin with the first page."
    last = (
        f"{first} You need to know nothing before you start. {pen.invitation()} {pen.pick(pen.tone.closings)}"
    )
    sections.append(Section(heading="Where to begin", body=last, cta="Read the first page"))
    genre = pen.brief.genre.casefold()
    title = f"{pen.world}: {with_article(f'{genre} world' if genre else 'story world')} told {pen.tone.how}"
    return LandingPage(meta_title=title, meta_description=shortened(pen.about(3), 400), sections=sections)


# The e-mails


def _emails(pen: Pen) -> EmailSequence:
    facts = pen.some(pen.things, 12) + pen.some(pen.people, 12, but=[pen.lead])
    letters = [_welcome(pen), _place(pen), *(_voice(pen, fact) for fact in facts)]
    while len(letters) < MOST_LETTERS:
        letters.append(_pause(pen, len(letters)))
    count = pen.brief.emails
    chosen = [*letters[: count - 1], _goodbye(pen)] if count > 1 else letters[:1]
    subjects = [
        chosen[0].subject,
        f"A first look at {pen.world}",
        f"One door into {pen.world}",
        f"{pen.topic[:1].upper()}{pen.topic[1:]}" if pen.topic else f"A letter from {pen.world}",
        f"Who keeps you company in {pen.world}",
    ]
    once = list(dict.fromkeys(subjects))
    return EmailSequence(subject_lines=once[:5], emails=chosen)


def _welcome(pen: Pen) -> Email:
    lead = pen.lead
    more = "In the next letters we show you more." if pen.brief.emails > 1 else "You need no more to begin."
    subject = f"Meet {lead.name}" if lead else f"Welcome to {pen.world}"
    body = paragraphs(
        "Hello,",
        f"{pen.pick(pen.tone.openings)} {pen.about(2)}",
        f"The first one to meet:\n\n{bold(lead)}" if lead else "",
        pen.occasion(),
        pen.search(),
        f"{pen.invitation()} {more}",
    )
    return Email(subject=subject, preheader=f"A first letter from {pen.world}, two minutes long.", body=body)


def _place(pen: Pen) -> Email:
    places = pen.some(pen.places, 2)
    here = "Here is where to begin." if places else ""
    subject = f"Where to stand in {pen.world}" if places else f"What holds {pen.world} together"
    body = paragraphs(
        "Hello again,",
        f"A world is easier to enter when you know where to stand. {here}".strip(),
        fact_list(places),
        pen.law() or pen.is_told(),
        "Write back and tell us what you would like to see next.",
    )
    preheader = (
        f"{listed(fact.name for fact in places)}: where it happens."
        if places
        else "The one thing to know before you start."
    )
    return Email(subject=subject, preheader=preheader, body=body)


def _voice(pen: Pen, fact: Fact) -> Email:
    body = paragraphs(
        "Hello,",
        pen.pick(("Today, one name and what is known of it.", "One name today. Keep it in mind.")),
        bold(fact),
        f"That is all that we can say here. The rest of {pen.world} is waiting for you in the story itself.",
        pen.invitation(),
        "There is more to come.",
    )
    return Email(
        subject=f"One name to remember: {fact.name}",
        preheader=f"A short letter from {pen.world}, with one name in it.",
        body=body,
    )


def _pause(pen: Pen, number: int) -> Email:
    """A letter for worlds of which little is written yet."""
    body = paragraphs(
        "Hello,",
        f"{pen.pick(pen.tone.openings)} This is a short note from {pen.world}: we are still writing.",
        "We would rather send you one good page than ten quick ones. The next page is on its way.",
        f"Until then, here is our question for you: what would you ask somebody who lives in {pen.world}?",
    )
    return Email(
        subject=f"Note {number} from {pen.world}",
        preheader="A short note, and a question for you to answer.",
        body=body,
    )


def _goodbye(pen: Pen) -> Email:
    body = paragraphs(
        "Hello,",
        "This is the last letter of this little series.",
        f"If {pen.world} has caught your eye, this is the moment to come in.",
        pen.occasion(),
        pen.readers(),
        "You need to know nothing before you start. The first page tells you what you need.",
        f"{pen.invitation()} {pen.pick(pen.tone.closings)}",
    )
    return Email(
        subject=f"The door to {pen.world} is open",
        preheader="The last letter of this series, and where to begin.",
        body=body,
    )


# The posts


def _post(pen: Pen, platform: Platform) -> Post:
    text = {
        Platform.X: _short_post,
        Platform.INSTAGRAM: _picture_post,
        Platform.LINKEDIN: _work_post,
        Platform.TIKTOK: _spoken_post,
    }[platform](pen)
    return Post(platform=platform, text=text, hashtags=pen.hashtags(_HASHTAGS[platform]))


def _line(fact: Fact) -> str:
    told = sentence_of(fact.summary)
    return f"{fact.name}: {told}" if told else f"{fact.name}."


def _short_post(pen: Pen) -> str:
    lead = pen.lead
    return " ".join(
        part
        for part in (
            pen.pick(pen.tone.openings),
            f"Meet {_line(lead)}" if lead else pen.about(1),
            pen.occasion(),
            f"Come to {pen.world}.",
        )
        if part
    )


def _picture_post(pen: Pen) -> str:
    facts = pen.some(pen.facts, 3)
    lines = "\n".join(_line(fact) for fact in facts)
    question = "Who would you follow first?" if facts else "What would you look for first?"
    return paragraphs(
        pen.pick(pen.tone.openings),
        pen.about(2),
        pen.occasion(),
        lines,
        pen.search(),
        f"{question} Tell us below.",
    )


def _work_post(pen: Pen) -> str:
    facts = pen.some((*pen.things, *pen.places, *pen.people), 2)
    opening = f"We are building {pen.world}, {pen.kind()}, and we write everything down as we go."
    lines = "\n".join(_line(fact) for fact in facts)
    end = "If you make stories of this kind, or love them, we would like to hear from you."
    return paragraphs(opening, pen.about(2), pen.occasion(), lines, pen.readers(), pen.search(), end)


def _spoken_post(pen: Pen) -> str:
    facts = pen.some(pen.people or pen.facts, 3)
    if not facts:
        return f"{pen.pick(pen.tone.openings)} {pen.about(1)} {pen.invitation()}"
    count = ("One name", "Two names", "Three names")[len(facts) - 1]
    names = "\n".join(fact.name for fact in facts)
    ask = "Which one would you trust?" if len(facts) > 1 else "Would you trust that one?"
    return paragraphs(f"{count} to remember from {pen.world}:", names, pen.occasion(), ask)
