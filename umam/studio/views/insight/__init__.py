"""What people settle for agents in a universe, what agents cost there, and what they remember of somebody."""
