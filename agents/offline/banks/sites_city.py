"""Landmarks of towns."""

from __future__ import annotations

from agents.offline.banks.site import Site
from agents.offline.grammar import lines

CITY: tuple[Site, ...] = (
    Site(
        "market",
        ("Market", "Square", "Cross", "Ring"),
        lines("""
        Everything is sold here before noon and regretted after it. All ways into town end at its stalls.
        Four ways meet here, and at the meeting people buy, quarrel and wait for each other.
        The open heart of the place. On most days one can hear it before one sees it.
    """),
        "centre",
    ),
    Site(
        "gate",
        ("Gate", "Arch"),
        lines("""
        The way in from the country. Whoever comes is looked at here, and some are asked their business.
        It closes at dark, in principle; those who know the keeper come and go as they like.
        Worn deep by wheels on one side and by shoulders on the other.
    """),
        "edge",
        1,
        7,
    ),
    Site(
        "harbour",
        ("Quay", "Landing", "Harbour"),
        lines("""
        Boats lie here two and three deep, and news comes ashore ahead of the cargo.
        Steps go down into the water, green up to where the tide reaches.
        The water smells of tar and rope here, and of fish on most days.
    """),
        "shore",
    ),
    Site(
        "bridge",
        ("Bridge",),
        lines("""
        The one way across that stays dry all year. Everybody meets here sooner or later, wanting to or not.
        Narrow enough that two who pass must touch sleeves, and friendships have begun that way.
        People stop in the middle of it, always, to look down at the water.
    """),
        "river",
        2,
    ),
    Site(
        "temple",
        ("Temple", "Shrine", "Sanctuary"),
        lines("""
        Kept very clean by people who disagree about nearly everything else.
        The steps are hollow with use. Small gifts lie along the wall and are gone by morning.
        Its roof can be seen from every part of town, which was the intention.
    """),
        "any",
    ),
    Site(
        "tower",
        ("Tower", "Watch", "Beacon"),
        lines("""
        The highest point for a long way round. Somebody is always up there, and always looking out.
        It leans a little, and has been about to fall for longer than anyone has lived.
        From the top one sees all the roofs at once, and who is on them.
    """),
        "any",
    ),
    Site(
        "well",
        ("Well", "Fountain", "Cistern"),
        lines("""
        Cold even in summer. What is said beside it is known everywhere by evening.
        The oldest thing here; the rest was built round it.
        Its rim is grooved by ropes, and children put their fingers into the grooves for luck.
    """),
    ),
    Site(
        "workshops",
        ("Works", "Yards", "Row"),
        lines("""
        Hammering from first light on. Each house makes one thing and knows everything about it.
        The trades work here with their fronts open, so that the talk never stops.
        Smoke hangs over it on still days, and each smell belongs to a different family.
    """),
        "any",
    ),
    Site(
        "inn",
        ("House", "Rest", "Table"),
        lines("""
        Travellers sleep above, and those who live here sit below and ask them questions.
        The warmest room in the district. The bench by the wall belongs to nobody and is always taken.
        It changes hands often and never changes otherwise.
    """),
        "any",
        3,
    ),
    Site(
        "hall",
        ("Hall", "Court", "Chambers"),
        lines("""
        Where those who decide things sit, and where those who wait for a decision stand.
        A large room with a good echo, so that few people shout in it twice.
        The seats along the wall are carved with the names of those who had to wait longest.
    """),
        "any",
    ),
    Site(
        "garden",
        ("Garden", "Orchard", "Green"),
        lines("""
        A piece of quiet with a wall round it. Old people and lovers share it by the hour.
        Nobody remembers who planted it; everybody has an opinion on how it should be pruned.
        The only place in town where one hears birds before people.
    """),
    ),
    Site(
        "graves",
        ("Rest", "Stones", "Field"),
        lines("""
        The dead lie facing the way they came from. It is kept by whoever happens to be sad.
        Grass, stones and a low wall. People come here to think and say that they come to weed.
        The oldest names have been rained off, and flowers are left for them all the same.
    """),
        "edge",
    ),
    Site(
        "stairs",
        ("Stairs", "Steps", "Climb"),
        lines("""
        The short way between low town and high. Nobody has ever met two people who counted the same number.
        Steep enough that carriers rest half-way, and a trade in cold drinks has grown up there.
        Worn so smooth in the middle that in wet weather one goes up along the edge.
    """),
        "any",
    ),
    Site(
        "station",
        ("Station", "Terminus"),
        lines("""
        Arrivals on one side, departures on the other, and between them those who cannot decide.
        The clock over the entrance is right, and everything else here is late.
        A great roof of iron and glass, under which every word sounds like a farewell.
    """),
        "edge",
        6,
        9,
    ),
    Site(
        "exchange",
        ("Exchange", "Relay", "Switchboard"),
        lines("""
        Every message in town passes through here, and the people who work in it are famously discreet.
        It hums by day and by night, in a note that those who live close by no longer hear.
        From outside there is nothing to see but a wall and a very good lock.
    """),
        "any",
        7,
    ),
    Site(
        "dock",
        ("Dock", "Ring", "Lock"),
        lines("""
        Ships are made fast here and people are counted, out and in.
        Cold, loud and bright, with a line on the floor that visitors are asked not to cross.
        The clamps close with a sound that one feels in the teeth.
    """),
        "edge",
        10,
    ),
)
