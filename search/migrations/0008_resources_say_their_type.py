from django.db import migrations


def queue_resources(apps, schema_editor):
    """The rows of resources say of which type they are: an index from before is made anew."""
    apps.get_model("search", "Queued").objects.get_or_create(kind="resource", object_id=0)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0007_vectors"),
    ]

    operations = [migrations.RunPython(queue_resources, migrations.RunPython.noop)]
