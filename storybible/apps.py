from django.apps import AppConfig


class StorybibleConfig(AppConfig):
    name = "storybible"
    verbose_name = "Story bible"
