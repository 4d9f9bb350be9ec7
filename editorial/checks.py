"""Complaints at start-up."""

from django.core.checks import Tags, Warning, register
from django.db import Error


@register(Tags.database)
def review_workflow_is_attached(app_configs, databases=None, **kwargs):
    """Without a workflow on the root, a story could never be submitted."""
    from wagtail.models import Page, WorkflowPage

    try:
        root = Page.get_first_root_node()
        if root is None or WorkflowPage.objects.filter(workflow__active=True).exists():
            return []
    except Error:  # before the first migrate
        return []
    return [Warning("No review workflow is attached to the site's pages: nothing can be submitted.", hint="Run: manage.py set_up", id="editorial.W001")]
