"""Addresses of the agents' pages."""

from __future__ import annotations

from django.urls import path

from umam.studio.views.agents import room, threads, work

WORK = "agents/work/<uuid:job_id>"
THREAD = "agents/threads/<uuid:thread_id>"

urlpatterns = [
    path("agents", room.agents_room, name="agents"),
    path(WORK, work.result, name="agent-work"),
    path(f"{WORK}/approve", work.approve, name="agent-work-approve"),
    path(f"{WORK}/edit", work.edit, name="agent-work-edit"),
    path(f"{WORK}/reject", work.reject, name="agent-work-reject"),
    path(f"{WORK}/again", work.ask_again, name="agent-work-again"),
    path(f"{WORK}/more", work.more_context, name="agent-work-more"),
    path(f"{WORK}/keep", work.keep, name="agent-work-keep"),
    path(f"{WORK}/undo", work.undo, name="agent-work-undo"),
    path(f"{WORK}/waive", work.waive, name="agent-work-waive"),
    path(f"{WORK}/waivers/<uuid:waiver_id>/lift", work.lift, name="agent-work-lift"),
    path(THREAD, threads.thread, name="agent-thread"),
    path(f"{THREAD}/go-on", threads.go_on, name="agent-thread-go-on"),
    path(f"{THREAD}/fork/<uuid:message_id>", threads.fork, name="agent-thread-fork"),
    path(f"{THREAD}/rename", threads.rename, name="agent-thread-rename"),
    path(f"{THREAD}/hide", threads.hide, name="agent-thread-hide"),
    path(f"{THREAD}/restore", threads.restore, name="agent-thread-restore"),
    path("agents/<slug:key>", room.agent, name="agent"),
    path("agents/<slug:key>/example", room.example, name="agent-example"),
    path("agents/<slug:key>/context", room.context, name="agent-context"),
]
