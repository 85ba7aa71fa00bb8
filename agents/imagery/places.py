"""Where a picture is: phrases to stand, fly and sail in, and what is to be seen when nobody is there.

Every phrase names its place in a word that a picture engine knows, and no word of another place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """`at`, `over` and `water` follow a subject and its verb; `views` are whole clauses; `details` sentences.

    `relatives` are places that a film set here may also visit.
    """

    words: frozenset[str]
    at: tuple[str, ...]
    over: tuple[str, ...]
    views: tuple[str, ...]
    details: tuple[str, ...]
    relatives: tuple[str, ...]
    water: tuple[str, ...] = ()
    outdoors: bool = True
    daylight: bool = True


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACES: dict[str, Place] = {
    "mountains": Place(
        _words(
            "mountain mountains peak peaks summit ridge valley canyon "
            "glacier highland alpine arctic northern landscape berg montagne montana"
        ),
        ("on a high mountain ridge", "at the foot of the mountains", "on a stony mountain pass"),
        ("above the mountain peaks", "along a line of mountain ridges"),
        (
            "a mountain range stands in layers",
            "one mountain peak catches the light",
            "a narrow path climbs towards the mountains",
        ),
        ("Ridge stands behind ridge, each one paler", "The valley below lies in shadow"),
        ("lake", "forest", "meadow", "village"),
    ),
    "desert": Place(
        _words("desert sand sands dune dunes sahara thirst mirage wuste desierto deserto"),
        ("on the crest of a dune", "in a wide empty desert", "at the foot of a tall dune"),
        ("above the dunes", "high over the desert"),
        (
            "wind-drawn lines run over the dunes",
            "one tall dune throws a long shadow",
            "the desert lies open and bare",
        ),
        ("Fine lines run across the sand", "The heat makes the horizon tremble"),
        ("road", "mountains"),
    ),
    "forest": Place(
        _words("forest woods wood jungle pine pines wald foret bosque foresta bosco floresta"),
        (
            "between tall pines in a forest",
            "on a narrow path through the forest",
            "in a clearing of the forest",
        ),
        ("above the forest", "between the crowns of the forest"),
        (
            "tall pines stand in a silent forest",
            "a narrow path disappears into the forest",
            "ferns fill a clearing in the forest",
        ),
        ("Trunks fade one behind the other", "Thin beams of light slant between the trunks"),
        ("lake", "meadow", "mountains"),
    ),
    "meadow": Place(
        _words(
            "meadow field fields grass prairie wheat garden countryside "
            "farm hill hills park wiese prado campo champ"
        ),
        ("in a wide meadow", "at the edge of a meadow", "on a green hill above the meadow"),
        ("above a wide meadow", "low over the grass of a meadow"),
        (
            "tall grass moves in a wide meadow",
            "a path crosses a wide meadow",
            "a lone gate stands in a meadow",
        ),
        ("The grass bends in long waves", "Seeds hang in the warm air"),
        ("village", "forest", "lake", "road"),
    ),
    "coast": Place(
        _words(
            "coast coastal shore shores beach cliff cliffs cove "
            "bay kuste strand cote plage costa playa spiaggia praia"
        ),
        ("on a rocky headland", "on a wide pale beach", "at the edge of the cliffs"),
        ("above the cliffs", "along the coast"),
        (
            "a line of cliffs runs out along the coast",
            "footprints lead along an empty beach",
            "a lighthouse stands on a rocky headland",
        ),
        ("Slow waves fold over the rocks", "Spray hangs where the waves break"),
        ("harbour", "sea", "village"),
        water=("off the coast", "below the cliffs"),
    ),
    "harbour": Place(
        _words("harbour harbor port dock pier quay wharf marina hafen puerto porto"),
        ("at the end of a harbour pier", "on the harbour wall", "on the wet stones of the harbour quay"),
        ("above a sleeping harbour", "over the harbour wall"),
        (
            "an empty pier reaches out into the harbour",
            "masts and ropes stand still in the harbour",
            "lamps burn in a row along the harbour",
        ),
        (
            "Reflections break and join again in the harbour",
            "Ropes and masts draw thin lines against the sky",
        ),
        ("coast", "sea", "village"),
        water=("at the mouth of the harbour", "past the harbour wall", "between the harbour piers"),
    ),
    "sea": Place(
        _words("sea seas ocean oceans wave waves tide tides atlantic pacific salt meer mer mar mare oceano "),
        ("at the edge of the open sea", "where the sea meets the sky"),
        ("low over the open sea", "above slow ocean waves"),
        (
            "slow waves cross the open sea",
            "the sea lies flat as far as one can see",
            "one wave rises in the open sea",
        ),
        ("A path of light lies on the waves", "The waves roll in long and slow"),
        ("coast", "harbour", "sea"),
        water=("far out on the open sea", "across a calm sea", "between slow ocean waves"),
    ),
    "lake": Place(
        _words(
            "lake river stream creek pond waterfall water wasser fluss "
            "fleuve riviere lago rio fiume lac eau agua acqua"
        ),
        ("beside a still lake", "at the edge of a dark lake", "on the bank of a slow river"),
        ("above a still lake", "over a slow river"),
        (
            "a wooden jetty reaches into a still lake",
            "reeds stand at the edge of a still lake",
            "a slow river bends out of sight",
        ),
        ("The water holds the whole sky", "Rings spread slowly over the water"),
        ("forest", "mountains", "meadow"),
        water=("on a still lake", "across a dark lake", "down a slow river"),
    ),
    "city": Place(
        _words(
            "city cities skyline downtown tower towers skyscraper "
            "rooftop town urban stadt ville ciudad citta cidade"
        ),
        ("on a rooftop above the city", "before a wall of city towers", "on a high balcony over the city"),
        ("above the city skyline", "between the towers of the city"),
        (
            "the skyline of a city stands in rows",
            "a thousand windows light up a city",
            "cranes stand over a city skyline",
        ),
        ("Windows light up one after another", "The streets below are rivers of headlights"),
        ("street", "city", "room"),
    ),
    "street": Place(
        _words(
            "street streets alley avenue sidewalk corner neon traffic strasse rue calle strada rua pavement"
        ),
        ("in a narrow street", "at the corner of an empty street", "in a back alley"),
        ("above an empty street", "between the houses of a narrow street"),
        (
            "neon signs hum over an empty street",
            "a narrow street runs into the distance",
            "steam rises from an empty street",
        ),
        ("The wet pavement doubles every light", "Signs and windows glow on both sides"),
        ("city", "room", "street"),
    ),
    "room": Place(
        _words("room bedroom kitchen bed floor wall walls zimmer chambre habitacion stanza quarto"),
        ("in a small quiet room", "in an attic room", "at the table of a dim room"),
        ("through a dim room", "across the walls of a quiet room"),
        ("a chair stands by the window of a quiet room", "dust turns in the window light of an attic room"),
        ("One lamp lights half of the room", "The curtain stirs and settles"),
        ("street", "library", "city"),
        outdoors=False,
    ),
    "hall": Place(
        _words(
            "hall cathedral temple palace museum abbey ruin "
            "ruins arch column church kirche eglise iglesia chiesa"
        ),
        ("in a long stone hall", "between the columns of a cathedral", "under the arches of an old abbey"),
        ("under the vault of a cathedral", "between the columns of a stone hall"),
        ("rows of columns stand in a stone hall", "tall windows light an empty cathedral"),
        ("Dust hangs in the tall window light", "The columns fade into the dark"),
        ("library", "mountains", "room"),
        outdoors=False,
    ),
    "library": Place(
        _words("library bookshelf shelf shelves archive bibliothek bibliotheque biblioteca"),
        ("between tall library shelves", "at a desk in an old library"),
        ("between tall library shelves",),
        ("old books fill the shelves of a library", "a reading lamp burns in an old library"),
        ("The shelves climb out of sight", "Dust floats over the open pages"),
        ("hall", "room"),
        outdoors=False,
    ),
    "space": Place(
        _words(
            "outer_space deep_space planet planets galaxy universe cosmos "
            "cosmic nebula nebulae orbit mars weltall espace espacio"
        ),
        ("on the rim of a small planet", "before a rising planet"),
        ("among slow nebulae", "before a ringed planet", "between the arms of a galaxy"),
        (
            "a ringed planet rises behind a nebula",
            "a nebula spreads across deep space",
            "two moons circle a pale planet",
        ),
        ("Clouds of gas glow behind it", "Small moons pass without a sound"),
        ("clouds", "space", "mountains"),
        daylight=False,
    ),
    "clouds": Place(
        _words("cloud clouds sky skies heaven wolke nuage nube nuvola nuvem ciel cielo ceu himmel"),
        ("on a ledge above the clouds", "at the edge of the clouds"),
        ("high above the clouds", "between walls of cloud"),
        ("clouds pile up into the sky", "a gap opens in a wall of cloud"),
        ("The clouds are lit from below", "Shadows slide over the tops of the clouds"),
        ("mountains", "sea", "meadow"),
    ),
    "road": Place(
        _words(
            "road roads highway route miles mile journey "
            "travel crossroads strasse chemin camino strada estrada"
        ),
        ("on an empty road", "beside a long straight highway", "at a lonely crossroads"),
        ("above a long empty road",),
        (
            "an empty road runs to the horizon",
            "telegraph poles follow a long highway",
            "a road winds out of sight",
        ),
        ("Poles and wires lead into the distance", "The asphalt still holds the heat"),
        ("desert", "meadow", "coast", "street"),
    ),
    "stage": Place(
        _words("stage concert spotlight band show music rhythm beat drum drums buhne scene escenario palco"),
        ("on a bare stage", "in the spotlight of a wide stage", "at the edge of a concert stage"),
        ("in the beams above a stage",),
        ("spotlights cross over an empty stage", "a microphone stands alone on a stage"),
        ("Beams of light sweep through the haze", "The spotlight cuts a circle out of the dark"),
        ("street", "city", "stage"),
        outdoors=False,
        daylight=False,
    ),
    "underwater": Place(
        _words("underwater reef coral seabed submarine"),
        ("deep underwater", "over a pale reef underwater"),
        ("deep underwater", "in the green light underwater"),
        ("a coral reef glows underwater", "kelp sways underwater"),
        ("Bubbles rise in silver strings", "Light comes down in trembling lines"),
        ("sea", "underwater"),
        water=("deep underwater", "over a coral reef underwater", "in the blue depth underwater"),
        daylight=False,
    ),
    "village": Place(
        _words("village cottage hamlet chimney windmill dorf pueblo paese aldeia villaggio"),
        (
            "in the square of a small village",
            "between the cottages of a village",
            "on the lane into a small village",
        ),
        ("above a sleeping village", "between the chimneys of a village"),
        (
            "smoke stands over a small village",
            "lit windows scatter through a village",
            "a windmill stands above a village",
        ),
        ("Warm windows shine across the lane", "Smoke rises straight from the chimneys"),
        ("meadow", "harbour", "coast", "forest"),
    ),
}
