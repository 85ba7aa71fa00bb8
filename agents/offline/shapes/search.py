"""Something or somebody is missing, and is looked for."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

SEARCH = Shape(
    key="search",
    words=bag(
        "search searches searching find finds look looks looking seek seeks seeking lost missing hunt "
        "hunts hunting follow follows track tracks trail vanish vanished disappeared quest investigate "
        "investigates clue clues detective case recover recovers steal steals stolen thief heist hidden "
        "hide hides where"
    ),
    titles=lines("""
        Where {Token0} Was
        The Third Place to Look
        {A} Looks Again
        A Thing That Was Here
        What the Ground Remembered
    """),
    want=block("""
        {A+} had already searched {place} twice, once in a hurry and once in earnest. The third time {he}
        began with the places where nobody in their right mind would put {a_token}. {B+} came along, to be
        helpful, and stood in the light.

        It had been there in the morning. On that point everyone agreed, and on no other. {A+} had asked
        each of them alone, and {B+} twice, and had been given five accounts of the last hour in which
        anybody saw {token}. They fitted together like shards of five different pots.

        {A+} went over the {ground} on {his} hands and knees. It was not dignified, and {B+} said so.
        "Dignity," said {A}, "is for people who know where their things are." {He} was looking for {token};
        {he} would have settled, by now, for any sign that it had ever existed.

        "Tell me once more when you last saw it," said {A+}. ¶ {B+} told {him} once more. It was the same
        story with the same pause in it, just before the end, like a step that is higher than the rest. {A}
        had come to {place} because of {matter}; {he} stayed, now, because of that pause.
    """),
    obstacle=block("""
        By the middle of it they had turned over whatever could be turned over, and all that had come to
        light was dust, and somebody's old {money_one}, and the fact that {B} tired more easily than {b_he}
        liked to admit. "It may be that it does not want to be found," {b_he} said. ¶ "Things want nothing,"
        said {A}.

        Every trail led to the {way}, and there it stopped, as if whoever made it had been lifted into the
        air. {A} stood on the last clear mark and turned in a slow circle. Behind {him}, {B} talked without
        a break. {He} began to wonder what it was that {b_he} did not want {him} to hear.

        "You should stop," said {B}. It was kindly meant. People had been stopping {A} kindly ever since
        this began: they laid a hand on {his} arm, they spoke of rest. Not one of them said that they
        believed there was nothing to find.

        There was one place left. {A} had known it from the start and had gone round it each time, the way
        the tongue goes round a bad tooth. {B} saw where {he} was looking. "Not there," {b_he} said quickly.
        "There is nothing there." And so there had to be something.
    """),
    turn=block("""
        What {A} found was not {token}. It was the place where it had been: a clean outline in the dust, the
        shape of it exact, and beside it, quite fresh, the print of a hand. {He} laid {his} own over it. It
        was smaller. {He} looked round at {B}, who was, all at once, looking at {b_his} fingers.

        {A} stopped searching and sat down on the {seat} to think like a thief. It took no longer than a cup
        of {drink}. Nobody carries a thing off who can leave it in plain sight. {He} raised {his} eyes to
        the {surface}, where it had been the whole day, under {B's} {coat}. "Oh," said {A}. "That was clever
        of somebody."

        It was the {light} that gave it away. It flickered, and in the second when it came back, something
        answered from the dark beyond the {seat}: a small, patient gleam. {A} went towards it with one hand
        out, as one goes towards an animal, and closed {his} fingers on {token}.

        "I moved it," said {B}. {b_He} said it to the {ground}. "I was going to tell you the first day, and
        then it was the second day, and then you were so certain that it had been taken." ¶ {A} waited for
        anger, and it did not come. What came was the thought that {he} had never once asked {b_him} the
        right question.
    """),
    up=block("""
        They sat a while on the {seat} with {token} between them, like two people who have been introduced
        too late. "I could have gone on looking," said {A}. "I want you to know that." {B} did know it. It
        was the reason, {b_he} said, why {b_he} had stayed.

        {A} wrapped {token} in {his} {coat} and tied the sleeves together twice. All the way back {he} kept
        one hand on it. {B} carried everything else and complained of the weight, so cheerfully that it was
        nearly a song, and neither of them mentioned the pause in the story again.

        That evening {A} told how it was found, and left {B} out of the one part and put {b_him} into
        another. It made a better story. {B} listened with {b_his} eyes down, and afterwards brought {him}
        {drink}, and did not say what for.
    """),
    down=block("""
        So {he} had it back. {A} looked at {token} and waited to feel what {he} had promised {himself} {he}
        would feel. It lay there like any other thing. The search had been the last part of {matter} that
        still moved, and now that had stopped as well.

        {B} did not come back with {him}. {b_He} stayed where {b_he} was, {at}, getting smaller each time
        {A} turned round, and the last time {he} turned there was only the {way}. {He} had found the one
        thing and mislaid the other, and only one of them would fit in a {pocket}.

        "And now?" said {B}. ¶ {A} did not know. {He} had thought that finding {token} would be the end of
        it, and it was not even the middle. On the underside, where only a finger would read them, were
        three small notches that had not been there before.
    """),
    beats=(
        "{A} looks for {token}.",
        "Every trail ends, and {B} would rather go home.",
        "A small sign shows where {token} was.",
        "{Token} is found, and the question becomes another.",
    ),
    actions=lines("""
        searches the {ground} with one hand, stops, and slowly uncovers {a_token}
        follows a faint trail past the {way} and kneels to look closer
        turns in a slow circle, searching, until a small gleam answers from the dark
    """),
)
