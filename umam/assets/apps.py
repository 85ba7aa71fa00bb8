from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "umam.assets"
    verbose_name = "Assets"
