"""How each camera move is said in a prompt.

Picture engines read these sentences too, so they name no place, no animal and no weather: a crane is an arm
and not a bird.
"""

from __future__ import annotations

CAMERA: dict[str, tuple[str, str, str]] = {
    "fpv_drone": (
        (
            "FPV drone shot on an 18 mm lens: low over the ground, tilting through every gap, then up "
            "beside the subject"
        ),
        (
            "The camera races forward as an FPV drone, 16 mm lens, skimming every surface before it pulls "
            "up at the subject"
        ),
        "One unbroken FPV drone shot, 20 mm lens, banking left and right, the ground sliding by beneath",
    ),
    "crash_zoom": (
        (
            "A broad, waiting frame; then the lens crashes from 24 to 135 mm in half a second and stops "
            "on the one detail that matters"
        ),
        (
            "The camera stands until the decisive instant, then zooms in so hard that the frame shakes, "
            "28 to 150 mm, and holds"
        ),
        (
            "Long lens on a tripod: a crash zoom out of the whole scene into a tight frame, with a slight "
            "bounce as it stops"
        ),
    ),
    "whip_pan": (
        (
            "The camera whips sideways on a 35 mm lens, everything smearing into lines, and lands dead "
            "centre on the subject"
        ),
        (
            "A whip pan snaps from the empty side of the frame to the action, 40 mm, motion blur between "
            "two sharp pictures"
        ),
        (
            "Two framings joined by one violent turn of the camera, 32 mm: first what is coming, then "
            "whom it meets"
        ),
    ),
    "dolly_slow": (
        (
            "The camera dollies in very slowly on a 50 mm lens, straight ahead, until the subject fills a "
            "third of the frame"
        ),
        (
            "A patient dolly forward, 65 mm, level and without a tremor, lets detail after detail come "
            "into focus"
        ),
        (
            "From a respectful distance the camera glides in on a 40 mm anamorphic lens, with soft "
            "streaks at the brightest points"
        ),
    ),
    "pan_slow": (
        (
            "A slow pan from left to right on a 75 mm lens; the subject enters late and stays a while in "
            "the last third of the frame"
        ),
        (
            "The camera turns evenly on its tripod, 50 mm, and unrolls the setting before it finds what "
            "it came for"
        ),
        (
            "Long slow pan, 85 mm, shallow focus: foreground shapes pass softly before the subject stands "
            "sharp"
        ),
    ),
    "crane_up": (
        (
            "The camera begins low beside the subject and lifts on a long arm, 35 mm, until the whole "
            "setting opens beneath it"
        ),
        "A steady vertical lift, 28 mm, from a detail at the bottom of the frame to the broad view",
        (
            "Jib shot on a 32 mm lens: up and slightly back, revealing the scale of everything around the "
            "subject"
        ),
    ),
    "static_focus": (
        "The camera is locked, 85 mm at f/1.8; only the focus shifts, from the near blur to the subject",
        (
            "Locked-off frame on a 100 mm lens; a slow pull of focus is the only motion, from the "
            "foreground to the subject"
        ),
        "A held portrait frame, 75 mm: first the background is sharp, then what stands before it",
    ),
    "dolly_zoom": (
        (
            "The camera backs off as the lens zooms in, 30 to 70 mm: the subject keeps its size while the "
            "background swells"
        ),
        (
            "A slow dolly zoom on the subject, 35 to 85 mm: the surroundings stretch and press in, the "
            "centre of the frame stays fixed"
        ),
        (
            "The background creeps nearer though nothing moves, a dolly zoom of four seconds around a 50 "
            "mm frame"
        ),
    ),
    "handheld_subtle": (
        (
            "Handheld at eye level on a 35 mm lens, swaying a little with the scene, correcting the frame "
            "in small steps"
        ),
        "The camera stands so near that it seems to listen, 50 mm, handheld, with tiny shifts of the frame",
        "A shouldered 40 mm lens follows half a step behind and settles when the subject settles",
    ),
    "bullet_time": (
        (
            "Bullet time: the camera arcs halfway around the subject, 24 mm, while everything in the air "
            "hangs where it is"
        ),
        "One halted instant seen from a moving ring of cameras, 28 mm, ninety degrees around the subject",
        (
            "Motion thins out to nothing, the viewpoint circles the subject on a 24 mm lens, then "
            "everything starts again at once"
        ),
    ),
    "through_object": (
        (
            "The camera pushes through a gap in the foreground, 20 mm, near shapes brushing the lens, and "
            "comes out before the subject"
        ),
        (
            "One shot passes straight through what stands in the way, as if matter were thin, and finds "
            "the subject behind it, 24 mm"
        ),
        (
            "Out of an unfocused shape the camera slips into the scene, 24 mm macro, outlines bending as "
            "it passes"
        ),
    ),
    "spiral_zoom": (
        (
            "The camera turns about its own axis as it zooms in, 18 to 55 mm, and the frame coils around "
            "the subject"
        ),
        (
            "A slow spiral inwards on a 20 mm lens, three quarters of a turn, the level tipping over "
            "before the subject stands upright again"
        ),
        "Rotating zoom on a 16 mm lens: straight lines bend into a coil with the subject at its centre",
    ),
}

# How the light falls, by mood: three ways for its three moves.
LIGHT: dict[str, tuple[str, str, str]] = {
    "high_energy": (
        "hard backlight with flaring highlights",
        "sharp side light and hard shadows",
        "contrasty light from low down",
    ),
    "luxury_reveal": (
        "soft key light with a long falloff",
        "grazing light that draws every surface",
        "a thin rim of light against a deep background",
    ),
    "intimate_story": (
        "one soft source from the side",
        "low near light, the rest unlit",
        "diffuse light with almost no shadow",
    ),
    "surreal_trip": (
        "light from below, where none should come from",
        "crossed shadows from two sides",
        "pearly light without a source",
    ),
}

# Hours for a wish that names none, so that three takes do not look alike.
HOURS: dict[str, tuple[str, str, str]] = {
    "high_energy": ("day", "night", "sunset"),
    "luxury_reveal": ("golden", "dusk", "dawn"),
    "intimate_story": ("dusk", "night", "dawn"),
    "surreal_trip": ("night", "dawn", "dusk"),
}

# What is in the air where the wish says neither place nor weather.
AIR: dict[str, tuple[str, str, str]] = {
    "high_energy": (
        "Dust is torn up and hangs in the air",
        "A gust pulls at everything that is loose",
        "The air is crisp and every outline hard",
    ),
    "luxury_reveal": (
        "A fine haze softens the background",
        "The air is crisp, and every texture can be read",
        "Thin mist lies low and lets the outline appear by degrees",
    ),
    "intimate_story": (
        "Fine dust hangs in the air and hardly moves",
        "A thin haze takes the hardness from the background",
        "The air is quite at rest",
    ),
    "surreal_trip": (
        "Mist moves upwards and never thins out",
        "Dust stands in the air in slow rings",
        "Haze folds over itself like cloth",
    ),
}

# The feelings of pictures (`agents.imagery.air.MOODS`) that each mood speaks in.
FEELING: dict[str, str] = {
    "high_energy": "wild",
    "luxury_reveal": "grand",
    "intimate_story": "close",
    "surreal_trip": "strange",
}
