"""What waits for the worker after the load: pages that were saved step by step ask for the same indexing again and again."""

import json

from django.apps import apps
from django.db import transaction
from django_tasks_db.models import DBTaskResult

INDEXING = ("modelsearch.tasks.insert_or_update_object_task", "wagtail.tasks.update_reference_index_task")
ONCE_IS_ENOUGH = (*INDEXING, "editorial.effects.tell_the_world")


@transaction.atomic
def fold() -> int:
    """Keep the last of equal requests, and none about rows that are gone: the worker then has a third to do. Returns how many went."""
    kept: set[str] = set()
    folded = 0
    for request in DBTaskResult.objects.ready().filter(task_path__in=ONCE_IS_ENOUGH).order_by("-enqueued_at"):
        what = json.dumps([request.task_path, request.args_kwargs], sort_keys=True)
        if what in kept or _is_about_nothing(request):
            folded += DBTaskResult.objects.ready().filter(pk=request.pk).delete()[0]  # unless the worker has just begun it
        kept.add(what)
    return folded


def _is_about_nothing(request: DBTaskResult) -> bool:
    if request.task_path not in INDEXING:
        return False
    app, model, key = request.args_kwargs["args"]
    return not apps.get_model(app, model)._base_manager.filter(pk=key).exists()
