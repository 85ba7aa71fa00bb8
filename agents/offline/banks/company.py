"""What others in a scene do, what goes on inside the two who matter, and pauses between the beats."""

from __future__ import annotations

from agents.offline.grammar import block, lines

# One sentence each about somebody (X) who is there as well.
ACTS = lines("""
    {X+} had been standing by the {way} the whole time, and now stepped out of the shadow, counting heads.
    {X+} said nothing, and said it very clearly.
    {X+} brought {drink} that nobody had asked for, and everyone took some.
    {X+} walked once round the two of them, as if they were something for sale, and sat down on the \
        {ground}.
    "Somebody ought to decide," said {X+}, and looked at everyone but {B}.
    {X+} laughed at the wrong moment, clapped a hand over {x_his} mouth, and went on shaking.
    {X+} kept watch towards the {way} and reported, at intervals, that there was nothing to report.
    "I only came to listen," said {X+}, and moved closer.
    {X+} caught {A's} eye and shook {x_his} head, so slightly that it could have been denied.
    {X+} had found a crack in the {ground} and was following it with one toe, to have somewhere to look.
    Quietly, without being asked, {X+} moved the {light} to where it was needed.
    {X+} began to hum, noticed it, and stopped.
    "That is not how I heard it," said {X+} from behind them.
    {X+} took off {x_his} {coat} and hung it round the shoulders of whoever stood nearest, and glared at \
        anyone who looked.
    {X+} picked at a splinter and pretended not to count the silences.
    It was {X+} who finally went and fetched some water, mostly to be out of it for a while.
    {X+} drew lines in the dust with a stick, a plan or a picture, and rubbed them out again.
    {X+} had an opinion, and held it back with both hands.
    "We could all just go home," said {X+}, and knew that nobody would.
    {X+} leaned over to look, and drew back quickly.
    {X+} stood so that {x_his} shadow fell between {A} and {B}, and seemed to think that it would help.
    {X+} told a joke about a goat. It was a good one, and not one of them heard it.
    Off to one side {X+} was tying and untying the same knot.
    {X+} put a hand on {A's} shoulder, left it there for a breath, and took it away.
""")
# For a crowd: many names in one sentence, each doing the same.
CROWD = lines("""
    {XS} had come as well, and stood close together, like people in a small boat.
    {XS} watched from the {way} and argued in whispers about what they saw.
    {XS} moved back to make room, and then, one by one, forward again.
    {XS} waited further off and passed on whatever they could hear.
""")
CHARACTER = lines("""
    Those who knew {A} would have called {him} {a_nature}, and for once all of it was needed.
    {A} was {a_nature}; it had got {him} into this, and might yet get {him} out.
    By nature {A} was {a_nature}, and none of that was of any use just now.
    Being {a_nature} had its price, and {A} had been paying it for years.
""")
WANTS = lines("""
    Under all of it lay the one thing {he} really wanted, which was {a_want}.
    {He} wanted only one thing, and had wanted it for so long that it had worn a groove: {a_want}.
    Ask {him} at any hour what {he} was after, and the answer would have been the same: {a_want}.
    {He} was there for one reason, and it was {a_want}; the rest was talk.
""")
B_CHARACTER = lines("""
    As for {B}, {b_he} was {b_nature}, which made {b_him} easy to know and hard to move.
    {B} was {b_nature}, and took some pride in it.
    People said of {B} that {b_he} was {b_nature}, and they said it with care.
""")
B_WANTS = lines("""
    But {B} wanted something too, and it was {b_want}.
    What {B} needed most, just then, was {b_want}, and it did not go well with company.
    {B} had {b_his} own reasons; the oldest of them was {b_want}.
""")
# For people of whom nothing is known.
UNKNOWN = lines("""
    {A} was not brave, but {he} had never found out how one stops once one has begun.
    {A} had a way of looking at things as if they were about to be taken away.
    There was a stubborn streak in {A}, and it lay just under the good manners.
    {A} had promised {himself}, on the way here, to be sensible, and could still remember how it went. \
        People trusted {A}; it was something about the hands.
    {A} had never been good at leaving things alone, and had never seen why one should be.
    Whatever {A} felt went straight to {his} ears, which were red.
    {A} listened better than {he} spoke, and knew it, and tonight it would have to be the other way round.
    It was not like {A} to be nervous, and {he} noted it with interest.
    {A} carried {himself} like somebody who has learned to take up little room.
    There was very little that {A} was afraid of, but one item on the list was this.
    {A} had been told to come alone, and had for a long while known no other way.

""")
RULES = lines("""
    Everybody {in_place} grew up with it: {rule}.
    "You know how it is," said {B}. "{Rule}."
    There was one thing that nobody here would have disputed: {rule}.
""")
TIES = lines("""
    And there was no getting round it: {tie}.
    It lay underneath everything they said: {tie}.
""")
GEOGRAPHY = lines("""
    Those who asked about {place} were told one thing first: {geography}.
    This was {place}, after all: {geography}.
    There were many ways to describe {place}, and most people began with the same one: {geography}.
""")
CLIMATE = lines("""
    It was the usual weather for {place}: {climate}.
    The air was just what one would expect of {place}: {climate}.
""")
LANDMARKS = lines("""
    From here one could see {landmark}, and {A} looked at it whenever {he} needed somewhere to look.
    Over by {landmark} somebody moved, and it was only somebody moving.
    {A} had arranged to be back at {landmark} by now, and was not.
    {Landmark} was where such things were usually settled, and they were not there.
""")

ECHOES = lines("""
    For days the talk {in_place} had been of little but {echo}.
    Whatever they began with, it came round to {echo} in the end.
    Somebody had to bring up {echo}, and so far nobody had wanted to be the one.
    One could not come to {place}, that season, without hearing of {echo}.
""")

STORM_PAUSES = block("""
    {A} had time to notice the oddest things: that there was a stone in {his} shoe, that somebody had left a
    cup standing where it could fall, that {he} had forgotten to be afraid. Then there was no more time.

    "What are you laughing at?" shouted {B}. ¶ {A} had not known that {he} was. It was the sound of it, {he}
    shouted back. It sounded just like the year {his} uncle tried to play the flute.

    Between one blow and the next there was a gap, about as long as a breath. They used it for breathing.
    After a while they learned to use it for moving as well, a step at a time, always the same foot first.

    {B} had torn a strip from {b_his} {coat} and was tying it round {A's} hand. There had been blood, it
    seemed; {A} had not been told. {B} tied the knot with {b_his} teeth and shouted something that was lost.

    One thing after another let go and went past them into the dark. {A} recognised some of it. {He} had sat
    on that, once, on a mild evening, and complained that nothing ever happened.

    {A} made a bargain, as people do, without being sure with whom. {He} offered things that {he} did not
    own. It was not accepted, or not at once.

    The noise was so great that it turned into a kind of silence. In it {A} could hear {his} own heart, and
    then, {he} could have sworn, {B's}, going a little faster.

    Everything {A} knew about {matter} had shrunk to one thing: it was worth getting through this for. That
    was not much to hold on to. It had a good grip, though.
""")

PAUSES = block("""
    Neither of them spoke for a time. There was a thread loose on {A's} {coat}, and {he} wound it round one
    finger until the tip went white, and unwound it, and watched the colour come back.

    {A} thought of a day long before this one, when {he} had still been small, and had been lifted up to see
    something over the heads of the others. {He} no longer knew what it had been. {He} remembered the hands.

    "Are you hungry?" said {B} out of nowhere. ¶ {A} considered the question as if it were a difficult one.
    "Yes," {he} said at last. "I must be." They shared what there was. It made no difference to anything,
    and it helped.

    {B} had a habit of straightening things. {b_He} did it now: {token}, a cup, the edge of the {coat} that
    lay there. When everything was in line {b_he} looked at it with dislike and pushed one of them askew.

    The {light} needed seeing to, and {A} was glad of it. {He} took longer over it than it called for. In
    the new brightness everything looked a little worse and a good deal more real.

    Somebody went by, beyond the {way}, talking softly to a child or to an animal. They both listened until
    it had passed. It had been such a reasonable voice. It might have been on its way to another life.

    {A} noticed that {his} hands were cold and put them under {his} arms. It was something {his} mother used
    to do, and her mother before her, and for a moment there were three of them standing there, all with
    cold hands, and none of them sure.

    "Do you remember the year of the two winters?" said {B}. ¶ Everyone remembered it. They spoke of it for
    a little while, of who had shared and who had not, as others speak of music, and when they stopped they
    were further along than before.

    There was a fly on {token}. It washed its hands, thoughtfully, and turned, and washed them again. Both
    of them had been watching it, {A} realised, with the attention that people give to a judge.

    {A} got up, walked as far as the {way}, and came back. It took nine steps each time. Nothing out there
    had changed. {He} could have gone on and nobody would have stopped {him}; it was a comfort to know that,
    and {he} sat down again.

    {B} started a sentence and let it go. {A} knew how it would have ended. They had reached the point where
    that was possible, and where it was also possible to be wrong about it, and {he} kept {his} knowledge to
    {himself}.

    It is a curious thing to wait together. One begins to breathe in step. {A} caught {himself} at it, and
    changed, and a little later {he} heard that {B} had changed as well.

    An old scar ran along {B's} thumb, white and straight. {A} had looked at it a hundred times and never
    asked. "A rope," said {B}, who had seen {him} look. "I would not let go." {b_He} turned the hand over
    and hid it.

    {A} laid out what {he} knew, like somebody laying out fish: what was fresh, what was doubtful, what had
    been lying about too long. There was less of it than {he} had believed. The gap in the middle had
    roughly the size of {matter}.

    "My grandmother had a word for this," said {B}. ¶ "For what?" ¶ "For when two people have said
    everything, and it is still there." {b_He} tried to remember the word, with {b_his} eyes shut, and could
    not, and seemed to be sorrier about that than about the rest.

    A little warmth had gathered where they were, as it does. {A} could feel it on the one side of {his}
    face. It would have been easy to take it for a promise, and {he} {was} old enough not to, and did so
    just the same.

    Far off, somebody called a name, three times, each time a little higher at the end. It was none of
    theirs. Even so, both of them had raised their heads.

    {He} went through it once more in {his} mind: what was certain, what was likely, and what {he} only
    wished. It was odd how often the three stood close together, and how seldom they were on speaking terms.

    {B} asked whether {he} was sure. {A} said that {he} was. It was the sort of lie that holds a roof up;
    {B} looked at it from both sides, found that it would bear, and asked nothing more.

    There was a smell of something burning, not close. {B} lifted {b_his} chin and named it without
    thinking, as some people can: damp wood, and not much of it. After that the quiet was easier, as if it
    too had been given a name.

    {A} had once been told that one should count to a hundred before the important things. {He} got to
    sixty. Then {he} lost patience, or found courage; from the inside the two had always felt the same.

    "What would you do," said {B}, "if you had this day again from the beginning?" ¶ {A} gave it some
    thought. "Eat more at midday," {he} said. {B} waited for the rest of it, and there was no rest, and
    {b_he} found that {b_he} was smiling.

    {A} discovered that {he} had been gripping {token} so hard that it had left its pattern in {his} palm.
    {He} looked at the mark with interest. It was clearer than the thing itself.

    There was a splinter in the {surface}, just at the edge, and {B} had been working at it with a thumbnail
    the whole time. Now it came away. {b_He} held it up, seemed to ask {b_himself} what it had been for, and
    let it drop.

    Once, as a child, {A} had broken something of great value and had hidden the pieces, and nobody had ever
    asked. {He} had waited for years. It came back to {him} now, the waiting, whole and fresh, as if it had
    been kept somewhere cool.

    {B} began to tell a story about a cousin and a ladder. It had nothing to do with anything. {A} was
    grateful for every word of it, and for the ladder most of all, and was sorry when the cousin came safely
    down.

    They both reached for the {light} in the same moment, and both drew back, and both apologised. It was
    the first thing that they had done together since they began, and neither of them could think how to
    follow it.

    Somewhere in the course of it {A} had stopped choosing {his} words. {He} noticed only because it was so
    restful. {B}, who was used to {him} otherwise, watched as one watches somebody walk on ice.

    It would have been a good moment for somebody to come in. Nobody did. The two of them looked towards the
    {way} with the same expression, and saw it on each other, and looked at the {ground}.

    {A} asked {himself} what {he} would say of this when it was over, and to whom. It surprised {him} how
    short the list was. It surprised {him} more that {B} was on it.

    "You have a way of standing," said {B}, "as if you were about to be sent for." ¶ {A} moved {his} feet.
    It felt no different. "And now?" ¶ "Now," said {B}, "you look as if you had been."

    For a while they simply did what was nearest: folded a thing, wiped a thing, moved a thing from here to
    there. There was peace in it. {A} suspected that most of the world was held together by people who did
    not know what else to do.
""")
