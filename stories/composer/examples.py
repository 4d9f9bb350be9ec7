"""How others wrote it: published work, told in our words, each with its source."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Example:
    """A few words that show what an answer can look like."""

    text: str | Promise
    source: str | Promise
    url: str = ""


BURNABY = (_("after the Burnaby Hospital account, 2025"), "https://doi.org/10.1136/bmjoq-2024-002908")
SINAI = (_("after the Sinai Health System account, 2019"), "https://doi.org/10.1136/bmjqs-2018-009241")
WARD = (_("after Kernaghan and Hurst, an acute ward, 2023"), "https://bmjopenquality.bmj.com/content/12/4/e002448.full")
HACKNEY = (_("after City and Hackney CAMHS, 2019"), "https://doi.org/10.1136/bmjoq-2019-000653")
LONDON_TEXTS = (_("after a North London community team, 2014"), "https://pmc.ncbi.nlm.nih.gov/articles/PMC4949624")
CENTRAL_LONDON = (_("after Central and North West London, 2018"), "https://doi.org/10.1186/s13033-018-0179-1")
COVENTRY = (_("after Coventry and Warwickshire, 2019"), "https://bmjopenquality.bmj.com/content/8/3/e000537")
ALBERTA = (_("after the Alberta emergency departments, 2023"), "https://doi.org/10.1007/s43678-023-00520-3")
BLACK_COUNTRY = (_("after Black Country Healthcare, 2025"), "https://doi.org/10.1192/bjo.2025.10507")
TOWER_HAMLETS = (
    _("after the Tower Hamlets collaborative, 2017"),
    "https://qi.elft.nhs.uk/violence-reduction-on-adult-inpatient-units-what-has-been-achieved-so-far-at-elft/",
)

EXAMPLES: dict[str, list[Example]] = {
    "title": [Example(_("“Take-home naloxone kits before discharge”: the thing, and the moment."), *BURNABY)],
    "problem": [Example(_("One in four people who were admitted had no physical health check."), *COVENTRY)],
    "aim": [
        Example(_("More patients who may need one leave with a kit: from 51% to over 80%, within 10 months."), *BURNABY),
        Example(_("From referral to the talk after the assessment in 12 weeks on average, by September 2018."), *HACKNEY),
    ],
    "aim_what": [
        Example(
            _("What: new sedatives for sleep. How much: a fifth fewer. For whom: inpatients who had none before. By when: in one year."),
            *SINAI,
        )
    ],
    "setting_text": [Example(_("Two hospital wards, with nursing, pharmacy and an addiction consult team at the table."), *BURNABY)],
    "what_we_did": [
        Example(
            _(
                "Sedatives came out of the standard admission orders, doctors and nurses learned other ways, and the wards became better places to sleep."
            ),
            *SINAI,
        )
    ],
    "cycles": [
        Example(
            _("First the paper form was made simpler: 5% better. Then it was merged with the form for taking the history: 90%."), *COVENTRY
        )
    ],
    "result_statement": [
        Example(_("Incidents a week went from 2.5 to 2.0 on average; no special cause was found, so chance may explain it."), *WARD),
        Example(_("Text reminders made no significant difference over six months; two regions went up, others down."), *BLACK_COUNTRY),
    ],
    "stated_results": [
        Example(
            _("Assessment done: 201 of 247 before, 308 of 318 after. And one that fell: smoking recorded, 198 of 247 to 225 of 318."),
            *CENTRAL_LONDON,
        )
    ],
    "what_happened": [
        Example(
            _("Six wards tested four things together; the four acute wards changed more than the six taken as a whole."), *TOWER_HAMLETS
        )
    ],
    "balancing_effects": [Example(_("Safety events were counted too: ten initiations, all rated no harm to minimal harm."), *ALBERTA)],
    "caution": [Example(_("Only 13 of the 107 sites had figures from before."), *ALBERTA)],
    "what_did_not_work": [Example(_("The safety crosses, a visible calendar of days without incident, showed no effect."), *WARD)],
    "lessons": [Example(_("Ask why people miss an appointment before choosing a remedy: here most had forgotten."), *LONDON_TEXTS)],
    "advice": [Example(_("Bring mobile numbers up to date at each visit."), *LONDON_TEXTS)],
    "limits": [Example(_("Two wards, and charts still on paper at the time."), *BURNABY)],
    "plain_language": [
        Example(
            _("People who use opioids can get a kit that reverses an overdose. Most now get it before they leave these two wards."),
            *BURNABY,
        )
    ],
    "authors": [
        Example(_("“Written by a nurse, a peer worker and a client of the service”: all three are authors."), _("a form that works"))
    ],
    "lesson": [
        Example(_("An aim of 100% may not be realistic: the team reached 90%, still had it a month later, and said so."), *COVENTRY)
    ],
    "context": [Example(_("A community team that could keep its clients’ mobile numbers up to date."), *LONDON_TEXTS)],
}


def examples_for(name: str) -> list[Example]:
    return EXAMPLES.get(name, [])
