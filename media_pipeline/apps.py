from django.apps import AppConfig
from django.core import checks


class MediaPipelineConfig(AppConfig):
    name = "media_pipeline"
    verbose_name = "Media pipeline"

    def ready(self) -> None:
        from media_pipeline.engines.registry import check_engines

        checks.register(check_engines)
