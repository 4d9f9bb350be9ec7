"""Typos, forms of words and abbreviations against the index of the running database, and what a question and its marks cost.

    python -m benchmarks.search_words [typos]

Reads only.
"""

import os
import random
import string
import sys
import time

ALPHABET = string.ascii_lowercase
SHORTEST = 5


def main(number: int = 500) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_site.settings")
    import django

    django.setup()
    typos(number)
    forms()
    abbreviations()
    cost()


def one_edit(word: str, chance: random.Random) -> str:
    """A letter left out, added, wrong, or two that changed places."""
    at = chance.randrange(len(word))
    letter = chance.choice(ALPHABET)
    edits = [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
    if at:
        edits.append(word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :])
    return chance.choice(edits)


def typos(number: int) -> None:
    from search import spelling
    from search.models import SearchTerm
    from search.ranking.analysis import LANGUAGES, stem

    stems = {its: set(SearchTerm.objects.filter(form=its).values_list("term", flat=True)) for its in LANGUAGES}
    known = set(SearchTerm.objects.filter(form=SearchTerm.Form.WORD).values_list("term", flat=True))
    words = sorted(word for word in known if len(word) >= SHORTEST and word.isascii() and word.isalpha())
    if not words:
        print("typos: the index is empty")
        return
    chance, first, listed, done, began = random.Random(5), 0, 0, 0, time.perf_counter()
    while done < number:
        word = chance.choice(words)
        typo = one_edit(word, chance)
        if typo in known or any(stem(typo, its) == stem(word, its) for its in LANGUAGES):
            continue  # is a word itself, or finds the same as it is
        language = next((its for its in LANGUAGES if stem(word, its) in stems[its]), LANGUAGES[0])
        likely = spelling.likely(typo, language)
        done, first, listed = done + 1, first + (likely[:1] == [word]), listed + (word in likely[:5])
    each = (time.perf_counter() - began) / done * 1000
    print(f"typos: {done} of {len(words)} words; first {first / done:.1%}, among five {listed / done:.1%}; {each:.1f} ms each")


def forms() -> None:
    from search import synonyms
    from search.ranking.analysis import LANGUAGES
    from search.ranking.marking import marked
    from search.ranking.question import parse
    from tests.search.inflections import PAIRS

    for language in LANGUAGES:
        known = synonyms.current(language)
        asked = [pair for its, *both in PAIRS if its == language for pair in (both, both[::-1])]
        found = sum(marked(written, parse(typed, known), language)[-1][1] for typed, written in asked)
        print(f"forms of words, {language}: {found} of {len(asked)} find the other ({found / len(asked):.1%})")


def abbreviations() -> None:
    from search import synonyms
    from search.models import Synonym
    from search.ranking.question import parse

    asked = found = 0
    for row in Synonym.objects.filter(is_in_use=True):
        known = synonyms.current(row.language or "en")
        for typed in row.term_list[:1] if row.is_one_way else row.term_list:
            said = {phrase.words for wanted in parse(typed, known).wanted for phrase in wanted.phrases}
            for other in row.term_list:
                asked, found = asked + 1, found + (parse(f'"{other}"').wanted[0].phrases[0].words in said)
    print(f"abbreviations and synonyms: {found} of {asked} ways ({found / max(asked, 1):.1%})")


def cost() -> None:
    from search import synonyms
    from search.ranking.marking import marked, snippet
    from search.ranking.question import parse

    known = synonyms.current("en")
    typed = 'missed appointments in the ED "text reminders" -opioid type:story'
    question, text = (
        parse(typed, known),
        "Text reminders for appointments were sent by the emergency department, and few missed them. " * 10,
    )
    for name, act in {
        "question": lambda: parse(typed, known),
        "marks of 900 signs": lambda: marked(text, question, "en"),
        "snippet of 900 signs": lambda: snippet(text, question, "en"),
        "snippet of 90,000 signs": lambda: snippet(text * 100, question, "en"),
    }.items():
        times = []
        for _turn in range(20):
            began = time.process_time()
            act()
            times.append((time.process_time() - began) * 1000)
        print(f"{name}: {sorted(times)[10]:.2f} ms of processor")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:2]))
