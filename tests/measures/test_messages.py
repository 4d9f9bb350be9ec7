"""The French catalogue: whole for the measures, and compiled as it is written."""

import gettext
import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
messages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(messages)

WRITTEN = messages.read_po(messages.CATALOGUE.read_text(encoding="utf-8"))


def test_every_sentence_of_the_measures_has_french():
    missing = [text for text in messages.sentences_in(ROOT / "measures") if not WRITTEN.get(text)]

    assert missing == [], "Write them into locale/fr/LC_MESSAGES/django.po, then run `make messages`."


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
