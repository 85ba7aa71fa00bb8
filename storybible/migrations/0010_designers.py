"""Let the designers there are work with the bible: their group may do everything with its rows.

The group is filled when it is made, from the permissions there are at that moment. A studio that is older
than the bible has it without the bible's, so they are made and given here.
"""

from django.apps import apps as all_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

DESIGNERS = "Story designers"


def give(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name=DESIGNERS).first()
    if group is None:
        return
    create_permissions(all_apps.get_app_config("storybible"), verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="storybible")
    group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("storybible", "0003_search"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("accounts", "0001_initial"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
