"""The words the painter knows. Each line: a concept, then the words and phrases that call for it.

Phrases are joined by underscores. Plurals and simple verb endings are found by themselves. A word may stand
under several concepts ("rain" is weather and suggests a street).
"""

from __future__ import annotations

SETTINGS: dict[str, str] = {
    "mountains": """mountain alps alpine peak summit ridge highland valley glacier himalaya volcano
        cliffside snow_capped massif canyon gorge hilltop mount tundra arctic iceberg castle fortress
        citadel monastery""",
    "desert": """desert dune sand sahara oasis mesa badland savanna savannah pyramid caravan wasteland mars
        martian arid camel sandstorm""",
    "forest": """forest wood woodland jungle tree pine fir grove birch oak redwood bamboo rainforest thicket
        fairy_tale enchanted_forest glade undergrowth wilderness swamp""",
    "meadow": """meadow field grass grassland prairie pasture wheat flower garden wildflower poppy
        lavender_field countryside farm farmland hill steppe vineyard orchard spring summer park blossom
        sunflower""",
    "coast": """coast cliff lighthouse shore shoreline seaside headland beacon cove bay fjord rocky_shore
        breakwater beach""",
    "harbour": """harbour harbor port dock pier marina wharf quay jetty fishing_village canal waterfront
        venice""",
    "sea": """sea ocean wave horizon_line tide sail open_water pacific atlantic island shipwreck regatta
        voyage tropical palm lagoon""",
    "lake": """lake river pond stream creek waterside reflection brook waterfall reservoir riverbank
        bank_of_the_river loch delta wetland""",
    "city": """city skyline metropolis downtown skyscraper urban town_hall tower cityscape manhattan
        new_york tokyo london paris megacity rooftop roof building penthouse balcony bridge futuristic_city
        dystopia dystopian""",
    "street": """street alley neon avenue crosswalk sidewalk pavement boulevard market nightlife chinatown
        back_alley traffic taxi shop shopfront bar club_district cyberpunk intersection subway lane""",
    "room": """room bedroom apartment kitchen studio_flat living_room window interior home_office attic
        indoors inside cafe coffee_shop diner hotel lounge bed sofa armchair curtain piano house_interior
        parlour parlor fireplace""",
    "hall": """hall column colonnade cathedral temple palace church ballroom throne corridor monument nave
        museum gallery arch abbey shrine mosque ruin ancient marble vault crypt courtyard court""",
    "library": """library book bookshelf bookshop bookstore archive scroll study manuscript scholar
        reading_room shelf shelves novel spellbook""",
    "space": """space galaxy planet nebula cosmos cosmic orbit universe astronaut spaceship starship
        moon_base asteroid comet milky_way interstellar satellite saturn jupiter alien_world rocket
        black_hole supernova constellation outer_space""",
    "clouds": """cloud sky heaven above_the_clouds sea_of_clouds airplane flight aerial
        balloon airship floating_island
        angel altitude stratosphere skyward paradise""",
    "road": """road highway route freeway motorway drive journey roadside asphalt road_trip horizon_road car
        motorcycle truck hitchhike crossroad railway train_track train rail""",
    "stage": """stage concert crowd festival audience spotlight band performance gig arena microphone rave
        disco nightclub club dj dancefloor dance_floor theatre theater show party singer guitarist rock_star
        drummer cheering""",
    "underwater": """underwater undersea coral reef deep_sea diver submarine fish whale jellyfish seabed
        mermaid kelp abyss submerged drown drowning shark dolphin aquarium""",
    "village": """village cottage hamlet house hut cabin farmhouse chimney town home windmill settlement
        mill countryside_home lantern_festival""",
}

# Words that only suggest a place, when nothing in the prompt names one.
SUGGESTIONS: dict[str, str] = {
    "meadow": """hope laugh child childhood happiness joy bee butterfly picnic bloom morning green young
        innocent""",
    "sea": "tear deep blue drift lost away float calm infinite swim salt sailor captain pirate",
    "city": """dream_big ambition money rich work world lights electric future downtown crowded skyscrapers
        rise""",
    "street": "night rain lonely wander walk umbrella detective rush noir rebel run running gang",
    "room": """memory remember alone silence letter photograph goodbye sleep waiting wait mirror whisper
        mother tea""",
    "hall": """king queen crown god prayer pray fate destiny eternal holy throne power empire ritual knight
        sacred""",
    "space": "star infinity infinite gravity universe alien time_travel light_year eternity",
    "clouds": "fly wing free freedom dream rise breathe light soar feather high bird float",
    "mountains": """climb strong strength courage echo epic hero snow cold winter wind eagle dragon legend
        quest""",
    "road": "go leave leaving mile far travel home_again escape freedom drive ride wheel speed fast engine",
    "stage": """dance music song sing beat rhythm bass guitar drum loud energy fire party heartbeat applause
        voice""",
    "desert": "heat thirst dust burn mirage gold endless nomad",
    "forest": "secret magic fairy wolf deer owl hidden root leaf autumn fall witch shadow spirit elf ranger",
    "coast": "storm return guide light_in_the_dark edge wait_for_you seagull gull",
    "lake": "mirror still quiet swan peace meditate zen moonlight heron",
    "library": "story wisdom wise learn page poem write writer secret_history wizard professor magic_book",
    "village": "warm family winter_night christmas hearth lullaby grandmother snowfall evening",
    "underwater": "sink drowning bubble pressure breath depth mermaid siren",
}

TIMES: dict[str, str] = {
    "dawn": "dawn sunrise daybreak first_light early_morning morning morning_light morning_mist",
    "day": "day noon midday daylight sunny bright_sun afternoon broad_daylight sunlight",
    "golden": "golden_hour golden_light late_afternoon warm_light sunlit sun_drenched",
    "sunset": "sunset sundown evening_sky crimson_sky burning_sky dusk_fire red_sky setting_sun",
    "dusk": "dusk twilight blue_hour evening nightfall gloaming magic_hour after_sunset",
    "night": "night midnight moonlit moonlight starry starlight nocturnal nighttime",
}

# Words that only suggest an hour, when nothing names one.
TIME_HINTS: dict[str, str] = {
    "night": """moon star dark darkness neon milky_way aurora northern_lights polar_light nightclub firefly
        lantern astronaut campfire bonfire candle city_lights constellation""",
    "golden": "honey autumn harvest warm summer sunbeam god_rays sunshafts shaft_of_light",
    "day": "sunlight rainbow blue_sky picnic",
}

WEATHER: dict[str, str] = {
    "rain": "rain rainy drizzle downpour shower wet raindrop rain_soaked monsoon tear cry crying",
    "storm": "storm thunder lightning thunderstorm tempest stormy hurricane thunderous",
    "snow": """snow snowy snowfall winter blizzard frost frozen ice icy flurry christmas snow_capped
        snowstorm""",
    "fog": "fog mist misty foggy haze hazy smoke smoky steam veil vapour vapor murky",
    "clouds": "cloudy overcast cloud clouded gloomy grey_sky gray_sky dramatic_sky",
    "wind": "wind windy breeze gust breezy blowing",
    "clear": "clear cloudless serene crisp",
    "aurora": "aurora northern_lights polar_light borealis",
    "rays": """god_rays sunbeam ray beam shaft_of_light sunshafts light_shaft divine heavenly glow radiant
        volumetric""",
    "fireflies": """firefly fireflies magic magical enchanted fairy glowing_lights sparkle wonder
        will_o_wisp lantern""",
    "embers": "ember fire flame burn burning spark bonfire ash inferno lava volcano campfire blaze",
    "petals": "petal blossom cherry_blossom sakura flower spring rose bloom poppy wildflower tulip",
    "leaves": "leaf leaves autumn fall october autumnal maple",
    "dust": "dust dusty mote attic old sand sandstorm particles ancient",
    "stars": "star starry stars starlight milky_way constellation galaxy cosmos shooting_star meteor",
    "moon": "moon moonlit moonlight full_moon crescent lunar",
    "bubbles": "bubble bubbles underwater",
    "confetti": "confetti celebration celebrate carnival party festival birthday new_year",
}

FIGURES: dict[str, str] = {
    "woman": """woman girl she lady her heroine mother daughter sister actress queen princess widow maiden
        female bride""",
    "person": """person man figure someone traveller traveler wanderer stranger boy he silhouette hero hiker
        walker loner lone lonely alone poet painter monk nomad pilgrim detective protagonist he's human
        sailor fisherman explorer""",
    "cloak": """wizard witch knight king queen warrior mage sorcerer cloak cape hooded priest samurai ranger
        elf""",
    "couple": """couple lover two_people together love kiss embrace holding_hands bride wedding us romance
        hand_in_hand""",
    "child": "child kid toddler childhood little_girl little_boy daughter son",
    "dancer": "dancer dance dancing ballerina ballet dancers twirl spinning",
    "singer": "singer sing singing vocalist rapper frontman microphone voice performer dj idol",
    "guitarist": "guitarist guitar musician bassist busker rocker",
    "crowd": "crowd people audience fans mob dancers party festival cheering crowded protest",
    "deer": "deer stag elk doe antler reindeer moose fawn",
    "horse": "horse stallion mare rider unicorn wild_horse mustang cowboy",
    "wolf": "wolf howl coyote fox wolves husky dog hound",
    "cat": "cat kitten feline black_cat",
    "birds": """bird flock seagull gull crow raven swallow dove geese eagle hawk swan sparrow wing fly
        feather crane""",
    "whale": "whale humpback orca leviathan",
    "fish": "fish shoal school_of_fish shark dolphin goldfish koi",
    "jellyfish": "jellyfish medusa",
    "sailboat": "sailboat sail yacht boat sailing regatta catamaran",
    "ship": "ship galleon frigate pirate schooner tall_ship vessel shipwreck voyage captain ark",
    "rowboat": "rowboat wooden_boat small_boat canoe rowing gondola raft kayak fishing_boat",
    "car": "car drive taxi convertible truck motorcycle vehicle road_trip driving automobile cadillac",
    "train": "train locomotive railway steam_train rail metro",
    "balloon": "balloon hot_air_balloon airship zeppelin",
    "astronaut": "astronaut cosmonaut spaceman spacewoman space_suit",
    "rocket": "rocket spaceship starship shuttle ufo spacecraft",
    "lanterns": "lantern lantern_festival sky_lantern paper_lantern",
    "tree": "lone_tree single_tree oak_tree old_tree willow tree_of_life lonely_tree",
    "castle": "castle fortress citadel palace_on_a_hill monastery kingdom",
    "lighthouse": "lighthouse beacon",
    "windmill": "windmill mill",
    "island": "island floating_island islet",
    "palm": "palm palms palm_tree tropical oasis california miami hawaii",
    "umbrella": "umbrella parasol",
    "bridge": "bridge viaduct",
    "piano": "piano pianist keys grand_piano",
    "candle": "candle candlelight candles candlelit",
}

MOODS: dict[str, str] = {
    "melancholy": """melancholy sad sorrow lonely loneliness wistful tear grief heartbreak blue gloomy cry
        miss loss lost mourning bittersweet regret goodbye somber sombre longing solitude""",
    "joyful": """joyful happy joy cheerful playful upbeat fun bright sunny uplifting optimistic hope hopeful
        carefree light""",
    "dreamy": """dreamy dream ethereal soft pastel floating magical whimsical fairy wonder enchanted
        serene_dream gentle""",
    "tense": """tense tension danger dangerous thriller chase anger angry aggressive fear threatening war
        violent ominous""",
    "romantic": "romantic love lover tender passion passionate kiss romance sensual heart warm",
    "epic": """epic heroic grand majestic glorious cinematic_epic triumphant powerful legendary adventure
        vast monumental""",
    "mysterious": """mysterious mystery mystic mystical secret hidden eerie haunting enigmatic strange
        occult shadowy""",
    "peaceful": "peaceful calm tranquil quiet serene still zen relaxed meditative gentle harmony idyllic",
    "luxury_reveal": """luxury_reveal luxury luxurious elegant opulent glamorous glamour rich premium
        exclusive golden velvet""",
    "high_energy": """high_energy energetic energy intense fast powerful hype electric wild explosive
        dynamic party dance driving loud ecstatic""",
    "intimate_story": """intimate_story intimate personal close story honest vulnerable cozy cosy homely
        candlelit diary""",
    "surreal_trip": """surreal_trip surreal trippy psychedelic hallucination weird dreamscape abstract
        bizarre kaleidoscopic""",
    "nostalgic": "nostalgic nostalgia memory memories remember retro vintage childhood old yesterday faded",
    "dark": "dark darkness gothic grim horror nightmare bleak black sinister brooding gritty noir doom",
}

STYLES: dict[str, str] = {
    "noir": "noir film_noir black_and_white monochrome b&w greyscale grayscale",
    "synthwave": "synthwave retrowave vaporwave outrun 80s eighties retro_futuristic",
    "cyberpunk": "cyberpunk neon neo_tokyo blade_runner futuristic",
    "vintage": "vintage film_grain analog analogue 70s seventies kodak super_8 polaroid faded retro sepia",
    "watercolor": "watercolor watercolour gouache ink painterly wash aquarelle",
    "anime": "anime ghibli manga cel_shaded cartoon animated comic",
    "pastel": "pastel soft_colors soft_colours minimal minimalist flat",
    "vivid": "vivid vibrant saturated colorful colourful pop hyperreal bold",
}
