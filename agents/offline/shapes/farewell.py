"""Somebody goes, and somebody stays."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

FAREWELL = Shape(
    key="farewell",
    words=bag(
        "farewell goodbye leave leaves leaving left depart departs departing departure part parts parting "
        "exile exiled journey sail sails sailing away last final dies died dying death funeral grave "
        "mourn mourns grief end ends separate separates emigrate divorce bury buries"
    ),
    titles=lines("""
        The Long Way of Saying It
        What {B} Did Not Pack
        {A} at the Last
        Before the Others Wake
        One of Them Stayed
    """),
    want=block("""
        {A+} had meant to be gone already. Everything {he} owned was in {one_container}, and the {container}
        stood by the {way}, and still {he} walked about {at} and put a hand on things. {B+} let {him}.
        {b_He} had {token} behind {b_his} back and waited for the right moment, and it would not come.

        "You have forgotten something," said {B+}. ¶ {A+} had forgotten it on purpose. {Token} lay on the
        {surface}, where {he} had put it the night before, so that there should be something of {his} left
        to be annoyed by. "Keep it for me," {he} said. "I shall want a reason to come back."

        They had agreed that there would be no fuss. {A+} was to go early and quietly, by the {way}, and
        {B+} was to be busy elsewhere. And so {he} came early and quietly, and there {b_he} was {at}, as
        busy as a person can be who has nothing in {b_his} hands but {token}.

        It was the small things that took so long. {A+} knew how to leave a place; {he} had done it often.
        What {he} did not know was how to leave while {B+} stood there being useful, tying what was tied and
        folding what was folded. {He} had one thing to say, and {token} to give, and no beginning for
        either.
    """),
    obstacle=block("""
        "There is no need to go today," said {B}. {b_He} had said it yesterday as well. Today it was about
        the road, and yesterday it had been about {matter}, and both times it had been true. {A} had run out
        of replies and only went on fastening the {container}, which was fastened.

        They talked about what had to be seen to. They were good at that. When each thing had been gone
        through, and gone through again, a silence opened that neither of them had planned for. {A} looked
        into it, and saw how easy it would be to stay, and how much it would cost everyone.

        {B} was angry. It came out sideways, as it always did: the knots were wrong, the hour was wrong, a
        child would have packed better. {A} stood and let it rain. {He} knew {b_him} well enough to hear the
        other sentence, which ran underneath all of these and had only two words in it.

        "You could ask me to stay," said {A}. ¶ "I could," said {B}. {b_He} looked at {token}, at the
        {ground}, at the {way}. {b_He} looked everywhere there was. "And then you would stay, and you would
        be kind about it, every day, for years. No. I will not ask."
    """),
    turn=block("""
        In the end it was {token}. {A} took it up, meaning only to move it, and could not put it down again.
        "Take it," said {B}. "Do not make a speech." And because a speech was just what {he} had been about
        to make, {A} began to laugh, and then {he} {was} not laughing, and {B} turned away to give {him} the
        time.

        {B} broke first. {b_He} took three steps, took hold of {A} by both arms, and shook {him} once, hard,
        like a coat with dust in it. "Come back," {b_he} said. "I do not care what as." ¶ It was not at all
        what they had agreed on. {A} had never been so glad of a broken promise.

        {A} got as far as the {way}. There {he} stopped, and came back, and said it: all of it, badly, out
        of breath and in the wrong order. It took less time than either of them would have guessed. {B}
        heard it to the end. "Yes," {b_he} said. "I know. I have always known. But thank you."

        They had each prepared a gift, and it was the same one. {A} held out {his} half and {B} held out
        {b_hers}, and over {token} and its twin they looked at each other with real dismay. Then they
        exchanged them, gravely, as though that had been the plan from the start.
    """),
    up=block("""
        {A} went. At the turn of the {way} {he} looked back, which is bad luck, and waved, which is worse.
        {B} waved too. It was a long while before {he} noticed that {he} {was} walking quickly, like someone
        with a place to go, and that {token} in {his} {pocket} had grown quite warm.

        After that it was simple. One of them went and the other stayed, and both of them did it well. For
        weeks {B} kept to {b_his} work and found, now and then, some small thing that had been mended and
        never mentioned. {b_He} left the last of them where it was, so as not to have come to the end.

        "Go on, then," said {B}, "before I think of something." {A} went on. The day was wide, and the way
        led down into it. {He} had never in {his} life been so sad, and there was no word for how well it
        suited the weather of {his} heart, which was clearing.
    """),
    down=block("""
        {A} did not look back. {B} watched until there was nothing to watch, and then a little longer, for
        the sake of completeness. Then {b_he} went in and put {token} away, not where it could be seen and
        not where it could be forgotten, and began on the work of the day.

        {He} had gone some distance before {he} found it in {his} {coat}: the other half of what {B} had
        wanted to say, folded small. {A} did not open it. As long as it stayed shut there was something
        still to come. {He} walked on, with one hand over it, into the first of the days.

        Nobody saw {A} go but {B}, and {B} told nobody. When people asked, {b_he} said that {he} would be
        back before the year was out. {b_He} said it so often and so well that in time {place} believed it,
        and there were evenings when {b_he} nearly did.
    """),
    beats=(
        "{A} is ready to leave {place}.",
        "{B} has reasons against it, and does not say the true one.",
        "{Token} breaks what they had agreed on.",
        "One of them goes, the other stays.",
    ),
    actions=lines("""
        lifts {one_container}, pauses at the {way} and looks back at a figure who stays
        presses {a_token} into another hand, holds it a moment and lets go
        walks away into the distance while somebody watches without waving
    """),
)
