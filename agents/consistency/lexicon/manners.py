"""Words that do not fit a genre or a tone, in groups, and which genres and tones mind which groups."""

from __future__ import annotations

from agents.consistency.vocabulary import words

GROUPS: dict[str, str] = {
    "modern slang": """
        okay!, ok!, dude, bro!, you guys!, guys!, yeah!, yep!, nope!, wow!, awesome!, chillax!, lol!,
        omg!, wtf!, gonna!, wanna!, my bad!, no worries!, no biggie!, no-brainer, to freak out,
        to chill out, to hang out with, that's cool!, how cool!, so not cool!, super cool!,
        to rock and roll, to screw up, bestie, bff!, vibe, legit!, badass, kickass!, kick-ass!, weirdo,
        nerd, nerdy!, geek, rock star, superstar, kiddo, mom!, mommy!, teenager, boyfriend, girlfriend,
        date night, sexy!, hashtag, selfie, meme, emoji, influencer, spoiler alert, epic fail,
        hell yeah!, whatever dude!, duh!, oh snap!, mansplaining!, yolo!, totally awesome!,
        super for real though!, high five, party animal, fan club, paparazzi!, blockbuster, hot mess,
        comfort zone, road trip, face palm, facepalm, couch potato
    """,
    "office talk": """
        deadline, feedback, to multitask, multitasking!, to brainstorm, brainstorming!, to outsource,
        to micromanage, skill set, skillset, game changer, game-changer, win-win!, low-hanging fruit,
        mission statement, team building, user-friendly!, upgrade, to upgrade, stakeholder meeting,
        think outside the box!, to touch base, bandwidth, work-life balance, human resources!,
        job interview, CEO!, business model, target audience, brand identity, worst-case scenario,
        best-case scenario, downtime!, proactive!, synergy, networking!, to monetise, to monetize,
        startup, start-up, quality time, burnout, mindset, scenario planning, action item
    """,
    "company talk": """
        corporate, shareholder, quarterly report, lawsuit, tax return, marketing campaign, mortgage,
        bureaucrat, paperwork!, press release
    """,
    "archaic talk": """
        forsooth!, prithee!, verily!, methinks!, gadzooks!, zounds!, m'lady!, m'lord!, milady!, hath!,
        doth!, thou!, thee!, betwixt!, wherefore art!
    """,
    "slapstick": """
        whoopee cushion, banana peel, banana skin, pie in the face, custard pie, cream pie, pratfall,
        boing!, kerplunk!, kersplat!, splat!, to slip on a banana, rubber chicken, clown car,
        clown nose, red nose honk, knock-knock joke, silly hat, silly walk, silly dance, wacky, zany,
        goofy, goofball, to giggle uncontrollably, fart, to fart, burp contest, to belch loudly, wedgie,
        tickle fight, hilarious, hilariously!, LOL-worthy!, belly flop, butt, bonk!, nincompoop, ninny,
        silly billy, teehee!, tee-hee!, jazz hands!, googly eyes!, fake moustache, squirting flower,
        pillow fight
    """,
    "sweetness": """
        super-duper!, yummy!, tummy, snuggly!, cuddly!, cutesy!, sparkly!, twinkly!, cutie pie, cutie,
        rainbow sprinkles!, teddy bear picnic, sugar plum fairy, bunny rabbit, happily ever after!,
        lollipop, cupcake, fluffy kitten, unicorn sparkle, glitter cannon
    """,
    "gore": """
        entrails!, intestine, guts!, gore, gory!, viscera!, to disembowel, disembowelment,
        to eviscerate, evisceration, to decapitate, decapitation, to behead, beheading, to dismember,
        dismemberment, to mutilate, mutilation, mutilated!, severed, bloodbath, bloodsoaked!,
        blood-soaked!, blood spattered!, blood-spattered!, to splatter blood, pool of blood,
        blood pooled!, blood sprayed!, blood gushed!, brains spilled!, to slit her throat,
        to slit his throat, to slit their throats, to cut his throat, to cut her throat, flayed!,
        to impale, impaled!, gouged out!, to gouge out, rotting flesh, rotting corpse, maggot, corpse,
        carcass, bowels!, exposed bone, skull cracked!, butchered!, to slaughter, massacre,
        torture chamber, to torture, torturer, to strangle, to crucify, cannibal, festering wound,
        gangrene, pus!, open wound
    """,
    "despair": """
        suicide, suicidal!, to hang himself, to hang herself, to kill himself, to kill herself,
        to slit her wrists, to slit his wrists, genocide, rape, to rape, rapist, child abuse, overdose,
        mass grave, to murder, concentration camp
    """,
    "foul words": """
        fuck, fucking!, fucked!, fucker, motherfucker, shit, shitty!, bullshit, bitch, bastard, asshole,
        arsehole, cunt, whore, slut, wanker, dickhead, goddamn!, goddamned!, piss off!, son of a bitch!
    """,
}

# Genres that know a language of their own, and what they do not.
BY_GENRE: dict[str, tuple[str, ...]] = {
    "fantasy": ("modern slang", "office talk"),
    "historical": ("modern slang", "office talk"),
    "fairy-tale": ("modern slang", "office talk", "company talk", "foul words"),
    "mythic": ("modern slang", "office talk", "company talk"),
    "western": ("modern slang", "office talk"),
    "steampunk": ("modern slang",),
    "cyberpunk": ("archaic talk",),
    "science-fiction": ("archaic talk",),
    "space-opera": ("archaic talk",),
    "contemporary": ("archaic talk",),
    "noir": ("archaic talk", "sweetness"),
    "horror": ("slapstick", "sweetness"),
}
# OK is an American word of 1839, and no ranch is free of slang.
ALLOWED_IN: dict[str, frozenset[str]] = {
    "western": words("okay! ok! gonna! wanna! yeah! yep! nope! boss"),
    "steampunk": words("okay! ok! mom! kiddo"),
}
BY_TONE: dict[str, tuple[str, ...]] = {
    "dark": ("slapstick", "sweetness"),
    "gritty": ("slapstick", "sweetness"),
    "tense": ("slapstick",),
    "epic": ("slapstick", "sweetness"),
    "melancholy": ("slapstick", "gore"),
    "whimsical": ("gore", "despair", "foul words"),
    "hopeful": ("despair",),
    "romantic": ("gore", "foul words", "slapstick"),
    "intimate": ("gore",),
    "dreamlike": ("gore", "foul words", "office talk"),
}
# From this tech level on people may well talk as today, whatever the genre.
MODERN_TALK = 7
