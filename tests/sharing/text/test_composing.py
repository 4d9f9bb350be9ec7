"""From facts and a template to the text of a post: what it says, what it leaves out, and that it fits."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharing.composing import PLACEHOLDERS, check_template
from sharing.text import bluesky, little_text, mastodon
from sharing.text.composed import NAMES, compose
from sharing.text.counting import x_count
from sharing.text.cutting import cut, thread
from sharing.text.facts import Facts, hashtags

LINK = "https://throughline.example/s/a_b-c/"
SHORT = "{title}\n\n{finding} {caution}\n\n{link}\n{hashtags} {mentions}"
FINDING = "Missed first visits. From 22.1% to 15.3% on average; the aim of 15% is not yet met."
STORY = Facts(
    title="Fewer missed first visits",
    finding=FINDING,
    caution="Two sites are too small to show.",
    aim="Cut missed first visits from 22% to 15% by December.",
    lesson="Ask people how they want to be reminded.",
    organizations=["One Agency", "Another Agency"],
    setting="community",
    hashtags=["EQIPON", "QiCommes", "patient safety", "eqipon"],
)


def told(template: str = SHORT, facts: Facts = STORY, *, network: str = "x", count=x_count, most_parts: int = 1, mentions=()) -> list[str]:
    return compose(template, facts, network=network, link=LINK, mentions=list(mentions), count=count, most_parts=most_parts)


def changed(**fields) -> Facts:
    return Facts(**{**STORY.__dict__, **fields})


# --- What it says ---


def test_a_story_with_its_finding_its_caution_the_link_and_hashtags_as_they_are_spelled():
    assert told() == [
        f"Fewer missed first visits\n\n{FINDING} Two sites are too small to show.\n\n{LINK}\n#EQIPON #QiCommes #PatientSafety"
    ]


def test_placeholders_stand_in_any_order():
    names = ("title", "finding", "link", "hashtags")
    for order in permutations(names):
        (text,) = told(" ".join(f"{{{name}}}" for name in order), count=bluesky.count)

        places = [text.index({"title": "Fewer", "finding": "Missed", "link": LINK, "hashtags": "#EQIPON"}[name]) for name in order]
        assert places == sorted(places)


def test_braces_in_a_title_are_never_filled():
    (text,) = told("{title}\n{link}", changed(title="How {link} and {finding} and {{title}} read"))

    assert text == f"How {{link}} and {{finding}} and {{{{title}}}} read\n{LINK}"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{organizations}: {title}", "A title"),
        ("{title} – {organizations} – {setting}. {link}", f"A title. {LINK}"),
        ("{title} ({setting}). What was found: {finding}. {link}", f"A title. {LINK}"),
        ("Le but : {aim}\n{title}", "A title"),
        ("{title} | {setting} | {link}", f"A title | {LINK}"),
        ("“{finding}” {title}", "A title"),
        ("{title}, {organizations}, {setting}", "A title"),
        ("{title}\n\n{finding}\n\n{aim}\n\n{link}", f"A title\n\n{LINK}"),
        ("{title}. {finding} {link}", f"A title. {LINK}"),
        ("{title}{link}", f"A title {LINK}"),
        ("{aim}", f"A title\n{LINK}"),  # a template of which nothing is left
        ("  {title}  \n   {mentions}", "A title"),
    ],
)
def test_what_is_missing_leaves_no_trace(template, text):
    assert told(template, Facts(title="A title")) == [text]


def test_a_line_break_in_a_fact_does_not_break_the_text():
    assert told("{title} / {finding}", Facts(title="One\r\n\ntwo\u2028three", finding="\u202eIt  fell.")) == ["One two three / It fell."]


def test_a_sentence_that_ends_is_not_ended_twice():
    assert told("{title}. {finding}.", Facts(title="Did it help?", finding="We cannot say.")) == ["Did it help? We cannot say."]


def test_a_fictional_page_says_so_in_its_language():
    assert told("{title}", changed(is_demo=True)) == ["Fewer missed first visits (fictional example)"]
    assert told("{title}", changed(is_demo=True, language="fr"))[0].endswith("(exemple fictif)")
    assert told("{title}", changed(is_demo=True, title="A letter (fictional)")) == ["A letter (fictional)"]


def test_organizations_are_named_in_the_language_of_the_post():
    assert told("{organizations}") == ["One Agency and Another Agency"]
    assert told("{organizations}", changed(organizations=["A", "B", "C"], language="fr")) == ["A, B et C"]


def test_on_x_no_post_begins_with_a_name_because_only_followers_of_both_would_see_it():
    assert told("{mentions} {title}", mentions=["@CMHAOntario"]) == [".@CMHAOntario Fewer missed first visits"]
    assert told("{mentions} {title}", network="bluesky", mentions=["@a.example"])[0].startswith("@a.example ")


def test_hashtags_keep_their_canonical_spelling_and_words_become_camel_case():
    assert hashtags(["#EQIPON", "eqipon", "QiCommes", "patient safety", "2024", ""]) == ["#EQIPON", "#QiCommes", "#PatientSafety"]


# --- Never a stronger claim ---


def test_a_caution_goes_wherever_the_finding_goes():
    assert told("{finding}\n{link}")[0].startswith(f"{FINDING} Two sites are too small to show.")


def test_a_retracted_page_claims_nothing():
    (text,) = told("{title}\n{finding}\n{caution}\n{lesson}\n{reason}", changed(is_retracted=True, reason="The counts were wrong."))

    assert text == "Fewer missed first visits\nThe counts were wrong."


@given(st.integers(min_value=0, max_value=40), st.integers(min_value=0, max_value=12), st.sampled_from([1, 2, 4]))
@settings(max_examples=25, deadline=None)
def test_the_finding_is_whole_and_cautioned_or_not_there(words, cautions, most_parts):
    facts = changed(title="Many words here " * words or "A title", caution="Few sites were counted. " * cautions, aim="To do it. " * words)

    parts = told("{title}\n{aim}\n{finding} {caution}\n{link}\n{hashtags}", facts, most_parts=most_parts)

    text = " ".join(" ".join(parts).split())
    assert all(x_count(part).fits for part in parts)
    assert LINK in text
    if "22.1%" in text:
        assert FINDING in text and facts.caution.strip() in text


# --- It fits ---


def test_what_a_reader_misses_least_goes_first():
    (text,) = told(facts=changed(title="A title of some length " * 5))

    assert FINDING in text and "#EQIPON" in text and "#PatientSafety" not in text


def test_too_long_a_text_is_told_in_parts_where_the_network_has_threads():
    facts = changed(lesson="Ask people how they want to be reminded. " * 12)
    template = "{title}\n\n{finding} {caution}\n\n{lesson}\n\n{link}"

    parts = told(template, facts, most_parts=4)
    (single,) = told(template, facts, most_parts=1)

    assert len(parts) > 1 and all(x_count(part).fits for part in parts)
    assert " ".join(" ".join(parts).split()).count("Ask people") == 12
    assert x_count(single).fits and "…" in single and LINK in single


def test_the_link_and_the_hashtags_make_no_part_of_their_own():
    finding = "Missed first visits went from 22.1% to 15.3% on average in a year at the four sites, and the aim of 15% is not yet met. " * 2

    first, second = told(facts=changed(finding=finding.strip()), most_parts=4)

    assert first == f"Fewer missed first visits\n\n{LINK}\n#EQIPON #QiCommes #PatientSafety"
    assert second == f"{finding.strip()} Two sites are too small to show."


def test_a_thread_does_not_part_the_finding_from_its_caution():
    parts = told(facts=changed(title="A rather long title that says much " * 4, caution="Few sites. " * 12), most_parts=4)

    assert [FINDING in part for part in parts] == [part.count("Few sites.") == 12 for part in parts]
    assert len(parts) > 1


def test_a_link_is_never_cut_whatever_else_has_to_go():
    for length in range(0, 400, 31):
        (text,) = told("{title} " + "own words " * 20 + "{link}", Facts(title="x" * length))

        assert LINK in text and x_count(text).fits


@given(st.text(alphabet="ab .!é\n日👩🏽‍🎤", max_size=400), st.integers(min_value=1, max_value=60))
@settings(max_examples=50, deadline=None)
def test_a_cut_ends_at_a_word_and_fits(text, most):
    short = cut(text, lambda words: len(words) <= most)

    assert len(short) <= most
    kept = short.removesuffix("…").rstrip()
    assert text.strip().startswith(kept)
    if " " in kept and short.endswith("…"):
        assert not text.strip()[len(kept)].isalnum() or kept.split()[-1] not in text.split()


@given(st.lists(st.sampled_from(["One word. ", "longer words here ", "https://a.example/b/c ", "\n\n", "é"]), max_size=60).map("".join))
@settings(max_examples=40, deadline=None)
def test_a_thread_loses_nothing_and_cuts_no_link(text):
    parts = thread(text, lambda part: len(part) <= 60, most=100)

    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part) <= 60 for part in parts)
    assert sum(part.count("https://a.example/b/c") for part in parts) == text.count("https://a.example/b/c")


@pytest.mark.parametrize(("network", "count"), [("bluesky", bluesky.count), ("mastodon", mastodon.count), ("linkedin", little_text.count)])
def test_every_network_gets_a_text_that_it_takes(network, count):
    facts = changed(title="Words and words " * 400, lesson="Say this. " * 900, caution="")

    (text,) = told("{title}\n{finding}\n{lesson}\n{link}\n{hashtags}", facts, network=network, count=count)

    assert count(text).fits and LINK in text and FINDING in text


# --- Templates ---


def test_every_placeholder_is_explained_and_filled():
    assert set(PLACEHOLDERS) == set(NAMES)
    assert all(str(explanation).endswith(".") for explanation in PLACEHOLDERS.values())


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{titel} {link}", "Did you mean {title}?"),
        ("{xyz} {title}", "{xyz} is no placeholder."),
        ("", "Write the text"),
        ("Read this", "Without a placeholder"),
        ("{title} {Link}", "A brace stands alone"),
        ("{title} {title}", "stands there twice"),
    ],
)
def test_a_template_that_would_go_wrong_is_explained(template, words):
    assert words in " ".join(check_template(template))
