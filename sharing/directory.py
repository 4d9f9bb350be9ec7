"""Whom a post mentions: outside accounts of the organizations that a page names, where somebody knows their handle on that network."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from sharing.models import ExternalHandle
from sharing.text.facts import Facts

MOST_MENTIONS = 3  # a post is no mailing list
MOST_SUGGESTED = 8


def mentions_for(facts: Facts, network: str) -> list[tuple[str, str]]:
    """(@handle, the network's own name of the account): only of organizations that the page names itself."""
    names = [name for name in facts.organizations if name]
    if not names:
        return []
    wanted = {_key(name) for name in names}
    handles = ExternalHandle.objects.filter(network=network).exclude(handle="").select_related("owner__organization")
    found = [handle for handle in handles.order_by("owner__shelf", "owner__name") if wanted & set(map(_key, _names(handle)))]
    return [(written(handle), handle.remote_id) for handle in found[:MOST_MENTIONS]]


def is_changed_since(mentions: Iterable[str], network: str, at: datetime) -> bool:
    """True when an editor changed one of these accounts after that: it may be somebody else's by now."""
    names = [name.lstrip("@") for name in mentions]
    return ExternalHandle.objects.filter(network=network, handle__in=names, owner__changed_at__gt=at).exists()


def suggest(text: str, network: str) -> list[ExternalHandle]:
    """While an editor types a name or a handle: whom it could mean. Nothing is ever mentioned without being chosen."""
    words = text.strip().lstrip("@")
    handles = ExternalHandle.objects.filter(network=network).exclude(handle="").select_related("owner")
    if words:
        handles = handles.filter(Q(handle__icontains=words) | Q(owner__name__icontains=words))
    return list(handles.order_by("owner__shelf", "owner__name")[:MOST_SUGGESTED])


def written(handle: ExternalHandle) -> str:
    return f"@{handle.handle.strip().lstrip('@')}"


def _names(handle: ExternalHandle) -> list[str]:
    organization = handle.owner.organization
    return [handle.owner.name, *(filter(None, (organization.name, organization.name_fr)) if organization else ())]


def _key(name: str) -> str:
    """Without case, and whichever way its accents are written."""
    return unicodedata.normalize("NFC", name).casefold().strip()
