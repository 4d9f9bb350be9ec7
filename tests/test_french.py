"""The French catalogue: whole, well typed, and compiled as it is written."""

import gettext
import importlib.util
import re
from pathlib import Path

import pytest
from django.utils.translation import gettext as translated
from django.utils.translation import override

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
messages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(messages)

WRITTEN = messages.read_po(messages.CATALOGUE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("place", messages.WHOLLY_FRENCH)
def test_every_sentence_has_french(place):
    missing = messages.lacking_in(place, WRITTEN)

    assert missing == [], "Write them into locale/fr/LC_MESSAGES/django.po, then run `make messages`."


def test_sentences_of_templates_are_found_as_django_looks_them_up(tmp_path):
    (tmp_path / "page.html").write_text(
        """{% load i18n %}{% translate "50% of them" %}{% translate "May" context "month" %}
        {% include "x.html" with text=_("Inside a tag") only %}{{ name|default:_("Somebody") }}
        {% blocktranslate trimmed with name=who %}
            Written by
            {{ name }}
        {% endblocktranslate %}
        {% blocktranslate count n=many %}One page{% plural %}{{ n }} pages{% endblocktranslate %}""",
        encoding="utf-8",
    )

    assert messages.sentences_in(tmp_path) == [
        "50%% of them",
        "month\x04May",
        "Inside a tag",
        "Somebody",
        "Written by %(name)s",
        "One page\0%(n)s pages",
    ]


def test_a_mark_is_known_by_whatever_name_a_module_gives_it(tmp_path):
    (tmp_path / "words.py").write_text('from django.utils.translation import gettext as now\nnow("At this moment")', encoding="utf-8")

    assert messages.sentences_in(tmp_path) == ["At this moment"]


def test_a_word_with_a_plural_is_known_alone_too():
    with override("fr"):
        assert translated("lesson") == "leçon"


def test_the_compiled_catalogue_says_what_the_written_one_says():
    assert messages.CATALOGUE.with_suffix(".mo").read_bytes() == messages.compiled(WRITTEN), "Run `make messages`."
    with messages.CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        french = gettext.GNUTranslations(compiled)
    assert french.gettext("No signal: this may be chance.") == "Aucun signal\u00a0: ce peut être le hasard."
    assert french.ngettext("%(count)s point", "%(count)s points", 0) == "%(count)s point"
    assert french.pgettext("short month", "Feb") == "févr."


def test_french_keeps_every_place_for_a_figure():
    for english, french in WRITTEN.items():
        wanted = set(re.findall(r"%\(\w+\)s|%%", english.rpartition("\x04")[2].rpartition("\0")[2]))
        assert wanted == set(re.findall(r"%\(\w+\)s|%%", french.rpartition("\0")[2])) or not english, english


def test_french_signs_keep_their_spaces():
    """Canadian French: a no-break space before a colon and a percent sign, none before ; ? and !."""
    for english, french in WRITTEN.items():
        if english:
            assert not re.search(r"[^\W\d]:(?=\s|$)| :|\s[;?!]| %%?(?!\()", french), french


def test_french_keeps_the_tags_and_line_ends_of_its_english():
    for english, french in WRITTEN.items():
        wanted, said = english.rpartition("\x04")[2].rpartition("\0")[2], french.rpartition("\0")[2]
        assert re.findall(r"<[^>]+>", wanted) == re.findall(r"<[^>]+>", said) or not english, english
        assert (wanted[-1:] == "\n") == (said[-1:] == "\n") or not english, english
