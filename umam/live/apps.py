from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "umam.live"
    verbose_name = "Live events"
