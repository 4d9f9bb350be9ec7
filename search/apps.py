from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from editorial import effects

        from . import checks, signal_handlers, telling  # noqa: F401

        effects.tell_also("mail-told", telling.who_was_told, telling.send_to_told)
        effects.tell_also("mail-builds-on-it", telling.who_builds_on_it, telling.send)
