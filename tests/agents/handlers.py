"""Small agents for tests of what all agents share."""

from __future__ import annotations

from pydantic import BaseModel, Field

from agents.base import AgentInput, AgentOutput, BaseAgent
from agents.changes import Change, update_of
from agents.confidence import Signal
from agents.fields import ElementId, LongText
from storybible.models import Element


class LineInput(AgentInput):
    prompt: LongText = Field(min_length=1, max_length=500, title="Prompt")
    about: ElementId = Field(default=None, title="About")


class Line(BaseModel):
    text: str = Field(min_length=3, max_length=200)
    own_confidence: float = Field(ge=0, le=1)


class LineOutput(AgentOutput):
    text: str
    mood: str = ""


class LineAgent(BaseAgent[LineInput, LineOutput]):
    """Writes one line; where an element is named, the line becomes its summary."""

    key = "line"
    label = "Line"
    Input = LineInput
    Output = LineOutput
    instructions = "You write one line."

    def process(self, ctx, data):
        answer = ctx.ask(Line, task=f"Write a line. {ctx.given(data.prompt)}", samples=True)
        return LineOutput(text=answer.text)

    def offline(self, ctx, data):
        return LineOutput(text="A line by rule.", note="Written by rule.")

    def signals(self, ctx, data, output):
        return [Signal("length", "Length", 1.0 if len(output.text) > 10 else 0.2, "By its length.")]

    def proposal(self, universe, data, output):
        if data.about is None:
            return [
                Change(
                    op="create",
                    kind="scene",
                    label=f"Scene “{output.text}”",
                    fields={"title": output.text[:50], "text": output.text, "participants": []},
                )
            ]
        element = Element.objects.get(pk=data.about, universe=universe)
        return [update_of(element, element.name, {"summary": output.text, "traits.climate": output.mood})]

    def wish(self, data):
        return data.prompt

    def reply(self, output):
        return output.text
