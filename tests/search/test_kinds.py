"""What the row of each thing says, for whom, and that many things cost few questions."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from content.models import Hashtag, HashtagAlias, InfoPage, Method, Topic
from home.models import HomePage
from members.models import Affiliation, Visibility
from search.indexing import Draft
from search.kinds import KINDS, address_in, of_page, open_to
from search.kinds.base import as_read, in_short
from stories.models import ChangeIdea, PDSACycle, Series, StoryLink, StoryPage
from tests.factories import a_chart, a_live_lesson, a_live_story, a_measure, a_member, a_story, an_organization
from tests.factories.many import many_stories

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOBODY = AnonymousUser()


def drafts(kind: str, *keys: int) -> list[Draft]:
    return list(KINDS[kind].drafts(keys))


def told(kind: str, key: int) -> dict[str, Draft]:
    return {draft.part: draft for draft in drafts(kind, key)}


# --- Words ---


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("**Bold** and _sloped_ and `code`", "Bold and sloped and code"),
        ("See [the form](https://example.org/form) here", "See the form here"),
        ("## Heading\n\n- one\n- two\n> said", "Heading\n\none\ntwo\nsaid"),
        ("A #EQIPON and snake_case stay, 3 * 4", "A #EQIPON and snake_case stay, 3 4"),
        ("", ""),
    ],
)
def test_texts_are_kept_as_they_are_read(text, said):
    assert as_read(text) == said


def test_a_long_summary_ends_at_a_word():
    assert in_short("word " * 200).endswith("word…")
    assert len(in_short("word " * 200)) < 410


def test_an_address_follows_the_language_of_the_reader():
    assert address_in("/en/stories/brass/", "fr") == "/fr/stories/brass/"
    assert address_in("https://example.org/en/", "fr") == "https://example.org/en/"


# --- Stories and lessons ---


def test_a_story_is_found_by_its_authors_cycles_charts_ideas_and_every_name_of_what_it_is_kept_under():
    method = Method.objects.create(slug="zqx", name_en="Zqxmethod", name_fr="Zqxméthode", synonyms="Zqxsynonym")
    tag = Hashtag.objects.create(name="Zqxtag")
    HashtagAlias.objects.create(hashtag=tag, key="zqxspelling")
    draft = a_story(by=a_member("Zqxauthor Reed"), plain_language="**Zqxplain** words").get_latest_revision_as_object()
    draft.methods, draft.organizations = [method], [an_organization("Zqxhouse")]
    draft.change_ideas = [ChangeIdea.objects.create(slug="zqx", title="Zqxidea")]
    draft.cycles = [PDSACycle(title="First", test="We tried zqxcycle.")]
    draft.hashtags.add(tag)
    draft.save_revision().publish()
    a_chart(StoryPage.objects.get(pk=draft.pk), a_measure(name="Zqxcounted"))

    (found,) = drafts("story", draft.pk)

    assert found.also.split("\n")[0] == "Zqxauthor Reed"
    for name in ("Zqxmethod", "Zqxméthode", "Zqxsynonym", "Zqxtag", "zqxspelling", "Zqxhouse", "Zqxidea"):
        assert name in found.also.split("\n"), name
    for word in ("Zqxplain words", "We tried zqxcycle.", "Zqxcounted"):
        assert word in found.body, word
    assert found.access == "all"
    assert found.url == f"/en/stories/{draft.slug}/"
    assert found.facets["method"] == ["zqx"] and found.facets["hashtag"] == ["zqxtag"] and found.facets["region"] == ["Ontario"]


def test_a_story_says_its_honest_finding_and_is_kept_under_what_its_figures_say():
    worked, stopped = a_live_story(status="improved", year=2021), a_live_story(status="did-not-work")
    a_chart(worked)

    one, other = drafts("story", worked.pk, stopped.pk)

    assert one.summary == StoryPage.objects.get(pk=worked.pk).finding
    assert (one.facets["result"], one.facets["data"], one.facets["year"]) == (["signal"], ["figures"], ["2021"])
    assert other.summary == stopped.result_statement
    assert other.facets["result"] == ["did-not-work"] and "data" not in other.facets


def test_figures_failures_told_and_adoptions_make_a_story_more_useful_and_a_retraction_less():
    plain, useful, retracted = a_live_story(), a_live_story(what_did_not_work="The letter."), a_live_story()
    a_chart(useful)
    StoryLink.objects.create(page=plain, parent=useful)
    StoryPage.objects.filter(pk=retracted.pk).update(retracted_at=timezone.now())

    worth = {draft.object_id: draft.usefulness for draft in drafts("story", plain.pk, useful.pk, retracted.pk)}

    assert worth == {plain.pk: 0, useful.pk: 0.7, retracted.pk: 0}


def test_a_lesson_is_found_by_its_authors_and_topics():
    lesson = a_live_lesson(by=a_member("Zqxauthor Reed"), kind="did-not-work", context="On Zqxwards")

    (found,) = drafts("lesson", lesson.pk)

    assert found.also == "Zqxauthor Reed\nMissed appointments\nRendez-vous manqués"
    assert "On Zqxwards" in found.body and found.summary == lesson.lesson
    assert found.facets["result"] == ["did-not-work"]


def test_drafts_embargoed_pages_and_pages_behind_a_password_have_no_row():
    draft, embargoed, locked = a_story(), a_live_story(), a_live_story()
    later = timezone.now() + timedelta(days=1)
    StoryPage.objects.filter(pk=embargoed.pk).update(embargo_until=later)
    PageViewRestriction.objects.create(page=locked, restriction_type="password", password="x")

    assert drafts("story", draft.pk, embargoed.pk, locked.pk) == []
    assert KINDS["story"].opening([draft.pk, embargoed.pk]) == {embargoed.pk: later}


def test_restrictions_above_and_on_a_page_become_tokens():
    one, two = Group.objects.create(name="One"), Group.objects.create(name="Two")
    signed_in, grouped = a_live_story(), a_live_story()
    PageViewRestriction.objects.create(page=signed_in, restriction_type="login")
    PageViewRestriction.objects.create(page=grouped, restriction_type="groups").groups.set([one, two])
    shelf = PageViewRestriction.objects.create(page=grouped.get_parent(), restriction_type="groups")
    shelf.groups.set([two])

    access = {draft.object_id: draft.access for draft in drafts("story", signed_in.pk, grouped.pk)}

    assert access == {signed_in.pk: f"group{two.pk} super", grouped.pk: f"group{two.pk} super"}
    shelf.delete()
    assert drafts("story", signed_in.pk)[0].access == "in"
    assert drafts("story", grouped.pk)[0].access == f"group{one.pk} group{two.pk} super"


def test_a_chart_says_what_it_counts_and_what_was_found_in_each_language_and_only_of_an_open_story():
    story, locked = a_live_story(), a_live_story()
    PageViewRestriction.objects.create(page=locked, restriction_type="login")
    chart, hidden = a_chart(story, a_measure(name="Zqxcounted")), a_chart(locked)

    found = told("measure", chart.pk)

    assert set(found) == {"en", "fr"}
    assert found["en"].title == "Zqxcounted"
    assert "Special cause" in found["en"].summary and "Cause spéciale" in found["fr"].summary
    assert "First visits missed" in found["fr"].body
    assert found["fr"].url == f"/fr/stories/{story.slug}/charts/{chart.measure_id}/"
    assert drafts("measure", hidden.pk) == []
    assert open_to([("measure", chart.pk), ("measure", hidden.pk)], NOBODY) == {("measure", chart.pk)}


# --- Names ---


def test_a_method_has_a_row_for_each_language_found_by_all_names():
    method = Method.objects.create(
        slug="zqx", name_en="Zqxmethod", name_fr="Zqxméthode", synonyms="PZS", description_en="In English.", description_fr="En français."
    )

    found = told("method", method.pk)

    assert (found["en"].title, found["fr"].title) == ("Zqxmethod", "Zqxméthode")
    assert (found["en"].access, found["fr"].access) == ("all-en", "all-fr")
    assert found["en"].also == "\nZqxméthode\nPZS" and found["fr"].also == "\nZqxmethod\nPZS"
    assert found["en"].body == "In English.\nEn français." and found["fr"].summary == "En français."


def test_a_hashtag_is_there_when_editors_keep_it_or_an_open_page_bears_it():
    kept = Hashtag.objects.create(name="Zqxkept", is_managed=True)
    draft = a_story().get_latest_revision_as_object()
    draft.hashtags.add("Zqxborne")
    tag = Hashtag.objects.create(name="Zqxunborne")
    draft.save_revision().publish()
    borne = Hashtag.objects.get(name="Zqxborne")
    keys = {kept.pk, borne.pk, tag.pk}

    assert {draft.object_id for draft in drafts("hashtag", *keys)} == {kept.pk, borne.pk}
    assert KINDS["hashtag"].open_to(keys, NOBODY) == {kept.pk, borne.pk}
    assert told("hashtag", kept.pk)["en"].title == "#Zqxkept"


def test_what_is_retired_has_no_row():
    for kind, thing in (
        ("method", Method.objects.create(slug="zqx", name_en="Zqx", retired_at=timezone.now())),
        ("topic", Topic.objects.create(slug="zqx", name_en="Zqx", retired_at=timezone.now())),
        ("hashtag", Hashtag.objects.create(name="Zqx", is_managed=True, retired_at=timezone.now())),
    ):
        assert drafts(kind, thing.pk) == []
        assert open_to([(kind, thing.pk)], NOBODY) == set()


def test_ideas_series_organizations_and_pages_are_there():
    idea = ChangeIdea.objects.create(slug="zqx", title="Zqxidea", description="Call *before*.")
    series = Series.objects.create(slug="zqx", title="Zqxseries")
    body = an_organization("Zqxhouse")
    page = HomePage.objects.get().add_child(instance=InfoPage(title="Zqxpage", title_fr="Zqxfeuille", slug="zqx", body_en="English body."))

    assert told("idea", idea.pk)[""].body == "Call before."
    assert told("series", series.pk)[""].url == "/en/series/zqx/"
    assert told("organization", body.pk)["fr"].facets["organization"] == [body.slug]
    assert "Ontario" in told("organization", body.pk)["en"].body
    assert told("page", page.pk)["fr"].title == "Zqxfeuille" and told("page", page.pk)["fr"].language == "en"
    assert of_page(page.page_ptr) == [("page", page.pk)]


# --- People ---


def test_a_member_is_found_by_what_each_reader_may_see_and_by_nothing_else():
    person, house = a_member("Ana Reed").member, an_organization("Zqxhouse")
    person.role, person.place, person.about = "Zqxnurse", "Zqxtown", "Zqxsecret"
    person.visibility = {"listed": Visibility.EVERYONE, "place": Visibility.MEMBERS, "about": Visibility.ME, "methods": Visibility.MEMBERS}
    person.save()
    person.methods.add(Method.objects.create(slug="zqx", name_en="Zqxmethod"))
    Affiliation.objects.create(member=person, organization=house, state="confirmed")

    found = told("member", person.pk)

    assert set(found) == {"anon", "in"}
    assert found["anon"].access == "anon" and found["in"].access == "in"
    said = {part: f"{draft.summary} {draft.also} {draft.body}" for part, draft in found.items()}
    assert "Zqxnurse" in said["anon"] and "Zqxhouse" in said["anon"]
    assert "Zqxtown" not in said["anon"] and "Zqxmethod" not in said["anon"]
    assert "Zqxtown" in said["in"] and "Zqxmethod" in said["in"]
    assert "Zqxsecret" not in said["anon"] + said["in"]
    assert "method" not in found["anon"].facets and found["in"].facets["method"] == ["zqx"]


def test_members_are_listed_for_members_until_they_say_otherwise_and_not_once_they_are_gone():
    person, hidden, closed = a_member().member, a_member().member, a_member().member
    hidden.visibility = {"listed": Visibility.ME}
    hidden.save()
    closed.closed_at = timezone.now()
    closed.save()

    assert set(told("member", person.pk)) == {"in"}
    assert drafts("member", hidden.pk, closed.pk) == []
    keys = {person.pk, hidden.pk, closed.pk}
    assert KINDS["member"].open_to(keys, NOBODY) == set()
    assert KINDS["member"].open_to(keys, a_member()) == {person.pk}


# --- Many ---


@pytest.mark.parametrize("kind", ["story", "organization", "hashtag", "method"])
def test_two_hundred_cost_no_more_questions_than_two(kind):
    many_stories(200)
    keys = list(KINDS[kind].keys())

    def cost(keys: list[int]) -> int:
        with CaptureQueriesContext(connection) as asked:
            list(KINDS[kind].drafts(keys))
            KINDS[kind].open_to(keys, NOBODY)
        return len(asked)

    assert cost(keys) <= cost(keys[-2:]) <= 20


def test_rows_are_the_same_whatever_language_is_active():
    story = a_live_story()
    chart = a_chart(story)

    for kind, key in (("story", story.pk), ("measure", chart.pk)):
        english = drafts(kind, key)
        with override("fr"):
            assert drafts(kind, key) == english
