"""Who is in a scene: what they are called, their pronoun, and what their traits allow one to say of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.offline.brief import Person
from agents.offline.grammar import bag, listed, lower_first, marked, name_of, plain, words_of

FORMS: dict[str, dict[str, str]] = {
    "he": {"he": "he", "him": "him", "his": "his", "hers": "his", "himself": "himself", "was": "was"},
    "she": {"he": "she", "him": "her", "his": "her", "hers": "hers", "himself": "herself", "was": "was"},
    "they": {
        "he": "they",
        "him": "them",
        "his": "their",
        "hers": "theirs",
        "himself": "themself",
        "was": "were",
    },
}
_SHE = bag(
    "she her hers herself woman girl mother sister daughter queen princess lady wife widow aunt "
    "grandmother witch priestess empress duchess countess goddess heroine female"
)
_HE = bag(
    "he him his himself man boy father brother son king prince lord husband widower uncle grandfather "
    "emperor duke count god hero male"
)
_TITLES = bag(
    "the old young captain king queen lord lady sir dame doctor dr mr mrs ms miss professor master "
    "brother sister father mother saint st prince princess warden general colonel sergeant uncle aunt von "
    "van de la el al"
)
_DETERMINERS = bag(
    "the a an every her his their its our all what who where how that one some no my everything everyone "
    "anyone back home free alive into from"
)
_VERBS = bag(
    "avenge be become break bring build buy burn catch change chart claim clear come confess cross cure "
    "defend destroy discover do drive earn end escape explore expose feed fight find finish fly follow "
    "forget forgive gain get give go grow guard hand have heal help hide hold hunt join keep kill know "
    "lead learn leave license lift live lose love make map marry master meet mend open outlive overthrow "
    "paint pay play please preserve protect prove punish reach read rebuild reclaim redeem remember "
    "repair rescue restore return reunite reveal rise rule run save see seek sell serve set show sing "
    "solve stand start stay steal stop survive take taste teach tell trust understand undo unite win work "
    "write"
)
_ADJECTIVE = re.compile(
    r".*(?:ful|less|ous|ive|ed|ing|al|ent|ant|able|ible|ic|ish|ary|ory|ain|eet|ough|y|ct|id|ite|ate|rd|nd|st|re|lm"
    r"|tle|ble)$"
)
_NO_ADJECTIVE = bag(
    "he she they it always never has is was has loves hates likes laughs talks speaks can will"
)


@dataclass(frozen=True)
class Figure:
    """`full` and `short` are marked where proper; `apart` says who they are, `nature` how, `want` why."""

    full: str
    short: str
    pronoun: str
    asked: bool = True
    apart: str = ""
    nature: str = ""
    want: str = ""

    @property
    def forms(self) -> dict[str, str]:
        return FORMS[self.pronoun]


def figure_of(person: Person) -> Figure:
    name = name_of(person.name)
    summary = plain(person.summary)
    told = f"{summary} {_told(person.traits)}"
    return Figure(
        full=marked(name),
        short=_short(name, person.aliases),
        pronoun=person.pronoun if person.pronoun in FORMS else _pronoun(told, person.traits),
        apart=_apart(summary),
        nature=_nature(_trait(person.traits, "personality")),
        want=_want(_trait(person.traits, "motivations", "motivation", "goals")),
    )


def role(noun: str, pronoun: str) -> Figure:
    """Somebody without a name."""
    return Figure(full=f"the {noun}", short=f"the {noun}", pronoun=pronoun, asked=False)


def _pronoun(told: str, traits: Mapping[str, object]) -> str:
    """What is said of somebody decides; where that is silent, what they want ("Keep her ship")."""
    found = guessed_pronoun(told)
    return guessed_pronoun(plain(str(traits.get("motivations", "")))) if found == "they" else found


def guessed_pronoun(text: str) -> str:
    """By the words that are used of somebody; "they" where they say nothing, or both."""
    words = words_of(text)
    she, he = sum(word in _SHE for word in words), sum(word in _HE for word in words)
    return "they" if she == he else "she" if she > he else "he"


def _told(traits: Mapping[str, object]) -> str:
    """What traits say of the person; relationships would speak of others."""
    kept = (value for key, value in traits.items() if key not in ("relationships", "motivations"))
    return plain(" ".join(str(value) for value in kept))


def _trait(traits: Mapping[str, object], *keys: str) -> str:
    """The first value of a trait, be it a text or a list."""
    for key in keys:
        value = traits.get(key)
        if isinstance(value, (list, tuple)):
            value = value[0] if value else ""
        if value:
            return plain(value)
    return ""


def _short(name: str, aliases: Sequence[str]) -> str:
    """What a narrator calls somebody the second time."""
    for alias in map(name_of, aliases):
        if alias and " " not in alias and re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", name):
            return marked(alias)
    first, _, rest = name.partition(" ")
    if first.casefold() == "the" and rest:
        return f"the {marked(rest)}"
    simple = (
        rest and first.isalpha() and len(first) > 1 and first.casefold() not in _TITLES and " " not in rest
    )
    return marked(first) if simple and rest.replace("-", "").replace("'", "").isalpha() else marked(name)


def _apart(summary: str) -> str:
    """ "Keeper of the light at Lumen, who sings" -> "keeper of the light at Lumen"."""
    cut = re.split(r",| who | which | whose |[;:.!?(]", summary, maxsplit=1)[0].strip()
    words = cut.split()
    if not 1 <= len(words) <= 9 or words_of(cut)[:1] in (
        [one] for one in ("he", "she", "they", "it", "i", "we", "is")
    ):
        return ""
    if any(word in ("is", "was", "are", "were", "has", "had", "wants", "will", "can") for word in words[1:]):
        return ""
    return lower_first(cut) if words[0].isalpha() and words[0].isascii() else ""


def _nature(personality: str) -> str:
    """ "Dry, exact, kind in deeds only." -> "dry, exact and kind in deeds only"."""
    parts = [part.strip() for part in re.split(r"[;.!?]", personality, maxsplit=1)[0].split(",")]
    parts = [re.sub(r"^(?:and|but) ", "", part) for part in parts if part][:4]
    if not parts or any(len(part.split()) > 7 for part in parts) or not all(map(_is_adjective, parts)):
        return ""
    parts = [lower_first(part) for part in parts]
    if len(parts) > 1 and " and " in parts[-1]:
        return ", ".join(parts)
    return listed(parts)


def _is_adjective(part: str) -> bool:
    first = part.split(maxsplit=1)[0].lower()
    if first in ("a", "an", "very", "too", "not"):
        return len(part.split()) > 1
    return (
        first not in _NO_ADJECTIVE
        and first.isascii()
        and (bool(_ADJECTIVE.match(first)) or len(part.split()) == 1)
    )


def _want(motivation: str) -> str:
    """ "Find out what became of Ivo" -> "to find out what became of Ivo"; a noun stays one."""
    cut = re.split(r"[;.!?]", motivation, maxsplit=1)[0].strip()
    cut = re.sub(r"^(?:he |she |they )?(?:wants?|needs?|hopes?) ", "", cut, flags=re.IGNORECASE)
    words = words_of(cut)
    if not 1 <= len(words) <= 14 or not cut.isascii() or words[0] in ("he", "she", "they", "i", "it"):
        return ""
    if words[0] == "to":
        return f"to{cut[2:]}"
    bare_verb = words[0] in _VERBS or (
        len(words) > 1 and words[1] in _DETERMINERS and not words[0].endswith("s")
    )
    if words[0] in _DETERMINERS:
        bare_verb = False
    return f"to {cut[:1].lower()}{cut[1:]}" if bare_verb else lower_first(cut)
