from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("Editorial desk")

    def ready(self) -> None:
        from . import checks, mails, signal_handlers  # noqa: F401

        mails.take_over_from_wagtail()
