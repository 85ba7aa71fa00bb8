"""Magic by the strength that it needs, and acts that no known law of nature allows."""

from __future__ import annotations

MAGIC: dict[int, str] = {
    # Subtle: what can be doubted. Where there is no magic at all, even this is too much.
    1: """
        second sight, clairvoyant, clairvoyance, fairy ring, pixie, banshee, guardian spirit,
        cursed blade, cursed sword, cursed ring, unicorn, dragon, griffin, gryphon, basilisk, phoenix,
        ghost, poltergeist, fairy, troll, goblin, orc, ogre, centaur, dryad, naiad, kelpie, selkie, elf
    """,
    # Ritual, blood, runes: it takes time, a place and a price.
    2: """
        magic, magical, magic sword, magic ring, magic mirror, magic spell, magic potion, magic wand,
        magic staff, magic carpet, magic circle, blood magic, dark magic, black magic, wand, wizard,
        wizardry, sorcerer, sorceress, sorcery, mage, magus, warlock, witch, enchanter, enchantress,
        to enchant, enchantment, enchanted sword, enchanted forest, enchanted mirror, enchanted armour,
        spell, spellbook, book of spells, grimoire, spellcaster, spellcasting, to cast a spell,
        to cast the spell, to cast a hex, to cast a curse, to weave a spell, incantation, hex, to hex,
        to curse the bloodline, glowing rune, rune of power, rune of fire, to summon, to conjure,
        summoning circle, demon, golem, homunculus, undead!, vampire, werewolf, zombie, ghoul, lich,
        wraith, revenant, necromancer, necromancy, philosopher's stone, elixir of life, elixir of youth,
        elixir of immortality, potion, love potion, healing potion, invisibility potion, soul gem,
        soul stone, ley line, voodoo doll, scrying mirror, scrying bowl, to scry, fairy godmother,
        cloak of invisibility, invisibility cloak, ring of invisibility, djinn, genie, demonic pact,
        ward of protection, warding spell, protective ward
    """,
    # Spells, elements, gods and minds: open and at once.
    3: """
        archmage, fireball, bolt of lightning, lightning bolt, to levitate, levitation, to teleport,
        teleportation, shapeshifter, shape-shifter, to shapeshift, to transmute into gold, to resurrect,
        resurrection spell, to raise the dead, telekinesis, telekinetic!, telepath, telepathy,
        telepathic!, pyromancer, pyromancy, cryomancer, geomancer, hydromancer, elemental,
        fire elemental, water elemental, mana, mana pool, magic missile, force bolt, flying carpet,
        flying broomstick, to turn into a frog, to turn into a toad, to turn into a wolf,
        to turn into a raven, to rise into the air, to float in the air, to grow wings, to breathe fire,
        to part the sea, portal spell, spell of flight, to fly on a broom
    """,
}

# What cannot happen where nature behaves as we know it. Strong magic excuses it, and so does late technology
# for those with a level.
IMPOSSIBLE: dict[int, str] = {
    0: """
        to walk through walls, to walk through the wall, to walk through the solid wall,
        to pass through the wall, to pass through solid stone, to step through the wall,
        to walk on water, to walk on the water, to walk across the water, to breathe underwater,
        to breathe water, to turn to stone, to turn invisible, to become invisible, to stop time,
        to freeze time, to reverse time, to turn back time, to travel back in time,
        to travel through time, to travel in time, time travel, time traveller, time traveler,
        time machine, to step back in time, to go back in time, perpetual motion machine,
        to defy gravity, to fly without wings, to rise from the dead, to rise from the grave,
        to come back from the dead, to read minds, to read her mind, to read his mind,
        to turn into gold, water flowed uphill!, the river ran uphill!, to fall upward, to fall upwards,
        to shrink to the size
    """,
    11: "wormhole through space, faster than light!",
    12: "portal, to teleport, teleportation",
}
