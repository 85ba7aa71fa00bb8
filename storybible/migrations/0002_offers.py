"""The world options and ties that a new studio offers."""

from django.db import migrations

from storybible import catalog


def offer(apps, schema_editor):
    WorldOption = apps.get_model("storybible", "WorldOption")
    RelationType = apps.get_model("storybible", "RelationType")
    for kind, options in catalog.OPTIONS.items():
        for place, option in enumerate(options):
            WorldOption.objects.get_or_create(
                universe=None,
                kind=kind,
                key=option.key,
                defaults={
                    "label": option.label,
                    "description": option.description,
                    "level": option.level,
                    "position": place,
                },
            )
    for place, tie in enumerate(catalog.TIES):
        RelationType.objects.get_or_create(
            universe=None,
            key=tie.key,
            defaults={
                "label": tie.label,
                "inverse_label": tie.inverse,
                "symmetric": tie.symmetric,
                "acyclic": tie.acyclic,
                "source_types": list(tie.sources),
                "target_types": list(tie.targets),
                "position": place,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("storybible", "0001_initial")]
    operations = [migrations.RunPython(offer, migrations.RunPython.noop)]
