"""Things by the tech level from which they may exist: electricity to the making of worlds."""

from __future__ import annotations

LATE: dict[int, str] = {
    # Modern: electricity, cars, radio and flight.
    7: """
        car, car park, car door, automobile, motorcar, motor car, motorcycle, motorbike, truck driver,
        ambulance, lorry, tractor, bulldozer, forklift, taxi, taxicab, bus, bus stop, minibus,
        traffic light, traffic jam, parking lot, parking meter, motorway, freeway, petrol,
        petrol station, gas station, gasoline, diesel, diesel engine, combustion engine, outboard motor,
        spark plug, windscreen, windshield, airplane, aeroplane, plane, biplane, airport, airfield,
        aircraft, airliner, fighter jet, jet engine, jet fighter, jet plane, jumbo jet, helicopter,
        parachute, paratrooper, zeppelin, airship, pilot, radio, radio station, radio mast,
        radio signal, walkie-talkie, transistor, radar, sonar, loudspeaker, microphone, amplifier,
        megaphone, gramophone, record player, vinyl record, jukebox, cassette, tape recorder, tape deck,
        television, TV!, TV set, telly, movie, movie theatre, movie theater, movie star, cinema, film,
        film star, film crew, newsreel, projector, telephone, phone, phone call, phone booth,
        telephone box, payphone, to phone, switchboard, answering machine, light bulb, lightbulb,
        light switch, electric light, electric lamp, electric torch, torch, flashlight, floodlight,
        neon sign, neon light, fluorescent light, power line, power grid, power cut, power plant,
        refrigerator, fridge, freezer, washing machine, vacuum cleaner, dishwasher, toaster, hairdryer,
        microwave oven, air conditioning, air conditioner, electric guitar, electric chair,
        electric fence, electric kettle, escalator, elevator button, skyscraper, subway station,
        subway train, assembly line, vending machine, cash register, credit card, ATM!, cash machine,
        supermarket, shopping mall, shopping cart, photocopier, photocopy, fax machine,
        pocket calculator, adding machine, X-ray, x-ray machine, penicillin, antibiotic, insulin,
        blood transfusion, blood type, aspirin, vitamin pill, contraceptive pill, intensive care unit,
        plastic, plastic bag, plastic bottle, nylon, polyester, cellophane, zipper, ballpoint pen, biro,
        sticky tape, duct tape, machine gun, submachine gun, tommy gun, assault rifle, bazooka,
        flamethrower, landmine, land mine, battle tank, tank, bomber, bomber plane, guided missile,
        ballistic missile, missile, missile silo, atom bomb, atomic bomb, hydrogen bomb, nuclear,
        nuclear bomb, nuclear weapon, nuclear reactor, radioactive!, radioactivity, Geiger counter,
        plutonium, fallout shelter, gas mask, wristwatch, sunglasses!, T-shirt, blue jeans!, sneakers!,
        scuba gear, aqualung, hovercraft, speedboat, speedometer, skateboard, roller coaster, polaroid,
        videotape, camcorder, concrete, lie detector, fingerprint kit, wire, cable car
    """,
    # Information Age: computers and networks everywhere.
    8: """
        computer, laptop, desktop computer, supercomputer, mainframe, keyboard, computer mouse,
        touchscreen, touch screen, screen, computer screen, monitor, smartphone, mobile phone,
        cell phone, cellphone, phone screen, text message, to text message, texting!, voicemail,
        ringtone, SIM card, pager, internet, intranet, website, web site, web page, webpage,
        web browser, homepage, hyperlink, search engine, to google, email, e-mail, to email, chat room,
        chatbot, social media, online!, offline!, to download, to upload, download, Wi-Fi!, wifi,
        bluetooth, USB!, USB stick, thumb drive, flash drive, hard drive, hard disk, floppy disk,
        CD-ROM, DVD!, software, spreadsheet, database, file server, server, data centre, data center,
        cloud storage, operating system, source code, malware, computer virus, ransomware, spyware,
        hacker, to hack into, password prompt, login screen, encryption key, encrypted message, GPS!,
        sat nav, satnav, satellite, satellite dish, satellite phone, webcam, video call,
        video conference, video game, videogame, game console, joystick, gamepad, arcade machine,
        virtual reality, VR headset, VR goggles!, digital, digital camera, digital clock, pixel,
        pixelated!, LED!, LED strip, laser, laser pointer, laser beam, barcode, QR code, e-book,
        e-reader, microchip, silicon chip, chip, motherboard, circuit board, microprocessor, network,
        app!, drone, quadcopter, DNA!, DNA test, genome, genetic engineering, genetic code,
        gene therapy, clone, to clone, cloning, MRI!, CT scan, ultrasound scan, organ transplant,
        heart transplant, pacemaker, defibrillator, contact lens, solar panel, wind turbine,
        electric car, 3D printer, robot, robotic arm, industrial robot, taser, stun gun,
        night-vision goggles!, bulletproof vest, kevlar, astronaut, cosmonaut, spaceship, spacecraft,
        space shuttle, space station, spacesuit, space suit, rocket engine, podcast, blog,
        cryptocurrency, bitcoin, credit chip, keycard, key card, CCTV!, security camera
    """,
    # Near Future: robots, implants and clever machines.
    9: """
        android, humanoid robot, cyborg, bionic arm, bionic eye, bionic leg, bionic, cybernetic!,
        cybernetics!, cyberware, cyberdeck, cyberspace, neural implant, brain implant, implant,
        neural link, neural lace, neural interface, brain chip, data jack, data shard,
        artificial intelligence, AI!, self-driving car, driverless car, autonomous car, flying car,
        hover car, hovercar, hoverboard, hoverbike, jetpack, hologram, holographic!, holo-ad,
        holoscreen, augmented reality, smart glasses!, smart contact lens, nanobot, gene editing,
        designer baby, vat-grown!, lab-grown meat, synth-meat, synthskin, quantum computer, exosuit,
        powered exoskeleton, railgun, coilgun, maglev, maglev train, security drone, drone swarm,
        battery cell, memory implant, robot dog, companion robot, artificial womb, cloned organ, killbot
    """,
    # Interplanetary: several planets of one sun.
    10: """
        spaceport, space elevator, orbital elevator, orbital habitat, space habitat, Mars colony,
        moon base, lunar colony, asteroid mine, asteroid miner, asteroid mining, to terraform,
        terraforming, terraformer, fusion reactor, fusion drive, fusion core, fusion torch, ion drive,
        ion engine, ion thruster, plasma rifle, plasma pistol, laser rifle, laser gun, laser pistol,
        laser cannon, laser sword, ray gun, raygun, blaster, power armour, power armor, mech suit,
        battle mech, cryosleep, cryopod, cryo pod, cryochamber, cryogenic sleep, suspended animation,
        nanite, artificial gravity, spin gravity, solar sail, light sail, mind upload, uploaded mind,
        sentient machine, shuttlecraft, zero-g!, escape pod
    """,
    # Interstellar: between the stars.
    11: """
        starship, star cruiser, star drive, stardrive, starfighter, generation ship, sleeper ship,
        hyperdrive, hyperspace, hyperspace lane, warp drive, warp speed, warp engine, warp core,
        warp field, jump drive, jump gate, jumpgate, star gate, FTL!, FTL drive,
        faster-than-light drive, faster-than-light!, lightspeed jump, light drive, tractor beam,
        force field, deflector shield, energy shield, ansible, antimatter, antimatter drive,
        photon torpedo, cloaking device, phaser, plasma cannon, subspace, wormhole, stargate,
        alien embassy, galactic senate, interstellar!
    """,
    # Post-Scarcity: whatever can be made.
    12: """
        matter replicator, replicator, matter compiler, matter printer, molecular assembler, teleporter,
        teleporter pad, transporter beam, Dyson sphere, Dyson swarm, ringworld, planet engine,
        star lifting, stellar engine, utility fog, computronium, matrioshka brain, mind backup,
        resurrection pod, resurrection vat, pocket universe, planet cracker
    """,
}
