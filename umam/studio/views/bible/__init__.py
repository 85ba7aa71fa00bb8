"""Pages of the story bible, by topic."""
