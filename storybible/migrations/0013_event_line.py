"""The index of the timeline holds all that the map of time counts by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storybible", "0012_search_starts")]
    operations = [
        migrations.RemoveIndex(model_name="timelineevent", name="event_line"),
        migrations.AddIndex(
            model_name="timelineevent",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=[
                    "universe",
                    "start_tick",
                    "id",
                    "end_tick",
                    "importance",
                    "visibility",
                    "event_type",
                ],
                name="event_line",
            ),
        ),
    ]
