"""Addresses of the review page."""

from __future__ import annotations

from django.urls import path

from umam.studio.views.reviewing import deciding, queue

ONE = "review/<uuid:job_id>"

urlpatterns = [
    path("review", queue.review, name="review"),
    path(ONE, queue.item, name="review-item"),
    path(f"{ONE}/accept", deciding.accept, name="review-accept"),
    path(f"{ONE}/edit", deciding.edit, name="review-edit"),
    path(f"{ONE}/reject", deciding.reject, name="review-reject"),
    path(f"{ONE}/again", deciding.ask_again, name="review-again"),
    path(f"{ONE}/undo", deciding.undo, name="review-undo"),
]
