"""What a world adds to a scene: a touch of its genre, its wonders and physics, and themes of a prompt."""

from __future__ import annotations

from agents.offline.grammar import lines

GENRES: dict[str, tuple[str, ...]] = {
    "fantasy": lines("""
        There were older powers {in_place} than those that gave orders.
        People here knew better than to thank a stranger on a threshold.
    """),
    "science-fiction": lines("""
        One thing had changed in the world, years ago, and people were still finding out how much hung \
            on it.
        It was all perfectly explicable, and nobody had yet explained it.
    """),
    "cyberpunk": lines("""
        Everything {in_place} belonged to somebody, down to the warmth in the air.
        Somewhere, somebody was being paid to know that they were there.
    """),
    "historical": lines("""
        Those in power had sent new orders, and those {in_place} had nodded and changed nothing.
        Bread had gone up again; that, and not the great affairs, was what people talked about.
    """),
    "alternate-history": lines("""
        It had all turned on one afternoon, the old people said, and it could as well have turned the \
            other way.
        There were two names for the year, and which one you used told people enough.
    """),
    "space-opera": lines("""
        Empires had risen and fallen in the time it took the news to get here.
        Half the known worlds had wanted something from {place} once.
    """),
    "steampunk": lines("""
        Everything {in_place} had been polished that morning, and some of it was polished again while \
            they spoke.
        Good manners came first, then the machinery, then the people.
    """),
    "post-apocalyptic": lines("""
        The old world lay under everything, like a floor that nobody trusted.
        What there was had been mended, and the mending had been mended too.
    """),
    "horror": lines("""
        There was one more shadow than there were people to cast it, and nobody counted.
        Something {in_place} had stopped breathing when they came in.
    """),
    "mystery": lines("""
        Of all those who had been {in_place} that day, at least one was lying, and not the one who \
            looked it.
        One detail was wrong, and it had been in plain sight from the first.
    """),
    "noir": lines("""
        {In_place} a clean conscience was a sign of a bad memory.
        Everyone had a past here, and most of them owed it money.
    """),
    "western": lines("""
        The law was four days away, and it had never been known to hurry.
        It was hard country, and it had been harder on the soft.
    """),
    "fairy-tale": lines("""
        It had been said three times, and after three times a thing must be kept.
        Whoever is asked a favour {in_place} does well to look first at who is asking.
    """),
    "mythic": lines("""
        This was in the days when stones still listened.
        What was done {in_place} was done for the first time, and would be done again for ever.
    """),
    "superhero": lines("""
        From the outside nobody could have told which of them could have lifted the roof.
        It is easy to be brave when nothing can hurt you; the rest of it has to be learned.
    """),
    "contemporary": lines("""
        There were eleven other things to be done that day, and none of them would be.
        Nobody had died, nobody was rich; it was only a life, and it had come to a corner.
    """),
    "romance": lines("""
        Everybody had known about the two of them for a year, with two exceptions.
        There is no good way to stand next to somebody whom one has dreamed about.
    """),
    "comedy": lines("""
        There had been a plan, and up to the word "then" it had been a good one.
        It was at this point that things had been supposed to get simpler.
    """),
}

# By the level of magic: 1 can be doubted, 2 costs something, 3 is plain to see.
WONDERS: dict[str, tuple[str, ...]] = {
    "1": lines("""
        The {light} leaned towards {A} for a moment, though the air was still; it may have been nothing.
        Twice that day the same stranger's name had been spoken in front of {token}, and each time it \
            had grown cold.
        {B} touched wood, or what there was of it, and somewhere out of sight a thing that had been \
            falling did not fall.
    """),
    "2": lines("""
        {B} drew the sign in the dust with one finger, as it had to be drawn, and went a shade paler, as \
            one did.
        There was a way to make sure, and it wanted an hour and a little blood, and they had neither to \
            spare.
        On {token} the old marks had begun to show, slowly, like writing held over heat.
    """),
    "3": lines("""
        {A} said the word that goes with lifting, and the dust rose from the {ground} and hung there, \
            waiting for more.
        A spark went from {B's} finger to the {light}, as it does with people who have been at it all \
            their lives.
        The shadows drew back from {token} of their own accord, like well-taught servants.
    """),
    "elemental": lines("""
        The {light} bent to {B} as a dog bends to its owner, and straightened when it was told to.
        {A} asked the stone for quiet, and the stone thought it over and was quiet.
    """),
    "divine": lines("""
        {B} spoke the short prayer, the one for uncertain outcomes, and something listened; one felt it \
            turn its head.
        The grace that had been on {A} all morning lifted for a breath, and came back heavier.
    """),
    "blood": lines("""
        {B} had a fresh cut across the palm, one more in a ladder of them, and nobody had to ask what it \
            had paid for.
        {Token} was warm, like all things that have been bought with blood.
    """),
    "runic": lines("""
        The sign cut into {token} caught the {light} and held it longer than wood or metal should.
        {B} traced one rune in the dust, thought better of the second, and wiped out both.
    """),
    "technomagic": lines("""
        {Token} hummed a note that was half mechanism and half prayer, as all the good ones did.
        {B} muttered at the {light}, and tapped it, and whichever of the two it was, it worked.
    """),
    "digital-surrealism": lines("""
        A signal had leaked in from somewhere, and for the space of a breath every shadow {in_place} was \
            a mirror image.
        The air repeated itself: the same flicker, twice, exactly the same.
    """),
    "psionic": lines("""
        {A} felt {B} think {his} name, lightly, the way one tries a handle.
        Somebody's worry went through the place like a draught, and each of them took it for their own.
    """),
    "wild": lines("""
        A small wonder happened just then, to nobody in particular: all the dust lay down facing the \
            same way.
        Without being asked, {token} had begun to bloom, and it stopped when it was noticed.
    """),
}
PHYSICS: dict[str, tuple[str, ...]] = {
    "alternative": lines("""
        Things fell here as they always fell, in their own way, and nobody from here would have seen \
            anything in it.
    """),
    "hybrid": lines("""
        One felt the border as one crossed it: on this side, what one had learned as a child no longer \
            quite applied.
    """),
    "soft": lines("""
        It should not have held, and it held, because it mattered.
    """),
    "dream": lines("""
        There had been steps there before, and now there was water, and it seemed quite natural to go round.
    """),
    "simulated": lines("""
        At the edge of sight something arrived a moment late, as it did now and then, and put itself right.
    """),
}

# What a prompt may be about, with the words that say so, what to call it, and a thought about it.
THEMES: tuple[tuple[frozenset[str], str, tuple[str, ...]], ...] = tuple(
    (frozenset(words.split()), matter, lines(thoughts))
    for words, matter, thoughts in (
        (
            "betray betrays betrayed betrayal traitor treason",
            "the betrayal",
            "To be betrayed one has to have been trusted, {A} thought, and for a time that had been good.",
        ),
        (
            "forgive forgives forgiveness forgiven mercy apology sorry",
            "forgiveness",
            "Forgiveness was a strange coin, {A} thought: it could not be saved, and it could not be earned.",
        ),
        (
            "grief mourn mourns dead death died funeral grave loss lost",
            "the loss",
            "One does not get over such a thing, somebody had once told {A}; one gets to know it.",
        ),
        (
            "revenge vengeance avenge",
            "revenge",
            "Revenge had kept {A} warm for a long while, as a fire does that is fed with the furniture.",
        ),
        (
            "love loves lover lovers kiss romance wedding marry marriage",
            "what was never said",
            "It was love, or it was something that used the same path.",
        ),
        (
            "fear fears afraid terror",
            "the old fear",
            "Fear, {A} had found, was mostly good eyesight.",
        ),
        (
            "hope hopes hopeful",
            "what hope was left",
            "Hope was a nuisance; it would not sit down and it would not leave.",
        ),
        (
            "debt debts owe owes owed",
            "the debt",
            "A debt is a kind of thread, and {A} could feel somebody at the other end of it.",
        ),
        (
            "promise promises oath vow sworn",
            "the promise",
            "The promise had been easy to make; it had been summer, and nobody had thought of winter.",
        ),
        (
            "war battle soldiers army peace treaty",
            "the war",
            "People spoke of the war as of a season, as if it had come by itself and would go again.",
        ),
        ("home homesick return exile exiled", "home", "Home, for {A}, was a direction."),
        (
            "freedom free prison prisoner slave escape",
            "freedom",
            "They had taken everything from {A} but the habit of looking for the way out.",
        ),
        (
            "power throne crown rule king queen emperor",
            "who should rule",
            "Power was like the {light}, {A} thought: it showed you others, and it showed you to them.",
        ),
        (
            "secret secrets hidden mystery conspiracy",
            "the secret",
            "A secret known to two people, {A} had heard, is a kind of marriage.",
        ),
        (
            "child children son daughter mother father family brother sister twin",
            "the family",
            "Families, {A} thought, were made of things that everyone remembered differently.",
        ),
        (
            "song music sing sings singing dance",
            "the song",
            "There was a tune to it, and {A} had been hearing it for days without knowing where from.",
        ),
        (
            "dream dreams nightmare sleep",
            "the dream",
            "{A} had dreamed it beforehand, only with the sides changed.",
        ),
    )
)
