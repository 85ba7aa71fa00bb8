"""Does a text hold to its world? The part that needs no model: words, lives, places, names and laws."""
