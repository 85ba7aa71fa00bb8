"""Addresses of the agents' API."""

from __future__ import annotations

from django.urls import path

from agents.api import jobs, memory, settling, shortcuts, strategy, threads

urlpatterns = [
    *strategy.urlpatterns,
    *memory.urlpatterns,
    path("agents", jobs.Agents.as_view(), name="agents"),
    path("agents/jobs", jobs.AgentJobs.as_view(), name="agent-jobs"),
    path("agents/jobs/<uuid:job_id>", jobs.OneAgentJob.as_view(), name="agent-job"),
    path("agents/jobs/<uuid:job_id>/retry", jobs.Retry.as_view(), name="agent-job-retry"),
    path("agents/jobs/<uuid:job_id>/approve", jobs.Approve.as_view(), name="agent-job-approve"),
    path("agents/jobs/<uuid:job_id>/reject", jobs.Reject.as_view(), name="agent-job-reject"),
    path("agents/jobs/<uuid:job_id>/keep", jobs.Keep.as_view(), name="agent-job-keep"),
    path("agents/jobs/<uuid:job_id>/undo", jobs.Undo.as_view(), name="agent-job-undo"),
    path("agents/jobs/<uuid:job_id>/ask-again", jobs.AskAgain.as_view(), name="agent-job-ask-again"),
    path("agents/jobs/<uuid:job_id>/more-context", jobs.MoreContext.as_view(), name="agent-job-more-context"),
    path("agents/narrative/generate", shortcuts.Narrative.as_view(), name="agent-narrative"),
    path("agents/spatial/generate", shortcuts.Spatial.as_view(), name="agent-spatial"),
    path("agents/consistency", shortcuts.Consistency.as_view(), name="agent-consistency"),
    path("agents/video-strategy", shortcuts.VideoStrategy.as_view(), name="agent-video-strategy"),
    path("agents/scribe", shortcuts.Scribe.as_view(), name="agent-scribe"),
    path("agents/critic", shortcuts.Critic.as_view(), name="agent-critic"),
    path("agents/threads", threads.Threads.as_view(), name="threads"),
    path("agents/threads/<uuid:thread_id>", threads.OneThread.as_view(), name="thread"),
    path("agents/threads/<uuid:thread_id>/messages", threads.Messages.as_view(), name="thread-messages"),
    path("agents/threads/<uuid:thread_id>/fork", threads.Fork.as_view(), name="thread-fork"),
    path("universes/<uuid:universe_id>/agents", settling.Policies.as_view(), name="agent-policies"),
    path("universes/<uuid:universe_id>/agents/budget", settling.OneBudget.as_view(), name="agent-budget"),
    path("universes/<uuid:universe_id>/agents/voice", settling.Voice.as_view(), name="agent-voice"),
    path("universes/<uuid:universe_id>/agents/costs", settling.Costs.as_view(), name="agent-costs"),
    path("universes/<uuid:universe_id>/agents/waivers", settling.Waivers.as_view(), name="waivers"),
    path(
        "universes/<uuid:universe_id>/agents/waivers/<uuid:waiver_id>",
        settling.OneWaiver.as_view(),
        name="waiver",
    ),
    path(
        "universes/<uuid:universe_id>/agents/<slug:agent_type>",
        settling.OnePolicy.as_view(),
        name="agent-policy",
    ),
    path(
        "universes/<uuid:universe_id>/agents/<slug:agent_type>/calibration",
        settling.Calibrated.as_view(),
        name="agent-calibration",
    ),
]
