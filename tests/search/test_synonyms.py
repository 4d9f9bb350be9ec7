"""Words that mean the same: how they are found in a question, and the groups that come with the site."""

import json

import pytest
from django.conf import settings

from search import synonyms
from search.models import Synonym
from search.ranking.question import parse
from search.ranking.synonyms import WEIGHT, Group, Synonyms

SEEDED = [row["fields"] for row in json.loads((settings.BASE_DIR / "fixtures/vocabularies/synonyms.json").read_text(encoding="utf-8"))]
GROUPS = [
    Group.of(row["terms"].split(","), row["language"], is_one_way=row["is_one_way"], minds_capitals=row["minds_capitals"]) for row in SEEDED
]
KEPT = {language: Synonyms(GROUPS, language) for language in ("en", "fr")}


def said(typed: str, *groups: Group) -> list[str]:
    """All the phrases that answer, but those typed."""
    question = parse(typed, Synonyms(groups))
    return [phrase.typed for wanted in question.wanted for phrase in wanted.phrases if phrase.weight < 1]


ED = Group.of(["ED", "emergency department"], "en", minds_capitals=True)
PDSA = Group.of(["PDSA", "plan do study act", "plan-do-check-act"])


def test_an_abbreviation_is_said_by_its_words_and_the_words_by_it():
    assert said("PDSA cycles", PDSA) == ["plan do study act", "plan-do-check-act"]
    assert said("our plan, do, study, act cycles", PDSA) == ["PDSA", "plan-do-check-act"]


def test_a_synonym_weighs_less():
    (wanted,) = parse("pdsa", Synonyms([PDSA])).wanted

    assert [phrase.weight for phrase in wanted.phrases] == [1, WEIGHT, WEIGHT]
    assert not wanted.is_needed


def test_a_word_that_is_an_abbreviation_too_is_one_only_in_capitals():
    assert said("ED waits", ED) == ["emergency department"]
    assert said("EDs", ED) == ["emergency department"]
    assert said("ed waits", ED) == []
    assert said("Emergency departments", ED) == ["ED"]


def test_one_direction_is_one_direction():
    group = Group.of(["Suboxone", "buprenorphine"], is_one_way=True)

    assert said("suboxone", group) == ["buprenorphine"]
    assert said("buprenorphine", group) == []


def test_the_longest_term_is_taken():
    assert said("lean six sigma", Group.of(["six sigma", "6S"]), Group.of(["LSS", "lean six sigma"])) == ["LSS"]


def test_words_of_a_term_are_still_looked_for_each_by_itself():
    question = parse("plan do study act", Synonyms([PDSA]))

    assert [wanted.typed for wanted in question.wanted] == ["plan", "study", "act", "plan do study act"]
    assert question.left_out == ()


def test_quotes_take_words_as_they_are():
    assert said('"ED"', ED) == []


def test_a_field_knows_synonyms_too():
    (wanted,) = parse("title:PDSA", Synonyms([PDSA])).wanted

    assert {phrase.place for phrase in wanted.phrases} == {"title"}
    assert len(wanted.phrases) == 3


def test_the_readers_own_language_goes_first():
    groups = [Group.of(["SCS", "supervised consumption site"], "en"), Group.of(["SCS", "site de consommation supervisée"], "fr")]

    assert [term.written for term in Synonyms(groups, "fr").of(["scs"], ["SCS"])] == ["site de consommation supervisée"]
    assert [term.written for term in Synonyms(groups[:1], "fr").of(["scs"], ["SCS"])] == ["supervised consumption site"]


def test_at_least_sixty_pairs_come_with_the_site_in_each_language():
    assert sum(row["language"] == "en" for row in SEEDED) >= 60
    assert sum(row["language"] == "fr" for row in SEEDED) >= 60


@pytest.mark.parametrize("row", SEEDED, ids=lambda row: row["key"])
def test_every_seeded_term_is_said_by_the_others_both_ways(row):
    terms = [term.strip() for term in row["terms"].split(",")]
    kept = KEPT[row["language"] or "en"]

    for typed in terms[:1] if row["is_one_way"] else terms:
        question = parse(f"{typed} waits", kept)
        answers = {phrase.words for wanted in question.wanted for phrase in wanted.phrases}
        for other in terms:
            assert parse(f'"{other}"').wanted[0].phrases[0].words in answers, (typed, other)


def test_seeded_abbreviations_that_are_words_mind_their_capitals():
    for typed in ("ed", "it", "act", "oat", "mat", "prom", "dna", "nice", "sud"):
        assert all(len(wanted.phrases) == 1 for wanted in parse(f"{typed} team", KEPT["en"]).wanted), typed


@pytest.mark.django_db
class TestKept:
    """The rows that editors keep."""

    def test_an_edit_works_at_once_and_nothing_is_read_again_without_one(self, django_assert_num_queries):
        row = Synonym.objects.create(terms="zqa, zq something", language="en")
        assert synonyms.current("en").of(["zqa"], ["zqa"])
        with django_assert_num_queries(1):
            synonyms.current("fr")

        row.terms = "zqb, zq something"
        row.save()
        assert not synonyms.current("en").of(["zqa"], ["zqa"])
        assert synonyms.current("en").of(["zqb"], ["zqb"])

        row.delete()
        assert not synonyms.current("en").of(["zqb"], ["zqb"])

    def test_what_is_not_in_use_is_not_known(self):
        Synonym.objects.create(terms="zqa, zq something", is_in_use=False)

        assert not synonyms.current("en").of(["zqa"], ["zqa"])

    def test_the_seeded_ones_are_there(self):
        assert [term.written for term in synonyms.current("en").of(["cauti"], ["CAUTI"])] == ["catheter associated urinary tract infection"]
