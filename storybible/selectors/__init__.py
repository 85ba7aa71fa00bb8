"""Questions to the story bible."""
