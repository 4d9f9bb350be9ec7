from django.db import migrations


def queue_everything(apps, schema_editor):
    """A site that has run without this index: the worker, or the next `set_up`, makes its rows."""
    apps.get_model("search", "Queued").objects.get_or_create(kind="all", object_id=0)


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0005_known_files"),
    ]

    operations = [migrations.RunPython(queue_everything, migrations.RunPython.noop)]
