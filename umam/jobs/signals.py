"""The one signal of the jobs app.

`job_finished(job)` is sent inside the transaction that ends a job, whichever way it ends. Receivers write
rows and nothing else: an error of theirs undoes the end.
"""

from __future__ import annotations

from django.dispatch import Signal

job_finished = Signal()
