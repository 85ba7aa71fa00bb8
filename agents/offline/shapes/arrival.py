"""Somebody comes, and has to be let in."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

ARRIVAL = Shape(
    key="arrival",
    words=bag(
        "arrive arrives arrived arrival arriving return returns returned returning come comes came coming "
        "home visit visits stranger guest welcome reach reaches reunion reunite reunites meet meets "
        "meeting enter enters messenger deliver delivers brings bring"
    ),
    titles=lines("""
        What {A} Brought
        The Last Hundred Steps
        Nobody Sent for {A}
        A Place to Stand
        Arriving Late
    """),
    want=block("""
        {A+} came from the {way} with {token} wrapped in {his} {coat}, walking like somebody who had
        practised the last hundred steps. {He} had expected to be stopped. Nobody stopped {him}. There was
        only {B+} {at}, with {b_his} back half turned, and {A} forgot every word {he} had prepared.

        It had taken {A+} eleven days to get here, and on ten of them {he} had been sure of a welcome. On
        the eleventh {he} {was} only tired. {He} put {token} down on the {surface}, because {his} hands had
        had enough of it, and asked the first person {he} saw where {B+} might be found. "You have found
        {b_him}," the answer came from behind.

        Nobody had sent for {A+}. That was the first thing {B+} said, and it was true. {A} had come all the
        same, past the {way} and everyone who might have turned {him} round, with {a_token} and a reason,
        and of the two {he} trusted the reason less.

        "You are late," said {B+}, before {A+} had so much as caught {his} breath. ¶ {A} looked down at
        {token} in {his} hands. "I know. I came as fast as I could carry this." It was not much of an
        excuse, and neither of them took it for one, but it bought {him} a place to stand.

        The way to {place} had changed, or {A+} remembered it wrongly; twice {he} took a turn that led
        nowhere and had to go back. When {he} came out at last {at}, {B+} was already there and had clearly
        been waiting. {A} held out {token}, as people hold out a hand to a dog they are not sure of.
    """),
    obstacle=block("""
        {B} did not move aside. "People who come this far want something," {b_he} said. "Say what it is, and
        I will say what it costs." ¶ {A} could have lied. {He} had a good lie ready, with a beginning and an
        end. But {B} was looking at {token}, and had stopped looking at anything else.

        There were days on which {B} would have laughed and made room. This was not one of them. "I gave my
        answer when the message came," {b_he} said, "and I have not thought of a better one since." {b_His}
        hands went on working, slowly, at a knot that had been undone for a good while.

        {B} listened the way one listens to somebody else's child, kindly and to the end, and then shook
        {b_his} head. It could not be done. It had been tried. There were others to think of, and nobody had
        asked them. So {A} had come all this way for a no, and it was a gentle one, which was worse.

        The trouble was that {B} had been told a different story. Somebody had come before, with an easier
        face and a better voice, and had explained everything about {matter}. "So you see," said {B}, "I
        already know what you are going to say." ¶ "Then I will not say it," said {A}, and sat down on the
        {seat}.
    """),
    turn=block("""
        So {A} stopped talking and put {token} into {B's} hands. That was all. {B} turned it over once, and
        then again, more slowly, and found the mark on the underside that nobody finds who does not know
        where to look. "Where did you get this?" {b_he} said, in quite another voice.

        It was {token} that decided it. {A} had nearly left it behind; there had been days on the way when
        {he} hated the sight of it. Now {B} reached out and touched it with two fingers, as one finds out
        whether a thing is hot. "I thought this was lost," {b_he} said. "I told everyone that it was lost."

        "Ask me something," said {A}, "that only the right person could answer." ¶ {B} thought about it. The
        {light} flickered and steadied. The question, when it came, was small and concerned {matter}, and
        {A} answered without thinking; and {he} saw the answer go in, like a foot into its own track.

        What changed {B's} mind was nothing that {A} said. It was that {he} had begun to shake, from cold or
        from the end of a long road, and had set {token} down first, with care, so that it should come to no
        harm. {B} noticed. Noticing was {b_his} gift and most of {b_his} trouble. "Sit," {b_he} said,
        "before you fall."
    """),
    up=block("""
        They made room. It was not much, a corner and {drink} and a {coat} that had belonged to somebody
        taller, but {A} had slept in worse and said thank you for it. {B} kept {token} where both of them
        could see it. "Tomorrow," {b_he} said, "you will tell it from the beginning, and leave out nothing
        about {matter}."

        Later there was {drink}, and the kind of talk that goes round a thing in smaller and smaller
        circles. {B} asked how long {A} meant to stay. {A} said that {he} had not thought past arriving.
        "Good," said {B}, and for the first time that day {b_he} smiled. "People with plans make me
        nervous."

        {B} walked ahead to show {him} where to put {his} things, and did not once look back to see whether
        {A} followed. {A} knew what that was worth. {He} left {token} on the {surface}, in plain sight of
        anyone, and went after {b_him} with empty hands.
    """),
    down=block("""
        "One night," said {B}. "Then you go, and you take it with you." It was less than {A} had hoped for
        and more than {he} had been promised. {He} lay awake through most of it, with {token} under {his}
        head, and learned the sounds of {place} by heart, as if somebody would ask {him} for them
        afterwards.

        So {A} was let in, and the price was {token}. {B} carried it off without another word. {A} stood
        where {he} had been left, lighter by what {he} had carried for so long, and found that {he} leaned a
        little to one side without it. Nobody had warned {him} about that.

        {B} gave {him} what {he} had come for, in the end, and it was smaller than {A} remembered. {He}
        thanked {b_him} for it. {He} {was} already halfway back to the {way} before {he} understood that
        {he} had been forgiven nothing, only received.
    """),
    beats=(
        "{A} arrives with {token}.",
        "{B} does not make room.",
        "{Token} says what words could not.",
        "{A} may stay, at a price.",
    ),
    actions=lines("""
        comes slowly into view carrying {a_token} and stops before somebody who has not turned round yet
        walks the last steps, breath visible, and lifts {a_token} with both hands
        pauses at the {way}, looks back once, then steps forward
    """),
)
