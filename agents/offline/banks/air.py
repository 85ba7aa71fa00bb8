"""Hours and weather. Outdoor sentences say what is to be seen, indoor ones what comes in from outside."""

from __future__ import annotations

from dataclasses import dataclass

from agents.offline.grammar import bag, lines


@dataclass(frozen=True)
class Air:
    words: frozenset[str]
    outdoors: tuple[str, ...]
    indoors: tuple[str, ...]
    picture: tuple[str, ...]


HOURS: dict[str, Air] = {
    "dawn": Air(
        bag("dawn sunrise daybreak morning early"),
        lines("""
            It was not yet day, only less night than before.
            The first light came in low and touched the highest things, one after another.
            Dawn took a long time, as if it had been asked to wait.
            The cold came just before the light, as it always did.
            Everything had an outline and nothing yet had a colour.
            Somebody had left the door of the day ajar.
        """),
        lines("""
            The dark was going grey at the edges.
            Outside, the first birds were trying out the day.
            It was the hour when those who have slept and those who have not look most alike.
        """),
        ("in the first pale light of dawn", "at daybreak, cool light low on the horizon"),
    ),
    "midday": Air(
        bag("noon midday day sunny daylight lunch"),
        lines("""
            The sun stood straight overhead, and everyone had mislaid their shadow.
            It was the bright middle of the day, when nothing can be hidden and people hide all the same.
            Noon lay on everything like a hand.
        """),
        lines("""
            From outside came the flat white quiet of the middle of the day.
            It was noon, and too bright out there to look at.
            The day stood still outside, waiting for somebody to use it.
        """),
        ("under a high midday sun with short hard shadows", "in clear bright daylight"),
    ),
    "afternoon": Air(
        bag("afternoon golden tea"),
        lines("""
            The afternoon had turned the colour of honey and moved about as fast.
            Shadows had begun to reach for each other across the open ground.
            It was late enough in the day for regrets and too early to be forgiven them.
        """),
        lines("""
            The afternoon light had reached the far wall and was climbing it.
            It was that part of the day when nothing more was expected to happen.
            The light came in sideways and made everything look like a memory.
        """),
        ("in long golden afternoon light", "in warm slanting light, long soft shadows"),
    ),
    "dusk": Air(
        bag("dusk evening sunset twilight sundown nightfall"),
        lines("""
            The light was going, and taking its time, and taking the colours with it.
            Dusk came up from the ground, as it does, while the sky was still bright.
            It was the hour when one cannot tell a friend from a stranger until they speak.
            Things had begun to lose their edges and to look more like each other.
            It was neither day nor night, and everyone felt a little unobserved.
            The last bright thing was the sky, and it was not looking down.
        """),
        lines("""
            Dusk had come in without being asked.
            The corners had already gone; the middle would follow.
            The last of the daylight lay in one place on the floor, and everyone stepped round it.
        """),
        ("at dusk, the last light fading to deep blue", "in the blue hour after sunset"),
    ),
    "night": Air(
        bag("night midnight moon moonlight dark stars sleep nocturnal"),
        lines("""
            It was the kind of night that has a floor but no walls.
            The dark had come down to the ground and made itself at home.
            It was late, later than anyone had meant it to be.
            Somewhere behind the dark the night was going on without them.
            There was just light enough to see that there was not enough.
            The night had got to the part that nobody ever tells.
        """),
        lines("""
            Night leaned against the walls with its whole weight.
            It was late, and everything that was going to creak had creaked.
            Beyond the circle of light there might have been anything.
            It was the time of night at which the truth costs least.
            Everyone who could sleep was asleep.
        """),
        ("at night, one warm light against deep darkness", "deep in the night, faces lit from one side"),
    ),
}
# Where there is no sun: ships and stations keep time by custom.
VACUUM_HOURS = lines("""
    By the clock it was night, and the corridors had been dimmed to agree with it.
    It was the hour before the change of shift, when nobody is quite in charge.
    The lights had gone over to evening, a courtesy to bodies that remembered evenings.
""")

WEATHERS: dict[str, Air] = {
    "clear": Air(
        bag("clear bright calm still sunny windless"),
        lines("""
            There was not a breath of wind, and sounds carried that had no business to.
            The air was so clear that distances looked like a mistake.
        """),
        lines("""
            Outside it was perfectly still.
            No sound came in from anywhere, and that was a sound in itself.
        """),
        ("in still clear air", "under an open sky"),
    ),
    "rain": Air(
        bag("rain rainy drizzle wet downpour soaked"),
        lines("""
            It was raining, not hard, but like something that had been planned for the whole week.
            Rain ran off everything that had an edge.
        """),
        lines("""
            Rain went over the roof in handfuls.
            Outside it rained as though it were being paid by the drop.
        """),
        ("in fine steady rain, every surface shining", "through drifting rain"),
    ),
    "fog": Air(
        bag("fog foggy mist misty haze smoke"),
        lines("""
            Fog had come up and taken away everything that was more than thirty paces off.
            The mist let things through one at a time.
        """),
        lines("""
            Fog stood outside like a second wall.
            The mist had come to the threshold and stopped there, politely.
        """),
        ("wrapped in low drifting fog", "in soft mist that hides the distance"),
    ),
    "wind": Air(
        bag("wind windy gale breeze gust squall squalls"),
        lines("""
            The wind had been blowing since the day before and had begun to get on people's nerves.
            A wind got up, dropped, and got up again further round.
        """),
        lines("""
            The wind tried every crack, one after the other.
            Outside something loose was banging, and nobody went to see to it.
        """),
        ("in a hard wind that pulls at cloth and hair", "as a restless wind moves through everything"),
    ),
    "snow": Air(
        bag("snow snowy winter ice frost frozen blizzard cold arctic"),
        lines("""
            Snow had fallen, and the world looked as if it had been forgiven.
            It was so cold that breath fell down before it could rise.
        """),
        lines("""
            Snow lay outside up to the height of a child, and took away every sound.
            The cold came in along the floor and sat on people's feet.
        """),
        ("in slow falling snow", "in crisp frozen air, breath visible"),
    ),
    "heat": Air(
        bag("heat hot summer drought desert sweltering"),
        lines("""
            The heat had weight; one had to lift it to stand up.
            It was too hot to quarrel and much too hot to be reasonable.
        """),
        lines("""
            The heat had come in early, to be out of the sun.
            It was so hot that even the flies walked.
        """),
        ("in shimmering heat", "in heavy still summer air"),
    ),
    "storm": Air(
        bag("storm stormy thunder lightning tempest hurricane"),
        lines("""
            A storm was walking about on the horizon on legs of lightning.
            Thunder moved something heavy from one end of the sky to the other.
        """),
        lines("""
            Thunder went over, low, like furniture being moved by giants.
            Each flash showed the room exactly as it was, and that helped nobody.
        """),
        ("under a black storm sky split by lightning", "as a storm front closes in"),
    ),
}
USUAL_WEATHERS = ("clear", "clear", "wind", "fog", "rain")
