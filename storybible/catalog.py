"""What the studio offers before anybody configured anything: world options, traits of each type, ties.

Options and ties are seeded into the database by a migration, so that a studio can change them in the admin;
traits are read from here, and a universe's `TraitTemplate` rows add, change or hide them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    key: str
    label: str
    description: str
    level: int = 0


OPTIONS: dict[str, tuple[Option, ...]] = {
    "genre": (
        Option("fantasy", "Fantasy", "Wonders are real, and somebody has to carry them."),
        Option("science-fiction", "Sci-Fi", "What follows when one thing about science is different."),
        Option("cyberpunk", "Cyberpunk", "High technology, low life, and corporations in between."),
        Option("historical", "Historical", "A past that was, told as closely as one can."),
        Option("alternate-history", "Alternate history", "A past that turned another way."),
        Option("space-opera", "Space opera", "Many worlds, large feelings, larger ships."),
        Option("steampunk", "Steampunk", "Brass, steam and good manners."),
        Option("post-apocalyptic", "Post-apocalyptic", "After the end, people go on."),
        Option("horror", "Horror", "Something is wrong, and it is near."),
        Option("mystery", "Mystery", "A question, and people who hide the answer."),
        Option("noir", "Noir", "Rain, guilt and a city that keeps both."),
        Option("western", "Western", "A frontier and the law one brings along."),
        Option("fairy-tale", "Fairy tale", "Rules of three, promises and prices."),
        Option("mythic", "Mythic", "Gods, first things and the shape of the world."),
        Option("superhero", "Superhero", "Powers, masks and what they cost."),
        Option("contemporary", "Contemporary", "Here and now, more or less."),
        Option("romance", "Romance", "Two people and everything between them."),
        Option("comedy", "Comedy", "It goes wrong, and that is the point."),
    ),
    "physics": (
        Option("standard", "Standard", "Nature behaves as we know it."),
        Option("alternative", "Alternative", "Nature has other laws, and they are kept."),
        Option("hybrid", "Hybrid", "Our laws in some places, others elsewhere."),
        Option("soft", "Soft", "Laws bend where the story needs it."),
        Option("dream", "Dream", "Cause and effect follow feelings."),
        Option("simulated", "Simulated", "Somebody computes this world, and there are seams."),
    ),
    "magic_system": (
        Option("none", "None", "There is no magic."),
        Option("subtle", "Subtle", "Omens, luck and small wonders that can be doubted.", 1),
        Option("traditional", "Traditional", "Spells, words and learned practice.", 3),
        Option("elemental", "Elemental", "Fire, water, earth, air and those who move them.", 3),
        Option("ritual", "Ritual", "It takes time, a place and a price.", 2),
        Option("divine", "Divine", "Gods grant it, and can take it back.", 3),
        Option("blood", "Blood", "Power is paid for with life.", 2),
        Option("runic", "Runic", "Signs hold power, and are written with care.", 2),
        Option("technomagic", "Technomagic", "Machines run on it.", 3),
        Option("digital-surrealism", "Digital Surrealism", "Signals leak into the world and change it.", 3),
        Option("psionic", "Psionic", "Minds reach out.", 3),
        Option("wild", "Wild", "It happens to people rather than by them.", 3),
    ),
    "tech_level": (
        Option("stone-age", "Stone Age", "Stone, fire, hides and stories.", 1),
        Option("bronze-age", "Bronze Age", "The first cities, writing and bronze.", 2),
        Option("iron-age", "Iron Age", "Iron, roads and empires.", 3),
        Option("medieval", "Medieval", "Castles, mills, guilds and cathedrals.", 4),
        Option("renaissance", "Renaissance", "Printing, gunpowder and ocean sails.", 5),
        Option("industrial", "Industrial", "Steam, railways and telegraphs.", 6),
        Option("modern", "Modern", "Electricity, cars, radio and flight.", 7),
        Option("information-age", "Information Age", "Computers and networks everywhere.", 8),
        Option("near-future", "Near Future", "Robots, implants and clever machines.", 9),
        Option("interplanetary", "Interplanetary", "People live on several planets of one sun.", 10),
        Option("interstellar", "Interstellar", "People travel between the stars.", 11),
        Option("post-scarcity", "Post-Scarcity", "Nobody lacks anything that can be made.", 12),
    ),
    "tone": (
        Option("hopeful", "Hopeful", "It can get better, and people try."),
        Option("dark", "Dark", "Costs are high and sometimes in vain."),
        Option("gritty", "Gritty", "Dirt, bruises and consequences."),
        Option("neon", "Neon", "Bright, loud, electric and lonely."),
        Option("melancholy", "Melancholy", "Something beautiful is passing."),
        Option("whimsical", "Whimsical", "Light of foot and full of odd turns."),
        Option("epic", "Epic", "Large stakes, long roads."),
        Option("intimate", "Intimate", "Few people, close by."),
        Option("satirical", "Satirical", "It smiles, and means it."),
        Option("tense", "Tense", "Something is about to happen."),
        Option("dreamlike", "Dreamlike", "Slow, strange and soft at the edges."),
        Option("romantic", "Romantic", "Feelings are large and weather agrees."),
    ),
}


@dataclass(frozen=True)
class TraitSuggestion:
    key: str
    label: str
    trait_type: str = "text"
    help: str = ""


def _t(key: str, label: str, help: str, trait_type: str = "text") -> TraitSuggestion:
    return TraitSuggestion(key, label, trait_type, help)


TRAITS: dict[str, tuple[TraitSuggestion, ...]] = {
    "character": (
        _t("personality", "Personality", "How they are with others, and alone."),
        _t("backstory", "Backstory", "What made them so."),
        _t("relationships", "Relationships", "Who matters to them, in words; ties say it exactly.", "list"),
        _t("motivations", "Motivations", "What they want, and what they need.", "list"),
    ),
    "location": (
        _t("geography", "Geography", "Shape of the land, what lies around."),
        _t("climate", "Climate", "Weather and seasons."),
        _t("population", "Population", "How many live here.", "number"),
        _t("landmarks", "Landmarks", "What everybody knows how to find.", "list"),
    ),
    "item": (
        _t("properties", "Properties", "Size, weight, look, condition."),
        _t("history", "History", "Who made it and whose hands it went through."),
        _t("powers", "Powers", "What it can do.", "list"),
        _t("materials", "Materials", "What it is made of.", "list"),
    ),
    "faction": (
        _t("goals", "Goals", "What they work for.", "list"),
        _t("structure", "Structure", "Who decides, and how."),
        _t("members", "Members", "Who belongs to it.", "list"),
        _t("resources", "Resources", "Money, people, secrets, places.", "list"),
    ),
    "event": (
        _t("causes", "Causes", "Why it came to this.", "list"),
        _t("consequences", "Consequences", "What is different since.", "list"),
        _t("participants", "Participants", "Who was there.", "list"),
        _t("timeline", "Timeline", "How it went, step by step."),
    ),
    "concept": (
        _t("philosophy", "Philosophy", "The idea in its own words."),
        _t("implications", "Implications", "What follows from it.", "list"),
        _t("adherents", "Adherents", "Who believes in it.", "list"),
    ),
    "species": (
        _t("biology", "Biology", "Body, life span, needs."),
        _t("culture", "Culture", "How they live together."),
        _t("abilities", "Abilities", "What they can do that others cannot.", "list"),
        _t("origins", "Origins", "Where they come from."),
    ),
    "technology": (
        _t("function", "Function", "What it does."),
        _t("limitations", "Limitations", "What it cannot do, and what it costs.", "list"),
        _t("inventors", "Inventors", "Who made it first.", "list"),
        _t("impact", "Impact", "What it changed."),
    ),
}


@dataclass(frozen=True)
class Tie:
    key: str
    label: str
    inverse: str = ""
    acyclic: bool = False
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def symmetric(self) -> bool:
        return not self.inverse


_PEOPLE = ("character", "species")

TIES: tuple[Tie, ...] = (
    Tie("parent-of", "parent of", "child of", True, _PEOPLE, _PEOPLE),
    Tie("sibling-of", "sibling of", sources=("character",), targets=("character",)),
    Tie("partner-of", "partner of", sources=("character",), targets=("character",)),
    Tie("friend-of", "friend of"),
    Tie("rival-of", "rival of"),
    Tie("enemy-of", "enemy of"),
    Tie("mentor-of", "mentor of", "student of"),
    Tie("member-of", "member of", "has as member", targets=("faction",)),
    Tie("leader-of", "leader of", "led by"),
    Tie("employs", "employs", "works for"),
    Tie("owns", "owns", "owned by"),
    Tie("created", "created", "created by"),
    Tie("part-of", "part of", "contains", True),
    Tie("located-in", "located in", "home of", True, (), ("location",)),
    Tie("born-in", "born in", "birthplace of", False, ("character",), ("location",)),
    Tie("belongs-to-species", "is a", "is the kind of", False, ("character",), ("species",)),
    Tie("believes-in", "believes in", "believed by", False, (), ("concept",)),
    Tie("uses", "uses", "used by"),
    Tie("descends-from", "descends from", "forerunner of", True),
    Tie("allied-with", "allied with"),
    Tie("at-war-with", "at war with"),
    Tie("caused", "caused", "caused by"),
    Tie("took-part-in", "took part in", "had part in it", False, (), ("event",)),
    Tie("related-to", "related to"),
)
