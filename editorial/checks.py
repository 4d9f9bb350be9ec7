"""Complaints at start-up."""

from django.core.checks import Warning, register
from django.db import Error
from wagtail.models import Site


@register()
def every_site_has_a_review(app_configs, **kwargs) -> list[Warning]:
    """Without a workflow on the root page of the site, a story could never be handed in."""
    try:
        roots = [site.root_page for site in Site.objects.select_related("root_page")]
        unreviewed = [root for root in roots if root.get_workflow() is None]
    except Error:  # before the first migrate, or without a database at all
        return []
    return [
        Warning(
            f"No review workflow is attached to “{root.title}”: nothing below it can be submitted or approved.",
            hint="Run: python manage.py set_up",
            id="editorial.W001",
        )
        for root in unreviewed
    ]
