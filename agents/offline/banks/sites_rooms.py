"""Rooms."""

from __future__ import annotations

from agents.offline.banks.site import Site
from agents.offline.grammar import lines

ROOMS: tuple[Site, ...] = (
    Site(
        "hall",
        ("Great Hall", "Long Hall", "Hall of {word}"),
        lines("""
        High enough for echoes. All doors lead to it, and so does all talk.
        Built for many people and used, on most days, by two or three who keep to one end.
        The floor shows by its wear where everybody walks and where nobody does.
    """),
        "centre",
    ),
    Site(
        "entrance",
        ("Porch", "Entry", "Threshold"),
        lines("""
        The first room, and the coldest. Visitors wait here and are looked over without seeing by whom.
        A bench, a mat, a row of hooks. One can tell from the hooks who is in.
        Two steps down, so that everyone comes in with bent head.
    """),
        "edge",
    ),
    Site(
        "kitchen",
        ("Kitchen", "Hearth", "Galley"),
        lines("""
        Always warm and always busy, and the only room in which everybody tells the truth.
        Something is kept hot here at all hours. Whoever sleeps badly ends up in it.
        Things hang from every beam, and the tall have learned to stoop.
    """),
        "any",
    ),
    Site(
        "library",
        ("Library", "Archive", "Reading Room"),
        lines("""
        Shelves up to the ceiling, and a ladder that has worn two lines into the floor.
        Dry, quiet, and arranged by a system that one person understood.
        One window, one table, one lamp, and room for as many thoughts as one brings along.
    """),
        "any",
        3,
    ),
    Site(
        "store",
        ("Store", "Larder", "Cellar"),
        lines("""
        Everything that will be needed one day. It was last put in order by somebody's grandmother.
        Cool and dim. The marks on the wall count something, and nobody knows what.
        Kept locked, though the one who has the key never asks what it is wanted for.
    """),
        "any",
    ),
    Site(
        "chapel",
        ("Chapel", "Shrine", "Quiet Room"),
        lines("""
        Small, plain and swept. People who believe in nothing come here to sit.
        A niche with something in it, behind a cloth.
        It is never locked, and nothing has ever been taken from it but comfort.
    """),
        "any",
    ),
    Site(
        "workshop",
        ("Workshop", "Forge", "Repair Bay"),
        lines("""
        Half of what is here works, and the other half is waiting for parts from it.
        Tools hang in their own outlines. One outline is empty, and it is a sore point.
        Loud in the mornings. The smell of hot metal finds its way through the whole house.
    """),
        "any",
        2,
    ),
    Site(
        "sleeping",
        ("Dormitory", "Sleeping Room", "Bunk Room"),
        lines("""
        Rows of places to lie down, each with a few things beside it that say whose it is.
        Dark by day. One speaks softly here even when nobody is asleep.
        The best places are along the inner wall, and are handed on like heirlooms.
    """),
        "any",
    ),
    Site(
        "guard",
        ("Guardroom", "Watch Room", "Lookout"),
        lines("""
        Two chairs, a board game with one piece missing, and a view of the only way in.
        Somebody has kept count of quiet nights on the wall, and there are very many.
        Whoever sits here knows when everyone comes and goes, and is well fed for not saying so.
    """),
        "edge",
    ),
    Site(
        "treasury",
        ("Strongroom", "Treasury", "Vault"),
        lines("""
        The walls are thicker than the room is wide. What is kept here is a matter of rumour.
        Three locks and three people, who are careful not to quarrel at the same time.
        It holds less than it used to, and the door is better than ever.
    """),
        "any",
        2,
    ),
    Site(
        "study",
        ("Study", "Office", "Chart Room"),
        lines("""
        A table by the light, covered with what somebody meant to finish.
        Maps on all the walls, and one of them is of this very place and is wrong.
        People are asked in here one at a time and come out thoughtful.
    """),
        "any",
        2,
    ),
    Site(
        "garden",
        ("Inner Garden", "Herb Court", "Green Room"),
        lines("""
        A square of green in the midst of walls. Half of it heals, and the rest is for the kitchen.
        Everyone crosses it in a slightly different line, and the lines have become paths.
        The only room without a roof or, in bad years, with one of leaves.
    """),
        "centre",
    ),
    Site(
        "gallery",
        ("Gallery", "Lantern Room", "Upper Room"),
        lines("""
        Windows on three sides. Whatever comes is seen from here first.
        Light moves across the floor all day, and one can tell the hour by where people sit.
        A long room with a draught, hung with faces that nobody can name any more.
    """),
        "edge",
        2,
    ),
)
