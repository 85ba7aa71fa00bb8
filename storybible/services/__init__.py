"""What can be done with the story bible. All writes go through here: pages, admin, API, imports, agents."""
