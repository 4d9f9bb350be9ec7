"""The door for web servers."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_site.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402  only now are the apps ready

from search import engine  # noqa: E402


def read_ahead() -> None:
    """Beside the first requests, which then need not wait for it."""
    try:
        engine.warm()
    finally:
        connections.close_all()


threading.Thread(target=read_ahead, name="read ahead", daemon=True).start()
