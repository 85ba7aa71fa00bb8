"""Where things lie: outline, water, areas, landmarks and ways, one module for each type of place."""
