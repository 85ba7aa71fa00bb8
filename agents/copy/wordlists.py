"""English words that copy is measured by."""

from __future__ import annotations


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in listed.split("/"))


# What spam filters and tired readers agree on.
HYPE: tuple[str, ...] = tuple(
    " ".join(phrase.split())
    for phrase in [
        "\n    100 free ",
        " act now ",
        " all time best ",
        " amazing ",
        " best ever ",
        " best in class ",
        " best of all time ",
        " breathtaking\n    ",
        " buy now ",
        " click below ",
        " cutting edge ",
        " don't miss out ",
        " epic adventure ",
        " exclusive deal ",
        " game changer\n    ",
        " game changing ",
        " greatest ever ",
        " guaranteed ",
        " hurry ",
        " incredible ",
        " jaw dropping ",
        " last chance\n    ",
        " life changing ",
        " limited time ",
        " like never before ",
        " mind blowing ",
        " must have ",
        " must see ",
        " next level\n    ",
        " no obligation ",
        " number one ",
        " once in a lifetime ",
        " one of a kind ",
        " order now ",
        " revolutionary ",
        " risk free\n    ",
        " second to none ",
        " sensational ",
        " spectacular ",
        " state of the art ",
        " the best ",
        " the greatest ",
        " the ultimate\n    ",
        " today only ",
        " unbelievable ",
        " unforgettable ",
        " unmissable ",
        " unparalleled ",
        " unprecedented ",
        " unrivalled\n    ",
        " world class ",
        " you won't believe\n    ",
    ]
)

JARGON: tuple[str, ...] = tuple(
    " ".join(phrase.split())
    for phrase in [
        "\n    actionable ",
        " alignment ",
        " bandwidth ",
        " best practice ",
        " circle back ",
        " deep dive ",
        " deliverables ",
        " disrupt\n    ",
        " ecosystem ",
        " holistic ",
        " learnings ",
        " leverage ",
        " low hanging fruit ",
        " monetize ",
        " paradigm ",
        " robust ",
        " seamless\n    ",
        " solutioning ",
        " stakeholder ",
        " synergy ",
        " thought leader ",
        " touch base ",
        " value add\n    ",
    ]
)

FUNCTION_WORDS = frozenset(
    _phrases("""
    a about after all also an and any are as at be been before but by can could did do does each for from had
    has have he her here him his how i if in into is it its just more most my no not now of off on one only or
    other our out over own she should so some such than that the their them then there these they this those
    through to too under until up us very was we were what when where which while who whom why will with would
    you your
""")[0].split()
)
