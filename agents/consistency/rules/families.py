"""What a rule means by one word: who says that there are no birds has no crows either."""

from __future__ import annotations

FAMILIES: dict[str, str] = {
    "bird": """
        crow, raven, sparrow, pigeon, gull, seagull, hawk, eagle, falcon, owl, robin, swallow nest,
        starling, swan, duck, goose, heron, songbird, blackbird, dove, parrot, magpie, nightingale,
        lark, thrush
    """,
    "dragon": "wyvern, drake, dragonfire, dragon rider, dragon's breath!",
    "horse": "mare, stallion, pony, gelding, foal, horseman, to gallop",
    "dog": "hound, puppy, wolfhound",
    "gun": "pistol, rifle, musket, revolver, shotgun, gunshot, gunfire, machine gun",
    "firearm": "gun, pistol, rifle, musket, revolver, shotgun, gunshot, gunfire, machine gun",
    "gunpowder": """
        black powder, gun, pistol, musket, cannon, cannonball, gunshot, gunfire, grenade, bullet
    """,
    "engine": "steam engine, locomotive, motor, diesel engine, steamship, train",
    "machine": "engine, motor, robot, computer, locomotive, automaton",
    "electricity": """
        electric light, electric lamp, light bulb, power line, generator, electric motor, battery,
        electrical!
    """,
    "computer": "laptop, smartphone, supercomputer, mainframe, desktop computer, server",
    "robot": "android, automaton, humanoid robot, robotic arm, droid",
    "android": "humanoid robot, replicant",
    "artificial mind": """
        artificial intelligence, AI!, sentient machine, thinking machine, artificial consciousness
    """,
    "artificial intelligence": "AI!, artificial mind, sentient machine, thinking machine",
    "artificial general intelligence": "AGI!, artificial mind, sentient machine, thinking machine",
    "faster than light travel": """
        hyperdrive, hyperspace, warp drive, warp speed, warp engine, warp core, FTL!, FTL drive,
        jump drive, jump gate, jumpgate, stargate, wormhole, faster than light!, lightspeed jump
    """,
    "time travel": """
        time machine, time traveller, time traveler, to travel back in time, to travel through time,
        to travel in time
    """,
    "teleportation": "teleporter, to teleport, transporter beam",
    "alien": "extraterrestrial, flying saucer, alien ship",
    "god": "goddess, deity",
    "vampire": "vampiric!, bloodsucker",
    "undead": "zombie, lich, ghoul, wraith, vampire, revenant, skeleton warrior",
    "metal": "iron, bronze, steel, copper, iron sword, steel blade",
    "money": "coin, banknote, silver coin, gold coin, coinage",
    "alcohol": "wine, beer, whisky, whiskey, rum, gin, ale, brandy, vodka",
    "weapon": "sword, spear, axe, dagger, bow and arrow, gun, pistol, rifle",
    "ghost": "spectre, specter, phantom, apparition, poltergeist",
    "witch": "witchcraft, coven, warlock",
    "wizard": "sorcerer, mage, warlock, sorceress",
    "car": "automobile, motorcar, taxi, truck",
    "phone": "telephone, smartphone, mobile phone, cell phone, phone call",
    "flying machine": "airplane, aeroplane, airship, helicopter, aircraft, hot-air balloon",
}
# Words by which a sentence tells that it is such a time.
TIMES: dict[str, str] = {
    "midnight": """
        night midnight morning moonlight moonlit moon dark three two four small nightfall
    """,
    "night": "night midnight moonlight moonlit moon dark nightfall evening",
    "nightfall": "night midnight moonlight moonlit dark dusk evening",
    "dark": "night midnight moonlight moonlit dark nightfall dusk",
    "dusk": "night dusk twilight evening dark nightfall",
    "sunset": "night dusk twilight evening dark nightfall sunset",
    "dawn": "dawn daybreak sunrise morning",
    "sunday": "sunday sundays sabbath",
    "winter": "winter snow frost",
}
