"""The shapes of public copy: what a model, a rule or a person fills.

Bodies are Markdown; subjects, headings, calls and posts are plain words. Limits here only keep floods out:
what a platform allows is checked, not enforced, so that a draft may be too long and be mended.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

LEAST_SUBJECTS, MOST_SUBJECTS = 3, 5
MOST_EMAILS = 7
MOST_SECTIONS = 12
MOST_POSTS = 12
MOST_HASHTAGS = 30

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]

_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
_NOT_IN_A_TAG = re.compile(r"[^\w]", re.UNICODE)


class ContentType(StrEnum):
    EMAIL = "email"
    LANDING_PAGE = "landing_page"
    SOCIAL = "social"


class Platform(StrEnum):
    X = "x"
    INSTAGRAM = "instagram"
    LINKEDIN = "linkedin"
    TIKTOK = "tiktok"


PLATFORM_LABELS = {
    Platform.X: "X",
    Platform.INSTAGRAM: "Instagram",
    Platform.LINKEDIN: "LinkedIn",
    Platform.TIKTOK: "TikTok",
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


def _one_line(value: object) -> object:
    return _BREAKS.sub(" ", value) if isinstance(value, str) else value


class Email(_Part):
    subject: Line = Field(description="At most 60 characters.")
    preheader: OptionalLine = Field(
        default="", description="The line after the subject; at most 110 characters."
    )
    body: Body = Field(description="Markdown.")

    lines = field_validator("subject", "preheader", mode="before")(_one_line)


class EmailSequence(_Part):
    content_type: Literal[ContentType.EMAIL] = ContentType.EMAIL
    subject_lines: list[Line] = Field(
        min_length=LEAST_SUBJECTS, max_length=MOST_SUBJECTS, description="Subjects to choose from."
    )
    emails: list[Email] = Field(min_length=1, max_length=MOST_EMAILS)


class Section(_Part):
    heading: Line
    body: Body = Field(description="Markdown.")
    cta: OptionalLine = Field(default="", description="What a button says; empty for none.")

    lines = field_validator("heading", "cta", mode="before")(_one_line)


class LandingPage(_Part):
    content_type: Literal[ContentType.LANDING_PAGE] = ContentType.LANDING_PAGE
    meta_title: Line = Field(description="30 to 60 characters.")
    meta_description: Line = Field(description="70 to 160 characters.")
    sections: list[Section] = Field(min_length=1, max_length=MOST_SECTIONS)

    lines = field_validator("meta_title", "meta_description", mode="before")(_one_line)


class Post(_Part):
    platform: Platform
    text: Body = Field(description="Plain words, without the hashtags.")
    hashtags: list[str] = Field(default_factory=list, max_length=MOST_HASHTAGS)

    @field_validator("hashtags")
    @classmethod
    def _clean(cls, given: list[str]) -> list[str]:
        """Without #, spaces and signs, each once; in any script."""
        tags: dict[str, str] = {}
        for tag in (_NOT_IN_A_TAG.sub("", one)[:100] for one in given):
            tags.setdefault(tag.casefold(), tag)
        return [tag for tag in tags.values() if tag]

    @property
    def whole(self) -> str:
        """The post as it is sent."""
        tags = " ".join(f"#{tag}" for tag in self.hashtags)
        return f"{self.text}\n\n{tags}" if tags else self.text


class SocialPosts(_Part):
    content_type: Literal[ContentType.SOCIAL] = ContentType.SOCIAL
    posts: list[Post] = Field(min_length=1, max_length=MOST_POSTS)


Copy = EmailSequence | LandingPage | SocialPosts
AnyCopy = Annotated[Copy, Field(discriminator="content_type")]

SHAPES: dict[ContentType, type[EmailSequence] | type[LandingPage] | type[SocialPosts]] = {
    ContentType.EMAIL: EmailSequence,
    ContentType.LANDING_PAGE: LandingPage,
    ContentType.SOCIAL: SocialPosts,
}
