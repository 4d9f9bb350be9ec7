"""The templates that come with the site, in the words of each language. Editors write their own over them."""

from sharing.models import ContentKind as Kind

# By kind and language: the short text of networks with few characters, the long one of the others.
SHORT: dict[str, dict[str, str]] = {
    Kind.STORY: {
        "en": "{title}\n\n{finding} {caution}\n\n{link}\n{hashtags} {mentions}",
        "fr": "{title}\n\n{finding} {caution}\n\n{link}\n{hashtags} {mentions}",
    },
    Kind.LESSON: {
        "en": "What a team learned: {title}\n\n{link}\n{hashtags} {mentions}",
        "fr": "Ce qu’une équipe a appris : {title}\n\n{link}\n{hashtags} {mentions}",
    },
    Kind.RESOURCE: {
        "en": "To use and adapt: {title}\n{organizations}\n\n{link}\n{hashtags} {mentions}",
        "fr": "À utiliser et à adapter : {title}\n{organizations}\n\n{link}\n{hashtags} {mentions}",
    },
    Kind.EVENT: {
        "en": "{title}\n{deadline}\n{organizations}\n\n{link}\n{hashtags} {mentions}",
        "fr": "{title}\n{deadline}\n{organizations}\n\n{link}\n{hashtags} {mentions}",
    },
    Kind.CALL: {
        "en": "Tell us what you think: {title}\nUntil {deadline}\n\n{link}\n{hashtags} {mentions}",
        "fr": "Dites-nous ce que vous en pensez : {title}\nJusqu’au {deadline}\n\n{link}\n{hashtags} {mentions}",
    },
    Kind.CORRECTION: {
        "en": "Correction: {title}\n\n{reason}\n\n{link}",
        "fr": "Rectification : {title}\n\n{reason}\n\n{link}",
    },
}
LONG: dict[str, dict[str, str]] = {
    Kind.STORY: {
        "en": "{title}\n{organizations}\n\nThe aim: {aim}\n\nWhat was found: {finding}\n{caution}\n\n"
        "What the team would tell the next one: {lesson}\n\n{link}\n\n{hashtags} {mentions}",
        "fr": "{title}\n{organizations}\n\nLe but : {aim}\n\nCe qui a été constaté : {finding}\n{caution}\n\n"
        "Ce que l’équipe dirait à la suivante : {lesson}\n\n{link}\n\n{hashtags} {mentions}",
    },
    Kind.LESSON: {
        "en": "What a team learned: {title}\n{organizations}\n\n{lesson}\n\n{link}\n\n{hashtags} {mentions}",
        "fr": "Ce qu’une équipe a appris : {title}\n{organizations}\n\n{lesson}\n\n{link}\n\n{hashtags} {mentions}",
    },
    Kind.RESOURCE: {
        "en": "To use and adapt: {title}\n{organizations}\n\n{description}\n\n{link}\n\n{hashtags} {mentions}",
        "fr": "À utiliser et à adapter : {title}\n{organizations}\n\n{description}\n\n{link}\n\n{hashtags} {mentions}",
    },
    Kind.EVENT: {
        "en": "{title}\n{deadline}\n{organizations}\n\n{description}\n\n{link}\n\n{hashtags} {mentions}",
        "fr": "{title}\n{deadline}\n{organizations}\n\n{description}\n\n{link}\n\n{hashtags} {mentions}",
    },
    Kind.CALL: {
        "en": "Tell us what you think: {title}\nUntil {deadline}\n\n{description}\n\n{link}\n\n{hashtags} {mentions}",
        "fr": "Dites-nous ce que vous en pensez : {title}\nJusqu’au {deadline}\n\n{description}\n\n{link}\n\n{hashtags} {mentions}",
    },
    Kind.CORRECTION: SHORT[Kind.CORRECTION],
}
BRIEF = frozenset({"x", "bluesky"})


def built_in(network: str, kind: str, language: str) -> str:
    """Every network has one, also those that are added later."""
    by_language = (SHORT if network in BRIEF else LONG).get(kind) or SHORT[Kind.STORY]
    return by_language.get(language) or by_language["en"]
