"""What the pages about agents in a universe show: thresholds and their calibration, costs, memory."""
