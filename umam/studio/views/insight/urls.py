"""Addresses of the pages about agents in a universe, their costs and their memory."""

from __future__ import annotations

from django.urls import path

from umam.studio.views.insight import budget, costs, memory, settings, voice, waivers

HERE = "universes/<slug:slug>/agents"

urlpatterns = [
    path(HERE, settings.overview, name="agent-settings"),
    path(f"{HERE}/budget", budget.budget, name="agent-budget"),
    path(f"{HERE}/voice", voice.voice, name="agent-voice"),
    path(f"{HERE}/waivers", waivers.waivers, name="agent-waivers"),
    path(f"{HERE}/waivers/<uuid:waiver_id>/lift", waivers.lift, name="agent-waiver-lift"),
    path(f"{HERE}/waivers/keep", waivers.keep_again, name="agent-waiver-keep"),
    path(f"{HERE}/of/<slug:key>", settings.policy, name="agent-policy"),
    path("universes/<slug:slug>/costs", costs.costs, name="agent-costs"),
    path("universes/<slug:slug>/costs.csv", costs.ledger, name="agent-ledger"),
    path("memory", memory.memory, name="memory"),
    path("memory/add", memory.add, name="memory-add"),
    path("memory/look", memory.look, name="memory-look"),
    path("memory/recall", memory.recall, name="memory-recall"),
    path("memory/<uuid:preference_id>/reword", memory.reword, name="memory-reword"),
    path("memory/<uuid:preference_id>/forget", memory.forget, name="memory-forget"),
]
