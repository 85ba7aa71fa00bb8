"""Let the designers there are work with agents: their group is older than the agents' tables."""

from django.apps import apps as all_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

DESIGNERS = "Story designers"


def give(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name=DESIGNERS).first()
    if group is None:
        return
    create_permissions(all_apps.get_app_config("agents"), verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="agents")
    group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0002_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("accounts", "0001_initial"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
