from django.apps import AppConfig


class UniversesConfig(AppConfig):
    name = "umam.universes"
    verbose_name = "Universes"
