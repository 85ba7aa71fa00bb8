"""Memory: what people's decisions say of their taste, and how it is told to agents.

Every choice, approval, edit and rejection leaves observations (`agents.taste` reads them out of decisions). A
preference is what they add up to, as a plain sentence that its owner can reword or have forgotten. Older
observations count less, and a preference that nothing confirms fades.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from agents.models import Observation, Preference, Topic
from agents.models.memory import EVIDENCE, HALF_LIFE
from agents.moods import MOOD_KEYS, MOVE_LABELS
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.lib.errors import Invalid, NotFound
from umam.universes import access
from umam.universes.models import Universe

# From which strength a preference is told to agents, and from which it is called a clear one.
LEAST_STRENGTH, CLEAR_STRENGTH, UNDECIDED = 0.25, 0.6, 0.05
MOST_TOLD = 12
MOST_SEEN = 400
LONGEST_SENTENCE = 300
_ABOUT = {
    Topic.CAMERA_MOVE.value: "the camera move {}",
    Topic.MOOD.value: "the mood {}",
    Topic.STYLE.value: "the style “{}”",
    Topic.WORD.value: "the word “{}”",
    Topic.OTHER.value: "{}",
}
_LIKES = ("Leans slightly towards", "Prefers", "Clearly prefers")
_AVOIDS = ("Leans slightly away from", "Avoids", "Clearly avoids")


def observe(
    *,
    user: User,
    universe: Universe,
    seen: Iterable[tuple[str, str, float]],
    cause: str,
    job: Job | None = None,
) -> None:
    """Remember `(topic, value, weight)` and bring the preferences they touch up to date. Writes rows only."""
    rows = [
        Observation(
            user=user,
            universe=universe,
            topic=topic,
            value=value_of(topic, value),
            weight=weight,
            cause=cause[:120],
            job=job,
        )
        for topic, value, weight in seen
        if value_of(topic, value)
    ]
    with transaction.atomic():
        # One at a time for each person: two decisions at once would each miss what the other saw.
        User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()
        Observation.objects.bulk_create(rows)
        for topic, value in sorted({(row.topic, row.value) for row in rows}):
            _relearn(user, universe, topic, value)


def unlearn(*, user: User, job: Job) -> None:
    """Take back what one result told of somebody's taste, as if they had not decided about it."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()
        rows = Observation.objects.filter(user=user, job=job)
        touched = sorted(set(rows.values_list("topic", "value")))
        rows.delete()
        for topic, value in touched:
            kept = Preference.objects.filter(user=user, universe=job.universe_id, topic=topic, value=value)
            if Observation.objects.filter(
                user=user, universe=job.universe_id, topic=topic, value=value
            ).exists():
                _relearn(user, job.universe, topic, value)
            else:  # it rested on this decision alone
                kept.filter(by_hand=False, forgotten_at=None).delete()


def value_of(topic: str, value: str) -> str:
    """A value as it is kept: the same however it is written, but for what people wrote themselves."""
    words = _clean(value)[:120].strip()
    return words if topic == Topic.OTHER else words.casefold()


def _clean(text: str) -> str:
    return " ".join(str(text).replace("\0", "").split())


def _relearn(user: User, universe: Universe, topic: str, value: str) -> None:
    known = Preference.objects.filter(user=user, universe=universe, topic=topic, value=value).first()
    if known is not None and known.by_hand:
        return
    rows = Observation.objects.filter(user=user, universe=universe, topic=topic, value=value)
    now = timezone.now()
    weights = [
        weight * 0.5 ** ((now - at) / HALF_LIFE)
        for weight, at in rows.order_by("-created_at").values_list("weight", "created_at")[:MOST_SEEN]
    ]
    strength = math.tanh(sum(weights) / EVIDENCE)
    Preference.objects.update_or_create(
        user=user,
        universe=universe,
        topic=topic,
        value=value,
        defaults={
            "strength": strength,
            "seen": len(weights),
            "sentence": _wording(known, topic, value, strength),
            "forgotten_at": None,
        },
    )


def _wording(known: Preference | None, topic: str, value: str, strength: float) -> str:
    """The rule's sentence; one that was worded better and kept stays for as long as it is true."""
    still_true = known is not None and known.forgotten_at is None and known.strength * strength > 0
    if known is not None and still_true and known.sentence != sentence(topic, value, known.strength):
        return known.sentence
    return sentence(topic, value, strength)


def sentence(topic: str, value: str, strength: float) -> str:
    """A preference in plain words, by rule."""
    about = _ABOUT[topic].format(in_words(value))
    if abs(strength) < UNDECIDED:
        return f"Is undecided about {about}."[:LONGEST_SENTENCE]
    grade = 2 if abs(strength) >= CLEAR_STRENGTH else 1 if abs(strength) >= LEAST_STRENGTH else 0
    return f"{(_LIKES if strength > 0 else _AVOIDS)[grade]} {about}."[:LONGEST_SENTENCE]


def in_words(value: str) -> str:
    """A value as people say it: `fpv_drone` is a drone flight."""
    label = MOVE_LABELS.get(value)
    if label is not None:
        return label[:1].lower() + label[1:]
    return value.replace("_", " ") if value in MOOD_KEYS else value


def preferences_of(user: User, universe: Universe) -> list[Preference]:
    """What is remembered of this person here, weak leanings too, the strongest first."""
    rows = Preference.objects.filter(user=user, universe=universe, forgotten_at=None)
    return sorted(rows, key=lambda row: (-abs(row.strength_now), row.topic, row.value))


def sentences_for(*, user: User, universe: Universe) -> list[str]:
    """What agents are told of a person's taste: their own words first, then what shows clearly enough."""
    rows = preferences_of(user, universe)
    told = [row for row in rows if row.by_hand or abs(row.strength_now) >= LEAST_STRENGTH]
    told.sort(key=lambda row: not row.by_hand)
    return [row.sentence for row in told[:MOST_TOLD]]


def leanings(user: User | None, universe: Universe, topic: str) -> dict[str, float]:
    """Strengths by value, -1 to 1, for agents that choose between known values."""
    if user is None:
        return {}
    rows = Preference.objects.filter(user=user, universe=universe, topic=topic, forgotten_at=None)
    return {row.value: row.strength_now for row in rows}


def find_preference(*, user: User, preference_id: Any) -> Preference:
    """One's own preference in a universe that one may still see. Raises NotFound."""
    rows = access.scope(Preference.objects.filter(user=user, forgotten_at=None), user)
    found = rows.select_related("universe").filter(pk=preference_id).first()
    if found is None:
        raise NotFound("There is no such preference here.")
    return found


def reword(
    *, preference: Preference, by: User, sentence: str | None = None, strength: float | None = None
) -> Preference:
    """Write a preference in one's own words, or say how strong it is; from then on it is not relearnt."""
    _require_own(preference, by)
    access.require_edit(by, preference.universe_id)
    if sentence is not None:
        preference.sentence = _words(sentence, "A preference needs words. To drop it, have it forgotten.")
    if strength is not None:
        preference.strength = _strength(strength)
    elif not preference.by_hand:
        preference.strength = preference.strength_now
    preference.by_hand = True
    preference.save(update_fields=["sentence", "strength", "by_hand", "updated_at"])
    return preference


def forget(*, preference: Preference, by: User) -> None:
    """Drop a preference and everything that was seen for it. Only what is seen from now on counts."""
    _require_own(preference, by)  # to see the universe is enough: nobody keeps what another wants forgotten
    with transaction.atomic():
        Observation.objects.filter(
            user=by, universe=preference.universe, topic=preference.topic, value=preference.value
        ).delete()
        preference.forgotten_at, preference.by_hand = timezone.now(), False
        preference.strength, preference.seen, preference.sentence = 0.0, 0, ""
        preference.save(
            update_fields=["forgotten_at", "by_hand", "strength", "seen", "sentence", "updated_at"]
        )


def remember(
    *,
    user: User,
    universe: Universe,
    sentence: str,
    topic: str = Topic.OTHER,
    value: str = "",
    strength: float = 1.0,
) -> Preference:
    """A preference that a person writes down themselves. `value` is what it is about, the sentence itself
    where it is left out. A camera move is one that there is.
    """
    access.require_edit(user, universe.pk)
    words = _words(sentence, "A preference needs words.")
    if topic not in Topic.values:
        raise Invalid(f"A preference is about one of {', '.join(Topic.values)}.", attr="topic")
    about = value_of(topic, value or words)
    if topic == Topic.CAMERA_MOVE and about not in MOVE_LABELS:
        raise Invalid(f"A camera move is one of {', '.join(MOVE_LABELS)}.", attr="value")
    made, _ = Preference.objects.update_or_create(
        user=user,
        universe=universe,
        topic=topic,
        value=about,
        defaults={
            "sentence": words,
            "by_hand": True,
            "strength": _strength(strength),
            "forgotten_at": None,
        },
    )
    return made


def keep_wordings(*, user: User, universe: Universe, sentences: Iterable[Mapping[str, Any]]) -> int:
    """Take over better words for preferences that are there; returns for how many.

    What somebody wrote by hand stays, what was forgotten stays forgotten, and nothing new is learnt.
    """
    kept = 0
    for one in sentences:
        topic, words = str(one.get("topic", "")), _clean(str(one.get("sentence", "")))[:LONGEST_SENTENCE]
        rows = Preference.objects.filter(user=user, universe=universe, by_hand=False, forgotten_at=None)
        about = value_of(topic, str(one.get("value", "")))
        if words:  # an update leaves `updated_at` alone: other words are no new evidence
            kept += rows.filter(topic=topic, value=about).update(sentence=words)
    return kept


def _words(text: str, complaint: str) -> str:
    words = _clean(text)[:LONGEST_SENTENCE]
    if not words:
        raise Invalid(complaint, attr="sentence")
    return words


def _strength(given: float) -> float:
    if not -1 <= given <= 1:
        raise Invalid("A strength is a number from -1 (avoids) to 1 (loves).", attr="strength")
    return given


def _require_own(preference: Preference, by: User) -> None:
    if preference.user_id != by.pk:
        raise NotFound("There is no such preference here.")
    access.require_view(by, preference.universe_id)
