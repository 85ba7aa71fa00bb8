"""What people do, in the base form: by these a named one is known to act."""

from __future__ import annotations

from agents.consistency.vocabulary import row

SPEAKING: tuple[str, ...] = row(
    """
    say ask answer reply shout whisper murmur mutter call cry add agree snap growl laugh sigh explain
    admit insist warn tell demand begin continue announce declare swear promise joke grunt groan observe
    remark suggest
    """
)
ACTING: tuple[str, ...] = row(
    """
    walk run ride go come stand sit lie rise step turn look watch see hear smell taste feel touch take
    give hold grab throw catch pull push lift carry drop put set lay draw open close shut lock break cut
    strike hit kick punch shoot fire stab fight attack defend kill chase flee escape hide follow lead
    enter leave arrive return climb jump leap crawl swim sail fly drive steer eat drink pour cook bake
    light burn build make mend fix write read sing play dance smile grin frown nod shrug wave point bow
    kneel pray weep sob blush stare glance gaze wink breathe cough sneeze sleep wake dress wear wash pay
    buy sell steal bring send fetch find lose choose pick press flip tap type dig plant shuffle lean
    crouch stretch shake tremble shiver hesitate pause wait stop start stay keep help join meet greet
    embrace hug kiss marry teach learn think know wonder decide plan count check search hunt gather
    ignore interrupt raise lower reach spit chew swallow clap whistle hum knock ring seal swing toss
    wipe sweep scratch rub tie untie fold unfold wrap pack unpack load empty fill offer refuse accept
    thank forgive blame accuse threaten salute order command dismiss pass cross wander march stride
    hurry rush stagger stumble limp dive sink float row paddle slip slide roll spin twist bend duck
    dodge block parry drag haul heave paint carve sew weave grind polish sharpen aim remove gallop trot
    dismount mount board land launch signal beckon scowl glare sniff yawn squint blink flinch wince
    """
)
