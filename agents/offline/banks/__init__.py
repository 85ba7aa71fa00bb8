"""The words: eras, settings, air, tones, company. Data, to be read and added to."""
