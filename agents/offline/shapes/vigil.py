"""Somebody waits, and must not fall asleep."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

VIGIL = Shape(
    key="vigil",
    words=bag(
        "wait waits waiting watch watches watching guard guards keep keeps keeping keeper vigil night "
        "sleep sleepless alone lonely loneliness light lantern lighthouse patience duty promise promises "
        "sings sing song pray prays sick ill nurse tend tends listen listens sentinel stay stays"
    ),
    titles=lines("""
        The Watch
        Until Somebody Comes
        {A} Keeps Awake
        Nothing to Report
        The Third Part of the Night
    """),
    want=block("""
        The arrangement was simple. One of them would watch and the other would sleep, and at the turn they
        would change places. {A+} had the first part. {B+} lay down on the {seat} and shut {b_his} eyes, and
        {A} set {token} where {he} could reach it, and began to wait for what everyone hoped would not come.

        {A+} had kept this watch so often that {he} could have drawn the dark from memory. {He} knew which
        sounds were which. What {he} did not know was why {B+} had come to sit with {him}, tonight of all
        nights, bringing {a_token} and no explanation.

        "All you have to do," {B+} had said, "is see that it does not go out." ¶ It sounded like nothing.
        Now {B} lay with {b_his} face to the dark, and {A+} sat {at} with the {light}, and {token}, and the
        whole weight of nothing on {his} eyelids. {He} pinched the back of {his} hand. It was going to be a
        long one.

        Somebody had to stay, and it had come to {A+}, because {he} had not looked away in time. {He}
        settled down {at} with {token} beside {him}. {B+} was there as well, to take the second part, and
        did not look like somebody who meant to sleep through the first. {A} fixed {his} eyes on the {way}.
    """),
    obstacle=block("""
        The first hours belong to courage and the middle ones to nobody. {A} sang under {his} breath. {He}
        counted backwards; {he} recited the names of everyone {he} had ever quarrelled with, and that took
        {him} a good way. Then {his} chin touched {his} chest, and something near the {way} moved.

        "You are thinking about {matter}," said {B} out of the dark. ¶ "I am thinking about keeping awake."
        ¶ "It is the same thing," said {B}, and of course it was. {b_He} did not sound as if {b_he} had been
        asleep for even a moment.

        Twice {A} was certain that {he} heard steps. Twice {he} got up, with {token} in {his} hand, and went
        as far as {he} was allowed to go, and there was nobody. When {he} sat down for the second time the
        {seat} was warm, as if somebody had been keeping it for {him}.

        Towards the middle of it the {light} began to fail. {A} did all the right things in the right order,
        and it went on failing. {B} watched {him} try. "There is one more thing that we could try," {b_he}
        said, and looked, not for long, at {token}.
    """),
    turn=block("""
        What came was not what they had been watching for. It came up from the {way} without hurry and stood
        at the edge of what could be seen, and it was only somebody who was lost. {A} found that {he} had
        {token} raised like a weapon. {He} lowered it, and moved over, and made room.

        {A} must have slept. {He} woke with a start, and everything was as it had been, except that {B} sat
        in {his} place, with {token} on {b_his} knees, and {b_his} eyes wide open. "You were tired," {b_he}
        said. "Nothing happened." {b_His} hands were shaking. Something had happened.

        And then, quite suddenly, {he} {was} no longer afraid. {A} could not have said when it stopped. {He}
        took up {token}, and the feel of it was just the feel of a thing, worn and useful. "Go and rest,"
        {he} told {B}. "I have it now." For the first time that night it was true.

        {B} told {him} then. It was the hour for it, when people say what they would deny by day. {b_He} had
        kept this same watch once before, and had looked away for as long as it takes to draw a breath, and
        {b_he} told {A} what that had cost. "So I come," {b_he} said, "whenever it is somebody's first."
    """),
    up=block("""
        The dark grew thin, and then there were edges, and then things. {A} stood up in sections. Whatever
        it was that had to be kept had been kept. {B} was snoring. {He} put {his} {coat} over {b_him}, took
        {token}, and went to be the first to tell them.

        "Nothing to report," said {A}, when they came to take {his} place. It was what one said. {He} and
        {B} went off side by side, unsteady as colts, and somewhere on the way {b_he} started to laugh at
        it, and by the time they got in neither of them could stand.

        When it was over they shared what was left of {drink}, and it was cold, and it was the best that {A}
        had ever tasted. {B} raised {b_his} cup towards the {light}, which had no more need to burn and went
        on doing it. "To the dullest night of the year," {b_he} said.
    """),
    down=block("""
        They came when it was over and asked whether it had been quiet. {A} looked at {B}, and {B} looked at
        the {ground}. "Quiet," said {A}. There was no other word for it, afterwards. {He} put {token} back
        where it belonged and washed {his} hands for a long time.

        Nobody came. {A} had been promised that somebody would, and had held on to that as one holds on to a
        rail; and now there was light enough to see the {way} from one end to the other, and it was empty.
        {B} did not say anything. {b_He} sat down again, to begin the next watch.

        {A} had kept it. There would be no praise, since nobody praises what does not happen. But {he} knew
        now what it weighed, all of it, from end to end, and when {B} asked who would take tomorrow {he}
        heard, with some surprise, {his} own voice answer.
    """),
    beats=(
        "{A} has to watch until the others come.",
        "The middle of it is long, and something moves.",
        "What comes is not what was feared.",
        "The watch is over, and it has changed them.",
    ),
    actions=lines("""
        sits very still beside {a_token}, eyes open, as shadows shift around
        starts awake, lifts {a_token} and peers into the dark
        rises slowly as the dark thins and moves {a_token} into the first light
    """),
)
