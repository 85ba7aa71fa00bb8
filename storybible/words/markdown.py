"""Markdown as safe HTML, with mentions as links that show a card."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

import nh3
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from storybible.words.mentions import look_up
from storybible.words.parser import Known, Target, parser, tokens
from umam.universes import access
from umam.universes.models import Universe

TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "tbody", "td", "th", "thead", "tr"),
}
ATTRIBUTES = {
    "a": {"href", "title", "class", "data-hover", "rel"},
    "code": {"class"},
    "ol": {"start"},
    "s": {"class", "title"},
    "td": {"align"},
    "th": {"align"},
}
REL = "noopener nofollow"
ELSEWHERE = ("http:", "https:", "mailto:", "//")


def markdown(text: str, universe: Universe, user: access.Person, *, below: int = 1) -> SafeString:
    """The text as HTML for a reader. Headings are moved `below` the page's own."""
    return markdown_all([text], universe, user, below=below)[0]


def markdown_all(
    texts: Sequence[str], universe: Universe, user: access.Person, *, below: int = 1
) -> list[SafeString]:
    """Several texts of one page: their mentions are looked up together."""
    mentioning = any("@" in text for text in texts)
    sees_all = mentioning and access.can_edit(user, universe.pk)
    known = look_up(texts, universe.pk, sees_all=sees_all) if mentioning else None
    return [_html(text, known or Known(), universe.slug, sees_all, below) for text in texts]


def _html(text: str, known: Known, slug: str, sees_all: bool, below: int) -> SafeString:
    if not text.strip():
        return SafeString("")
    found = tokens(text, known)
    for token in found:
        _settle(token, below)
    html = _renderer.render(found, parser().options, {"slug": slug, "sees_all": sees_all})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None
    )
    return mark_safe(clean)  # noqa: S308 - nh3 cleaned it


def _settle(token: Token, below: int) -> None:
    """Headings below the page's, columns aligned without a style, links that give nothing away."""
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(6, int(token.tag[1]) + below)}"
    elif token.type in {"th_open", "td_open"} and "style" in token.attrs:
        token.attrs = {"align": str(token.attrs["style"]).rpartition(":")[2]}
    for child in token.children or ():
        if child.type == "link_open" and str(child.attrs.get("href", "")).startswith(ELSEWHERE):
            child.attrSet("rel", REL)


class _Renderer(RendererHTML):
    """Its methods are named after the tokens that they render."""

    def mention(
        self, found: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        text = found[index].content
        target: Target | None = found[index].meta["target"]
        if target is None or (not target.alive and (target.everyone or env["sees_all"])):
            return format_html('<s class="mention-gone" title="No longer in this universe">{}</s>', text)
        if not target.everyone and not env["sees_all"]:
            return format_html("{}", text)
        return format_html(
            '<a class="mention" href="{}" data-hover="{}">{}</a>',
            reverse("studio:bible-element", args=[env["slug"], target.key]),
            reverse("studio:bible-hover", args=[env["slug"], target.id]),
            text,
        )

    def image(
        self, found: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A picture of another place is a link to it: pages ask nothing of other hosts."""
        address = str(found[index].attrs.get("src", ""))
        return format_html('<a href="{}" rel="{}">{}</a>', address, REL, found[index].content or address)


_renderer = _Renderer()
