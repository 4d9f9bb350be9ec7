"""Who may find a row: tokens on the row, tokens of the reader. One in common is enough; none on the row means nobody.

    all           everybody            in            whoever is signed in
    anon          only visitors        group<key>    members of that group (an auth group, later a group of the community)
    super         administrators, who pass every group

Each may end in "-en" or "-fr": only for readers of that interface language (things with a name in two languages have a row for each).
A member's own drafts, embargoed pages and pages behind a password have no row at all.
"""

from dataclasses import dataclass

from django.utils.translation import get_language

EVERYBODY, VISITORS, SIGNED_IN, ADMINISTRATORS = "all", "anon", "in", "super"


@dataclass(frozen=True, slots=True)
class Reader:
    """What an engine has to know of who asks: nothing but tokens and the language of the interface."""

    tokens: frozenset[str]
    language: str = "en"
    user_id: int | None = None

    @property
    def all_tokens(self) -> list[str]:
        """With the endings, sorted: what a row's token has to be among."""
        return sorted(each for token in self.tokens for each in (token, f"{token}-{self.language}"))


def reader_of(user, language: str | None = None) -> Reader:
    """A user or an anonymous visitor, in the active language."""
    language = (language or get_language() or "en")[:2]
    if not getattr(user, "is_authenticated", False):
        return Reader(frozenset({EVERYBODY, VISITORS}), language)
    tokens = {EVERYBODY, SIGNED_IN, *_groups_of(user)}
    if user.is_superuser:
        tokens.add(ADMINISTRATORS)
    return Reader(frozenset(tokens), language, user.pk)


def _groups_of(user) -> list[str]:
    """Kept on the user, as Django keeps their permissions: one question in each request."""
    if not hasattr(user, "_search_groups"):
        user._search_groups = [f"group{key}" for key in user.groups.values_list("pk", flat=True)]
    return user._search_groups
