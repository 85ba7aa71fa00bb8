"""The agents: one file each, and one line each in `UMAM_JOB_HANDLERS`."""
