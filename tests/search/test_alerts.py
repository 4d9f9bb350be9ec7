"""Alerts tell each thing once, to whoever may open it at that moment, and stop when they are told to."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home import own_data
from search import alerts, feeding, saving
from search.models import SavedSearch, Told
from tests.factories import a_live_story, a_member

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def publish(title: str = "Naloxone at the door", **fields):
    story = a_live_story(title=title, **fields)
    feeding.make("story", [story.pk])
    return story


def saved_by(user, often: str = "at-once", asked: str = "q=naloxone", name: str = "Naloxone") -> SavedSearch:
    return saving.save(asked, name=name, often=often, by=user)


def make_due(saved: SavedSearch) -> None:
    SavedSearch.objects.filter(pk=saved.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def close_to_all_but(group: Group, story) -> None:
    """Closed by a side way, so that the index has not heard of it yet."""
    restriction = PageViewRestriction.objects.bulk_create([PageViewRestriction(page=story, restriction_type="groups")])[0]
    PageViewRestriction.groups.through.objects.bulk_create(
        [PageViewRestriction.groups.through(pageviewrestriction=restriction, group=group)]
    )


def test_a_story_that_becomes_public_is_told_at_once_and_once():
    ana = a_member("Ana Lima")
    saved_by(ana)
    story = publish()

    sent = [alerts.tell_at_once(), alerts.tell_at_once()]
    feeding.make("story", [story.pk])

    assert sent == [1, 0]
    assert alerts.tell_at_once() == 0
    assert [letter.to for letter in mail.outbox] == [[ana.email]]
    assert mail.outbox[0].subject == "New for “Naloxone”"
    assert story.title in mail.outbox[0].body
    assert f"/en/stories/{story.slug}/" in mail.outbox[0].body


def test_an_edit_of_what_was_told_is_no_news():
    saved_by(a_member())
    story = publish()
    alerts.tell_at_once()

    story.problem = "Other words about naloxone."
    story.save_revision().publish()
    feeding.make("story", [story.pk])
    alerts.tell_at_once()

    assert len(mail.outbox) == 1


def test_what_is_taken_back_and_put_out_again_is_told_once():
    saved_by(a_member())
    story = publish()
    alerts.tell_at_once()

    story.unpublish()
    feeding.make("story", [story.pk])
    story.get_latest_revision().publish()
    feeding.make("story", [story.pk])
    alerts.tell_at_once()

    assert len(mail.outbox) == 1


def test_no_mail_comes_when_nothing_is_new():
    saved = saved_by(a_member(), often="daily")
    publish(title="About something else")
    make_due(saved)

    assert alerts.tell_due() == 0
    assert mail.outbox == []
    saved.refresh_from_db()
    assert saved.due_at > timezone.now()


def test_daily_alerts_wait_for_their_morning():
    saved = saved_by(a_member(), often="daily")
    publish()

    early = (alerts.tell_at_once(), alerts.tell_due())
    make_due(saved)

    assert early == (0, 0)
    assert alerts.tell_due() == 1


def test_a_member_gets_one_mail_for_all_that_is_due():
    ana = a_member()
    for saved in (saved_by(ana, "daily"), saved_by(ana, "daily", "q=door", "Doors")):
        make_due(saved)
    publish()

    alerts.tell_due()

    assert [letter.subject for letter in mail.outbox] == ["New for your saved searches"]
    assert "“Naloxone”" in mail.outbox[0].body and "“Doors”" in mail.outbox[0].body


def test_many_new_answers_are_named_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(alerts, "MOST_SHOWN", 1)
    saved_by(a_member())
    publish(), publish()

    alerts.tell_at_once()

    assert "2 new answers" in mail.outbox[0].body and "and 1 more" in mail.outbox[0].body


def test_the_mail_speaks_the_language_of_the_reader(client):
    ana = a_member()
    SavedSearch.objects.filter(pk=saved_by(ana).pk).update(language="fr")
    publish()

    alerts.tell_at_once()

    assert "/fr/search/?q=naloxone" in mail.outbox[0].body and "/fr/stories/" in mail.outbox[0].body


# --- What must not leak ---


def test_a_story_made_private_before_the_mail_is_written_is_not_told():
    saved_by(a_member())
    close_to_all_but(Group.objects.create(name="Ward 4"), publish())

    alerts.tell_at_once()

    assert mail.outbox == [] and not Told.objects.filter(kind="story").exists()


def test_a_story_unpublished_before_the_mail_is_written_is_not_told():
    saved_by(a_member())
    story = publish()
    type(story).objects.filter(pk=story.pk).update(live=False)

    alerts.tell_at_once()

    assert mail.outbox == []


def test_who_lost_a_group_is_not_told_of_its_stories_and_who_has_it_is():
    ward = Group.objects.create(name="Ward 4")
    inside, left = a_member("In Side"), a_member("Has Left")
    inside.groups.add(ward), left.groups.add(ward)
    saved_by(inside), saved_by(left)
    story = a_live_story(title="Naloxone on ward 4")
    close_to_all_but(ward, story)
    feeding.make("story", [story.pk])
    left.groups.remove(ward)

    alerts.tell_at_once()

    assert [letter.to for letter in mail.outbox] == [[inside.email]]


def test_a_draft_and_an_embargoed_story_are_not_told():
    saved_by(a_member())
    story = a_live_story(title="Naloxone later")
    type(story).objects.filter(pk=story.pk).update(live=False, go_live_at=timezone.now() + timedelta(days=1))
    feeding.make("story", [story.pk])

    alerts.tell_at_once()

    assert mail.outbox == []


# --- The way out ---


def test_a_locked_account_gets_nothing_and_its_searches_go():
    ana = a_member()
    saved_by(ana)
    ana.is_active = False
    ana.save()
    publish()

    alerts.tell_at_once()

    assert mail.outbox == [] and not SavedSearch.objects.exists()


def test_a_closed_account_leaves_no_search_behind():
    ana = a_member()
    saved_by(ana)

    own_data.close(ana, keeps_name=True)

    assert not SavedSearch.objects.exists()


def test_the_link_in_the_mail_stops_it_without_a_log_in_once_a_button_is_pressed():
    saved = saved_by(a_member())
    publish()
    alerts.tell_at_once()
    link = next(line for line in mail.outbox[0].body.splitlines() if "/search/unsubscribe/" in line)
    visitor = Client(enforce_csrf_checks=True)

    asks = visitor.get(link).content.decode()
    saved.refresh_from_db()
    assert "Stop the mail about “Naloxone”?" in asks and saved.often == "at-once"

    assert "is sent any more" in visitor.post(link).content.decode()
    saved.refresh_from_db()
    assert saved.often == "never"


def test_mail_programs_can_stop_all_alerts_with_their_own_button():
    ana = a_member()
    saved_by(ana), saved_by(ana, "weekly", "q=door", "Doors")
    publish()
    alerts.tell_at_once()
    headers = mail.outbox[0].extra_headers

    Client(enforce_csrf_checks=True).post(headers["List-Unsubscribe"].strip("<>"), {"List-Unsubscribe": "One-Click"})

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert set(SavedSearch.objects.values_list("often", flat=True)) == {"never"}


def test_an_old_link_says_that_the_alert_is_gone(client):
    answer = client.get("/en/search/unsubscribe/nothing-of-the-kind/")

    assert answer.status_code == 404
    assert "This alert is gone" in answer.content.decode()


def test_one_alert_that_breaks_stops_no_other(monkeypatch):
    ana, ben = a_member(), a_member()
    saved_by(ana), saved_by(ben)
    publish()
    whole = alerts._news
    monkeypatch.setattr(alerts, "_news", lambda saved: 1 / 0 if saved.user_id == ana.pk else whole(saved))

    assert alerts.tell_at_once() == 1
    assert [letter.to for letter in mail.outbox] == [[ben.email]]


def test_where_there_are_too_many_for_one_round_nobody_is_left_out_for_ever(monkeypatch):
    monkeypatch.setattr(alerts, "MOST_MEMBERS", 1)
    ana, ben = a_member(), a_member()
    saved_by(ana), saved_by(ben)

    for _round in range(2):
        publish()
        alerts.tell_at_once()

    assert {letter.to[0] for letter in mail.outbox} == {ana.email, ben.email}
