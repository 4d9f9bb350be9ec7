"""The picture on the share card of a story: its first outcome measure, else the first figure that it reports before and after."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from content.models.base_page import SharePicture
from measures import card_chart
from measures.facts import Facts
from measures.spelling import bare_figure, period_name, period_short
from measures.words import outcome_line
from sharing.card_svg import PICTURE_HEIGHT, PICTURE_WIDTH
from stories import slope
from stories.reported import reported

if TYPE_CHECKING:
    from stories.models import StoryPage

SIZE = {"width": PICTURE_WIDTH, "height": PICTURE_HEIGHT}


def share_picture(page: "StoryPage") -> SharePicture:
    """Drawn from what readers may see: kept facts, where small numbers are hidden, and figures as they are printed."""
    if facts := page.outcome:
        return _series(facts)
    row = next((each for each in reported(page) if each.before_words and each.after_words), None)
    if row is None:
        return SharePicture()
    svg = slope.draw(row.row(), title=row.sentence(), before=_("before"), after=_("after"), **SIZE)
    about = _("A drawing of two figures as reported. %(sentence)s") % {
        "sentence": " ".join([row.sentence(), _aim_said(row.aim_words)]).strip()
    }
    return SharePicture(svg, about, _("Figures as reported."))


def _aim_said(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _series(facts: Facts) -> SharePicture:
    def figure(value: float) -> str:
        return bare_figure(value, facts, trims=True)

    name = period_short if isinstance(facts.first, str) else period_name  # events are numbered: "Event 7", not "7"
    first, last = (name(when, facts.time_unit, facts.merged_months) if when else "" for when in (facts.first, facts.last))
    aim = _("aim %(figure)s") % {"figure": figure(facts.aim)} if facts.aim is not None else ""
    known = [value for value in facts.spark if value is not None]
    if not known:
        return SharePicture()
    words = card_chart.CardWords(f"{facts.name}. {outcome_line(facts)}", facts.name, figure, first, last, aim)
    about = _("A chart of %(measure)s: %(points)s points, from %(begin)s to %(end)s (%(first)s to %(last)s).") % {
        "measure": facts.name, "points": facts.points, "begin": figure(known[0]), "end": figure(known[-1]), "first": first, "last": last,
    }  # fmt: skip
    return SharePicture(card_chart.draw(facts, words, **SIZE), " ".join([about, _aim_said(aim)]).strip(), "")
