import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resources', '0001_resources'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.URLField(max_length=500, unique=True, verbose_name='address')),
                ('state', models.CharField(choices=[('broken', 'Broken'), ('moved', 'Moved'), ('doubtful', 'Failed once or twice: tried again soon'), ('refused', 'Does not let us look'), ('unchecked', 'Not checked yet'), ('working', 'Working')], default='unchecked', max_length=9, verbose_name='state')),
                ('code', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='answer')),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('moved_to', models.CharField(blank=True, max_length=2000, verbose_name='moved to')),
                ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last seen working')),
                ('due_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'link check',
                'verbose_name_plural': 'link checks',
            },
        ),
    ]
