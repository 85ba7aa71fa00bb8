"""The one door to language models: `agents.llm.gateway.generate`."""
