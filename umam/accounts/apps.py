from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    name = "umam.accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from umam.accounts.checking import check_checks
        from umam.accounts.checks import check_key, check_there_is_a_key

        checks.register(check_key)
        checks.register(check_checks)
        checks.register(check_there_is_a_key, deploy=True)
