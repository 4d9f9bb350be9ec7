from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    name = "stories"
    verbose_name = _("Stories and lessons")

    def ready(self) -> None:
        from stories.composer.own_kinds import register_own

        register_own()
