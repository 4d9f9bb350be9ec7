"""The only two receivers of the house: a page can go live, or go, by button, approval, schedule, API or code."""

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from content.models import BasePage
from editorial import publishing


@receiver(page_published)
def page_went_live(sender, instance, **kwargs) -> None:
    if isinstance(instance, BasePage):
        publishing.on_published(instance)


@receiver(page_unpublished)
def page_went_away(sender, instance, **kwargs) -> None:
    if isinstance(instance, BasePage):
        publishing.on_withdrawn(instance)
