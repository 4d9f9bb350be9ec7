"""How a template reads, filled with a made-up page: the same code that makes the real posts."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from sharing import composing, templates
from sharing.channels import CHANNELS
from sharing.models import ContentKind

NAMES = ("network", "content_kind", "language", "text")
LINK = "https://throughline.example/s/example"
MOST_PARTS = 4


def example(*, network: str, content_kind: str, language: str, text: str) -> dict[str, Any]:
    """Placeholders, and the parts of the example with their length; no example for a text that would be refused."""
    channel, language = CHANNELS.get(network), language or "en"
    kind = content_kind if content_kind in ContentKind.values else ContentKind.STORY
    is_own = not text and channel is not None
    text = templates.template_for(network, kind, language) if is_own else text
    shown: dict[str, Any] = {"placeholders": composing.PLACEHOLDERS.items(), "site_text": text if is_own else ""}
    if channel is None or not text or composing.check_template(text):
        return shown
    facts = _facts(kind, language)
    parts = composing.compose(
        text,
        facts,
        network=network,
        link=LINK,
        mentions=[],
        count=channel.count,
        most_parts=MOST_PARTS if channel.has_threads else 1,
    )
    return shown | {"label": channel.label, "parts": [(part, channel.count(part)) for part in parts], "language": language}


def _facts(kind: str, language: str) -> composing.Facts:
    """Nobody's page, in the language of the template."""
    with override(language):
        return composing.Facts(
            title=_("Fewer missed first visits (made-up example)"),
            finding=_("From 22.1% to 15.3% on average; the aim of 15% is not yet met."),
            aim=_("Cut missed first visits from 22% to 15% by December."),
            lesson=_("Ask people how they want to be reminded before you remind them."),
            caution=_("Two sites are too small to show."),
            organizations=[_("Example Community Care (made up)")],
            setting=_("community mental health"),
            hashtags=["PatientSafety", "MissedAppointments"],
            language=language,
            kind=kind,
            is_retracted=False,
            is_demo=True,
            reason=_("The first version said 13.5%."),
            deadline=_("30 November"),
            description="",
            extra={},
        )
