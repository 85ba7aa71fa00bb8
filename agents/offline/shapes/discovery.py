"""Something is found that should not be there, and knowing it changes things."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

DISCOVERY = Shape(
    key="discovery",
    words=bag(
        "discover discovers discovered discovery finds found uncover uncovers open opens opened opening "
        "learn learns mystery strange wonder wonders reveal explore explores exploring ruin ruins ancient "
        "unknown invent invents invention experiment dig digs awaken awakens wakes wake touch touches "
        "read reads map star stars fell egg ghost curious"
    ),
    titles=lines("""
        What Lay Under the {Ground}
        The Wrong Shape
        {A} Counts Again
        A Thing That Ought Not to Be
        Older Than {Place}
    """),
    want=block("""
        {A+} had only put a hand down to steady {himself}, and the {ground} gave way. Underneath, packed
        away as neatly as a meal for a journey, lay {token}. {He} did not pick it up at once. It had plainly
        been waiting for a good long while, and {he} wanted to be sure that it was waiting for {him}.

        "That was not there yesterday," said {A+}. ¶ {B+} came over and had a look. {Token} lay {at}, in the
        open, as if it had been set down a moment ago by somebody who meant to come straight back. "No,"
        {b_he} agreed. "And yesterday it was not so quiet."

        For three days {A+} had told nobody. {He} went about {his} work, and ate, and answered when {he}
        {was} spoken to, and whenever {he} {was} alone {he} took out {token} and looked at it again. On the
        fourth day {he} fetched {B+}. There are things that one person can see and only two can believe.

        {B+} said it was nothing, and {B} had seen more of such things than anyone. {A+} wanted to think so
        too. {He} put {token} down on the {surface} and walked all the way round it. It was nothing from
        every side but one. From that side it was, very clearly, about {matter}.
    """),
    obstacle=block("""
        "Put it back," said {B}. {b_He} had turned pale, and it did not suit {b_him}. "Put it back as it
        was, and we will both have had a dull day." ¶ {A} would have liked nothing better. But {he} had
        already seen the underside, and one cannot unsee by wishing; {he} had tried it before, with less.

        It would not open, and it would not be understood. {A} went at it with patience, and then with a
        blade, and at last with language. {B} held the {light} and gave advice. What they learned was where
        it was strongest, and that somebody had wanted very much for it to be left alone.

        If it was what it seemed to be, then what everybody told about {place} was wrong: who had come
        first, and what they had found here, and why they stayed. {B} worked that out a breath before {A}
        did. "People have been proud of that story for a long time," {b_he} said, and stepped between {him}
        and {token}.

        The more closely {A} looked, the less {he} could say. It was old; no, it was new. It had been made;
        it had grown. {He} said so aloud, and {B} believed none of it. "When you have decided," {b_he} said,
        "tell me which one we are supposed to be afraid of."
    """),
    turn=block("""
        It was a matter of the light. {A} shifted the {light} by no more than a hand's width, and the
        scratches that had been scratches ran together into a line, and the line into a face. {He} knew the
        face. Anyone would have. It was standing next to {him}, holding its breath.

        [magic 1] {B} laid {b_his} palm on it, just to move it out of the way, and it answered. It was a
        very small sound, such as a cup makes when it is set down somewhere else. They both heard it. They
        both looked at {b_his} hand. "Do that again," said {A}, and {his} voice was not quite steady.

        Then {A} saw the mistake. They had been holding it upside down: all of them, from the beginning,
        everyone who had ever told of it. {He} turned {token} round, with great care, the way one turns a
        sleeper. "Oh," said {B}. There was nothing else to say. It was as clear as a hand held up.

        There was a seam. It ran where no one would have put a seam, and once {A} had seen it {he} could see
        nothing else. {He} pressed, and {token} gave by the breadth of a hair. "Wait," said {B}. But it was
        already open, and there was no more to it than a few words, in a hand that they both knew.

        {A} asked the one question that nobody had asked: not what it was, but whom it was for. After that
        it went very fast. Each mark had a reason, and each reason pointed the same way, and {B}, following,
        said the answer half a breath before {him}, and looked as if {b_he} would have liked to have it
        back.

        [magic 1] Inside was nothing, or so it looked. {A} put in two fingers and felt the cold of it, and
        the edge, and then, quite distinctly, other fingers, which took hold of {his} and pressed them once
        and let go. {He} did not cry out. {He} said, to {B}, in a voice that {he} hardly knew, "Somebody is
        well brought up."
    """),
    up=block("""
        They agreed to tell nobody until they could tell it well. It was the happiest secret that {A} had
        ever had. {He} caught {B's} eye across the others that evening, and both of them looked away too
        late, and people began to draw quite the wrong conclusions, and were very nice about it.

        {A} set {token} back in its place, the right way round. It seemed the least that {he} could do.
        Nothing changed; the {light} burned as before. But {B}, who believed in nothing that {b_he} could
        not carry, took off {b_his} {coat} and laid it over the spot, in case whatever was there should feel
        the cold.

        "So the world is larger than it was this morning," said {B}. {b_He} sounded like somebody who has
        been told that the guests are staying. {A} gave {b_him} {token} to hold. {b_He} held it, and by and
        by {b_his} shoulders came down, and {b_he} asked the first of a great many questions.
    """),
    down=block("""
        They buried it again, deeper, and {B} swept the spot until it looked like any other. It was the
        sensible thing. {A} never forgot exactly where it lay. When {he} passed, {he} made a small detour,
        and so did {B}, and neither ever asked the other why.

        By the next day it was known. {A} had not told, and {B} swore that {b_he} had not; it was simply
        known, as weather is. People came and stood {at}, and were disappointed, and took small pieces away.
        {A} kept {token} under {his} {coat} and let them think that they had seen all there was.

        Somebody would have to be told, and after that it would no longer be theirs. {A} held {token} one
        more time up to the {light}. {He} was trying to learn it by heart: not what it was, but how it had
        been, for an hour, to be the only one who did not understand it.
    """),
    beats=(
        "{A} comes upon {token}.",
        "It makes no sense, and {B} wants it left alone.",
        "One look from another side explains it.",
        "Now they have to carry what they know.",
    ),
    actions=lines("""
        brushes dust from {a_token}, tilts it towards the light and freezes
        kneels on the {ground} and lifts {a_token} out of a hollow with both hands
        circles {a_token} slowly, then reaches out and touches it with two fingers
    """),
)
