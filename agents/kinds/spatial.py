"""Spatial: a place with its landmarks on a map. Approved ones become locations of the bible."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field

from agents.base import AgentInput, AgentOutput, BaseAgent
from agents.briefs import USUAL_TECH, seed_of, traits_of, world_for
from agents.changes import TRAIT, Change, update_of
from agents.confidence import Signal
from agents.consistency.service import violations_in_text
from agents.fields import LongText
from agents.finishing import finished
from agents.kinds.narrative import Finding, from_findings
from agents.offline.map_shape import Landmark, MapLayout
from agents.offline.place import describe
from agents.offline.place_brief import PlaceBrief
from agents.run import RunContext
from agents.waivers import waived
from storybible.models import Element, ElementName, EntityType
from storybible.names import fold
from storybible.selectors.scope import for_agents
from umam.universes.models import Universe

PlaceType = Literal["city", "wilderness", "structure"]
FEWEST_WORDS, FEWEST_LANDMARKS, MOST_LANDMARKS = 60, 3, 14
# Landmarks nearer than this, in parts of the map's width, lie on top of each other.
TOO_NEAR = 0.04
# Sentences about a kind of place that the embedded model may finish.
OPENINGS = {
    "city": "The streets fill slowly in the early light",
    "wilderness": "The land lies still under a wide sky",
    "structure": "The rooms keep the cool of the night",
}


class SpatialInput(AgentInput):
    location_name: str = Field(min_length=1, max_length=120, title="Name of the place")
    type: PlaceType = Field(default="city", title="Kind of place")
    prompt: LongText = Field(
        default="", max_length=4000, title="In your words", description="What must be there, how it feels."
    )


class SpatialOutput(AgentOutput):
    """`x` and `y` of landmarks and of the map's points are 0..1 from the left and from the top."""

    location_name: str = Field(min_length=1, max_length=120)
    type: PlaceType = "city"
    description: str = Field(min_length=1)
    geography: str = ""
    atmosphere: str = ""
    landmarks: list[Landmark] = Field(default=[], max_length=40)
    map_layout: MapLayout = MapLayout()
    violations: list[Finding] = []


class WrittenPlace(BaseModel):
    """What a language model answers."""

    description: str = Field(description="120 to 250 words: what one sees, hears and smells there.")
    geography: str = Field(description="The lie of the land in two or three sentences.")
    atmosphere: str = Field(description="How it feels, in one or two sentences.")
    landmarks: list[Landmark] = Field(min_length=FEWEST_LANDMARKS, max_length=MOST_LANDMARKS)
    map_layout: MapLayout
    own_confidence: float = Field(ge=0, le=1)


class Spatial(BaseAgent[SpatialInput, SpatialOutput]):
    key = "spatial"
    label = "Spatial"
    description = "Describes a city, a wilderness or a building of your world and draws its map."
    icon = "map"
    Input = SpatialInput
    Output = SpatialOutput
    example: ClassVar[dict[str, Any]] = {
        "location_name": "The Salt Market",
        "type": "city",
        "prompt": "A harbour town that lives from salt, with one bridge and too many stairs.",
    }
    instructions = """\
You are the surveyor of a story world. You describe one place so that a person could draw it and walk
through it: the lie of the land, what it feels like, and its landmarks with positions on a map. Positions
are from 0 to 1, x from the left and y from the top; landmarks keep apart; what the words say the map
shows: a harbour lies at the water, a bridge crosses it, paths join landmarks that one walks between. Keep
to the world's laws, technology, magic and names as told in the bible; new names sound like the world's
own."""

    def wish(self, data: SpatialInput) -> str:
        return f"{data.location_name} ({data.type}). {data.prompt}".strip()

    def title(self, data: SpatialInput) -> str:
        return f"{self.label}: {data.location_name}"

    def reply(self, output: SpatialOutput) -> str:
        listed = "\n".join(f"- {one.name}: {one.description}" for one in output.landmarks)
        return f"{output.location_name}\n\n{output.description}\n\n{listed}"

    def process(self, ctx: RunContext, data: SpatialInput) -> SpatialOutput:
        task = (
            f"Describe this {data.type} with {FEWEST_LANDMARKS} to {MOST_LANDMARKS} landmarks and its map. "
            f"{ctx.given(data.location_name, 'name')} {ctx.given(data.prompt, 'wish')}"
        )
        made = ctx.ask(WrittenPlace, task=task, max_tokens=5000, check=_drawable, samples=True)
        output = SpatialOutput(
            location_name=data.location_name,
            type=data.type,
            **made.model_dump(exclude={"own_confidence"}),
        )
        output.violations = self._checked(ctx, output)
        return output

    def offline(self, ctx: RunContext, data: SpatialInput) -> SpatialOutput:
        world = world_for(ctx)
        known = named_location(ctx.universe, data.location_name)
        brief = PlaceBrief(
            name=data.location_name,
            kind=data.type,
            prompt=data.prompt,
            summary=known.summary if known else "",
            traits=traits_of(known) if known else {},
            world_names=tuple(one.title for one in ctx.context.told if one.kind == "element")[:60],
            genre=world.genre,
            tone=world.tone,
            tech_level=world.tech if world.tech is not None else USUAL_TECH,
            magic_level=world.magic or 0,
            rules=world.rules,
        )
        seed = seed_of(data.location_name, data.prompt, data.note, data.thread)
        sketch = describe(brief, seed=seed)
        output = SpatialOutput(
            **{**sketch.model_dump(), "location_name": data.location_name},
            note="Laid out by rule from the bible and your words; no language model wrote it.",
        )
        seen = finished(ctx, OPENINGS[data.type], detail="what one sees there", seed=seed)
        if seen is not None:
            output.atmosphere = f"{output.atmosphere} {seen}".strip()
            output.note = f"{output.note} The embedded demo model finished one sentence."
        output.violations = self._checked(ctx, output)
        return output

    def _checked(self, ctx: RunContext, output: SpatialOutput) -> list[Finding]:
        silent = waived(ctx.universe)
        found = violations_in_text(ctx.universe, _words_of(output), as_of=ctx.context.tick)
        return [Finding.of(one) for one in found if one.fingerprint not in silent][:40]

    def signals(self, ctx: RunContext, data: SpatialInput, output: SpatialOutput) -> list[Signal]:
        count = len(output.description.split())
        said = f"{count} words of description; at least {FEWEST_WORDS} are useful."
        return [
            Signal("length", "Length", 1.0 if count >= FEWEST_WORDS else 0.3, said),
            from_findings(output.violations),
            _map_signal(output),
        ]

    def proposal(self, universe: Universe, data: SpatialInput, output: SpatialOutput) -> list[Change]:
        """A new location, or what a known one lacks: what people wrote there stays as it is."""
        known = named_location(universe, output.location_name)
        label = f"Location “{output.location_name}”"
        traits = {
            f"{TRAIT}geography": output.geography,
            f"{TRAIT}atmosphere": output.atmosphere,
            f"{TRAIT}landmarks": [one.name for one in output.landmarks],
        }
        traits = {name: value for name, value in traits.items() if value}
        if known is None:
            summary = output.description.split(". ")[0].strip().rstrip(".")
            fields = {
                "name": output.location_name,
                "entity_subtype": EntityType.LOCATION.value,
                "summary": f"{summary}."[:400],
                "body": _body(output),
                **traits,
            }
            return [Change(op="create", kind="element", label=label, fields=fields)]
        present = {f"{TRAIT}{trait.key}" for trait in known.traits.all()}
        fields = {name: value for name, value in traits.items() if name not in present}
        if not known.summary:
            fields["summary"] = f"{output.description.split('. ')[0].rstrip('.')}."[:400]
        fields["body"] = f"{known.body.rstrip()}\n\n{_body(output)}".strip()
        return [update_of(known, label, fields)]


def named_location(universe: Universe, name: str) -> Element | None:
    """The location that goes by this name, if agents may see it."""
    named = ElementName.objects.filter(universe=universe, folded=fold(name)).values("element")
    rows = for_agents(Element.objects.filter(universe=universe, pk__in=named))
    return rows.filter(entity_subtype=EntityType.LOCATION).prefetch_related("traits").first()


def _body(output: SpatialOutput) -> str:
    listed = "\n".join(f"- **{one.name}**: {one.description}" for one in output.landmarks)
    return f"{output.description}\n\n### Landmarks\n\n{listed}"


def _words_of(output: SpatialOutput) -> str:
    parts = [output.description, output.geography, output.atmosphere]
    parts += [f"{one.name}: {one.description}" for one in output.landmarks]
    return "\n\n".join(parts)


def _near(output: SpatialOutput | WrittenPlace) -> list[tuple[str, str]]:
    """Landmarks that lie on top of each other."""
    marks = output.landmarks
    return [
        (one.name, other.name)
        for place, one in enumerate(marks)
        for other in marks[place + 1 :]
        if abs(one.x - other.x) < TOO_NEAR and abs(one.y - other.y) < TOO_NEAR
    ]


def _drawable(answer: WrittenPlace) -> str | None:
    names = [one.name.casefold() for one in answer.landmarks]
    if len(set(names)) < len(names):
        return "Two landmarks have the same name. Give each its own."
    near = _near(answer)
    if near:
        return f"“{near[0][0]}” and “{near[0][1]}” lie in the same spot. Move them apart."
    if len(answer.description.split()) < FEWEST_WORDS:
        return f"The description is too short. Write at least {FEWEST_WORDS} words."
    strange = [one for one in answer.map_layout.paths if max(one.start, one.end) >= len(names)]
    return "A path leads to a landmark that is not in the list." if strange else None


def _map_signal(output: SpatialOutput) -> Signal:
    near = _near(output)
    if len(output.landmarks) < FEWEST_LANDMARKS:
        return Signal("map", "Map", 0.3, "There are hardly any landmarks.", weight=1.5)
    if near:
        return Signal(
            "map", "Map", 0.5, f"“{near[0][0]}” and “{near[0][1]}” lie in the same spot.", weight=1.5
        )
    drawn = bool(output.map_layout.paths or output.map_layout.areas or output.map_layout.water)
    said = f"{len(output.landmarks)} landmarks that keep apart" + (", and a drawn map." if drawn else ".")
    return Signal("map", "Map", 1.0 if drawn else 0.7, said, weight=1.5)
