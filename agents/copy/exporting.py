"""Copy as one text, as Markdown and as clean HTML.

Whatever stands in a field, it comes out as words: signs of Markdown in plain fields are escaped, raw HTML is
never let through, and what is rendered is cleaned once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from agents.copy.shapes import PLATFORM_LABELS, Copy, EmailSequence, LandingPage, Post

TAGS = {
    *(
        "a",
        "article",
        "blockquote",
        "br",
        "code",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "strong",
        "ul",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "article": {"dir", "class"},
    "section": {"dir", "class"},
    "p": {"class"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto"}
BELOW = 2
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~&])")
_LINE_START = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)


def content(copy: Copy) -> str:
    """Every word that a reader sees, a blank line between the parts: what is checked and pasted."""
    return "\n\n".join(part for part in _texts(copy) if part.strip())


def _texts(copy: Copy) -> Iterator[str]:
    if isinstance(copy, EmailSequence):
        for email in copy.emails:
            yield from (email.subject, email.preheader, plain(email.body))
    elif isinstance(copy, LandingPage):
        for section in copy.sections:
            yield from (section.heading, plain(section.body), section.cta)
    else:
        yield from (post.whole for post in copy.posts)


def bodies(copy: Copy) -> list[str]:
    """The long parts as they were written."""
    if isinstance(copy, EmailSequence):
        return [email.body for email in copy.emails]
    if isinstance(copy, LandingPage):
        return [section.body for section in copy.sections]
    return [post.text for post in copy.posts]


def plain(body: str) -> str:
    """The words of a Markdown body, a line for each block."""
    lines = ("".join(_words(token)).strip() for token in _parser().parse(body))
    return "\n".join(line for line in lines if line)


def links(body: str) -> list[tuple[str, str]]:
    """(words, address) of each link of a Markdown body, also of those that are never rendered."""
    found: list[tuple[str, str]] = []
    for token in _parser(every_link=True).parse(body):
        address: str | None = None
        for child in token.children or ():
            if child.type == "link_open":
                address = str(child.attrs.get("href", ""))
                found.append(("", address))
            elif child.type == "link_close":
                address = None
            elif address is not None:
                found[-1] = (found[-1][0] + child.content, address)
    return found


def markdown(copy: Copy) -> str:
    """Markdown to paste elsewhere."""
    if isinstance(copy, EmailSequence):
        subjects = "\n".join(f"- {escaped(line)}" for line in copy.subject_lines)
        parts = [f"# Subject lines\n\n{subjects}"]
        for number, email in enumerate(copy.emails, 1):
            preheader = f"*{escaped(email.preheader)}*\n\n" if email.preheader else ""
            parts.append(f"# {number}. {escaped(email.subject)}\n\n{preheader}{_tame(email.body)}")
    elif isinstance(copy, LandingPage):
        parts = [f"<!-- {_comment(copy.meta_title)}: {_comment(copy.meta_description)} -->"]
        for level, section in zip([1, *[2] * len(copy.sections)], copy.sections, strict=False):
            cta = f"\n\n**{escaped(section.cta)}**" if section.cta else ""
            parts.append(f"{'#' * level} {escaped(section.heading)}\n\n{_tame(section.body)}{cta}")
    else:
        parts = [
            f"# {PLATFORM_LABELS[post.platform]}\n\n{escaped(post.whole).replace(chr(10), '  ' + chr(10))}"
            for post in copy.posts
        ]
    return "\n\n".join(parts) + "\n"


def html(copy: Copy) -> str:
    """A clean fragment. Each part finds its own direction, so Arabic and English may stand in one page."""
    if isinstance(copy, EmailSequence):
        parts = [
            _section(
                f"<h2>{escape(email.subject)}</h2>{_lead(email.preheader)}{_rendered(email.body)}", "email"
            )
            for email in copy.emails
        ]
    elif isinstance(copy, LandingPage):
        levels = [1, *[2] * len(copy.sections)]
        parts = [
            _section(
                f"<h{level}>{escape(one.heading)}</h{level}>{_rendered(one.body)}{_call(one.cta)}", "section"
            )
            for level, one in zip(levels, copy.sections, strict=False)
        ]
    else:
        parts = [_section(_post(post), "post") for post in copy.posts]
    made = f'<article dir="auto" class="copy-{copy.content_type.value}">{"".join(parts)}</article>'
    return nh3.clean(
        made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow"
    )


def body_html(body: str) -> str:
    """One Markdown body as a clean fragment, its headings below those of the part that it belongs to."""
    return nh3.clean(
        _rendered(body), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow"
    )


def html_page(page: LandingPage) -> str:
    """A landing page as a file of its own, with its title and its description."""
    meta = f'<meta name="description" content="{escape(page.meta_description)}">\n'
    return _document(page.meta_title, meta, page)


def html_file(copy: Copy, title: str) -> str:
    """Any copy as a file of its own. A landing page brings its title along."""
    return html_page(copy) if isinstance(copy, LandingPage) else _document(title, "", copy)


def _document(title: str, meta: str, copy: Copy) -> str:
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{meta}"
        f"</head>\n<body>\n{html(copy)}\n</body>\n</html>\n"
    )


def escaped(text: str) -> str:
    """Plain words that stay so in Markdown."""
    return _LINE_START.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", text))


def _comment(text: str) -> str:
    return " ".join(text.replace("--", "–").replace("<", "‹").replace(">", "›").split())


def _tame(body: str) -> str:
    """A body without the tags that other Markdown programs run, and without the pictures that they fetch."""
    return re.sub(r"<(?=[A-Za-z/!?])", r"\\<", re.sub(r"!(?=\[)", "", body))


def _section(inner: str, name: str) -> str:
    return f'<section dir="auto" class="copy-{name}">{inner}</section>'


def _lead(text: str) -> str:
    return f'<p class="copy-preheader"><em>{escape(text)}</em></p>' if text else ""


def _call(text: str) -> str:
    return f'<p class="copy-cta"><strong>{escape(text)}</strong></p>' if text else ""


def _post(post: Post) -> str:
    words = escape(post.whole).replace("\n\n", "</p><p>").replace("\n", "<br>")
    return f"<h2>{PLATFORM_LABELS[post.platform]}</h2><p>{words}</p>"


def _rendered(body: str) -> str:
    tokens = _parser().parse(body)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + BELOW)}"
    return _Renderer().render(tokens, _parser().options, {})


def _words(token: Token) -> Iterator[str]:
    if token.type in {"fence", "code_block"}:
        yield token.content
    for child in token.children or ():
        yield "\n" if child.type in {"softbreak", "hardbreak"} else child.content


@cache
def _parser(*, every_link: bool = False) -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False})
    made.disable(["html_block", "html_inline"])
    if every_link:
        made.validateLink = _any  # type: ignore[method-assign]
    return made


def _any(url: str) -> bool:
    return True


class _Renderer(RendererHTML):
    def image(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A picture of another place would be fetched by whoever opens the copy: its words stay."""
        return escape(tokens[idx].content)
