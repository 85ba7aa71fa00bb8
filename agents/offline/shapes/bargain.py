"""Two people want something of each other and must find the price."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

BARGAIN = Shape(
    key="bargain",
    words=bag(
        "bargain bargains deal deals trade trades trading sell sells sold buy buys bought price pay pays "
        "paid debt owe owes negotiate negotiates offer offers haggle haggles contract agreement exchange "
        "exchanges market merchant bribe bribes ransom smuggle smuggles barter persuade persuades ask "
        "asks favour"
    ),
    titles=lines("""
        The Price of {Token0}
        What {B} Asked
        A Fair Exchange
        Nothing Is Free {in_place}
        The Better Half of a Bargain
    """),
    want=block("""
        {A+} had rehearsed the sum for days and lost it the moment {B+} sat down. On the {surface} between
        them lay {token}. It looked smaller than it had any right to. {A} needed it by nightfall; {he} had
        decided to begin by saying that {he} could wait a month.

        "I am told you have {a_token}," said {A+}, and made it sound like nothing. ¶ {B+} went on drinking
        {drink}. "I have a good many things," {b_he} said. "Most of them are for looking at." But {b_he} put
        {token} on the {surface} all the same, and {A} kept {his} hands very still.

        There are people who enjoy a bargain, and {B+} was one of them. {A+} was not. {He} said at once what
        {he} wanted, which was {token}, and why, which was {matter}, and saw on the other face the gentle
        disappointment of somebody whose game has been spoiled in the first move.

        {A+} had brought {money}, and knew within a breath that it would not be enough. {B+} had not even
        looked at it. {b_He} looked at {A's} hands, {A's} {coat}, the way {he} kept between {b_him} and the
        {way}. "So it is worth that much to you," said {B}, and laid {token} on the {surface}.
    """),
    obstacle=block("""
        "No," said {B}. {b_He} said it pleasantly. {A} added to the offer, and then added again, and each
        time {B} considered it with real courtesy before {b_he} declined. It came to {A} slowly that the
        price had been settled long before {he} arrived, and that nothing {he} could carry would meet it.

        The price, when it was named, was not {money}. It was a promise. "When I ask you for something,"
        said {B}, "you will do it, and you will not ask me why." {A} had heard of such promises. {He} had
        met some of the people who had made them.

        {B} had another buyer. {b_He} let it fall as one lets a crumb fall, and watched where it landed.
        "They will come before dark, and they do not talk as nicely as you. Still, they pay." {A} thought of
        {matter}, and of how far away it seemed from here, and felt the ground of the talk begin to slope.

        "First tell me what it is for," said {B}. "I sell nothing blind." ¶ That was the one thing {A} had
        sworn to keep to {himself}. {He} looked at the {light}, at the {ground}, at {token}. The silence
        grew until it was a kind of answer, and not a good one.
    """),
    turn=block("""
        Then {A} did what no bargainer does. {He} pushed everything across, all {he} had, and {his} knife
        with it, and said how little time was left. ¶ {B} stopped smiling. It made {b_him} look older and a
        good deal more honest. "You should never have told me that," {b_he} said. "Now I shall have to be
        decent."

        "Keep it, then," said {A}, and got up. It was not a trick, and that was why it worked. {B} let {him}
        get as far as the {way} before {b_he} spoke. "Three people have asked me for {token}," {b_he} said.
        "You are the first who could leave without it."

        {A} picked {token} up, which one does not do before paying, and turned it to the {light}. There was
        a crack in it, as fine as a hair. {He} showed it to {B}. {b_He} had known; it was plain from the way
        {b_he} did not look. "Ah," said {B}. "Well. Then let us talk like people who have both been caught."

        It was {B} who gave way, and neither of them had expected it. "Somebody once sold me a thing too
        dearly," {b_he} said, "and I have been passing it on ever since." {b_He} moved {token} across the
        {surface} with one finger, a little at a time, as if it might still change its mind.
    """),
    up=block("""
        They shook hands on half of what had been asked and a little more than had been offered, and each of
        them went away believing that the other had been kind. {A} did not look at {token} until {he} {was}
        alone. Then {he} held it in both hands and laughed, once, out loud.

        "We are even," said {B}. {A} said that they were nothing of the sort, and left a second {money_one}
        on the {surface} for luck. It was still there the next day. By then it had been joined by two
        others, and nobody who passed could have said what they were for.

        {A} carried {token} away under {his} {coat}. Behind {him}, {B} was already telling somebody how
        {b_he} had been robbed. {b_He} told it well, with gestures, and in {b_his} telling {A} was taller,
        and cleverer, and had asked for more.
    """),
    down=block("""
        So it was done, and {token} changed hands. It should have felt like winning. {A} was far along the
        {way} before {he} noticed that {B} had never once asked what {he} meant to do with it; and it came
        to {him}, with a chill that had nothing to do with the weather, that {b_he} knew.

        {A} got what {he} had come for. {He} also got a look from {B} that stayed with {him} longer than the
        thing itself: not anger, only arithmetic, as if {b_he} had entered {him} in a long column and would
        come to the bottom of it one day.

        {B} counted everything twice, and gave some of it back. "Too much," {b_he} said. "I do not like to
        be thanked." {A} took {token} and what was left of {his} pride, and the two together weighed less
        than either of them had an hour before.
    """),
    beats=(
        "{A} wants {token}, and {B} has it.",
        "The price is more than {A} can pay.",
        "{A} stops bargaining and tells the truth.",
        "{Token} changes hands, and something is still owed.",
    ),
    actions=lines("""
        sits down opposite another figure and slides {a_token} across the {surface}
        weighs {a_token} in one hand while the other side waits without moving
        leans into the light, studies {a_token} and slowly shakes hands
    """),
)
