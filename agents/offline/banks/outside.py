"""Settings under the open sky."""

from __future__ import annotations

from agents.offline.banks.setting import Setting
from agents.offline.grammar import bag, lines

OUTSIDE: dict[str, Setting] = {
    "harbour": Setting(
        "the harbour",
        bag(
            "harbour harbor port dock docks quay pier wharf marina ferry fishing boats jetty canal "
            "canals delta"
        ),
        ("on the quay", "at the end of the quay", "under the harbour wall"),
        "the quay",
        "stones",
        ("steps", "harbour wall", "narrow lane"),
        lines("""
            The tide was out, and the boats lay on their sides in the mud like sleepers turned to the wall.
            Ropes creaked along the quay, each with its own complaint.
            Water slapped at the harbour stones, unevenly, like somebody walking who favours one leg.
            The masts in the harbour stood so close together that the sky had to come through in strips.
        """),
        lines("""
            A gull walked up and down the wall with the air of an owner.
            Down among the boats something knocked against wood, patiently.
            The smell of tar and weed came and went.
            The water had turned the colour of a knife.
        """),
        ("coil of rope", "mooring stone"),
        ("upturned boat", "harbour wall"),
        first=2,
        settled=True,
    ),
    "coast": Setting(
        "the shore",
        bag(
            "coast shore beach cliff cliffs cove bay headland island isle reef shoals sand dunes tide "
            "peninsula"
        ),
        ("on the beach", "below the cliffs", "at the edge of the water"),
        "the sand",
        "sand",
        ("path down the cliff", "line of rocks", "beach"),
        lines("""
            The sea had drawn back further than usual, and what it had left behind lay shining.
            Each wave came in as if it meant to say something, and each one went out again without \
                having said it.
            There was one line of footprints on the beach, and it went only one way.
            Foam ran up the sand, stopped, and sank in with a sound like breath.
        """),
        lines("""
            A crab crossed the open sand sideways, keeping an eye on everyone.
            Salt had got into everything, even the talk.
            Out beyond the rocks the water changed colour and changed back.
            The tide had begun to turn; one heard it before one saw it.
        """),
        ("rock", "stranded tree trunk"),
        ("flat rock", "stranded trunk"),
    ),
    "sea": Setting(
        "the open sea",
        bag("sea ocean ship boat vessel voyage sailor sailors crew captain deck mast sails aboard raft"),
        ("amidships", "by the rail", "in the stern"),
        "the planks",
        "planks",
        ("ladder", "bow", "gangway"),
        lines("""
            There was no land in any direction, and the sea looked pleased about it.
            The boat lifted, leaned, thought about it, and came down again.
            All night the planks had been talking among themselves.
            The horizon went all the way round, as even as the rim of a cup.
        """),
        lines("""
            A rope that nobody was holding drew tight and went slack.
            Spray came over the side and wrote something on the planks and wiped it out.
            The whole boat leaned, and everyone leaned the other way without noticing.
            Below them something large turned over, and was gone.
        """),
        ("coil of rope", "thwart"),
        ("water cask", "upturned bucket"),
        first=2,
        preposition="on",
    ),
    "forest": Setting(
        "the forest",
        bag("forest wood woods jungle trees grove pine pines oak thicket clearing woodland taiga"),
        ("in the clearing", "under the old trees", "at the edge of the trees"),
        "the clearing",
        "moss",
        ("path", "gap in the trees", "stream"),
        lines("""
            Under the trees it was later than it was anywhere else.
            The forest had gone quiet from one side to the other, the way a crowd does when somebody \
                comes in.
            Last year's leaves lay knee-deep, and every step could be heard a long way off.
            Somewhere above, the tops of the trees were moving; down here nothing did.
        """),
        lines("""
            An owl asked its one question.
            A twig broke, not near, but not far enough away.
            Something small ran through the leaves with an armful of haste.
            There was a smell of mushrooms and of cold smoke.
        """),
        ("fallen trunk", "root"),
        ("tree stump", "fallen trunk"),
        preposition="in",
    ),
    "mountains": Setting(
        "the mountains",
        bag("mountain mountains peak summit pass ridge glacier hill hills alpine highland crag volcano cone"),
        ("on the ridge", "at the top of the pass", "in the lee of the rocks"),
        "the slope",
        "stones",
        ("path", "gap in the rocks", "ledge"),
        lines("""
            The pass had two sides, and each of them thought it was the front.
            From up here the valley looked like something that somebody had dropped.
            The path went up in loops, like a person telling a story who does not want to get to the end.
            A stone came loose, high up, and they listened to it all the way down.
        """),
        lines("""
            The air was so thin that each word had to be meant.
            Far below, a thread of smoke stood up and leaned over.
            An eagle turned on nothing.
            Snow was lying in the cracks where the sun had not found it.
        """),
        ("flat rock", "boulder"),
        ("flat rock", "cairn"),
        preposition="in",
    ),
    "desert": Setting(
        "the desert",
        bag("desert dune wasteland waste wastes salt oasis canyon mesa badlands dust"),
        ("in the shade of the rock", "at the foot of the dune", "by the dry well"),
        "the sand",
        "sand",
        ("track", "dry river bed", "gap between the dunes"),
        lines("""
            Nothing moved in all that country but the edge of the light.
            The desert had covered their tracks before they were done making them.
            It was a place that had been emptied on purpose and with care.
            The dunes had come a little closer since the day before.
        """),
        lines("""
            Sand ran down the face of the dune with a sound like silk.
            A lizard raised one foot, and then the other, and thought.
            The rock gave back the heat it had been lent.
            Far out, something shone that was not water.
        """),
        ("flat stone", "saddle-shaped rock"),
        ("flat stone", "rim of the well"),
        preposition="in",
    ),
    "meadow": Setting(
        "the fields",
        bag(
            "meadow field fields farm village grass prairie plain plains steppe orchard garden valley "
            "hamlet vineyard"
        ),
        ("at the edge of the field", "under the apple tree", "by the gap in the hedge"),
        "the field",
        "grass",
        ("path", "gap in the hedge", "ford"),
        lines("""
            The grass had been cut that morning, and the whole valley smelled of it.
            The fields lay open on every side, and there was nowhere in them to hide a thought.
            A line of smoke went straight up from behind the trees, as if somebody had ruled it.
            Everything that could hum was humming.
        """),
        lines("""
            A hare sat up, saw them, and decided that they were not its business.
            Two larks were arguing over the same patch of sky.
            Seeds drifted past at the height of a face.
            The grass bent over and straightened, like people at worship.
        """),
        ("fallen tree", "bank of turf"),
        ("tree stump", "flat stone"),
        preposition="in",
    ),
    "river": Setting(
        "the river",
        bag("river lake stream swamp marsh bog waterfall brook pond ford fen wetlands reeds"),
        ("on the bank", "by the reeds", "at the ford"),
        "the shallows",
        "mud",
        ("ford", "path through the reeds", "landing place"),
        lines("""
            The river was high, and brown, and in no mood to be crossed.
            Reeds stood along the water with their heads together.
            The water went by without a sound, and that was how one knew that it was deep.
            Mist lay on the water exactly as wide as the water was.
        """),
        lines("""
            A heron stood so still that it seemed to have been left there.
            A fish jumped, and the rings spread until they met the bank.
            Something pale went by, turning slowly, and was only wood.
            Frogs stopped all at once, and all at once began again.
        """),
        ("root", "upturned boat"),
        ("flat stone", "upturned boat"),
    ),
    "road": Setting(
        "the road",
        bag("road track crossroads highway path journey caravan train station trail travel route border"),
        ("at the crossroads", "by the side of the road", "at the halfway stone"),
        "the road",
        "dust",
        ("bend", "road", "ditch"),
        lines("""
            The road came over the hill, saw how far it still had to go, and seemed to slow down.
            Nobody had passed since morning, and then two had passed together without a word.
            Where the ways crossed, somebody had left a bundle of flowers, and somebody else had eaten them.
            Dust hung above the road long after whoever had raised it was gone.
        """),
        lines("""
            A crow kept pace with them from stone to stone.
            The ruts were full of water, and the water was full of sky.
            Far back along the road something was coming, too small as yet to be anything.
            The milestone had a number on it that nobody believed.
        """),
        ("milestone", "bank"),
        ("milestone", "flat stone"),
        first=3,
        preposition="on",
    ),
}
