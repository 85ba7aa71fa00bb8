"""What the pages of agents show: the room, a question's form, a result with its sources, a conversation."""
