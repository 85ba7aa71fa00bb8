"""A few words of the embedded demo model, inside a frame of rules: it ends a sentence, rules judge the end.

What it writes of its own accord is not fit to show. Finishing one plain sentence about what can be seen it
often manages; where it does not, nobody misses the sentence.
"""

from __future__ import annotations

import re

from agents.consistency.service import violations_in_text
from agents.imagery.judging import complaint
from agents.run import RunContext
from agents.visual_prompt import DEMO_EXAMPLES, DEMO_SYSTEM, sentence_beginning

TRIES = 2
# What may stand in the grammar that the model is bound to.
_PLAIN = re.compile(r"[A-Z][A-Za-z ,'-]{10,120}")


def finished(ctx: RunContext, opening: str, *, detail: str, seed: int = 0) -> str | None:
    """`opening`, a clause without its full stop, as a sentence that the embedded model finished.

    None where the model is not there, or its words are no good or break the world.
    """
    if not _PLAIN.fullmatch(opening):
        return None
    question = f"picture: {opening}\nlight: soft\nadd: {detail}"
    for attempt in range(TRIES):
        made = ctx.words(
            sentence_beginning(opening),
            system=DEMO_SYSTEM,
            prompt=question,
            examples=DEMO_EXAMPLES,
            seed=(seed + attempt) % 2**31,
        )
        if made is None:
            return None
        if _is_good(ctx, made.prompt, opening):
            return made.prompt
    return None


def _is_good(ctx: RunContext, written: str, opening: str) -> bool:
    if complaint(written, lyrics="", style=opening, previous=()) is not None:
        return False
    return not violations_in_text(ctx.universe, written, as_of=ctx.context.tick)
