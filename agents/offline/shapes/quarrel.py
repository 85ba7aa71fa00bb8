"""Two people who are both right."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

QUARREL = Shape(
    key="quarrel",
    words=bag(
        "quarrel quarrels argue argues argument fight fighting duel confront confronts confrontation "
        "accuse accuses rival rivals enemy enemies refuse refuses challenge challenges anger angry "
        "revenge vengeance trial judge judges court law rebel rebels rebellion betray betrays disagree "
        "interrogate interrogates question questions crown throne king queen order orders command "
        "commands"
    ),
    titles=lines("""
        Both of Them Right
        The Other Half of {Token0}
        {A} Says No
        An Argument {in_place}
        Raised Voices
    """),
    want=block("""
        "It is mine," said {A+}, and put a hand on {token}. ¶ "It was," said {B+}, and put a hand on the
        other end. They had been civil about it until then. {At}, with nobody to be civil for, they looked
        at each other across the {surface} and each saw somebody who had slept badly and was sure.

        {A+} had made up {his} mind not to raise {his} voice. It was the only rule {he} had brought along,
        and {B+} had {him} over it in a few sentences. There was {token}, and there was what should be done
        about it, and there were two ways of seeing that, and one of them was a disgrace.

        Everyone {in_place} knew that it would come to this, and had found something to do elsewhere. {A+}
        stood on one side and {B+} on the other. {Token} lay between them on the {surface}. Neither had
        touched it yet. "You first," said {B}, and it was not politeness.

        It began over nothing, over who had moved {token} and who had been told. {A+} could have let it
        pass. So could {B+}. But the nothing had been growing for a good while, in the dark, with plenty to
        feed on, and now it stood up {at} and was taller than either of them.
    """),
    obstacle=block("""
        {B} had reasons. {b_He} laid them out one after the other, like somebody setting a place for a
        guest, and the maddening thing was that they were good. {A} had only one, and had never had to put
        it into words: that it was wrong, and that {he} would know it was wrong, every day, even if no one
        else ever did.

        "You were not there," said {A}. ¶ "I was the one who stayed," said {B}. "You were not there for
        that." ¶ It was the kind of thing that cannot be taken back, and both of them listened to it go. It
        had to do with {matter}. Everything did, if one dug deep enough.

        They said the old things first, to warm up. They had said them so often that each could have done
        the other's part. Then {B} said something new. It was short, and {b_he} said it quite softly, and
        {A} took a step back as if {he} had been pushed.

        {A} appealed to what was decent. {B} appealed to what was left. Neither had asked for it, this
        {token0}, this duty, this having to be the one; they agreed on that, furiously, each at the top of
        their voice, and then had to stop and find out what they were fighting about.
    """),
    turn=block("""
        {A} pulled, and {B} pulled, and {token} came apart. It made a small, dry, final sound. They stood
        there, each with a piece, like two children who have been called by their full names. "Oh no," said
        {B}. And {A}, who had been about to say something unforgivable, said, "Give me your half. Let me
        see."

        "Very well," said {A}. "Take it." {He} pushed {token} across. {B}, who had been leaning against a
        weight, nearly fell over when it was gone. {b_He} looked at what {b_he} had won. "You are supposed
        to want it," {b_he} said, and {b_his} voice was so forlorn that {A} forgot to be angry.

        In the middle of a sentence {B} stopped. {b_He} had used a word, one particular word, with a turn to
        it, and both of them knew whose word it was. {b_He} heard {b_himself}. "That is what they said to
        me," {b_he} said slowly. "That is exactly what they said." {A} lowered {his} hands.

        {A} laughed. {He} did not mean to; it was the sight of {B}, upright, blazing, with {b_his} {coat}
        fastened all wrong. {B} stared at {him}. {b_He} looked down. There was a moment in which it might
        have gone either way, and in that moment a good deal was decided.
    """),
    up=block("""
        They settled it as people do who will have to see each other tomorrow: {A} kept {token}, and {B}
        kept the right to say that {b_he} had been against it. {b_He} said so at once, to be in practice.
        After that they put the {surface} straight, together, and nothing more was thrown.

        "I am still right," said {B}. ¶ "I know," said {A}. "So am I." ¶ They considered that. It left them
        rather a lot to do. {B} sat down on the {seat}, with {token} beside {b_him}, and moved up to leave
        some room, and then they started again from the beginning, more quietly.

        {A} mended it. It took what was left of the day, and {B} held the pieces, and the join was a bad
        one, as thick as a finger. "It is stronger there than anywhere else," said {A}, with {his} head
        bent. {B} said nothing at all. {b_He} had never been good at being thanked, and this was worse.
    """),
    down=block("""
        {A} won. It did not take long, after that. {B} gathered up what was {b_hers} and left what was not,
        and at the {way} {b_he} turned round and said, with no unkindness, that {b_he} hoped it would keep
        {him} warm. {A} was left with {token}, and the quiet, and a great deal of room.

        Neither of them gave in. When it had grown too dark to see the other's face they stopped, by a kind
        of agreement, and went off in two directions. {Token} lay where it was. It lay there all night, and
        in the morning it belonged to whoever would be the first to be ashamed.

        "Then we are done," said {B}, and {A} heard {himself} agree. It was strange how calm it was. They
        divided things up. They were generous; each pressed on the other what neither could bear to look at;
        and {token} went, in the end, to the one who had spoken of it least.
    """),
    beats=(
        "{A} and {B} both lay claim to {token}.",
        "Both have reasons, and one goes too far.",
        "Something small stops them.",
        "The quarrel ends, and leaves a mark.",
    ),
    actions=lines("""
        faces another figure across the {surface}, both gripping {a_token}, neither letting go
        raises a hand, stops in the middle of a word, and slowly lowers it
        pushes {a_token} away across the {surface} and turns aside
    """),
)
