"""Landmarks of open country."""

from __future__ import annotations

from agents.offline.banks.site import Site
from agents.offline.grammar import lines

WILD: tuple[Site, ...] = (
    Site(
        "peak",
        ("Horn", "Peak", "Tooth"),
        lines("""
        Seen from everywhere, reached by few. Weather is made here and sent down to the others.
        Bare rock above, loose stone below, and one way up that is not as good as it looks.
        When it wears a cap of cloud, those who know the country stay where they are.
    """),
        "hills",
    ),
    Site(
        "ridge",
        ("Ridge", "Saddle", "Back"),
        lines("""
        The only way over that does not go round. The wind never quite stops.
        One can see both sides from here, and hear neither.
        A line of stones marks it, each laid by somebody who was glad to have got so far.
    """),
        "hills",
    ),
    Site(
        "clearing",
        ("Clearing", "Ring", "Glade"),
        lines("""
        A round of grass among the trees, open to the sky. Nothing grows taller than a hand.
        Tracks lead into it from all sides, and fewer lead out.
        The light stands in it like water in a bowl.
    """),
        "forest",
    ),
    Site(
        "old-tree",
        ("Oak", "Elder", "Crown"),
        lines("""
        Older than the paths, which all bend to pass it. There are marks in the bark up to the height of \
            a rider.
        Eight people can just reach round it, and every few years eight people try.
        Hollow at the root. Travellers leave there what they no longer want to carry.
    """),
        "forest",
    ),
    Site(
        "ford",
        ("Ford", "Crossing", "Stepping Stones"),
        lines("""
        The water is no more than knee-deep here, except when it is. A pole stands in it with marks to tell.
        Flat stones, set by hand, and one of them rocks. It is not always the same one.
        The banks are trodden wide on both sides by everything that drinks.
    """),
        "river",
    ),
    Site(
        "falls",
        ("Falls", "Leap", "Race"),
        lines("""
        One hears it an hour before one gets there. Behind the water is a ledge, dry and just wide enough.
        The whole stream goes over at once, and hangs in the air a little longer than it should.
        Ferns, spray, and on bright days a piece of rainbow that can be walked through.
    """),
        "river",
    ),
    Site(
        "cove",
        ("Cove", "Strand", "Landing"),
        lines("""
        A boat can be drawn up here, if somebody knows where the rocks are.
        Driftwood collects in it from far away, some of it worked by hands.
        Sheltered from all winds but one, and that one comes every autumn.
    """),
        "shore",
    ),
    Site(
        "headland",
        ("Head", "Point", "Nose"),
        lines("""
        The land ends here and seems surprised. Fires were once lit on it.
        Birds nest along the edge by the hundred and agree on nothing.
        From its tip the coast can be seen in both directions, like a sentence with a gap.
    """),
        "shore",
    ),
    Site(
        "stones",
        ("Stones", "Circle", "Sisters"),
        lines("""
        Set upright by people of whom nothing else is left. No two counts of them agree.
        The shadows meet at one point on one evening of the year, and nobody likes to be standing there.
        Warm to the touch after sunset, for longer than stones should be.
    """),
        "meadow",
    ),
    Site(
        "camp",
        ("Camp", "Hearth", "Shelter"),
        lines("""
        A ring of blackened stones and a dry place to sleep. Whoever leaves it stacks wood for the next.
        Used by everyone and owned by nobody, which works better than might be expected.
        There is always something left behind: a spoon, a knot, a tune somebody scratched on a rock.
    """),
    ),
    Site(
        "spring",
        ("Spring", "Eye", "Well"),
        lines("""
        Clear, cold and never dry. Animals that hunt each other elsewhere drink here side by side.
        It comes up through white sand that moves as if something breathed below.
        The water tastes of stone, and people who have moved away speak of it.
    """),
    ),
    Site(
        "mire",
        ("Mire", "Sinks", "Moss"),
        lines("""
        Green, level and not to be trusted. A line of poles shows the way, or used to.
        What goes in comes out again after some hundreds of years, very well preserved.
        Lights are seen over it in warm nights. There are explanations, and none that helps.
    """),
        "marsh",
    ),
    Site(
        "dune",
        ("Dune", "Comb", "Sleeper"),
        lines("""
        It has moved since the oldest map, and there is something underneath that shows every few years.
        Climbing it takes an hour, coming down takes a minute, and both are remembered.
        In a dry wind it sings, one low note, like somebody trying out a bell.
    """),
        "dunes",
    ),
    Site(
        "ruin",
        ("Ruin", "Walls", "Chimney"),
        lines("""
        Two walls and a threshold. Somebody sweeps it; nobody has been seen doing so.
        What it was is not known. People take shelter in it and do not stay for a second night.
        Ivy holds up what is left and is slowly pulling it down.
    """),
        "any",
        2,
    ),
    Site(
        "cave",
        ("Cave", "Mouth", "Hollow"),
        lines("""
        Cool air comes out in the morning and goes in at night. Further back there are drawings.
        Low at the entrance, then high enough for a voice to come back.
        Bats by the thousand. At dusk they leave in one long ribbon.
    """),
        "hills",
    ),
)
