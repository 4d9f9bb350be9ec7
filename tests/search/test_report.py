"""What editors see of searches, and what they keep: synonyms and promoted results."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from members.roles import REVIEWERS
from search import feeding
from search.access import reader_of
from search.models import AskedCount, Promoted, SearchDocument, Synonym
from search.promoting import promoted_for
from tests.factories import a_live_story, a_member, an_editor, someone_with_role

from .test_alerts import close_to_all_but
from .test_counting import ask

pytestmark = pytest.mark.django_db
REPORTS = ("search_report_top", "search_report_nothing", "search_report_no_clicks", "search_report_slow")


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def promote(story, questions: str = "Naloxone kits") -> Promoted:
    feeding.make("story", [story.pk])
    return Promoted.objects.create(
        questions=questions, document=SearchDocument.objects.get(kind="story", object_id=story.pk), note="Begin here."
    )


def shown_to(user, question: str) -> list[str]:
    return [row.title for row, _note in promoted_for(question, reader_of(user), user)]


def test_the_report_shows_what_was_asked_three_times_and_nothing_rarer():
    ask("falls", 3), ask("only twice", 2)

    page = browser_of(an_editor()).get(reverse("search_report_top")).content.decode()

    assert "falls" in page and "only twice" not in page
    assert "Changes that wait to be indexed" in page


def test_each_report_shows_what_it_is_about():
    ask("opened", 3), ask("not opened", 3), ask("nothing", 3, found=0), ask("slow one", 3, milliseconds=900)
    AskedCount.objects.filter(words__in=["opened", "slow one"]).update(clicks=1)
    editor = browser_of(an_editor())

    rows = {name: editor.get(f"{reverse(name)}?export=csv") for name in REPORTS}
    words = {name: [line.split(",")[0] for line in answer.getvalue().decode().splitlines()[1:]] for name, answer in rows.items()}

    assert words["search_report_nothing"] == ["nothing"]
    assert words["search_report_no_clicks"] == ["not opened"]
    assert words["search_report_slow"] == ["slow one"]
    assert len(words["search_report_top"]) == 4


def test_the_period_is_chosen_before_it_is_counted():
    ask("falls", 2)
    AskedCount.objects.update(day="2026-01-01")
    ask("falls", 2)
    editor = browser_of(an_editor())

    whole, week = (editor.get(reverse("search_report_top"), asked).content.decode() for asked in ({}, {"period": "7"}))

    assert "falls" in whole and "falls" not in week


@pytest.mark.parametrize("name", [*REPORTS, "search_trial", "search_document_chooser:choose"])
def test_only_editors_read_them(name):
    reviewer, member = browser_of(someone_with_role(REVIEWERS)), browser_of(a_member())

    assert reviewer.get(reverse(name)).status_code == 302
    assert member.get(reverse(name)).status_code == 302
    assert browser_of(an_editor()).get(reverse(name)).status_code == 200


def test_a_promoted_result_answers_its_questions_whatever_the_capitals_accents_and_order():
    story = a_live_story(title="Naloxone at the door")
    promote(story, "Naloxone kits, réduire les chutes")
    visitor = AnonymousUser()

    for question in ("kits NALOXONE", "reduire les chutes"):
        assert shown_to(visitor, question) == [story.title]
    assert shown_to(visitor, "naloxone") == []


def test_a_promoted_result_is_shown_to_nobody_who_may_not_read_it():
    story, ward = a_live_story(title="Naloxone on ward 4"), Group.objects.create(name="Ward 4")
    promote(story)
    inside = a_member()
    inside.groups.add(ward)

    close_to_all_but(ward, story)

    assert shown_to(AnonymousUser(), "naloxone kits") == []
    assert shown_to(inside, "naloxone kits") == [story.title]


def test_what_is_promoted_is_found_again_when_the_index_was_made_anew():
    story = a_live_story(title="Naloxone at the door")
    promoted = promote(story)

    SearchDocument.objects.all().delete()
    feeding.make("story", [story.pk])

    promoted.refresh_from_db()
    assert promoted.document is None
    assert shown_to(AnonymousUser(), "naloxone kits") == [story.title]


def test_editors_add_a_synonym_and_see_later_who_changed_it():
    editor = browser_of(an_editor("Edda Editor"))
    add = reverse(Synonym.snippet_viewset.get_url_name("add"))

    refused = editor.post(add, {"terms": "alone", "language": "", "is_in_use": "on"})
    editor.post(add, {"terms": "zqx, zebra queue", "language": "", "is_in_use": "on"})
    made = Synonym.objects.get(terms="zqx, zebra queue")
    editor.post(
        reverse(Synonym.snippet_viewset.get_url_name("edit"), args=[made.pk]), {"terms": "zqx, zebra", "language": "", "is_in_use": "on"}
    )

    assert "Write at least two" in refused.content.decode()
    history = editor.get(reverse(Synonym.snippet_viewset.get_url_name("history"), args=[made.pk])).content.decode()
    assert "Edda Editor" in history
    assert Revision.objects.for_instance(made).count() == 2


def test_editors_choose_what_to_promote_by_typing_and_see_nothing_that_is_closed_to_them():
    story, closed = a_live_story(title="Naloxone at the door"), a_live_story(title="Naloxone behind the door")
    close_to_all_but(Group.objects.create(name="Ward 4"), closed)
    for each in (story, closed):
        feeding.make("story", [each.pk])
    editor = browser_of(an_editor())

    found = editor.get(reverse("search_document_chooser:choose_results"), {"q": "nalox"}).content.decode()
    hidden = SearchDocument.objects.get(kind="story", object_id=closed.pk)

    assert "Naloxone at the door" in found and "behind" not in found
    assert editor.get(reverse("search_document_chooser:chosen", args=[hidden.pk])).status_code != 200
    assert editor.get(reverse("search_document_chooser:chosen", args=["x"])).status_code != 200


def test_a_question_can_be_tried_and_nothing_is_counted():
    story = a_live_story(title="Naloxone at the door")
    promote(story, "naloxone")

    page = browser_of(an_editor()).get(reverse("search_trial"), {"q": "naloxone", "language": "en"}).content.decode()

    assert story.get_absolute_url() in page and "Begin here." in page
    assert '<h1 class="w-header__title"' in page
    assert not AskedCount.objects.exists()


def test_a_promoted_result_needs_something_to_show():
    editor = browser_of(an_editor())

    answer = editor.post("/admin/snippets/search/promoted/add/", {"questions": "falls", "document": ""})

    assert "This field cannot be blank." in answer.content.decode()
    assert not Promoted.objects.exists()
