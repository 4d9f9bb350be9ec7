"""Which signs X counts as one emoji: sequences up to Emoji 11, as its own reference knows them. Newer ones count more, never less."""

import regex

_TONE = "[\U0001f3fb-\U0001f3ff]"
_SEX = "[♀♂]\ufe0f"
_ROLE = "(?:[⚕⚖✈]\ufe0f|[🌾🍳🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦰-🦳])"
_ACTIVE = "[🏃🏄🏊👮👱👳👷💁💂💆💇🙅-🙇🙋🙍🙎🚣🚴-🚶🤦🤵🤷-🤹🤽🤾🦸🦹🧖-🧝]"
_STEADY = "[🏋🏌🕴🕵⛹]"
_PARENTS = "(?:👨(?:\u200d[👨👩])?|👩(?:\u200d👩)?)"
_CHILDREN = "(?:👦(?:\u200d👦)?|👧(?:\u200d[👦👧])?)"
_COUPLE = "(?:👨\u200d❤\ufe0f\u200d(?:💋\u200d)?👨|👩\u200d❤\ufe0f\u200d(?:💋\u200d)?[👨👩])"
_REGIONS = {  # the second letter of each flag's country code, by its first
    "A": "CDEFGILMOQRSTUWXZ", "B": "ABDEFGHIJLMNOQRSTVWYZ", "C": "ACDFGHIKLMNOPRUVWXYZ", "D": "EGJKMOZ", "E": "ACEGHRSTU",
    "F": "IJKMOR", "G": "ABDEFGHILMNPQRSTUWY", "H": "KMNRTU", "I": "CDELMNOQRST", "J": "EMOP", "K": "EGHIMNPRWYZ", "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ", "N": "ACEFGILOPRUZ", "O": "M", "P": "AEFGHKLMNRSTWY", "Q": "A", "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ", "T": "ACDFGHJKLMNORTVWZ", "U": "AGMNSYZ", "V": "ACEGINU", "W": "FS", "X": "K", "Y": "ET", "Z": "AMW",
}  # fmt: skip


def _letter(sign: str) -> str:
    return chr(0x1F1E6 + ord(sign) - ord("A"))


_FLAG = "|".join(f"{_letter(first)}[{''.join(map(_letter, seconds))}]" for first, seconds in _REGIONS.items())
_PARTS_OF_BRITAIN = "|".join(
    "🏴" + "".join(chr(0xE0000 + ord(sign)) for sign in place) + "\U000e007f" for place in ("gbeng", "gbsct", "gbwls")
)
# Bases that take a tone since Emoji 12, and signs that take no U+FE0F in the reference.
_TONED_LATER = "\U0001f90c\U0001f90f\U0001f91d\U0001f93c\U0001f977\U0001f9bb\U0001f9cd-\U0001f9cf\U0001f46a-\U0001f46d\U0001f46f\U0001f48f\U0001f491\U0001fa00-\U0001faff"
_NEVER_PLAIN = "0-9#*⏩-⏬⏰⏳♾⚧⛎✅✊✋✨❌❎❓-❕➕-➗➰➿"

_SEQUENCE = regex.compile(
    rf"""(?V1)
    [👨👩]{_TONE}?\u200d{_ROLE}
    | {_STEADY}(?:{_TONE}|\ufe0f)\u200d{_SEX}
    | {_ACTIVE}{_TONE}?\u200d{_SEX}
    | {_COUPLE} | {_PARENTS}\u200d{_CHILDREN}
    | 🏳\ufe0f\u200d🌈 | 🏴\u200d☠\ufe0f | 👁\u200d🗨 | [👯🤼🧞🧟]\u200d{_SEX}
    | [\#*0-9]\ufe0f?\u20e3
    | [🏋🏌🕴🕵🖐☝⛷⛹✌✍](?:\ufe0f|(?!\ufe0e)){_TONE}?
    | [\p{{Emoji_Modifier_Base}}--[{_TONED_LATER}]]{_TONE}
    | {_PARTS_OF_BRITAIN} | {_FLAG}
    | [[\p{{Emoji}}&&[\u0000-\uffff]]--[{_NEVER_PLAIN}]]\ufe0f
    | [[\p{{Emoji}}--\p{{Emoji_Presentation}}--[\u0000-\uffff]][\U0001f004\U0001f21a\U0001f22f]]\ufe0f
    """,
    regex.VERBOSE,
)


def sequences(text: str) -> dict[int, int]:
    """Start and end of every emoji that is written with more than one code point. Single ones count 2 by their own weight."""
    if text.isascii():
        return {}
    return {match.start(): match.end() for match in _SEQUENCE.finditer(text)}
