from django.apps import AppConfig
from django.core import checks


class JobsConfig(AppConfig):
    name = "umam.jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from umam.jobs.handlers import check_handlers

        checks.register(check_handlers)
