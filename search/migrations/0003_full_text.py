from django.db import migrations

from search import full_text


def lay(apps, schema_editor):
    full_text.lay(schema_editor.connection)


def remove(apps, schema_editor):
    full_text.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_kept")]

    operations = [migrations.RunPython(lay, remove)]
