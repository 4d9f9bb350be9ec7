"""The synonyms that editors keep, ready for questions. Read once in each process, and again when a row has changed: an edit works at once."""

from datetime import datetime

from django.db.models import Count, Max
from django.utils.translation import get_language

from search.models import Synonym
from search.ranking.synonyms import Group, Synonyms

Stand = tuple[int, datetime | None]
_kept: tuple[Stand | None, dict[str, Synonyms]] = (None, {})  # one name, so that a thread sees both parts of it or neither


def current(language: str | None = None) -> Synonyms:
    """All that are in use, for who asks in this language (the active one). One small query each time, a large one after an edit."""
    global _kept
    stand = _stand()
    if stand != _kept[0]:
        _kept = (stand, _read())
    synonyms = _kept[1]
    return synonyms.get((language or get_language() or "en")[:2], synonyms["en"])


def _stand() -> Stand:
    """Whatever is added, edited or deleted, this is another one afterwards."""
    stand = Synonym.objects.aggregate(number=Count("pk"), latest=Max("changed_at"))
    return stand["number"], stand["latest"]


def _read() -> dict[str, Synonyms]:
    groups = [
        Group.of(row.term_list, row.language, is_one_way=row.is_one_way, minds_capitals=row.minds_capitals)
        for row in Synonym.objects.filter(is_in_use=True)
    ]
    return {language: Synonyms(groups, language) for language in ("en", "fr")}
