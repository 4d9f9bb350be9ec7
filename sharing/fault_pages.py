"""Error pages and reports without tokens: what was in the hands of sharing when something broke is never written out."""

from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

WITH_TOKENS = ("sharing.", "httpx", "httpcore", "h11", "authlib", "cryptography")  # and whatever they call


class WithoutTokens(SafeExceptionReporterFilter):
    """Django's own filter, always on, also where DEBUG shows every fault to the one who works on it."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> Any:
        here: FrameType | None = tb_frame
        while here is not None:
            if str(here.f_globals.get("__name__", "")).startswith(WITH_TOKENS):
                return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
            here = here.f_back
        return super().get_traceback_frame_variables(request, tb_frame)
