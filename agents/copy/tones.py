"""How a world's tone sounds in an invitation. Lines that are true of any world: the bible tells the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    """how: finishes “It is told …”. Openings begin a text, invitations ask, closings end it."""

    how: str
    openings: tuple[str, ...]
    invitations: tuple[str, ...]
    closings: tuple[str, ...]


TONES: dict[str, Tone] = {
    "hopeful": Tone(
        "with hope, and told by people who try",
        ("Some stories leave a light on.", "Here things can be mended, and somebody tries."),
        ("Come and see what they mend.", "Come in and bring someone along."),
        ("There is room for one more.", "We will leave the door open."),
    ),
    "dark": Tone(
        "without a promise that all ends well",
        ("Not every story promises a safe way home.", "Some doors are best opened slowly."),
        ("Step in, and mind the last stair.", "Come closer, if you dare to look."),
        ("We will not tell you how it ends.", "Leave the lamp on tonight."),
    ),
    "gritty": Tone(
        "close to the ground, with dirt under its nails",
        ("Nothing here is clean, and nothing is free.", "Every choice leaves a mark here."),
        ("Come and see who pays.", "Roll up your sleeves and step in."),
        ("Nobody walks away unmarked.", "Bring good boots."),
    ),
    "neon": Tone(
        "in bright light, late at night",
        ("The night is loud, and somebody is alone in it.", "Some cities only tell the truth after dark."),
        ("Come out after dark.", "Follow the light and see who waits."),
        ("The signs stay on all night.", "See you when the street lights hum."),
    ),
    "melancholy": Tone(
        "quietly, by people who remember",
        ("Some things are loved most while they pass.", "There is a quiet hour when stories are told."),
        ("Come and listen for a while.", "Sit down with us before it passes."),
        ("Stay as long as you like.", "We keep a seat for you by the window."),
    ),
    "whimsical": Tone(
        "with a straight face and a light foot",
        ("It begins a little to the left of normal.", "Somebody had an odd idea, and it worked."),
        ("Come in and mind the curious things.", "Come and look behind the small door."),
        ("Bring a biscuit.", "It only gets odder from here."),
    ),
    "epic": Tone(
        "at full length, for high stakes",
        ("Some roads are too long for one life.", "There is much to lose, and few to hold it."),
        ("Take the first step with us.", "Come and see who stands."),
        ("The road is long, and it starts here.", "We saved you a place at the front."),
    ),
    "intimate": Tone(
        "close by, among a few people",
        ("It is a small story, and it is told close by.", "Two people in a room can be a whole world."),
        ("Come and sit with them.", "Pull up a chair and listen."),
        ("We will speak softly.", "It stays between us."),
    ),
    "satirical": Tone(
        "with a smile that means it",
        ("Everybody here is quite reasonable. That is the trouble.", "It is all in order. We checked."),
        ("Come in. You will know somebody.", "Take a number and come inside."),
        ("Any likeness is your own idea.", "Please keep your ticket."),
    ),
    "tense": Tone(
        "with held breath",
        ("Something is about to happen.", "Somebody knows, and is not saying."),
        ("Come in before it starts.", "Listen closely. There is not much time."),
        ("Do not wait too long.", "You will hear it first."),
    ),
    "dreamlike": Tone(
        "softly, as one tells a dream",
        ("It starts where the edges go soft.", "You have been here before, or nearly."),
        ("Drift in and look around.", "Close your eyes halfway and come along."),
        ("You may wake up whenever you like.", "It will wait for you to come back."),
    ),
    "romantic": Tone(
        "with an open heart",
        ("It begins with a look.", "Two people, and everything between them."),
        ("Come and see who stays.", "Come and meet them both."),
        ("We hope they make it.", "Save the last dance."),
    ),
}  # fmt: skip

USUAL = Tone(
    "by people who know it well",
    ("Every world has a door. Here is ours.", "There is a place we would like to show you."),
    ("Come in and look around.", "Come and see for yourself."),
    ("We would love to show you around.", "The door is open."),
)


def tone_of(label: str) -> Tone:
    """The tone of that label or key. A world's own tones sound like the usual one."""
    return TONES.get("-".join(label.casefold().split()), USUAL)
