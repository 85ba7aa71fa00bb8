"""What the review page shows: the queue, one result of it, and what was decided lately."""
