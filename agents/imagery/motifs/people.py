"""Motifs of people: who they are to each other, what they feel and do."""

from __future__ import annotations

from agents.imagery.motifs.base import OUTDOORS, Motif, motif

PEOPLE: tuple[Motif, ...] = (
    # People
    motif(
        "couple",
        "love lover lovers kiss us together hand hands darling romance embrace arms liebe amour amor amore "
        "besame coracao corazon coeur herz",
        OUTDOORS,
        "two figures stand hand in hand",
        "a couple walks arm in arm",
        "two figures lean together",
        weight=1.2,
    ),
    motif(
        "alone",
        "alone lonely lonesome solitude nobody empty allein einsam seul seule solo sola sozinho saudade",
        OUTDOORS,
        "a lone figure stands",
        "a woman sits by herself",
        "a lone traveller rests",
        weight=1.2,
    ),
    motif(
        "wanderer",
        "lost wander wandering roam stray stranger search searching find way path walk walking step steps "
        "footsteps verloren perdu perdido caminar camino weg chemin",
        ("road", "coast", "mountains", "desert", "street", "forest", "meadow"),
        "a lone wanderer walks",
        "a traveller with a small case walks",
        "a wanderer stops and looks back",
        weight=1.3,
    ),
    motif(
        "farewell",
        "goodbye leave leaving farewell adieu adios addio gone apart wave waving abschied",
        ("harbour", "road", "street", "village"),
        "a woman waves",
        "a traveller walks away",
        "a lone figure looks back once",
        weight=1.3,
    ),
    motif(
        "waiting",
        "wait waiting stay remain until longing miss missing warten attendre esperar aspettare espero",
        ("harbour", "room", "coast", "village", "road"),
        "a woman waits",
        "a lone figure keeps watch",
        "a woman looks out",
        weight=1.3,
    ),
    motif(
        "home",
        "home house door doorstep threshold return zuhause heim haus maison casa hogar heimat roof",
        (),
        weight=1.8,
        village=(
            "a cottage with one lit window stands at the edge of a village",
            "smoke rises from a chimney in a small village",
            "a traveller comes down the lane of a small village",
        ),
        coast=(
            "a cottage with one lit window stands above the cliffs",
            "a traveller climbs the path to a cottage on the coast",
        ),
        meadow=(
            "a farmhouse stands alone in a wide meadow",
            "a path leads through a meadow to a lit farmhouse",
        ),
        mountains=("a wooden cabin stands below the mountain peaks",),
        harbour=("one window stays lit above the harbour", "a door stands open towards the harbour"),
    ),
    motif(
        "singer",
        "sing singing song songs voice melody chorus singer "
        "hum chante chanson cancion canto cantar singen lied",
        ("stage", "coast", "street", "meadow", "harbour", "hall"),
        "a lone singer stands",
        "a singer lifts her face",
        "a singer with closed eyes stands",
        weight=1.6,
    ),
    motif(
        "guitar",
        "guitar strings chord strum gitarre guitare guitarra acoustic",
        ("stage", "street", "road", "coast", "room"),
        "a guitarist plays",
        "a guitarist leans over his strings",
    ),
    motif(
        "piano",
        "piano keys pianist klavier melodies",
        ("room", "hall", "stage", "coast"),
        "a grand piano stands",
        "a pianist sits at a piano",
    ),
    motif(
        "dancer",
        "dance dancing danced dancer waltz twirl spin spinning "
        "tanz tanzen danse danser bailar baile ballare dancar",
        ("stage", "street", "coast", "hall", "village", "meadow"),
        "a dancer turns",
        "a dancer leaps",
        "two dancers circle each other",
    ),
    motif(
        "crowd",
        "crowd party people everybody friends club disco festival celebrate fiesta fete "
        "everyone leute gente monde",
        ("stage", "street", "city"),
        "a crowd lifts its hands",
        "a crowd moves as one",
        "a crowd gathers",
        weight=1.5,
    ),
    motif(
        "child",
        "child children kid kids boy girl young little daughter "
        "son baby childhood kind kinder enfant nino nina "
        "bambino crianca grow",
        ("meadow", "coast", "village", "road", "street"),
        "a child runs with a kite",
        "a child looks up",
        "two children race",
        weight=1.4,
    ),
    motif(
        "mother",
        "mother mama mom father papa dad grandmother grandfather mutter vater mere pere madre padre mae pai",
        ("village", "room", "meadow", "coast"),
        "a woman and a child stand side by side",
        "a woman carries a sleeping child",
    ),
    motif(
        "king",
        "king queen crown throne kingdom castle knight sword royal koenig konig reine roi rey reina legend",
        (),
        mountains=(
            "a castle stands below the mountain peaks",
            "a cloaked figure looks up at a mountain castle",
        ),
        hall=("a cloaked figure walks towards an empty throne in a stone hall",),
        coast=("a castle stands on the cliffs of the coast",),
        meadow=("a cloaked rider crosses a wide meadow",),
    ),
    motif(
        "soldier",
        "war fight battle soldier army enemy victory hero heroes march krieg guerre guerra",
        ("mountains", "desert", "meadow", "road"),
        "a lone hero stands",
        "a cloaked figure plants a banner",
        weight=1.5,
    ),
    motif(
        "prayer",
        "pray prayer god church holy angel angels heaven soul "
        "blessed grace gott dieu dios dio ame alma himmel",
        ("hall", "mountains", "clouds", "coast"),
        "a lone figure kneels",
        "a cloaked figure stands with open hands",
        weight=1.4,
    ),
    motif(
        "magic",
        "magic spell wizard witch fairy enchanted mystic miracle zauber magie magia ghost ghosts spirit",
        ("forest", "library", "hall", "lake"),
        "a hooded figure lifts a glowing hand",
        "fireflies circle a hooded figure",
    ),
)
