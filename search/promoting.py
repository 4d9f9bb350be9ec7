"""What editors put first for a question, as far as this reader may read it."""

from django.db.models import Q
from django.utils import timezone

from search.access import Reader
from search.kinds import KINDS
from search.models import Promoted, SearchDocument
from search.ranking import analysis
from search.rows import rows_of

MOST = 3


def key_of(question: str) -> tuple[str, ...]:
    """Capitals, accents and the order of words do not count."""
    return tuple(sorted(analysis.words(question)))


def promoted_for(question: str, reader: Reader, user) -> list[tuple[SearchDocument, str]]:
    """Row and note of each, in the order in which they were entered; what is gone or closed to this reader is left out."""
    wanted = key_of(question)
    if not wanted:
        return []
    in_time = Promoted.objects.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()), object_id__isnull=False)
    chosen = [each for each in in_time.order_by("pk") if any(key_of(said) == wanted for said in each.question_list)]
    if not chosen:
        return []
    rows = rows_of([(each.kind, each.object_id) for each in chosen], reader)
    open_rows = [(rows[each.kind, each.object_id], each.note) for each in chosen if (each.kind, each.object_id) in rows]
    return [(row, note) for row, note in open_rows if row.kind in KINDS and KINDS[row.kind].open_to([row.object_id], user)][:MOST]
