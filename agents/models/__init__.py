"""What agents leave behind: runs with receipts, conversations, calls with their cost, what they learnt."""

from agents.models.memory import Observation, Preference, Topic
from agents.models.money import Budget, CallState, LlmCall
from agents.models.rules import AgentPolicy, BrandVoice, Waiver
from agents.models.runs import AgentRun
from agents.models.threads import Message, Speaker, Thread

__all__ = [
    "AgentPolicy",
    "AgentRun",
    "BrandVoice",
    "Budget",
    "CallState",
    "LlmCall",
    "Message",
    "Observation",
    "Preference",
    "Speaker",
    "Thread",
    "Topic",
    "Waiver",
]
