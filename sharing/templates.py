"""Which text a post starts from: what editors wrote for this network, kind and language, else the one that comes with the site."""

from datetime import datetime

from sharing.models import ShareTemplate
from sharing.texts import built_in


def template_for(network: str, kind: str, language: str) -> str:
    written = ShareTemplate.objects.filter(network=network, content_kind=kind, language=language).values_list("text", flat=True).first()
    return written or built_in(network, kind, language)


def is_changed_since(network: str, kind: str, language: str, at: datetime) -> bool:
    """True when an editor wrote it after that: whoever approved a page before has not read it."""
    return ShareTemplate.objects.filter(network=network, content_kind=kind, language=language, changed_at__gt=at).exists()
