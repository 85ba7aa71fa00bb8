"""Something is told that has been kept for too long."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

CONFESSION = Shape(
    key="confession",
    words=bag(
        "confess confesses confession admit admits admitting truth secret secrets tell tells told reveal "
        "reveals revealed guilt guilty lie lies lied apologise apologize apology forgive forgives "
        "forgiven forgiveness sorry sin love loves kiss letter remember remembers memory memories past "
        "betrayed betrayal"
    ),
    titles=lines("""
        What {A} Had Kept
        The Short Version
        {B} Already Knew
        A Thing Said Late
        The Part Left Out
    """),
    want=block("""
        {A+} had chosen the place with care: {at}, where nobody would come by, and where {he} could not be
        seen to run. {B+} sat on the {seat} and waited. "You said that there was something," said {B}. There
        was. It had been there for years, and it had {token} in the middle of it.

        "I will say it quickly," said {A+}, "and you will let me get to the end." ¶ {B+} nodded. {b_He} had
        the look of somebody who has been handed a sleeping child and told not to move. {A} put {token} on
        the {surface} between them, opened {his} mouth, and talked about the weather.

        Everything had been easier while {A+} was the only one who knew. {He} understood that now, {at},
        with {B+} so close that there was no looking past {b_him}. For a long time {he} had carried {token}
        about as one carries a stone in a shoe. Today {he} meant to stop and take it out.

        {B+} had not asked. That was the hard part. If {b_he} had asked, {A+} could have been angry, and
        anger would have carried {him} over the first words. Instead {b_he} mended something small, by the
        {light}, and left room for {him} to speak, and {he} turned {token} over and over in {his} hands.
    """),
    obstacle=block("""
        {He} began three times. The first time somebody went by. The second time {he} heard {his} own voice
        and did not care for it. The third time {he} got as far as the name, and {B} looked up so gently
        that {he} changed the subject, and {was} ashamed, and changed it back.

        "If it is about {matter}," said {B}, "then I would as soon not know." {b_He} said it lightly, but
        {b_his} hands had gone still. "People tell me things to make themselves feel better. Then they go
        home, and I have it." ¶ It was fair. {A} had no answer to it at all.

        Between the two of them lay everything they had agreed never to mention, and it took up a good deal
        of room. {A} had to go round it to reach the beginning. {He} spoke of the cold that year, of who was
        alive then; {B} listened with {b_his} head on one side, counting what was left out.

        "You need not," said {B}. ¶ It would have been easy to take that and be grateful. {A} very nearly
        did. {He} had got up, and had picked up {token}, and {was} looking for something to say about the
        hour, when {he} saw that {b_he} was afraid.
    """),
    turn=block("""
        "It was me," said {A}. Three words, and none of them long. They went out over the {ground} and did
        not come back. {B} sat quite still. Then {b_he} put {b_his} hand flat on the {surface}, beside
        {token}, as one does to feel whether something far away is coming nearer.

        {A} told it badly. {He} started in the middle, and had to go back for the reasons, and the reasons
        sounded thin out loud. But {he} did not leave {himself} out of it. When {he} came to the part with
        {token} {his} voice gave way, and it was {B} who said the next sentence, word for word, as if {b_he}
        had been there.

        "I know," said {B}. ¶ The {light} flickered. Somewhere a long way off something fell over, and was
        set up again. "I have known it since the spring," {b_he} said. "I was only waiting to see whether
        you would be the one to tell me, or whether I should have to be the one to ask."

        {He} gave up on words then, and simply held out {token}, with the worn side up. {B} took it. It was
        all there for anyone to read: the mark, the mend, the place where a thumb had rubbed it smooth.
        {b_He} read it for a long time. "All these years," {b_he} said at last, "I thought that it was my
        fault."
    """),
    up=block("""
        They did not embrace; it was not in either of them. But {B} moved over on the {seat}, and {A} sat
        down, and they looked at the same patch of {ground} until it had become quite ordinary. "Next time,"
        {b_he} said, "tell me while I am still young enough to shout at you."

        Forgiveness, it turned out, was mostly practical. It had to be told to two other people, and {token}
        had to go back to where it belonged, and before all that somebody would have to eat something. {B}
        saw to the food. {A} could not remember when {he} had last been so hungry.

        Afterwards {A} felt no lighter. {He} had been told that {he} would. What {he} felt was that the
        weight had a second handle now, and that {B}, without any fuss, had taken hold of it.
    """),
    down=block("""
        {B} thanked {him} for telling the truth. It was politely done. Then {b_he} stood up, gave {token}
        back, and went away by the {way}, neither fast nor slow, and {A} knew from the set of {b_his}
        shoulders that they would go on being civil to each other for the rest of their lives.

        "I will need some time," said {B}, and {A} said of course, and neither of them said how much. {He}
        sat on with {token} in {his} lap until the {light} was almost gone. {He} had thought of the truth as
        an end to something. It lay there in front of {him} like a beginning, and asked to be fed.

        Nothing was mended by it. But the thing had been said, aloud, {at}, and could not be unsaid, and
        from now on there would be two people in the world who lay awake over it. {A} was sorry about that,
        and slept, that night, without a single dream.
    """),
    beats=(
        "{A} has something to tell {B}.",
        "The words do not come, and {B} does not make it easy.",
        "{A} says it, with {token} as the proof.",
        "Both of them have to live with what was said.",
    ),
    actions=lines("""
        turns {a_token} over and over in both hands, then looks up and begins to speak
        holds out {a_token} to a seated figure, who takes it after a long moment
        sits close to another figure in silence, breathes in, and says three words
    """),
)
