"""From a template and a page's facts to the text of a post. The work is plain Python in sharing/text/; here it gets words for people."""

from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing.text.composed import compose
from sharing.text.facts import Facts
from sharing.text.filling import PLACEHOLDER

__all__ = ["PLACEHOLDERS", "Facts", "check_template", "compose"]

PLACEHOLDERS = {
    "title": gettext_lazy("The title; a fictional page says so."),
    "finding": gettext_lazy("What the page's figures support, in full or not at all."),
    "caution": gettext_lazy("What to keep in mind about the finding. Without this placeholder it stands behind the finding."),
    "aim": gettext_lazy("What the team set out to do."),
    "lesson": gettext_lazy("What they would tell the next team."),
    "organizations": gettext_lazy("Who did it."),
    "setting": gettext_lazy("Where care happens."),
    "hashtags": gettext_lazy("The page's hashtags and topics, each word with a capital."),
    "mentions": gettext_lazy("Outside accounts of the organizations that the page names."),
    "link": gettext_lazy("Our short link to the page."),
    "reason": gettext_lazy("Why it was corrected or withdrawn."),
    "deadline": gettext_lazy("Until when, or when it takes place."),
    "description": gettext_lazy("The sentence on the share card."),
}


def check_template(text: str) -> list[str]:
    """What is wrong with a template, as sentences; empty when it can be used."""
    problems = []
    names = PLACEHOLDER.findall(text)
    for name in dict.fromkeys(name for name in names if name not in PLACEHOLDERS):
        near = get_close_matches(name, PLACEHOLDERS, n=1)
        said = {"name": f"{{{name}}}", "near": f"{{{near[0]}}}" if near else ""}
        problems.append(_("%(name)s is no placeholder. Did you mean %(near)s?") % said if near else _("%(name)s is no placeholder.") % said)
    if not text.strip():
        problems.append(_("Write the text of the template."))
    elif not names:
        problems.append(_("Without a placeholder every post would say the same. Use at least {title}."))
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        problems.append(_("A brace stands alone. Placeholders are written in small letters between two braces, such as {title}."))
    problems += [_("%(name)s stands there twice.") % {"name": f"{{{name}}}"} for name in PLACEHOLDERS if names.count(name) > 1]
    return problems
