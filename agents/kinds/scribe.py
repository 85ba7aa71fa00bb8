"""Scribe: public copy in the brand's voice, drafted, verified and refined before anybody's eyes.

The three steps are shown: what was written first, what the checks found in it, and what became of it. What
the bible keeps secret never appears: every version is searched for it, and a find caps the confidence.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field, ValidationError, create_model, model_validator

from agents.base import AgentInput, AgentOutput, BaseAgent
from agents.briefs import seed_of
from agents.confidence import Signal
from agents.copy import exporting
from agents.copy.brand import BrandVoice
from agents.copy.brief import CopyBrief, brief_for
from agents.copy.offline import Drafts, refine, verify, write
from agents.copy.sentiment import sentiment
from agents.copy.seo import seo
from agents.copy.shapes import SHAPES, ContentType, Copy, Email, LandingPage, Post, Section
from agents.fields import LongText
from agents.run import RunContext
from agents.services.policy import voice_for

CopyType = Literal["email", "landing_page", "social"]
PlatformName = Literal["x", "instagram", "linkedin", "tiktok"]
_PARTS = ("subject_lines", "emails", "sections", "meta_title", "meta_description", "posts")
_NAMES = {"email": "an e-mail sequence", "landing_page": "a landing page", "social": "social posts"}


class ScribeInput(AgentInput):
    type: CopyType = Field(title="Write")
    prompt: LongText = Field(
        min_length=1,
        max_length=4000,
        title="What it is about",
        description="The occasion, the offer, the wish.",
    )
    keyword: str = Field(default="", max_length=60, title="Keyword", description="What people search for.")
    platforms: list[PlatformName] = Field(default=[], max_length=4, title="Platforms of posts")
    emails: int = Field(default=3, ge=1, le=7, title="E-mails of a sequence")


class Measured(BaseModel):
    """How positive the copy sounds, -1 to 1. Not `measured` where the language is not known."""

    label: Literal["positive", "neutral", "negative"]
    score: float
    measured: bool = True


class CheckLine(BaseModel):
    key: str
    label: str
    passed: bool
    value: str
    advice: str = ""
    weight: float = 1.0


class SeoLines(BaseModel):
    score: int
    checks: list[CheckLine] = []


class ScribeOutput(AgentOutput):
    """`content` is all that a reader sees; which of the lists is filled depends on `content_type`."""

    content_type: CopyType
    content: str = ""
    subject_lines: list[str] = []
    emails: list[Email] = []
    sections: list[Section] = []
    meta_title: str = ""
    meta_description: str = ""
    posts: list[Post] = []
    sentiment: Measured
    seo: SeoLines
    brand: list[CheckLine] = []
    drafts: list[str] = Field(default=[], description="Draft, what was found in it, and refined.")
    markdown: str = ""
    html: str = ""

    @model_validator(mode="after")
    def _told_as_it_is(self) -> ScribeOutput:
        """What is derived from the parts follows them, also after somebody edited these."""
        try:
            copy = self.copy_made()
        except ValidationError:
            self.content = self.markdown = self.html = ""  # better none than that of other parts
            return self
        self.content = exporting.content(copy)
        self.markdown = exporting.markdown(copy)
        self.html = exporting.html_page(copy) if isinstance(copy, LandingPage) else exporting.html(copy)
        return self

    def check_parts(self) -> None:
        self.copy_made()

    def copy_made(self) -> Copy:
        """The copy itself, as it is checked and exported."""
        parts = self.model_dump(mode="json", include={*_PARTS, "content_type"})
        return SHAPES[ContentType(self.content_type)].model_validate(parts)


class Scribe(BaseAgent[ScribeInput, ScribeOutput]):
    key = "scribe"
    label = "Scribe"
    description = (
        "Writes e-mails, landing pages and posts in your brand's voice, and checks them three times."
    )
    icon = "pen-line"
    Input = ScribeInput
    Output = ScribeOutput
    threshold = 0.75
    example: ClassVar[dict[str, Any]] = {
        "type": "landing_page",
        "prompt": "Announce the second season of our audio drama.",
        "keyword": "audio drama",
    }
    instructions = """\
You write public copy for a story world: e-mails, landing pages, posts. Speak in the brand's voice as it
is given, do what it asks and never what it forbids. Be concrete: people, places and things of the world
by their names as written. Plain words, short sentences, one thought at a time; no superlatives, no
exclamation marks, no promises that nobody made. Never give away endings, secrets or what only editors
know. Titles up to 60 signs, descriptions 70 to 160; a subject up to 60, the line after it up to 110;
posts within their platform's limit."""

    def wish(self, data: ScribeInput) -> str:
        return data.prompt

    def title(self, data: ScribeInput) -> str:
        return f"{self.label}: {' '.join(data.prompt.split())} ({data.type.replace('_', ' ')})"

    def reply(self, output: ScribeOutput) -> str:
        return output.markdown

    def process(self, ctx: RunContext, data: ScribeInput) -> ScribeOutput:
        brief = self._brief(ctx, data)
        asked = _drafted(data.type)
        wish = f"{_asked_for(data, ctx)} {_voice_text(ctx, brief.brand)}{ctx.given(data.prompt, 'wish')}"
        ctx.job.progress(0.25, "Drafting")
        draft = _copy(ctx.ask(asked, task=wish, purpose="draft", max_tokens=4000, samples=True), data.type)
        ctx.job.progress(0.5, "Verifying the draft")
        leaks = brief.find_secrets(exporting.content(draft)) if brief.find_secrets else None
        found = verify(draft, brief, leaks)
        faults = [one for one in found if not one.passed]
        written = draft
        if faults:
            ctx.job.progress(0.6, "Refining")
            listed = "\n".join(f"- {one.label}: {one.value}. {one.advice}" for one in faults)
            again = (
                f"{wish}\n\nThis is your draft. Write it again so that each finding is mended and nothing "
                f"else gets worse.\n{ctx.given(listed, 'findings')}\n{ctx.given(_as_json(draft), 'draft')}"
            )
            made = ctx.ask(asked, task=again, purpose="refine", max_tokens=4000)
            written = _copy(made, data.type)
        # What the model left, rules mend; what they cannot mend is shown.
        drafts = refine(written, brief, seed_of(data.prompt, data.note))
        return _output(Drafts(draft, found, drafts.refined, drafts.after), data)

    def offline(self, ctx: RunContext, data: ScribeInput) -> ScribeOutput:
        ctx.job.progress(0.3, "Drafting, verifying and refining by rule")
        drafts = write(self._brief(ctx, data), seed_of(data.prompt, data.note, data.thread))
        output = _output(drafts, data)
        output.note = "Built by rule from the bible, the brand and your words; no language model wrote it."
        return output

    def _brief(self, ctx: RunContext, data: ScribeInput) -> CopyBrief:
        more = {"platforms": tuple(data.platforms)} if data.platforms else {}
        return brief_for(
            ctx.universe,
            content_type=data.type,
            prompt=data.prompt,
            keyword=data.keyword,
            brand=_brand(ctx),
            pins=list(data.pins),
            emails=data.emails,
            **more,  # type: ignore[arg-type]
        )

    def signals(self, ctx: RunContext, data: ScribeInput, output: ScribeOutput) -> list[Signal]:
        leak = next((one for one in output.brand if one.key == "secrets" and not one.passed), None)
        faults = [one for one in output.brand if not one.passed and one.weight > 0]
        said = (
            f"{len(faults)} checks failed, as {faults[0].label.lower()}." if faults else "Every check held."
        )
        weight = sum(one.weight for one in output.brand)
        held = sum(one.weight for one in output.brand if one.passed) / weight if weight else 1.0
        return [
            Signal("seo", "Search", output.seo.score / 100, f"Its search checks: {output.seo.score} of 100."),
            Signal("brand", "Brand and limits", held, said, weight=1.5),
            Signal(
                "secrets", "Secrets", 0.0 if leak else 1.0,
                f"It may give away {leak.value}." if leak else "Nothing that the bible hides was found.",
                weight=2.0, cap=0.2 if leak else 1.0,
            ),
        ]  # fmt: skip


def _brand(ctx: RunContext) -> BrandVoice:
    row = voice_for(ctx.universe, ctx.by)
    if row is None:
        return BrandVoice()
    return BrandVoice.made(
        voice=row.voice,
        values=row.values.splitlines(),
        audience=row.audience,
        dos=row.dos,
        donts=row.donts,
        examples=row.examples,
    )


def _voice_text(ctx: RunContext, brand: BrandVoice) -> str:
    lines = [
        f"Voice: {brand.voice}" if brand.voice else "",
        f"Values: {'; '.join(brand.values)}" if brand.values else "",
        f"Audience: {brand.audience}" if brand.audience else "",
        f"Do: {'; '.join(brand.dos)}" if brand.dos else "",
        f"Do not: {'; '.join(brand.donts)}" if brand.donts else "",
        *(f"Sounds right: {one}" for one in brand.examples[:5]),
    ]
    text = "\n".join(line for line in lines if line)
    return f"{ctx.given(text, 'brand')}\n" if text else ""


def _asked_for(data: ScribeInput, ctx: RunContext) -> str:
    what = f"Write {_NAMES[data.type]}."
    if data.type == "email":
        what = f"Write a sequence of {data.emails} e-mails and 3 to 5 subjects to choose from."
    if data.type == "social" and data.platforms:
        what = f"Write one post for each of: {', '.join(data.platforms)}."
    return f"{what} {ctx.given(data.keyword, 'keyword')}" if data.keyword else what


def _drafted(content_type: CopyType) -> type[BaseModel]:
    """The shape of the copy, with the model's own estimate beside it."""
    shape = SHAPES[ContentType(content_type)]
    return create_model(f"Drafted{shape.__name__}", __base__=shape, own_confidence=(float, Field(ge=0, le=1)))


def _copy(made: BaseModel, content_type: CopyType) -> Copy:
    shape = SHAPES[ContentType(content_type)]
    return shape.model_validate(made.model_dump(mode="json", exclude={"own_confidence"}))


def _as_json(copy: Copy) -> str:
    return json.dumps(copy.model_dump(mode="json"), ensure_ascii=False)


def _output(drafts: Drafts, data: ScribeInput) -> ScribeOutput:
    copy = drafts.refined
    text = exporting.content(copy)
    parts = copy.model_dump(mode="json", exclude={"content_type"})
    return ScribeOutput(
        content_type=data.type,
        **parts,
        sentiment=Measured(**sentiment(text).as_dict()),
        seo=SeoLines.model_validate(seo(copy, keyword=data.keyword).as_dict()),
        brand=[CheckLine(**one.as_dict()) for one in drafts.after],
        drafts=drafts.texts,
    )
