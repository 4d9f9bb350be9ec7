"""From a change to the index: what is queued, what is worked off, what is taken away at once, and that nothing gets lost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from content import curation
from content.models import Hashtag, HashtagAlias, InfoPage, Method
from home import own_data
from home.models import HomePage
from members.models import Affiliation, Visibility
from search import feeding, indexing
from search.kinds import KINDS
from search.models import Queued, SearchDocument
from stories.models import ChangeIdea, LessonIndexPage, PDSACycle, StoryAuthor, StoryIndexPage, StoryPage
from tests.factories import a_chart, a_live_lesson, a_live_resource, a_live_story, a_member, a_story, an_editor, an_organization

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def nothing_waits(db):
    Queued.objects.all().delete()


def waiting() -> set[tuple[str, int]]:
    return set(Queued.objects.values_list("kind", "object_id"))


def rows(kind: str, key: int) -> list[SearchDocument]:
    return list(SearchDocument.objects.there().filter(kind=kind, object_id=key))


def access(kind: str, key: int) -> str:
    return " ".join(row.access for row in rows(kind, key))


def said(kind: str, key: int) -> str:
    return "\n".join(f"{row.title}\n{row.also}\n{row.body}" for row in rows(kind, key))


# --- What changes an answer ---


def test_a_publication_is_queued_and_found_once_it_is_committed(django_capture_on_commit_callbacks):
    draft = a_story(title="Brass lamps")
    assert not rows("story", draft.pk)

    with django_capture_on_commit_callbacks(execute=True):
        draft.get_latest_revision().publish()
        assert ("story", draft.pk) in waiting()

    assert access("story", draft.pk) == "all"
    assert ("story", draft.pk) not in waiting()


def test_what_is_named_becomes_more_useful_with_an_open_story_and_less_without_it():
    method, idea, resource = (
        Method.objects.create(slug="brass", name_en="Brass"),
        ChangeIdea.objects.create(slug="brass", title="Brass"),
        a_live_resource(),
    )
    story = a_story()
    story.methods, story.change_ideas, story.resources = [method], [idea], [resource]
    story.save_revision().publish()
    named = {"method": method.pk, "idea": idea.pk, "resource": resource.pk}

    def useful() -> dict[str, bool]:
        feeding.drain()
        return {kind: rows(kind, key)[0].usefulness > 0 for kind, key in named.items()}

    assert useful() == dict.fromkeys(named, True)
    story = StoryPage.objects.get(pk=story.pk)
    story.methods = []
    story.save_revision().publish()
    assert useful() == {"method": False, "idea": True, "resource": True}
    story.delete()
    assert useful() == dict.fromkeys(named, False)


def test_saving_a_draft_queues_nothing():
    draft = a_story()
    Queued.objects.all().delete()

    draft.title = "Another title"
    draft.save_revision()
    draft.save()

    assert waiting() == set()


def test_what_one_transaction_asks_for_twice_is_written_once(django_assert_num_queries):
    with transaction.atomic():
        feeding.changed("story", 1)
        with django_assert_num_queries(0):
            feeding.changed("story", 1)


def test_what_is_rolled_back_is_asked_for_again():
    with transaction.atomic():
        try:
            with transaction.atomic():
                feeding.changed("story", 1)
                raise KeyError
        except KeyError:
            pass
        assert waiting() == set()

        feeding.changed("story", 1)

        assert waiting() == {("story", 1)}


def _unpublished(story):
    story.unpublish()


def _deleted(story):
    StoryPage.objects.get(pk=story.pk).delete()


def _behind_a_password(story):
    PageViewRestriction.objects.create(page=story, restriction_type="password", password="x")


def _embargoed(story):
    story = StoryPage.objects.get(pk=story.pk)
    story.embargo_until = timezone.now() + timedelta(days=3)
    story.save()


def _taken_offline(story):
    story = StoryPage.objects.get(pk=story.pk)
    story.live = False
    story.save()


@pytest.mark.parametrize("close", [_unpublished, _deleted, _behind_a_password, _embargoed, _taken_offline])
def test_what_closes_a_story_takes_it_and_its_charts_and_hashtags_out_in_the_same_transaction(close, indexed):
    draft = a_story().get_latest_revision_as_object()
    draft.hashtags.add("Zqxonly")
    draft.save_revision().publish()
    story = StoryPage.objects.get(pk=draft.pk)
    chart, tag = a_chart(story), Hashtag.objects.get(name="Zqxonly")
    indexed()
    assert rows("story", story.pk) and rows("measure", chart.pk) and rows("hashtag", tag.pk)

    with transaction.atomic():
        close(story)

        assert not rows("story", story.pk)
        assert not rows("measure", chart.pk)
        assert not rows("hashtag", tag.pk)


def test_a_restriction_above_closes_all_below_and_what_is_still_open_to_somebody_comes_back(indexed):
    story, lesson = a_live_story(), a_live_lesson()
    indexed()
    circle = Group.objects.create(name="A circle")

    restriction = PageViewRestriction.objects.create(page=StoryIndexPage.objects.get(), restriction_type="groups")
    restriction.groups.add(circle)
    assert not rows("story", story.pk)
    feeding.drain()
    assert access("story", story.pk) == f"group{circle.pk} super"

    restriction.delete()
    feeding.drain()
    assert access("story", story.pk) == "all"
    assert access("lesson", lesson.pk) == "all"


def test_a_page_that_moves_under_a_restriction_is_closed_at_once(indexed):
    inner = HomePage.objects.get().add_child(instance=InfoPage(title="Inner", slug="inner"))
    outer = HomePage.objects.get().add_child(instance=InfoPage(title="Outer", slug="outer"))
    PageViewRestriction.objects.create(page=outer, restriction_type=PageViewRestriction.LOGIN)
    indexed()

    Page.objects.get(pk=inner.pk).move(Page.objects.get(pk=outer.pk), pos="last-child")

    assert not rows("page", inner.pk)
    feeding.drain()
    assert access("page", inner.pk) == "in-en in-fr"


def test_the_end_of_an_embargo_opens_a_page_by_the_clock(indexed):
    story = a_live_story()
    _embargoed(story)
    feeding.drain()
    assert not rows("story", story.pk)
    assert Queued.objects.get(kind="story", object_id=story.pk).due_at > timezone.now()

    StoryPage.objects.filter(pk=story.pk).update(embargo_until=timezone.now() - timedelta(minutes=1))
    feeding.open_due()
    feeding.drain()

    assert access("story", story.pk) == "all"


def test_a_hashtag_and_another_spelling_reach_what_bears_them(indexed):
    draft = a_story().get_latest_revision_as_object()
    draft.hashtags.add("Zqxtag")
    draft.save_revision().publish()
    feeding.drain()
    tag = Hashtag.objects.get(name="Zqxtag")

    HashtagAlias.objects.create(hashtag=tag, key="zqxalias")
    feeding.drain()

    assert "zqxalias" in said("story", draft.pk)
    assert "zqxalias" in said("hashtag", tag.pk)


def test_a_retired_hashtag_is_found_no_more_and_its_stories_not_by_it(indexed):
    draft = a_story().get_latest_revision_as_object()
    draft.hashtags.add("Zqxtag")
    draft.save_revision().publish()
    feeding.drain()
    tag = Hashtag.objects.get(name="Zqxtag")

    curation.retire(tag, by=an_editor())
    assert not rows("hashtag", tag.pk)
    feeding.drain()

    assert "Zqxtag" not in said("story", draft.pk)
    assert rows("story", draft.pk)[0].facets.get("hashtag") is None


def test_renaming_an_organization_reaches_its_stories_lessons_and_people(indexed):
    body, author = an_organization("Zqxold"), a_member()
    draft = a_story(by=author).get_latest_revision_as_object()
    draft.organizations = [body]
    draft.save_revision().publish()
    Affiliation.objects.create(member=author.member, organization=body, state="confirmed")
    feeding.drain()
    assert "Zqxold" in said("story", draft.pk) and "Zqxold" in said("member", author.member.pk)

    body.name = "Zqxnew"
    body.save()
    feeding.drain()

    for kind, key in (("story", draft.pk), ("member", author.member.pk), ("organization", body.pk)):
        assert "Zqxnew" in said(kind, key) and "Zqxold" not in said(kind, key), kind


def test_a_merge_of_methods_reaches_the_stories_that_it_moved(indexed):
    old, new = (Method.objects.create(slug=slug, name_en=slug.title()) for slug in ("zqxold", "zqxnew"))
    draft = a_story().get_latest_revision_as_object()
    draft.methods = [old]
    draft.save_revision().publish()
    feeding.drain()

    curation.merge(old, into=new, by=an_editor())
    feeding.drain()

    assert rows("story", draft.pk)[0].facets["method"] == ["zqxnew"]
    assert "Zqxnew" in said("story", draft.pk)
    assert not rows("method", old.pk)
    assert "Zqxold" in said("method", new.pk)


def test_a_deleted_topic_is_forgotten_by_its_stories(indexed):
    story = a_live_story()
    feeding.drain()
    topic = story.topics.get()

    topic.delete()
    feeding.drain()

    assert topic.name_en not in said("story", story.pk)


def test_a_line_that_a_member_hides_is_found_no_more_at_once(indexed):
    person = a_member("Ana Reed").member
    person.role, person.visibility = "Zqxnurse", {"listed": Visibility.EVERYONE}
    person.save()
    indexed()
    assert "Zqxnurse" in said("member", person.pk)

    person.visibility["role"] = Visibility.ME
    person.save()

    assert rows("member", person.pk)
    assert "Zqxnurse" not in said("member", person.pk)


@pytest.mark.parametrize("close", ["unlisted", "user", "account"])
def test_a_person_who_leaves_is_found_no_more_at_once(close, indexed):
    user = a_member("Zqxana Reed")
    story, person = a_live_story(by=user), user.member
    indexed()
    assert rows("member", person.pk)

    if close == "unlisted":
        person.visibility = {"listed": Visibility.ME}
        person.save()
    elif close == "user":
        user.is_active = False
        user.save()
    else:
        own_data.close(user, keeps_name=False)

    assert not rows("member", person.pk)
    assert ("Zqxana" in said("story", story.pk)) == (close != "account")


def test_parts_of_a_story_are_made_anew_with_it(indexed):
    story = a_live_story()
    indexed()

    StoryAuthor.objects.create(page=story, name="Zqxauthor")
    PDSACycle.objects.create(page=story, title="Zqxcycle")
    chart = a_chart(story)
    feeding.drain()

    assert "Zqxauthor" in said("story", story.pk)
    assert "Zqxcycle" in said("story", story.pk)
    assert rows("story", story.pk)[0].facets["data"] == ["figures"]
    assert rows("measure", chart.pk)


# --- The queue ---


def test_a_thing_that_fails_waits_and_stops_no_other(monkeypatch, indexed):
    good, bad = a_live_story(), a_live_story()
    Queued.objects.all().delete()
    feeding.queue([("story", good.pk), ("story", bad.pk)])
    drafts = KINDS["story"].drafts

    def sometimes(keys):
        if bad.pk in keys:
            raise ValueError("no way")
        return drafts(keys)

    monkeypatch.setattr(KINDS["story"], "drafts", sometimes)

    feeding.drain()

    assert rows("story", good.pk)
    left = Queued.objects.get()
    assert (left.object_id, left.tries, left.error) == (bad.pk, 1, "ValueError: no way")
    assert left.due_at > timezone.now()
    assert feeding.depth().failed == 1
    assert feeding.depth().waiting == 0

    monkeypatch.undo()
    feeding.try_again(left)
    feeding.drain()
    assert rows("story", bad.pk) and not waiting()


def test_a_change_while_a_thing_is_worked_off_stays_queued(monkeypatch):
    story = a_live_story()
    Queued.objects.all().delete()
    feeding.changed("story", story.pk)
    make, done = feeding.make, []

    def changed_meanwhile(kind, keys, **how):
        number = make(kind, keys, **how)
        if not done:
            done.append(True)
            StoryPage.objects.filter(pk=story.pk).update(result_statement="Zqxlater")
            feeding._write({("story", story.pk)}, timezone.now())
        return number

    monkeypatch.setattr(feeding, "make", changed_meanwhile)
    feeding.drain(limit=1)

    assert ("story", story.pk) in waiting()
    feeding.drain()
    assert "Zqxlater" in said("story", story.pk)


class Killed(BaseException):
    """As far as one process can be killed and go on."""


@pytest.mark.parametrize("line", ["drafts", "write", "delete"])
def test_a_kill_at_any_line_loses_nothing(line, monkeypatch, indexed):
    story = a_live_story(title="Zqxkilled")
    Queued.objects.all().delete()
    feeding.changed("story", story.pk)

    def kill(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        if line == "drafts":
            patch.setattr(KINDS["story"], "drafts", kill)
        elif line == "write":
            patch.setattr(indexing, "write", kill)
        else:
            patch.setattr("django.db.models.query.QuerySet.delete", kill)
        with pytest.raises(Killed), transaction.atomic():
            feeding.drain()
    assert waiting() == {("story", story.pk)}

    feeding.drain()

    assert access("story", story.pk) == "all" and not waiting()


def test_a_kill_in_the_change_itself_leaves_neither_the_change_nor_the_wish():
    with pytest.raises(Killed), transaction.atomic():
        story = a_live_story()
        assert ("story", story.pk) in waiting()
        raise Killed

    assert not waiting()


def test_what_cannot_be_taken_away_at_once_does_not_stop_the_change(monkeypatch, indexed):
    story = a_live_story()
    indexed()
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "write", lambda *args: 1 / 0)

        story.unpublish()

    assert not StoryPage.objects.get(pk=story.pk).live
    feeding.drain()
    assert not rows("story", story.pk)


# --- Everything ---


def test_everything_is_made_once_and_what_is_gone_is_noticed(indexed):
    story = a_live_story()
    gone = a_live_story()
    indexed()
    assert indexed() == 0

    StoryPage.objects.filter(pk=story.pk).update(result_statement="Zqxbulk", plain_language="Zqxbulk")
    Page.objects.filter(pk=gone.pk).update(live=False)
    indexing.write([], [indexing.Draft(kind="nokind", object_id=1, language="en", title="Stranger", access="all")])

    assert feeding.compare() == 3
    assert "Zqxbulk" in said("story", story.pk)
    assert not rows("story", gone.pk) and not rows("nokind", 1)


def test_all_can_be_asked_for_in_one_row(indexed):
    story, lesson = a_live_story(), a_live_lesson()
    indexing.write([("story", story.pk), ("lesson", lesson.pk)], ())
    Queued.objects.all().delete()

    feeding.changed(feeding.ALL)
    feeding.drain()

    assert rows("story", story.pk) and rows("lesson", lesson.pk)
    assert not waiting()


def test_a_shelf_that_is_deleted_takes_its_pages_along(indexed):
    lesson = a_live_lesson()
    indexed()

    LessonIndexPage.objects.get().delete()

    assert not rows("lesson", lesson.pk)


# --- In the admin ---


def test_editors_see_what_failed_and_have_it_tried_again(client):
    row = Queued.objects.create(
        kind="lesson", object_id=12, tries=2, error="ValueError: no way", due_at=timezone.now() + timedelta(hours=1)
    )
    client.force_login(an_editor(), backend="django.contrib.auth.backends.ModelBackend")

    body = client.get("/admin/search-queue/").content.decode()
    assert "Lesson 12" in body and "ValueError: no way" in body
    client.post(f"/admin/search-queue/{row.pk}/try-again/")

    row.refresh_from_db()
    assert row.due_at <= timezone.now()
    client.force_login(a_member(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/search-queue/", follow=False).status_code in (302, 403)
