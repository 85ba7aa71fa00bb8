"""The pages of agents: the room, a question, a result with its sources, a conversation."""
