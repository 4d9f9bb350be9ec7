"""Marks English sentences that are translated only where they are shown. Plain Python, so that the pure modules stay free of Django."""


def gettext_noop(sentence: str) -> str:
    """The sentence itself. `make messages` finds it by this name; `measures.words.said` says it in the reader's language."""
    return sentence
