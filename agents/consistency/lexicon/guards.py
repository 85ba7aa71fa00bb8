"""What tells a dated word from its older namesake: the train of a dress, a spell of rain, a monk's cell."""

from __future__ import annotations

from dataclasses import dataclass

from agents.consistency.reading import Text


@dataclass(frozen=True)
class Guard:
    """
    When a word is meant in its dated sense. needs: one of these stands within `reach` words, in the
    same sentence. unless: none of these does. before, after: the word right before, or behind it, is
    one of these. not_before, not_after: it is none.
    """

    needs: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    reach: int = 30

    def holds(self, text: Text, first: int, last: int) -> bool:
        """Whether the words from `first` to before `last` mean the dated thing."""
        opening, closing = text.sentence(first)
        previous = text.lower[first - 1] if first > opening else ""
        following = text.lower[last] if last < closing else ""
        if previous in self.not_before or following in self.not_after:
            return False
        if (self.before and previous not in self.before) or (self.after and following not in self.after):
            return False
        around = (max(opening, first - self.reach), min(closing, last + self.reach))
        near = {*text.lower[around[0] : first], *text.lower[last : around[1]]}
        return not (near & self.unless) and (not self.needs or bool(near & self.needs))


def _w(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _needs(words: str, reach: int = 30, **more: str) -> Guard:
    return Guard(needs=_w(words), reach=reach, **{name: _w(value) for name, value in more.items()})


def _unless(words: str = "", reach: int = 30, **more: str) -> Guard:
    return Guard(unless=_w(words), reach=reach, **{name: _w(value) for name, value in more.items()})


_RAILS = """
        station platform rail rails railway locomotive whistle track tracks carriage carriages conductor
        ticket tickets passenger passengers steam compartment boarded board aboard depot departed
        derailed missed caught timetable
    """
_CASTING = """
        cast casts casting wizard wizards witch sorcerer mage wand rune runes magic magical enchanted
        conjured summoned incantation hex curse chanted chant
    """
_SCARY_HANDS = """
        hand hands finger fingers palm palms staff gesture word words whispered threw hurled eyes
        conjured
    """

GUARDS: dict[str, Guard] = {
    # -- technology --
    "train": _needs(_RAILS, not_after="of"),
    "car": _unless("train railway railroad locomotive dining sleeping baggage chariot funicular tram"),
    "film": _needs(
        """
        camera watch watched watching screen director actor actress cinema roll reel projector scene
        studio shot movie audience
    """,
        not_after="of over",
    ),
    "watch!": _needs(
        """
        checked glanced consulted wrist ticking ticked minutes wound pocket gold battery dial
    """,
        4,
        not_after="over the for him her them it out and as in on at",
        not_before="night the to kept keep first second third last middle city town on under stood",
    ),
    "watches!": _needs("wrist ticking ticked pocket gold dial wristwatches repairer jeweller", 5),
    "concrete": _needs(
        """
        wall walls floor block blocks slab slabs poured bunker building road steel reinforced pavement
        stairwell tower
    """,
        4,
    ),
    "satellite": _needs("orbit orbital launched signal dish image photo spy weather communications", 12),
    "drone": _needs(
        """
        delivery hovered hover hovering camera rotor rotors police swarm launched flew overhead
        surveillance feed operator remote blades armed
    """,
        12,
        unless="bee bees hive bagpipes bagpipe voice voices hive's queen insects flies",
    ),
    "screen": _needs(
        """
        phone computer blinked touch touched scrolled pixel pixels login glowed display monitor tv
        cursor swipe swiped keyboard loading
    """,
        12,
    ),
    "app!": _needs("phone download downloaded open opened tapped screen install ride", 15),
    "server": _needs(
        """
        farm room data network crashed backup hack hacked code cloud login rack racks reboot
    """,
        8,
    ),
    "keyboard": _needs(
        "computer typed typing screen keys monitor laptop",
        8,
        unless="organ piano harpsichord clavichord pianist",
    ),
    "network": _needs("computer computers data hack hacked password firewall neural wireless login code", 12),
    "implant": _needs("neural brain cyber chip eye ocular cortical optic data neck memory signal", 10),
    "blaster": _needs("fired fire pistol holster bolt shot drew aimed laser rifle", 14),
    "plastic": _unless("clay art arts surgeon", not_before="more so"),
    "pilot": _needs("cockpit plane aircraft helicopter jet airplane runway", 20),
    "bomber": _needs("plane planes squadron flew overhead night airfield crew", 10, unless="suicide"),
    "missile": _needs(
        "launched launch guided silo ballistic warhead radar nuclear target locked",
        12,
        unless="stones stone sling arrows catapult hurled thrown flung",
    ),
    "tank": _needs(
        "turret treads armoured armored battalion shell tracks army panzer gunner",
        10,
        unless="water fish oil fuel rain",
    ),
    "cab": _needs("taxi driver meter", 10, unless="hansom horse horses locomotive engine"),
    "torch": _needs("batteries battery electric switched flicked clicked", 6),
    "monitor": _needs(
        "computer screen heart hospital keyboard flickered display", 6, unless="lizard ironclad"
    ),
    "steel": _unless(not_before="of with to like will", not_after="himself herself yourself themselves"),
    "paper": _unless(not_after="birch bark wasp wasps thin"),
    "book": _unless(not_after="of"),
    "sail": _unless(not_before="to will would shall could can must"),
    "compass": _unless("moral encompass whole within", not_after="of"),
    "clock": _unless(not_after="flower flowers"),
    "rocket": _needs(
        "launch launched fuel engine engines signal exploded space fired ship flare sky",
        15,
        unless="salad leaves lettuce larkspur",
    ),
    "shot": _needs("pistol gun rifle musket", 6),
    "wire": _needs("electric copper telegraph phone live", 6),
    "nuclear": _unless("family"),
    "engine": _needs(
        """
        steam car petrol diesel motor piston pistons boiler throttle started revved revving roared
        idling ignition stalled fuel locomotive
    """,
        12,
        unless="siege war wit",
        not_after="of",
    ),
    "motor": _unless(not_after="skills nerve nerves"),
    "battery": _needs(
        "charge charged charging dead phone power electric recharge volt volts cell torch",
        10,
        unless="guns cannon cannons artillery assault ram",
    ),
    "plane": _needs(
        """
        flew fly flying pilot airport runway landed wings overhead passengers ticket crashed
    """,
        14,
        unless="carpenter wood shavings astral higher existence geometry inclined",
    ),
    "chip": _needs("computer silicon data neural memory micro encrypted processor implanted", 8),
    "stirrup": _unless("bone ear"),
    "factory": _unless("trading company india hudson's factor factors spices"),
    "cannon": _unless("loose"),
    "portal": _needs(
        """
        stepped shimmering glowing swirling opened opens through dimension dimensions world swirl light
    """,
        14,
        unless="stone oak bronze carved church cathedral temple palace arch arched gatehouse web",
    ),
    # -- magic --
    "spell": _needs(
        _CASTING,
        10,
        not_after="of over out the it them name names her his my",
        not_before="to could can a cold dry wet long short brief rainy hot",
    ),
    "to cast a spell": _unless(not_after="of over"),
    "wizard": _unless(not_after="with at of", not_before="financial chess computer"),
    "witch": _needs(
        """
        spell spells hex cast broom broomstick cauldron coven potion familiar magic curse cursed cackled
        conjured
    """,
        18,
        unless="accused called trial burned burnt burn hanged named inquisitor accusation",
    ),
    "wand": _needs(
        """
        waved wave flicked raised pointed magic spell spells wizard witch sorcerer mage tapped tip cast
        sparks
    """,
        14,
        unless="willow divining hazel dowsing conductor",
    ),
    "basilisk": _unless(not_after="glance stare eye eyes gaze look"),
    "hex": _unless("sign signs bolt key"),
    "potion": _needs(
        "magic healing love drank invisibility glowing witch brewed enchanted wizard",
        8,
        unless="apothecary physician doctor cough surgeon sleeping",
    ),
    "bolt of lightning": _needs(_SCARY_HANDS, 14, not_before="struck"),
    "lightning bolt": _needs(_SCARY_HANDS, 14),
    "to rise into the air": _needs(
        """
        hand hands gesture word words whispered kicking feet guards magic spell muttered arms men
    """,
        24,
        unless="""
        smoke dust lark larks bird birds kite voice voices song sparks arrow arrows balloon
    """,
    ),
    "to float in the air": _needs(
        "hand hands gesture word words whispered kicking feet spell crossed legs magic",
        24,
        unless="smoke dust bird birds feather feathers scent smell ash seeds music",
    ),
    "to conjure": _unless("memory memories image images picture pictures", not_after="up"),
    "magic": _needs(
        """
        cast wield wielded wields spell wizard power powers conjure conjured summon enchant staff wand
        rune runes mage sorcerer sorceress used ancient real dark
    """,
        9,
        not_after="of trick tricks lantern lanterns show moment number touch hour",
    ),
    "magical": _needs(
        """
        power powers sword ring spell creature creatures amulet energy barrier staff wand artefact
        artifact
    """,
        5,
    ),
    "to enchant": _needs(
        """
        sword ring blade mirror forest armour armor staff amulet spell rune door castle sleep
    """,
        8,
        unless="smile beauty music voice manner",
    ),
    "enchantment": _needs("spell broke broken magic wizard witch sword castle lifted cast ring laid", 12),
    "demon": _needs(
        "summoned summon bound circle horns pact appeared claws sulphur possessed",
        14,
        unless="like inner drink green",
    ),
    "fairy": _needs(
        "wings dust godmother wand tiny glowing ring granted wish queen",
        10,
        not_after="tale tales story stories",
    ),
    "dragon": _unless(
        """
        boat ship banner carved painted dance puppet kite tattoo embroidered coat silk lizard tavern inn
        sign
    """,
        not_after="boat boats fruit fly tree blood silk dance",
    ),
    "phoenix": _needs("flames ash ashes burned wings fire feather reborn", 14, unless="arizona like city"),
    "ghost": _needs(
        "appeared walked spoke moaned floated said drifted whispered",
        5,
        unless="smile like pale chance town given holy seen story stories",
        not_before="his her the",
    ),
    "to levitate": _unless("train maglev magnet magnets magnetic superconductor"),
    "to resurrect": _needs(
        "dead body corpse child man woman king queen him her them life magic",
        6,
        unless="career plan hope idea custom argument law church christ lord",
    ),
    "to summon": _needs("demon spirit spirits storm fire elemental familiar dead shadows lightning", 6),
    "elemental": _needs("fire water earth air summoned bound magic spirit", 5),
    "troll": _unless("internet forum comments", not_after="for"),
    "to walk on water": _unless(not_before="could can might"),
    # -- words of genre and tone --
    "guys!": _unless("ropes rope fawkes tent"),
    "awesome!": _needs("dude that's totally guys super pretty yeah man", 6),
    "bro!": _unless("latin"),
    "feedback": _unless("microphone guitar loop"),
    "boss": _unless("shield bronze brass stone carved silver vault gilt"),
    "thou!": _unless("thousand"),
    "butt": _needs(
        "kick kicked fart slapped pants wiggled", 5, unless="ale wine water rifle archery goat cigarette"
    ),
    "guts!": _needs(
        "spilled spilt blood bloody ripped intestines hung knife floor slid", 10, unless="had no have"
    ),
    "gore": _unless("bull boar", not_before="to"),
    "severed": _needs("head hand arm finger fingers limb ear foot leg neck tongue", 4),
    "corporate": _unless("body town borough seal"),
    "to torture": _unless("himself herself themselves"),
    "to murder": _unless("tune song crows"),
    "corpse": _unless("flower candle"),
}
