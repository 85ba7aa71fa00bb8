"""How each fault that the checks find is mended. A mender gets the copy and gives another; it may fail.

Nothing is made up: sentences are split, shortened or left out, words are left out or written right, and what
is added comes from the brief.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agents.copy import edits, exporting
from agents.copy.brand_check import RULES, WISHES, broken_donts, hype_in, missing_dos
from agents.copy.checks import Check
from agents.copy.fitting import MENDERS as SIZE_MENDERS
from agents.copy.fitting import post_with, roomiest
from agents.copy.keywords import MENDERS as KEYWORD_MENDERS
from agents.copy.lines import cut, split, with_more, without
from agents.copy.names import misspelled
from agents.copy.pen import Pen
from agents.copy.prose import holds, reading_ease, sentences, shortened, words
from agents.copy.seo import heading_lines, is_unsafe, is_vague
from agents.copy.shapes import Copy, EmailSequence, LandingPage, Post, SocialPosts
from agents.copy.wordlists import JARGON

Mender = Callable[[Copy, Pen, Check], Copy]

_LINK = re.compile(r"(?<!!)\[([^\]\n]*)\]\(([^)\n]*)\)")
_EMOJI = re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]")
_SHOUT = re.compile(r"\b[A-Z]{4,}\b")


def mended(copy: Copy, pen: Pen, check: Check) -> Copy:
    """The copy with this fault mended as far as can be; the same where nobody knows how."""
    mender = MENDERS.get(check.key)
    return copy if mender is None else mender(copy, pen, check)


# Sentences


def _sentences(copy: Copy, pen: Pen, check: Check) -> Copy:
    return edits.sentences_changed(copy, lambda one: " ".join(map(cut, sentences(split(one)))))


def _easier(copy: Copy, pen: Pen, check: Check) -> Copy:
    """Shorter sentences; where that is not enough, without the hardest one that can be spared."""
    shorter = edits.sentences_changed(copy, lambda one: split(one, 14))
    if shorter != copy:
        return shorter
    spoken = [one for body in exporting.bodies(copy) for one in sentences(exporting.plain(body))]
    rated = [(ease, one) for one in spoken if (ease := reading_ease(one)) is not None and len(words(one)) > 3]
    if len(rated) < 3:
        return copy
    hardest = min(rated)[1]
    return edits.bodies_changed(copy, lambda body: without(body, lambda one: exporting.plain(one) == hardest))


def _exclamations(copy: Copy, pen: Pen, check: Check) -> Copy:
    return edits.everywhere(copy, lambda text: _calm(text, pen))


def _calm(text: str, pen: Pen) -> str:
    """Full stops for exclamation marks, but not in a name that has one."""
    loud = [name for name in pen.brief.names if "!" in name]
    for number, name in enumerate(loud):
        text = text.replace(name, f"\x00{number}\x00")
    text = re.sub(r"[!！]*\?[!！?]*", "?", text)
    text = re.sub(r"[!！]+(?=\s|$|[\"”’*)])", ".", text).replace("！", "。")
    text = re.sub(r"!+", "", text)
    for number, name in enumerate(loud):
        text = text.replace(f"\x00{number}\x00", name)
    return text


def _hype(copy: Copy, pen: Pen, check: Check) -> Copy:
    return without_phrases(copy, hype_in(_whole(copy)), instead=pen.world)


def _names(copy: Copy, pen: Pen, check: Check) -> Copy:
    slips = misspelled(_whole(copy), pen.brief.names)

    def right(text: str) -> str:
        for said, name in slips.items():
            text = text.replace(said, name)
        return text

    return edits.everywhere(copy, right)


def without_phrases(copy: Copy, phrases: Sequence[str], *, instead: str) -> Copy:
    """Sentences with these words go where others are left; else, and in titles, the words go."""
    if not phrases:
        return copy

    def wrong(text: str) -> bool:
        return any(holds(re.sub(r"[-‐‑]", " ", text), phrase) or phrase in text for phrase in phrases)

    def bare(text: str) -> str:
        for phrase in phrases:
            text = re.sub(_spelled(phrase), "", text, flags=re.IGNORECASE)
        return re.sub(r"\s+(?=[.,;:?!])|(?<=\s)\s+", "", text).strip(" ,;:-")

    def cleaned(body: str) -> str:
        left = without(body, wrong)
        return left if len(words(left)) >= 3 else bare(body)

    copy = edits.lines_changed(edits.bodies_changed(copy, cleaned), bare, instead=instead)
    return edits.posts_changed(
        copy, lambda post: post.model_copy(update={"hashtags": _clean_tags(post, phrases)})
    )


def _spelled(phrase: str) -> str:
    """A pattern of the phrase as whole words, with spaces or hyphens between them."""
    parts = [re.escape(part) for part in re.split(r"[\s-]+", phrase) if part]
    return rf"(?<!\w){'[ -]+'.join(parts)}(?!\w)"


def _clean_tags(post: Post, phrases: Sequence[str]) -> list[str]:
    banned = {"".join(filter(str.isalnum, phrase)).casefold() for phrase in phrases} - {""}
    return [tag for tag in post.hashtags if not any(one in tag.casefold() for one in banned)]


# The brand


def _donts(copy: Copy, pen: Pen, check: Check) -> Copy:
    for entry in pen.brief.brand.donts:
        broken = broken_donts(copy, _whole(copy), entry)
        if not broken:
            continue
        rule = next((index for index, (told_by, _) in enumerate(RULES) if told_by.search(entry)), None)
        if rule is None:
            copy = without_phrases(copy, broken, instead=pen.world)
        else:
            copy = _RULE_MENDERS[rule](copy, pen, check)
    return copy


def _no_emoji(copy: Copy, pen: Pen, check: Check) -> Copy:
    return edits.everywhere(copy, lambda text: re.sub(r"[ \t]{2,}", " ", _EMOJI.sub("", text)))


def _no_shouting(copy: Copy, pen: Pen, check: Check) -> Copy:
    return edits.everywhere(copy, lambda text: _SHOUT.sub(lambda found: found.group().capitalize(), text))


def _no_hashtags(copy: Copy, pen: Pen, check: Check) -> Copy:
    copy = edits.posts_changed(copy, lambda post: post.model_copy(update={"hashtags": []}))
    return edits.everywhere(copy, lambda text: text.replace("#", ""))


def _no_questions(copy: Copy, pen: Pen, check: Check) -> Copy:
    copy = edits.bodies_changed(copy, lambda body: without(body, lambda one: "?" in one))
    return edits.everywhere(copy, lambda text: text.replace("?", "."))


def _no_jargon(copy: Copy, pen: Pen, check: Check) -> Copy:
    return without_phrases(copy, [word for word in JARGON if holds(_whole(copy), word)], instead=pen.world)


# In the order of brand_check.RULES.
_RULE_MENDERS: tuple[Mender, ...] = (
    _exclamations, _no_emoji, _no_shouting, _no_hashtags, _no_questions, _no_jargon, _hype, _sentences,
)  # fmt: skip
_WISH_LINES = ("", "This one is for you.", "", "Will you come and see?")


def _dos(copy: Copy, pen: Pen, check: Check) -> Copy:
    for entry in pen.brief.brand.dos:
        for missing in missing_dos(copy, _whole(copy), entry) or ():
            wish = next((index for index, (told_by, _) in enumerate(WISHES) if told_by.search(entry)), None)
            if wish is None:
                copy = _added(copy, f"We say “{missing}”, and we mean it.")
            elif _WISH_LINES[wish]:
                copy = _added(copy, _WISH_LINES[wish])
            elif wish == 0:
                copy = edits.sentences_changed(copy, lambda one: cut(split(one, 20), 20))
            else:
                copy = edits.posts_changed(copy, lambda post: _tagged(post, pen))
    return copy


def _tagged(post: Post, pen: Pen) -> Post:
    return post.model_copy(update={"hashtags": post.hashtags or pen.hashtags(2)})


def _added(copy: Copy, sentence: str) -> Copy:
    """The sentence at the end of the first body, where it is read; of the posts, where there is room."""
    if isinstance(copy, SocialPosts):
        at = roomiest(copy.posts)
        posts = [post_with(one, sentence) if place == at else one for place, one in enumerate(copy.posts)]
        return copy.model_copy(update={"posts": posts})
    return edits.body_changed(copy, 0, lambda body: with_more(body, sentence))


# Links and secrets


def _links(copy: Copy, pen: Pen, check: Check) -> Copy:
    def mend(found: re.Match[str]) -> str:
        text, address = found.groups()
        if is_unsafe(address):
            return text
        return f"[{shortened(pen.world, 40)}: the first page]({address})" if is_vague(text) else found.group()

    return edits.bodies_changed(copy, lambda body: _LINK.sub(mend, body))


def _secrets(copy: Copy, pen: Pen, check: Check) -> Copy:
    return without_phrases(copy, _quoted(check.value), instead=pen.world)


def _quoted(value: str) -> list[str]:
    """The copy's own words of a check. Of a tie, one end is enough to take out."""
    return [words.partition(" … ")[0] for words in re.findall(r"“([^”]+)”", value)]


def _whole(copy: Copy) -> str:
    lines = copy.subject_lines if isinstance(copy, EmailSequence) else heading_lines(copy)
    meta = [copy.meta_title, copy.meta_description] if isinstance(copy, LandingPage) else []
    return "\n\n".join([*lines, *meta, exporting.content(copy)])


MENDERS: dict[str, Mender] = {
    "secrets": _secrets, "donts": _donts, "hype": _hype, "exclamations": _exclamations, "names": _names,
    "sentences": _sentences, "readability": _easier, "audience": _easier,
    "link_text": _links, "link_safety": _links, "dos": _dos, **KEYWORD_MENDERS, **SIZE_MENDERS,
}  # fmt: skip
