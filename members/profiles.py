"""What one reader may see of one member: the rest is not there, neither in templates nor in filters."""

from members.models import Affiliation, Member

WORDS = ("pronouns", "role", "about", "place", "languages")
LISTS = ("professions", "methods", "topics")


def as_seen(member: Member, *, by) -> dict:
    """The fields that this reader (a user, or an anonymous visitor) may see and that are not empty."""
    seen: dict = {field: getattr(member, field) for field in WORDS if member.shows(field, to=by)}
    seen |= {field: list(getattr(member, field).all()) for field in LISTS if member.shows(field, to=by)}
    if member.shows("photo", to=by):
        seen["photo"] = member.photo
    if member.shows("affiliations", to=by):
        seen["affiliations"] = list(Affiliation.objects.confirmed().filter(member=member).select_related("organization"))
    return {field: value for field, value in seen.items() if value}
