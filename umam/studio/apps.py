from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "umam.studio"
    verbose_name = "Studio"
