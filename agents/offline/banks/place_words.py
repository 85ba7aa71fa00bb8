"""Sentences about whole places: how they lie, how they feel, how one moves in them."""

from __future__ import annotations

from agents.offline.grammar import lines

# By kind: what the place is, when nobody has said so.
IS = {
    "city": lines("""
        {name} {is} a town that has grown the way trees grow, slowly and towards whatever was good for it.
        {name} {is} a town of short distances and long memories.
        {name} {has} been a crossing, a camp and a fortress, and the town has kept something of each.
    """),
    "wilderness": lines("""
        {name} {belongs} to nobody, though several have tried.
        {name} {is} open country, and those who cross it do so with one eye on the weather.
        {name} {has} more names on old maps than people to use them.
    """),
    "structure": lines("""
        {name} {was} built for one purpose and has since served a dozen others.
        {name} {is} larger inside than most people expect, and older than they think.
        {name} {was} made to last by people who did not mean to be forgotten.
    """),
}
LIES = {
    "sea": lines("""
        The sea lies to the {side}, and everything leans a little that way.
        To the {side} is the sea; its sound is the first thing newcomers notice and the last that they \
            forget.
    """),
    "island": lines("""
        There is water on every side, and no point from which one cannot hear it.
        It is an island, and whoever has come to it has crossed the water to do so.
    """),
    "river": lines("""
        A river, {river}, runs through it from {start} to {end} and divides it into two halves with \
            different opinions.
        {River} comes in from {start} and leaves towards {end}, without hurry.
    """),
    "lake": lines("""
        In its {lake_side} lies a lake, {lake}, still enough on most days to hold the sky.
        A lake, {lake}, takes up part of the {lake_side}, and paths make room for it.
    """),
    "dry": lines("""
        There is no open water in sight, and every household knows to the cup how much it has.
        No river comes near it; what water there is comes out of the ground.
    """),
    "corridor": lines("""
        One long passage runs through it from end to end, and all the rooms open on to it.
        A single passage joins everything, so that nobody goes anywhere unseen.
    """),
    "court": lines("""
        The rooms lie in a ring round {middle}, and the shortest way is always across it.
        All of it is built round {middle}; whoever knows that can never be quite lost in it.
    """),
    "tower": lines("""
        It goes up rather than out: one room stands on the next, from {bottom} to {top}.
        The rooms are stacked like cups, {bottom} at the foot and {top} above all the others.
    """),
}
PARTS = {
    "city": lines("""
        People who live here speak of {parts} as if they were separate towns, and marry across the \
            borders all the same.
        Its quarters are {parts}, each with its own smell and its own idea of the others.
    """),
    "wilderness": lines("""
        The land changes quickly here: {parts}, each within a few hours of the next.
        It is made up of {parts}, and no border between them stays where it was drawn.
    """),
    "structure": lines("""
        Under its roof are {parts}.
        It holds {parts}, and doors that are seldom all open at once.
    """),
}
MARK = lines("""
    {where}, one finds {landmark}.
    {where} lies {landmark}.
    {where}, there is {landmark}.
""")
WAYS = {
    "city": lines("""
        Streets join all of these, none of them straight, and a stranger who follows the slope will \
            sooner or later  come to {centre}.
        All streets come from {centre} in the end, and the children give directions by it.
    """),
    "wilderness": lines("""
        Trails run from one to the next. They are kept open by use, and some are used by night.
        There are paths, if one knows them; the best of them passes {centre}.
    """),
    "structure": lines("""
        Whoever is looking for someone goes first to {centre}, since everybody passes through it.
        Steps are heard from room to room, and people know each other by them; most of them lead by \
            {centre}.
    """),
}
LIFE = {
    "city": lines("""
        By day it is busy, in the evening it is talkative, and at night one window at least is always lit.
        Strangers are watched with interest until they have bought something, and with affection afterwards.
        The day begins early here, with sweeping, and ends late, with an argument.
        Most people do two things for a living and are prouder of the second.
    """),
    "wilderness": lines("""
        Tracks in the soft ground tell of more visitors than anyone has seen.
        Sound carries strangely; one hears a voice close by and finds its owner an hour later.
        Those who know it well travel in pairs and talk little.
        In every season one part of it is dangerous, and in every season it is a different one.
    """),
    "structure": lines("""
        Some doors are always open and some are always shut, and it took a long time to settle which.
        It creaks, ticks and sighs in an order that those who live in it could sing.
        Everyone who has lived here has changed something, and most of it by a hand's breadth.
        One room is always being repaired.
    """),
}
FEEL = {
    "hopeful": "There is a feeling of mornings about it: things are begun here, and some are finished.",
    "dark": "Something weighs on it. People lower their voices without knowing why, and are in before dark.",
    "gritty": "It is worn, loud and honest, and smells of work.",
    "neon": "It never gets quite dark or quite quiet, and one can be lonely in it at any hour.",
    "melancholy": "It has the stillness of a place that has seen somebody off and not yet gone in.",
    "whimsical": "Nothing in it is quite where it was, and everyone is very polite about it.",
    "epic": "One feels that great things have happened here, and that the ground has not done with them.",
    "intimate": "It is small enough for everybody to be missed, and kind enough to say so.",
    "satirical": "It is extremely well run, as any number of notices will tell you.",
    "tense": "It is quiet as a held breath is quiet, and everybody knows the ways out.",
    "dreamlike": "Distances are vague, sounds arrive late, and one always seems to have been here before.",
    "romantic": "The light flatters everyone, and there are more corners for two than chance explains.",
    "": "It is a place one gets used to quickly and does not soon get out of one's head.",
}
SENSES = {
    "space": lines("""
        It smells of warm dust, solder and other people's suppers.
        Every step is answered from the far end.
        The air tastes faintly of metal, and of whatever was cooked a level below.
    """),
    "city": lines("""
        It smells of bread, wet stone and other people's suppers.
        One hears steps, shutters, somebody calling a name up a stair.
        The warmth of the day stays in the walls until long after dark.
    """),
    "wilderness": lines("""
        It smells of leaves, cold water and, faintly, of smoke from nobody's fire.
        The quiet is made of small sounds: drops, wings, a stone that settles.
        The air is clean enough to taste, and changes within a dozen steps.
    """),
    "structure": lines("""
        It smells of old wood, cold ash and something sweet that no one can place.
        Every step is answered from the far end.
        There is a draught that goes through the whole of it, like a thought.
    """),
}
WATER_NAMES = {
    "river": ("Water", "Run", "Brook", "Stream"),
    "lake": ("Mere", "Water", "Lake"),
    "sea": ("Sound", "Sea", "Bay"),
}
DISTRICTS = (
    "{word} Quarter",
    "{word} End",
    "Upper {word}",
    "{word} Side",
    "{word} Hill",
    "{word} Rows",
    "Low {word}",
    "{word} Yards",
)
LANDS = {
    "forest": ("{word} Wood", "{word} Trees"),
    "hills": ("{word} Hills", "{word} Heights"),
    "marsh": ("{word} Fen", "{word} Marsh"),
    "dunes": ("{word} Sands", "{word} Dunes"),
    "meadow": ("{word} Meadows", "{word} Grass"),
}
