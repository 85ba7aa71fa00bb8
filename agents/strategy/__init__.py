"""The craft of a video strategy: how each camera move is told, three takes by rule, what makes takes good."""
