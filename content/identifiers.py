"""Words and numbers that could point to a person. Plain Python: text in, findings out. It warns and never blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
DAY = rf"(?:(?:{MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?|(?:\d{{1,2}}|1er) (?:{MONTHS}))\b"
DATE = rf"(?:{DAY},?(?: \d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}}))"
RECORD_WORDS = r"MRN|medical record|chart|hospital|health record|patient|client|health card|OHIP|file|dossier(?: médical)?|carte (?:d'assurance[- ]maladie|santé)"
RECORD_NUMBER = r"(?: (?:number|no|id|#|num[ée]ro))?\.? ?(?:is|was|[:#°=])? ?(?:n[o°]\.? )?"
AGE = r"(?:aged|âgée? de) \d{1,3}|\d{1,3}[- ](?:year|yr)s?[- ]old|\d{1,3} ?(?:y/o|yo|ans)"
OPEN_AGE = r"(?! ?(?:or|and|to|et|ou|à|-|–|\+|through) ?(?:older|over|above|under|younger|more|plus|moins|\d))"
PERSON = r"patient|client|woman|man|girl|boy|resident|mother|father|patiente|cliente|femme|homme|fille|garçon|mère|père"


def _find(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(pattern, flags)


EMAIL = _find(r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}(?![\w-])")
BIRTH = _find(
    rf"(?:\bborn(?: on)?|\bdate of birth|\bbirth ?date|\bd\.?o\.?b\b\.?|\bnée?(?: le)?|\bdate de naissance)[ :=]{{1,3}}(?:the |le )?{DATE}"
)
RECORD = _find(rf"\b(?:{RECORD_WORDS}){RECORD_NUMBER}(?P<number>[A-Z]{{0,4}}-?\d(?:[ -]?\d){{3,11}})(?![\d%.,]?\d)")
HEALTH_CARD = _find(r"(?<![\d.,-])\d{4}[ -]?\d{3}[ -]?\d{3}(?:[ -]?[A-Z]{2})?(?![\w-])")
RAMQ = _find(r"(?<!\w)[A-Z]{4} ?(?P<born>\d{4}) ?(?P<rest>\d{4})(?!\w)")
SIN = _find(r"(?<![\d.,-])[1-79]\d{2}[ -]?\d{3}[ -]?\d{3}(?![\d-])")
PHONE = _find(r"(?<![\d.,-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}(?![\d-])")
PHONE_TOGETHER = _find(
    r"\b(?:phone|tel|telephone|call|text|cell|mobile|téléphone|tél|appel\w*)\.?:? ?(?:at |au |us at )?(?P<number>[2-9]\d{9})(?!\d)"
)
TOLL_FREE = re.compile(r"^1?8(?:00|33|44|55|66|77|88)")
POSTAL = _find(r"(?<!\w)[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d(?!\w)")
TITLED = _find(r"\b(?:Mr\.?|Mrs\.?|Ms\.?|Miss|Mme|Mlle|Monsieur|Madame|M\.) [A-ZÀ-Þ][\w'’-]+", 0)
NAMED = _find(rf"\b(?i:{PERSON})(?:,)? (?i:named|called|nommée?|appelée?) [A-ZÀ-Þ][\w'’-]+", 0)
AGED = _find(rf"\b(?:{AGE})\b{OPEN_AGE}")
ON_A_DAY = _find(rf"\b{DAY}")
SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bM\.)(?<!\b[Nn]o\.)\s+|\n+")


@dataclass(frozen=True)
class Finding:
    """Something to look at again: its kind, and where in the text it stands."""

    kind: str
    start: int
    end: int

    def words(self, text: str) -> str:
        return text[self.start : self.end]

    def sentence(self, text: str, most: int = 240) -> str:
        """The sentence around it, for showing; cut when it is long."""
        start = max((m.end() for m in SENTENCE_END.finditer(text, 0, self.start)), default=0)
        after = SENTENCE_END.search(text, self.end)
        end = after.start() if after else len(text)
        start, end = max(start, self.start - most // 2), min(end, self.end + most // 2)
        return text[start:end].strip()


def passes_luhn(digits: str) -> bool:
    """The check digit of Ontario health cards and social insurance numbers."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _digits(words: str) -> str:
    return re.sub(r"\D", "", words)


def _each(text: str) -> Iterator[Finding]:
    """Every finding of every kind, the surest kinds first."""
    for match in EMAIL.finditer(text):
        yield Finding("email", *match.span())
    for match in BIRTH.finditer(text):
        yield Finding("birth", *match.span())
    for match in RECORD.finditer(text):
        yield Finding("record", *match.span())
    for match in HEALTH_CARD.finditer(text):
        if passes_luhn(_digits(match[0])):
            yield Finding("health-card", *match.span())
    for match in RAMQ.finditer(text):
        month, day = int(match["born"][2:]), int(match["rest"][:2])
        if (1 <= month <= 12 or 51 <= month <= 62) and 1 <= day <= 31:
            yield Finding("health-card", *match.span())
    for match in PHONE.finditer(text):
        if not TOLL_FREE.match(_digits(match[0])):
            yield Finding("phone", *match.span())
    for match in PHONE_TOGETHER.finditer(text):
        if not TOLL_FREE.match(match["number"]):
            yield Finding("phone", *match.span())
    for match in SIN.finditer(text):
        if passes_luhn(_digits(match[0])):
            yield Finding("sin", *match.span())
    for match in POSTAL.finditer(text):
        yield Finding("postal-code", *match.span())
    for pattern in (TITLED, NAMED):
        for match in pattern.finditer(text):
            yield Finding("name", *match.span())
    yield from _age_and_day(text)


def _age_and_day(text: str) -> Iterator[Finding]:
    """An age and an exact day in one sentence may be enough for a neighbour."""
    start = 0
    for end in [*(m.start() for m in SENTENCE_END.finditer(text)), len(text)]:
        age, day = AGED.search(text, start, end), ON_A_DAY.search(text, start, end)
        if age and day:
            yield Finding("together", min(age.start(), day.start()), max(age.end(), day.end()))
        start = end


def find(text: str) -> list[Finding]:
    """What could point to a person, in the order it stands; where two findings overlap, the surer one."""
    taken, kept = bytearray(len(text)), []
    for finding in _each(text):
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)
