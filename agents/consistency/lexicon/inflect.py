"""The forms in which a term can stand in a text: plurals of nouns, tenses of verbs."""

from __future__ import annotations

from agents.consistency.vocabulary import words

_PLURALS = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "foot": "feet",
    "knife": "knives",
    "wolf": "wolves",
    "elf": "elves",
    "dwarf": "dwarves",
    "aircraft": "aircraft",
    "spacecraft": "spacecraft",
    "dead": "dead",
    "batman": "batmen",
    "mouse": "mice",
    "lens": "lenses",
    "thief": "thieves",
    "leaf": "leaves",
}
_PASTS = {
    "read": ("read",),
    "rise": ("rose", "risen"),
    "speak": ("spoke", "spoken"),
    "fly": ("flew", "flown"),
    "cast": ("cast",),
    "come": ("came",),
    "go": ("went", "gone"),
    "take": ("took", "taken"),
    "grow": ("grew", "grown"),
    "shoot": ("shot",),
    "break": ("broke", "broken"),
    "freeze": ("froze", "frozen"),
    "become": ("became",),
    "slit": ("slit",),
    "throw": ("threw", "thrown"),
    "hang": ("hung", "hanged"),
    "eat": ("ate", "eaten"),
    "drink": ("drank", "drunk"),
    "sing": ("sang", "sung"),
    "leave": ("left",),
    "see": ("saw", "seen"),
    "wear": ("wore", "worn"),
    "write": ("wrote", "written"),
    "say": ("said",),
    "lie": ("lied", "lay"),
    "kill": ("killed",),
    "bring": ("brought",),
    "bear": ("bore", "borne"),
    "swim": ("swam", "swum"),
    "steal": ("stole", "stolen"),
    "sleep": ("slept",),
    "fight": ("fought",),
    "ride": ("rode", "ridden"),
    "run": ("ran",),
    "tell": ("told",),
    "sell": ("sold",),
    "buy": ("bought",),
    "keep": ("kept",),
    "light": ("lit", "lighted"),
    "burn": ("burned", "burnt"),
    "dig": ("dug",),
    "marry": ("married",),
    "teach": ("taught",),
    "stand": ("stood",),
    "sit": ("sat",),
    "send": ("sent",),
    "make": ("made",),
    "draw": ("drew", "drawn"),
    "give": ("gave", "given"),
    "have": ("had",),
    "pay": ("paid",),
    "swear": ("swore", "sworn"),
    "wake": ("woke", "woken"),
    "know": ("knew", "known"),
    "spill": ("spilled", "spilt"),
    "spend": ("spent",),
    "hold": ("held",),
    "find": ("found",),
    "hear": ("heard",),
    "feel": ("felt",),
    "catch": ("caught",),
    "put": ("put",),
    "set": ("set",),
    "lay": ("laid",),
    "shut": ("shut",),
    "cut": ("cut",),
    "strike": ("struck",),
    "hit": ("hit",),
    "lead": ("led",),
    "flee": ("fled",),
    "hide": ("hid", "hidden"),
    "build": ("built",),
    "kneel": ("knelt", "kneeled"),
    "weep": ("wept",),
    "lose": ("lost",),
    "shake": ("shook", "shaken"),
    "meet": ("met",),
    "learn": ("learned", "learnt"),
    "think": ("thought",),
    "spit": ("spat",),
    "ring": ("rang", "rung"),
    "swing": ("swung",),
    "sweep": ("swept",),
    "stride": ("strode",),
    "dive": ("dived", "dove"),
    "sink": ("sank", "sunk"),
    "slide": ("slid",),
    "spin": ("spun",),
    "bend": ("bent",),
    "weave": ("wove", "woven"),
    "grind": ("ground",),
    "begin": ("began", "begun"),
    "listen": ("listened",),
    "offer": ("offered",),
    "order": ("ordered",),
    "lower": ("lowered",),
    "leap": ("leaped", "leapt"),
    "choose": ("chose", "chosen"),
    "drive": ("drove", "driven"),
    "enter": ("entered",),
    "answer": ("answered",),
    "whisper": ("whispered",),
    "open": ("opened",),
    "travel": ("travelled", "traveled"),
    "wither": ("withered",),
    "levitate": ("levitated",),
    "wander": ("wandered",),
    "summon": ("summoned",),
    "murder": ("murdered",),
    "gather": ("gathered",),
    "utter": ("uttered",),
    "conjure": ("conjured",),
    "disembowel": ("disembowelled", "disemboweled"),
    "behead": ("beheaded",),
    "splatter": ("splattered",),
    "spatter": ("spattered",),
    "butcher": ("butchered",),
    "google": ("googled",),
    "hack": ("hacked",),
}
_DOUBLING = words(
    """
        run sit dig swim slit travel disembowel put set shut cut hit spit spin begin
    """
)
_VOWELS = "aeiou"


def plural(noun: str) -> str:
    """One word in the plural."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return f"{noun[:-1]}ies"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    return f"{noun}s"


def singular(words: str) -> str:
    """Words without a plural's ending, good enough to be looked up."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if words.endswith(ending):
            return words[: -len(ending)] + instead
    return words[:-1] if words.endswith("s") and not words.endswith(("ss", "us", "is")) else words


def tenses(verb: str) -> tuple[str, ...]:
    """One word as it stands with he, yesterday, and while it goes on."""
    third = plural(verb) if verb not in {"go", "do"} else f"{verb}es"
    return tuple(dict.fromkeys((verb, third, *_past(verb), _going(verb))))


def _past(verb: str) -> tuple[str, ...]:
    if verb in _PASTS:
        return _PASTS[verb]
    if verb.endswith("e"):
        return (f"{verb}d",)
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return (f"{verb[:-1]}ied",)
    return (f"{_doubled(verb)}ed",)


def _going(verb: str) -> str:
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb[:-1]}ing"
    if verb in _PASTS and verb not in _DOUBLING:
        return f"{verb}ing"
    return f"{_doubled(verb)}ing"


def _doubled(verb: str) -> str:
    """Short verbs double their last letter: chop, chopped. Longer ones rarely do, and travel does."""
    short = len(verb) >= 3 and verb[-1] not in "wxy" and verb[-1] not in _VOWELS
    if (
        short
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
        and (_beats(verb) == 1 or verb.endswith("el"))
    ):
        return verb + verb[-1]
    return verb


def _beats(word: str) -> int:
    return sum(
        one in _VOWELS and before not in _VOWELS for before, one in zip(f" {word}", word, strict=False)
    )


def forms(entry: str) -> list[str]:
    """All forms of an entry of the lexicon: `to conjure` is a verb, `OK!` stands as it is, others are nouns.

    Of several words the one that changes is a verb's first, and a noun's last or the one before “of”.
    """
    if entry.endswith("!"):
        return [entry[:-1]]
    if entry.startswith("to "):
        first, _, rest = entry[3:].partition(" ")
        return [f"{form} {rest}".strip() for form in tenses(first)]
    head, of, rest = entry.partition(" of ")
    before, _, last = head.rpartition(" ")
    return [f"{before} {form}{of}{rest}".strip() for form in (last, plural(last))]
