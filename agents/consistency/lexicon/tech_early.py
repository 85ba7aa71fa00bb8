"""Things by the tech level from which they may exist: bronze to steam.

Levels are those of the catalogue. Where history is unsure, the earlier level is taken: a word here shall be
wrong below its level, not merely rare.
"""

from __future__ import annotations

EARLY: dict[int, str] = {
    # Bronze Age: cities, writing, ploughs, the first metal.
    2: """
        bronze, bronze blade, bronze sword, bronze axe, copper blade, copper pot, chariot, charioteer,
        plough, plow, ploughman, potter's wheel, cartwheel, wagon wheel, oxcart, ox cart, wagon,
        wheelbarrow, scroll, papyrus, clay tablet, scribe, sword, scabbard, ziggurat, sailcloth, mast,
        bellows, to smelt, smelter, irrigation canal, glass bead, alphabet, sundial, war galley
    """,
    # Iron Age: iron, coins, roads and empires.
    3: """
        iron sword, iron blade, iron axe, iron spear, iron gate, iron nail, iron chain, iron bar,
        iron ring, iron pot, iron helmet, iron armour, ironwork, wrought iron, ironmonger, steel,
        steel blade, blacksmith, horseshoe, anvil, coin, coinage, moneylender, banknote!, aqueduct,
        catapult, ballista, siege tower, battering ram, crossbow, paper, parchment, vellum, codex, book,
        bookshelf, lighthouse, watermill, water mill, trireme, chain mail, chainmail, legionary,
        paved road, waterwheel, glassblower, scissors!, inkwell
    """,
    # Medieval: castles, mills, guilds and cathedrals.
    4: """
        stirrup, windmill, trebuchet, cathedral, drawbridge, portcullis, plate armour, plate armor,
        mechanical clock, clock, clock tower, clockwork, o'clock!, hourglass, spectacles!, eyeglasses!,
        stained glass, flying buttress, spinning wheel, horse collar, magnetic compass, compass,
        jousting lance, distillery, apothecary's shop, university, heraldry, church organ, quill pen,
        wheelwright, guildhall
    """,
    # Renaissance: printing, gunpowder and ocean sails.
    5: """
        gunpowder, black powder, cannon, cannonball, cannonade, musket, musketeer, arquebus, harquebus,
        matchlock, flintlock, blunderbuss, pistol, gun, gunfire, gunshot, gunner, gunman, bullet,
        grenade, grenadier, firework, rocket, printing press, printed book, printed page,
        printer's shop, movable type, newspaper, gazette, pamphlet, newsprint, telescope, spyglass,
        microscope, pocket watch, watch!, watches!, watchmaker, pendulum clock, thermometer, barometer,
        paper map, galleon, man-of-war, frigate, sextant, playing cards!, pencil, stock exchange,
        coffee house, coffeehouse, camera obscura, alarm clock, bayonet, slide rule
    """,
    # Industrial: steam, railways and telegraphs.
    6: """
        engine, steam engine, steam power, steam-powered!, steamship, steamboat, paddle steamer,
        steam train, steam hammer, steam whistle, steamroller, locomotive, railway, railroad,
        railway station, train station, train, train ticket, freight train, boxcar, telegraph,
        telegraph wire, telegraph office, telegram, Morse code, photograph, photographer, photography,
        to photograph, photo album, daguerreotype, camera, factory, factory whistle, power loom,
        cotton mill, coal gas, gas lamp, gaslight, gas light, gaslit!, gas stove, gas main, kerosene,
        kerosene lamp, paraffin lamp, matchbox, matchstick, to strike a match, to light a match,
        lit match, burning match, safety match, box of matches, revolver, six-shooter, shotgun, rifle,
        rifleman, repeating rifle, Colt revolver, Gatling gun, cartridge belt, dynamite, nitroglycerin,
        stick of dynamite, detonator, barbed wire, sewing machine, typewriter, typist, bicycle, cyclist,
        tricycle, penny-farthing, hot-air balloon, hot air balloon, dirigible, ironclad warship,
        submarine, torpedo, vaccine, vaccination, to vaccinate, anaesthetic, anesthetic, anaesthesia,
        chloroform, stethoscope, hypodermic, hypodermic needle, syringe, bacteria!, bacterium,
        antiseptic, tin can, canned food, canned beans, postage stamp, mailbox, letterbox, electricity,
        electric battery, electric spark, electromagnet, electrical!, phonograph, police constable,
        detective agency, cigarette, cigarette case, lawnmower, safety pin, celluloid, rubber tyre,
        rubber stamp, blast furnace, steelworks, oil well, coal mine shaft, streetcar, horse tram, tram,
        omnibus, stopwatch, fountain pen, department store, music hall, chequebook, water closet,
        flush toilet
    """,
}
