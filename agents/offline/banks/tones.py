"""Registers of tone: how a scene opens, what it thinks half-way, and the note it ends on."""

from __future__ import annotations

from dataclasses import dataclass

from agents.offline.grammar import lines


@dataclass(frozen=True)
class Tone:
    """`upward` is the share of scenes that end well."""

    mood: str
    upward: float
    opens: tuple[str, ...]
    thinks: tuple[str, ...]
    ends: tuple[str, ...]
    colours: str


TONES: dict[str, Tone] = {
    "hopeful": Tone(
        "hopeful",
        0.95,
        lines("""
            There are days that begin like any other and change their minds.
            It had been a hard year {in_place}, and people had lately begun to say so in the past tense.
            Something was about to go right, though there was as yet no sign of it.
            It was one of those hours when even the old speak of next year.
        """),
        lines("""
            It struck {A} that nobody had yet said it could not be done.
            For a moment all of it seemed possible, in the plain way that bread is possible.
            {A} noticed that {he} had stopped expecting the worst, and wondered when that had happened.
        """),
        lines("""
            It was not much, but it was a beginning, and {A} had made do with less.
            Tomorrow there would be more to do, and for once that was the good news.
            Somewhere close by, somebody had started to whistle.
            {A} found that {he} was not tired at all.
            It would take a while, and that was all right; there was a while.
        """),
        "soft gold, fresh green and pale blue",
    ),
    "dark": Tone(
        "sombre",
        0.15,
        lines("""
            Nothing good had ever been decided {in_place} at this hour.
            Everyone knew how such things end, and everyone had come.
            There was still time to turn back, and nobody said so.
            The worst of it was that nobody had been forced.
        """),
        lines("""
            {A} thought of those who had stood here before, and of how few of them there had been \
                afterwards.
            There is a kind of calm that comes when all the good choices are gone.
            It was too late to be careful, and {A} was careful all the same.
        """),
        lines("""
            It would have to be enough, and it was not.
            Behind them the {light} went out, with nobody near it.
            {A} counted the cost, and stopped before the end.
            What was done was done, and would have to be lived beside.
            Nobody slept that night, and nobody said so.
        """),
        "black, cold grey and one dull red",
    ),
    "gritty": Tone(
        "gritty",
        0.4,
        lines("""
            Nobody {in_place} had washed for days, and nobody mentioned it.
            It had been a long week, and it was not the end of the week.
            There was blood on the {ground}, not much, and nobody's business.
            Somebody had been sick behind the {way}, and somebody else had stepped in it.
        """),
        lines("""
            {A's} back hurt, and {his} feet hurt, and there was no one to tell.
            Being right had never yet put food into anyone.
            {A} spat, wiped {his} mouth, and went on with it.
        """),
        lines("""
            {A} looked at {his} knuckles, and went to find some water.
            Nobody had won, but they were all still standing, and that was how one kept score here.
            It would hurt more in the morning.
            {A} ate what there was, standing up.
            There was a fresh stain, and by morning it would be an old one.
        """),
        "mud brown, bruise blue and dirty white",
    ),
    "neon": Tone(
        "electric",
        0.45,
        lines("""
            Everything {in_place} shone, and nothing gave any warmth.
            It was loud, and bright, and there was nobody to talk to.
            The night {in_place} was wide awake and wanted something from everyone.
            Every surface {in_place} gave back somebody's colour.
        """),
        lines("""
            {A} saw {his} own face go by in something polished, and did not greet it.
            So many lights, and each of them meant for somebody else.
            The colours slid over {A's} hands, and none of them stayed.
        """),
        lines("""
            The lights went on calling to whoever was left.
            Above it all, the brightness burned on, and looked down at no one.
            {A} walked off through the colours, and they closed behind {him} like water.
            Some of the brightness stuck to {A} for the rest of the way.
            It was nearly day, and nothing had gone out.
        """),
        "electric magenta, cyan and deep black",
    ),
    "melancholy": Tone(
        "wistful",
        0.45,
        lines("""
            There would not be many more days like this, and everyone was being kind about it.
            Something {in_place} was coming to an end, so gently that it could have been mistaken for peace.
            It was a day for putting things away.
            Everyone spoke a little more softly than they had to.
        """),
        lines("""
            It came to {A} that {he} would remember this, and that remembering would be all there was to \
                do with it.
            Some things are only beautiful from the far side, walking away.
            {A} would have liked to stop the moment, and had nothing to stop it with.
        """),
        lines("""
            After a while it was as quiet as if none of them had ever been there.
            It had been a good day, as far as one could tell from so close.
            The last of the light stayed on the {surface} a little longer than it had to.
            {A} stayed a moment longer, for no reason that {he} could have given.
            One day this too would be something that somebody half remembered.
        """),
        "faded blue, amber and dove grey",
    ),
    "whimsical": Tone(
        "playful",
        0.9,
        lines("""
            It was the sort of day on which hats are lost and other people's are found.
            {In_place} it was considered rude to be surprised before noon, and unwise after it.
            Three impossible things had been promised for that day, and two of them were late.
            It had been agreed to begin on time, and so nobody had the least idea when it had begun.
        """),
        lines("""
            {A} tried to look like somebody to whom this happened often.
            It made no sense, but it made it with such conviction.
            There was a rule about this, {A} felt sure, and most likely a song.
        """),
        lines("""
            A passing goose looked at all of it and made a note.
            And that, {A} always said, was only the short way of telling it.
            Nobody ever did find out about the other shoe.
            Everyone bowed to everyone, twice, to be on the safe side.
            It was a very small miracle, and it was kept in a drawer of the mind and shown to guests.
        """),
        "buttercup yellow, mint and coral",
    ),
    "epic": Tone(
        "grand",
        0.65,
        lines("""
            They would sing about that day, and get most of it wrong.
            Great things had been moving towards {place} for years, and now they were in sight.
            Long afterwards, people would ask who had been there, and many would say that they had.
            Of all the roads in the world, that one had been the least likely.
        """),
        lines("""
            {A} felt the weight of all those who were not there to see it.
            It was larger than both of them, and it had come down to this: two people, and a breath.
            There are hours that stand like a watershed, and on each side all the waters run another way.
        """),
        lines("""
            So a small thing was done, and far away great things began to lean in another direction.
            The road was still long, and now it had a beginning.
            It was written down later in four words, and not one of them was wrong.
            The wind turned, as it does at such times, and blew from where they had to go.
            And far off, where nobody was looking, the first stone began to roll.
        """),
        "deep crimson, gold and storm blue",
    ),
    "intimate": Tone(
        "tender",
        0.75,
        lines("""
            It was quiet enough to hear somebody change their mind.
            Very little happened {in_place} that day, and all of it mattered to somebody.
            They spoke softly, out of habit, although there was no one to wake.
            There was one cup, and they took turns.
        """),
        lines("""
            {A} was close enough to see where {B} had once broken a tooth.
            Neither looked up. There was no need to; each knew what the other's face was doing.
            There was a warmth between them that nobody had put there on purpose.
        """),
        lines("""
            They stayed like that, not talking, until it was time to talk of something else.
            {B} had left the better half of the {seat} to {A}, as always.
            It was nothing that either of them would ever mention, and they would both remember it.
            When they spoke again, it was about supper.
            {A} kept still, so as not to wake what was between them.
        """),
        "warm cream, rose and candle gold",
    ),
    "satirical": Tone(
        "wry",
        0.6,
        lines("""
            The matter had been looked into {in_place} by everyone of importance, and was therefore \
                still open.
            It was a free place, as those who owned it were fond of saying.
            A great deal of thought had been given to the question of who would be blamed.
            An inquiry had found that there was nothing to inquire into, and had asked for more time.
        """),
        lines("""
            {A} admired the arrangement: everyone was responsible, so nobody need do anything.
            It was the custom, and it had been the custom ever since somebody important made a mistake.
            The wise had been asked, and had replied at length, and were asked not to again.
        """),
        lines("""
            It was agreed afterwards that it had all been intended.
            The credit was shared out by rank, and there was just enough to go round.
            Those who had been against it explained how they had brought it about.
            A feast day was proposed, and put off to a better year.
            In the report it took up one line, and the line was about the weather.
        """),
        "official grey, brass yellow and one loud pink",
    ),
    "tense": Tone(
        "tense",
        0.4,
        lines("""
            Nobody sat with their back to the {way}.
            It was going to happen soon; one could tell by how little anyone said.
            All day something had been drawing tight around {place}, and there was not much slack left.
            Somebody laughed, and everyone looked at them until they stopped.
        """),
        lines("""
            {A} counted the steps to the {way}, and then counted them again.
            One heard everything: cloth, breath, the small wet sound of a blink.
            If it came, it would come now. It did not come. {A} went on waiting for it.
        """),
        lines("""
            Only then did {A} notice that {he} had been holding {his} breath.
            From beyond the {way} came one more sound, very soft, like a foot being set down.
            It was over, and nobody moved.
            {A} unclenched {his} hands, one finger at a time.
            The silence went on a little too long, as it does when somebody else is listening.
        """),
        "steel blue, hard white and sodium amber",
    ),
    "dreamlike": Tone(
        "dreamlike",
        0.6,
        lines("""
            It seemed to {A}, later, that they had always been there.
            The day had come loose at one corner.
            Everyone {in_place} moved slowly, as if through warm water, and no one thought it strange.
            There was a word for it, and everyone had it on the tip of the tongue.
        """),
        lines("""
            {A} had the feeling of having said this before, to somebody with another face.
            For a while there were more shadows than people.
            Distances did as they pleased; {B} was across the way, and then quite near.
        """),
        lines("""
            When {A} looked again, it was a different evening.
            Somebody had been humming all this time, and it might have been {him}.
            Then it was quiet, and the quiet had the same shape as the dream.
            On the way out the place was larger, and there was nobody in it but {A}.
            Already it had begun to come apart, from the edges, like something seen in water.
        """),
        "pearl, lilac and deep sea green",
    ),
    "romantic": Tone(
        "romantic",
        0.8,
        lines("""
            All day the air had felt like the moment before somebody says a name.
            There were, as always, two people {in_place} who were trying not to look at each other.
            It was weather for saying things.
            It was an evening that had been made for two and let out to the public.
        """),
        lines("""
            {A} found that {he} could tell where {B} stood with {his} eyes shut.
            {B} looked up, and for the length of that look nothing else was the case.
            {A's} heart was making a fool of itself, quite quietly.
        """),
        lines("""
            And all that evening {A} could have drawn, without looking, the exact shape of {B's} hand.
            The whole sky seemed to agree with them.
            Neither of them could have told, afterwards, who had been the first to smile.
            {A} walked the long way round, for company's sake, alone.
            A little later somebody began to sing, not well, and it was perfect.
        """),
        "rose, deep wine and evening gold",
    ),
}
PLAIN = Tone(
    "quiet",
    0.6,
    lines("""
        It was an ordinary day {in_place}, up to a point.
        Nobody {in_place} had slept well, and each thought that they were the only one.
        It had begun the day before, though none of them knew it yet.
    """),
    lines("""
        {A} wondered what somebody wiser would have done, and did the other thing.
        For a moment neither of them could think of anything to say.
        It would have been a good time to be somewhere else.
    """),
    lines("""
        After that there was work to do, and they did it.
        It was a small thing, and it was done.
        {A} breathed out, slowly, and listened to how quiet it was.
    """),
    "earth brown, slate and soft white",
)


def tone_of(key: str) -> Tone:
    return TONES.get(key, PLAIN)
