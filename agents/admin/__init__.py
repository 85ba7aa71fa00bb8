"""Agents in the admin: ask, review, and what people settle for them."""

from agents.admin import settling, work

__all__ = ["settling", "work"]
