"""Words of the ledger in templates: see sharing/words.py."""

from django import template

from sharing import showing, words
from sharing.channels import CHANNELS

register = template.Library()
register.filter("happened", words.happened)
register.filter("mark", words.mark_of)
register.filter("event_words", words.event_words)
register.filter("reason_words", words.reason_words)
register.filter("count_words", words.count_words)
register.filter("problem_words", words.problem_words)
register.filter("moment", words.moment)
register.filter("resting", words.resting)
register.filter("dollars", words.dollars)
register.filter("address_on_desk", words.address_on_desk)
register.filter("as_shown", showing.as_shown)
register.filter("without_link", showing.without_link)


@register.filter
def network(slug: str) -> str:
    """The network's own name; the slug of one that we no longer speak to."""
    return CHANNELS[slug].label if slug in CHANNELS else slug
