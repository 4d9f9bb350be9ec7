"""What `manage.py check` says about the settings of the search."""

from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from search.engines.cluster.connection import Address


@register("search")
def cluster(app_configs: object = None, **options: object) -> list[CheckMessage]:
    """Wrong addresses and secrets in wrong places, without showing either."""
    if not settings.SEARCH_HOSTS:
        return []
    address = Address.from_settings()
    found: list[CheckMessage] = [Error(sentence, id="search.E001") for sentence in address.problems()]
    if settings.SEARCH_CA_FILE and not Path(settings.SEARCH_CA_FILE).is_file():
        found.append(Error("SEARCH_CA_FILE names no file.", id="search.E002"))
    if settings.SEARCH_PREFIX.lower() != settings.SEARCH_PREFIX or not settings.SEARCH_PREFIX.replace("-", "").isalnum():
        found.append(Error("SEARCH_PREFIX: small letters, digits and hyphens.", id="search.E003"))
    return found


@register("search", Tags.security, deploy=True)
def certificate(app_configs: object = None, **options: object) -> list[CheckMessage]:
    if settings.SEARCH_HOSTS and not settings.SEARCH_CHECK_CERTIFICATE:
        return [Warning("SEARCH_CHECK_CERTIFICATE=0: anybody on the way could read and change what is found.", id="search.W001")]
    return []
