"""How often which question is asked, without anybody: a day, a language, folded words and numbers. For the editors' report.

No person, no address, no hour. What looks like it could point to a person is not counted at all.
"""

import re
from datetime import timedelta

from django.db.models import F, Sum
from django.db.models.functions import Greatest
from django.utils import timezone

from content import identifiers
from search import afterwards
from search.models import AskedCount
from search.ranking import analysis

LONGEST = 100
MOST_A_DAY = 3000  # different questions; more come only from machines
SLOW = 500  # milliseconds
OCCASIONS = 3  # fewer, and a question is shown in no report
KEPT_FOR, RARE_KEPT_FOR = timedelta(days=400), timedelta(days=31)
MANY_DIGITS = re.compile(r"\d(?:[\s().-]*\d){6}")  # seven in a row, however they are spaced


def folded(typed: str) -> str:
    """The words that are counted; empty when the question is not to be kept."""
    typed = analysis.composed(typed)
    if "@" in typed or MANY_DIGITS.search(typed) or identifiers.find(typed):
        return ""
    words = " ".join(analysis.words(typed))
    return words if len(words) <= LONGEST else ""


def note(typed: str, language: str, *, found: int, milliseconds: float) -> None:
    """A question was asked and answered. Written after the answer has left."""
    if words := folded(typed):
        afterwards.do(lambda: _add(words, language[:2], found, round(milliseconds)))


def note_click(typed: str, language: str) -> None:
    """Somebody opened one of the answers of a question that was asked today."""
    if words := folded(typed):
        _row(words, language[:2]).update(clicks=F("clicks") + 1)


def forget_old() -> int:
    """Counts go after a good year; what was asked once or twice goes after a month."""
    today = timezone.localdate()
    old = AskedCount.objects.filter(day__lt=today - KEPT_FOR).delete()[0]
    month = AskedCount.objects.filter(day__lt=today - RARE_KEPT_FOR)
    often = AskedCount.objects.values("words", "language").annotate(all=Sum("times")).filter(all__gte=OCCASIONS)
    pairs = {(row["words"], row["language"]) for row in often}
    rare = [pk for pk, words, language in month.values_list("pk", "words", "language").iterator() if (words, language) not in pairs]
    for start in range(0, len(rare), 500):
        old += AskedCount.objects.filter(pk__in=rare[start : start + 500]).delete()[0]
    return old


def _row(words: str, language: str):
    return AskedCount.objects.filter(day=timezone.localdate(), words=words, language=language)


def _add(words: str, language: str, found: int, milliseconds: int) -> None:
    is_nothing, is_slow = int(found == 0), int(milliseconds >= SLOW)
    more = {
        "times": F("times") + 1,
        "without_results": F("without_results") + is_nothing,
        "slow": F("slow") + is_slow,
        "slowest_ms": Greatest(F("slowest_ms"), milliseconds),
    }
    if _row(words, language).update(**more):
        return
    today = timezone.localdate()
    if AskedCount.objects.filter(day=today).count() < MOST_A_DAY:
        first = {"times": 1, "without_results": is_nothing, "slow": is_slow, "slowest_ms": milliseconds}
        AskedCount.objects.get_or_create(day=today, words=words, language=language, defaults=first)
