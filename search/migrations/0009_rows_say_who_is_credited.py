from django.db import migrations


def queue_pages(apps, schema_editor):
    """What members write is found by those credited (author:name): an index from before is made anew."""
    for kind in ("story", "lesson", "resource"):
        apps.get_model("search", "Queued").objects.get_or_create(kind=kind, object_id=0)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0008_resources_say_their_type"),
    ]

    operations = [migrations.RunPython(queue_pages, migrations.RunPython.noop)]
