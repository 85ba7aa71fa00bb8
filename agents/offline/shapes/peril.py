"""Something is coming down on people, and they have to hold."""

from agents.offline.grammar import bag, block, lines
from agents.offline.shapes.model import Shape

PERIL = Shape(
    key="peril",
    words=bag(
        "storm storms flood fire burning burns attack attacks danger escape escapes escaping battle "
        "fights war raid collapse wreck shipwreck rescue rescues rescued save saves saving run runs "
        "running chase chased monster beast earthquake avalanche explosion invasion siege drowning drown "
        "drowns survive survives survival crash trapped fall falls falling sinking sinks defend defends "
        "kill kills dragon"
    ),
    titles=lines("""
        Hold
        The Count of Ten
        When It Came Down
        {A} and the Worst of It
        Until It Passed
    """),
    want=block("""
        The first warning was that everything went quiet. {A+} knew that kind of quiet and did not like it.
        "Down," {he} said, "everyone, now, and bring {token}." ¶ {B+} did not move. "That has happened
        before," {b_he} said, "and it came to nothing." But {b_he} was already gathering up {b_his} things.

        By the time {A+} understood how bad it would be, there was room left for one decision. {He} could
        get {himself} away, or {he} could go back for {token}. {B+} saw {him} hesitate and shouted
        something. {A} went back. There are people who always do, and {he} had never been asked to be one of
        the others.

        "How long?" said {B+}. ¶ {A+} listened. It came through the {ground} before it came through the air,
        a low note, growing. "Long enough to do one thing well," {he} said, "and not long enough for two."
        {He} pointed at {token}. If that was lost, the rest would hardly matter.

        It broke over {place} without any manners at all. One moment {A+} was crossing {to_at} with {token}
        under {his} arm; in the next {he} {was} flat against the {ground}, with {his} mouth full of dust,
        and {B+} lay beside {him}, swearing steadily, like somebody at prayer.
    """),
    obstacle=block("""
        Then the {way} went, not so much with a crash as with a change of mind. {A} looked at the empty
        place. There was no other way out, and they had all known as much when they stayed; still, it is one
        thing to know that and another to watch it. "Well," said {B} into the noise. "That saves us a
        discussion."

        They held on. There is not much to tell about holding on; it is dull, and it hurts. {A's} hands
        stopped belonging to {him}. {B} counted aloud to ten and began again, and on the fourth ten {b_his}
        voice cracked, and on the sixth {A} took over the counting.

        The worst was that it stopped. For the space of a few breaths there was nothing at all, and in the
        nothing {A} heard somebody calling, further out, where nobody should have been. {B} had heard it
        too. They looked at each other. "It will be back before you get there," said {B}.

        Something struck {B} on the shoulder and turned {b_him} half round. {b_He} said, quite calmly, that
        {b_he} would sit down now. {A} needed both hands for {token} and both for {b_him}, and cursed
        whoever it was that had thought two enough for a person.
    """),
    turn=block("""
        It was then that {A} had the idea, and it was so plain that {he} {was} almost angry. {He} stopped
        pushing against it. {He} let it come, and leaned, and used the whole weight of the thing to wedge
        {himself}, and {token} with {him}, between the {seat} and the dark behind it. It held. It went on
        holding, and {A} laughed aloud.

        "Let go!" shouted {B}. It was the last thing {A} would have thought of. {He} looked at {b_his} face,
        and saw that {b_he} was not giving up, and let go; and what had been dragging them both out swept
        past with nothing in its grip, and struck the {way}, and was gone.

        {A} went out into it. {He} would never be able to say why; there was a voice, and then {he} {was}
        moving. {He} kept {token} pressed to {his} chest. Ten steps. At the tenth {his} free hand closed on
        somebody's sleeve, and it was {B}, who had set out from the other side for exactly the same reason.

        {B} caught hold of {A} by the {coat} and pulled. It was not gentle. A breath later the place where
        {he} had been standing was no longer a place. ¶ "You dropped it," {b_he} said, when they could both
        speak, and pointed; and there lay {token}, between the two of them, without a scratch.
    """),
    up=block("""
        When it had passed they counted, first themselves and then everything else. Somebody was bleeding
        and nobody was dead. {A} sat down where {he} stood. {B} came and put {token} into {his} lap, like a
        parent giving a toy back, and said that {b_he} took it all back about the noise.

        Quiet came in a little at a time. A small sound, and then another; somebody coughed; somebody asked
        for {drink}. {A} looked round at what was left. It was more than half. {He} had built things up from
        less, and this time {he} would not have to do it alone.

        "We are alive," said {B}, in the tone of someone reading from a list. {b_He} seemed to want it
        confirmed. {A} confirmed it. They stood side by side {at} and looked at the ruin of a perfectly good
        day, and could not stop grinning.
    """),
    down=block("""
        It passed in the end, as it does, with no more feeling than it had come. {A} still had {token}. {He}
        had everything {he} had gone back for. {He} looked at what lay around it, and for a while {he} went
        on holding it up out of the dust, as though there were still somewhere safe to put it.

        {B} would live, and would not use that arm again. {b_He} made a joke of it before anyone else could.
        {A} laughed because it was asked of {him}, and went to see what could be saved, and worked without a
        rest until {he} could no longer see {his} hands.

        Somebody had called out, towards the end, and had stopped calling, and not one of them had been
        close enough. {A} did not speak of it. {He} cleaned {token} with the hem of {his} {coat}, every edge
        of it, and began again when {he} had done.
    """),
    beats=(
        "Danger comes down on {place}.",
        "The way out is gone.",
        "{A} dares the one thing left.",
        "It passes, and they count what is left.",
    ),
    actions=lines("""
        braces against a violent gust, clutching {a_token}, while debris flies past
        runs low across the {ground} as everything shakes, then throws both arms around {a_token}
        pulls another figure to safety a breath before the {way} gives in
    """),
)
