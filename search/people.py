"""Members as one reader may find them: by what they show to this reader, and only if they let themselves be found."""

from members.models import Member
from members.profiles import WORDS

MOST_PEOPLE = 3000
INTERESTS = ("professions", "methods", "topics")


def findable(*, by) -> list[Member]:
    """Everybody in the directory of this reader (a user, or an anonymous visitor)."""
    return list(Member.objects.active().showing("listed", to=by).order_by("-joined_at")[:MOST_PEOPLE])


def shown_text(person: Member, *, to) -> str:
    return "\n".join(getattr(person, field) for field in WORDS if person.shows(field, to=to))
