import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0004_synonyms_come_from_a_file'),
        ('wagtaildocs', '0014_alter_document_file_size'),
    ]

    operations = [
        migrations.CreateModel(
            name='KnownFile',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='known_file', serialize=False, to='wagtaildocs.document')),
                ('file_name', models.CharField(max_length=255)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='search.extractedtext')),
            ],
            options={
                'verbose_name': 'known file',
                'verbose_name_plural': 'known files',
            },
        ),
    ]
