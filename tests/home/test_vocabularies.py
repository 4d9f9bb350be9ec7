"""The vocabularies of a new site, and what becomes of them when editors have worked on them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.log_actions import log
from wagtail.search.backends import get_search_backend

from content import curation
from content.models import Audience, CareSetting, Hashtag, Method, QualityDomain, ResultType, Scale, Topic
from home import vocabularies
from members.models import Profession
from tests.factories import an_editor

FILES = settings.BASE_DIR / "fixtures" / "vocabularies"
KINDS = [Audience, CareSetting, Method, Profession, QualityDomain, ResultType, Scale, Topic]
FIGURE_1 = {
    "clients": "49.18",
    "staff": "95.08",
    "management": "93.44",
    "board": "88.52",
    "community": "39.34",
    "lhin": "52.46",
    "funders": "40.98",
    "research": "11.48",
    "other": "9.84",
}


def rows() -> list[dict]:
    return [row for path in sorted(FILES.glob("*.json")) for row in json.loads(path.read_text(encoding="utf-8"))]


def a_file(folder: Path, *terms: dict) -> Path:
    """A folder of vocabularies with these methods in it."""
    words = [{"model": "content.method", "fields": term} for term in terms]
    (folder / "methods.json").write_text(json.dumps(words), encoding="utf-8")
    return folder


# --- What the files say ---


def test_every_term_is_named_and_every_page_of_one_explained_in_both_languages():
    for row in rows():
        said = row["fields"]
        missing = [name for name in ("name_en", "name_fr", "description_en", "description_fr") if said.get(name) == ""]
        wanted = [] if row["model"] != "members.profession" else ["description_en", "description_fr"]  # a profession speaks for itself
        assert missing == wanted, f"{row['model']} {said.get('slug') or said.get('name')}: {missing}"


def test_no_key_stands_twice():
    keys = [(row["model"], (row["fields"].get("slug") or row["fields"].get("key") or row["fields"]["name"]).casefold()) for row in rows()]

    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_method_is_explained_in_a_paragraph(language):
    for row in rows():
        if row["model"] == "content.method":
            text = row["fields"][f"description_{language}"]
            assert 60 <= len(text.split()) <= 120, row["fields"]["slug"]
            assert "\n" not in text, row["fields"]["slug"]


# --- What a new site has ---


@pytest.mark.database
@pytest.mark.parametrize("kind", KINDS)
def test_each_vocabulary_is_there_with_its_french(kind, db):
    terms = list(kind.objects.all())

    assert terms
    assert all(term.name_fr for term in terms)


@pytest.mark.database
@pytest.mark.parametrize(("group", "share"), FIGURE_1.items())
def test_an_audience_has_its_share_of_figure_1(group, share, db):
    assert Audience.objects.get(slug=group).baseline_percent == Decimal(share)


@pytest.mark.database
def test_figure_1_has_nine_groups(db):
    assert set(Audience.objects.values_list("slug", flat=True)) == set(FIGURE_1)


@pytest.mark.database
def test_the_six_domains_stand_in_their_order(db):
    slugs = list(QualityDomain.objects.values_list("slug", flat=True))

    assert slugs == ["safe", "effective", "patient-centred", "efficient", "timely", "equitable"]


@pytest.mark.database
def test_pdsa_is_a_part_of_the_model_for_improvement(db):
    method = Method.objects.get_by_natural_key("pdsa")

    assert method.parent == Method.objects.get_by_natural_key("model-for-improvement")


@pytest.mark.database
@pytest.mark.parametrize("words", ["PDSA", "Plan-Do-Study-Act", "Deming cycle", "PEÉA", "Planifier-Exécuter-Étudier-Agir"])
def test_pdsa_is_found_by_what_people_call_it(words, db):
    found = get_search_backend().search(words, Method.objects.all(), operator="and")

    assert "pdsa" in [method.slug for method in found]


@pytest.mark.database
@pytest.mark.parametrize("typed", ["#eqipon", "EqipOn", "#EQIPON"])
def test_eqipon_has_one_spelling_however_it_is_typed(typed, db):
    hashtag = Hashtag.objects.spelled(typed)

    assert (hashtag.name, hashtag.is_managed) == ("EQIPON", True)


@pytest.mark.database
def test_qicommes_has_one_spelling_however_it_is_typed(db):
    hashtag = Hashtag.objects.spelled("#qicommes")

    assert (hashtag.name, hashtag.is_managed) == ("QiCommes", True)


# --- Loading again ---


@pytest.mark.database
def test_loading_again_changes_nothing(db):
    done = vocabularies.load(FILES)

    assert (done.inserted, done.renewed, done.left) == (0, 0, len(rows()))


@pytest.mark.database
def test_a_term_that_nobody_edited_takes_the_new_words(db):
    Topic.objects.filter(slug="youth").update(name_en="The old word")

    done = vocabularies.load(FILES)

    assert done.renewed == 1
    assert Topic.objects.get(slug="youth").name_en == "Children and youth"


@pytest.mark.database
def test_what_an_editor_has_written_stays(db):
    topic = Topic.objects.get(slug="youth")
    topic.name_en = "Young people"
    topic.save()
    log(instance=topic, action="wagtail.edit", user=an_editor())

    done = vocabularies.load(FILES)

    assert done.renewed == 0
    assert Topic.objects.get(slug="youth").name_en == "Young people"


@pytest.mark.database
def test_a_merged_method_does_not_come_back(db):
    editor = an_editor()
    curation.merge(Method.objects.get(slug="five-whys"), into=Method.objects.get(slug="root-cause-analysis"), by=editor)

    vocabularies.load(FILES)

    assert not Method.objects.filter(slug="five-whys").exists()


@pytest.mark.database
def test_a_hashtag_that_somebody_typed_first_gets_its_one_spelling(db):
    Hashtag.objects.filter(slug="qicommes").delete()
    Hashtag.objects.create(name="qicommes")

    vocabularies.load(FILES)

    assert [tag.name for tag in Hashtag.objects.filter(slug="qicommes")] == ["QiCommes"]


@pytest.mark.database
def test_a_child_may_stand_before_its_parent_in_the_file(db, tmp_path):
    folder = a_file(
        tmp_path,
        {"slug": "a-child", "name_en": "A child", "parent": ["a-parent"]},
        {"slug": "a-parent", "name_en": "A parent", "parent": None},
    )

    vocabularies.load(folder)

    assert Method.objects.get(slug="a-child").parent.slug == "a-parent"


@pytest.mark.database
def test_a_parent_that_is_nowhere_is_named(db, tmp_path):
    folder = a_file(tmp_path, {"slug": "a-child", "name_en": "A child", "parent": ["nobody"]})

    with pytest.raises(ValueError, match="method a-child"):
        vocabularies.load(folder)

    assert not Method.objects.filter(slug="a-child").exists()
