"""From the ledger to the network: once, whatever happens in between."""

import multiprocessing
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from sharing import breaker, ledger, posts, sender, signing_in
from sharing.channels.base import Duplicate, Limited, LoggedOut, NoCredit, NotSent, Refused, Remote, Unsure
from sharing.models import Account, SharePost, SharingSettings
from tests.factories import a_live_story, an_editor
from tests.factories.sharing import a_quiet_account, a_share_draft, an_account, an_approved_post, approved_posts

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("really")]


def now(post: SharePost) -> SharePost:
    return SharePost.objects.select_related("account").get(pk=post.pk)


def time_passes() -> None:
    """Every hour that somebody waits for comes at once."""
    past = timezone.now() - timedelta(seconds=1)
    SharePost.objects.filter(next_at__isnull=False).update(next_at=past)
    SharePost.objects.filter(claimed_until__isnull=False).update(claimed_until=past)
    Account.objects.filter(open_until__isnull=False).update(open_until=past)


def rounds(number: int = 12) -> None:
    for _ in range(number):
        sender.work_off()
        time_passes()


# --- The plain way ---


def test_an_approved_post_goes_out_once(scripted, account):
    post = an_approved_post(account=account)

    sender.work_off()
    sender.work_off()

    assert scripted.texts == post.parts
    assert (now(post).state, now(post).address) == ("sent", "https://scripted.example/r1")
    assert [event.became for event in post.events.all()] == ["draft", "approved", "due", "sending", "sent"]


def test_nothing_goes_out_that_nobody_approved(scripted, account):
    a_share_draft(account=account)

    rounds()

    assert scripted.asked == []


def test_words_that_changed_behind_the_approval_do_not_go_out(scripted, account):
    post = an_approved_post(account=account)
    SharePost.objects.filter(pk=post.pk).update(parts=["Something that nobody approved."])

    rounds()

    assert scripted.asked == []
    assert (now(post).state, now(post).reason) == ("draft", "not-approved")


def test_it_waits_for_its_hour(scripted, account):
    post = an_approved_post(account=account, due_at=timezone.now() + timedelta(hours=3))

    sender.work_off()
    assert scripted.asked == []

    time_passes()
    sender.work_off()
    assert now(post).state == "sent"


def test_the_dry_run_checks_everything_and_sends_nothing_until_an_editor_says_so(scripted, account, editor):
    rules = SharingSettings.load()
    rules.is_dry_run = True
    rules.save()
    post = an_approved_post(account=account)

    rounds()
    assert (now(post).state, now(post).reason, scripted.asked) == ("paused", "dry-run", [])

    rules.is_dry_run = False
    rules.save()
    rounds()
    assert now(post).state == "paused"

    posts.retry(post, editor)
    sender.work_off()
    assert now(post).state == "sent"


# --- Nobody tells of a page that is not open ---


def test_a_page_that_closed_after_the_approval_is_not_told_about(scripted, account):
    story = a_live_story()
    post = an_approved_post(story, account)
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)

    rounds()

    assert scripted.asked == []
    assert (now(post).state, now(post).reason) == ("skipped", "restricted")


def test_a_page_that_is_gone_is_not_told_about(scripted, account):
    story = a_live_story()
    post = an_approved_post(story, account)
    SharePost.objects.filter(pk=post.pk).update(page=None)  # as after a deletion that nobody heard of

    rounds()

    assert scripted.asked == []
    assert now(post).state == "skipped"


def test_it_is_asked_again_after_the_claim(scripted, account, monkeypatch):
    """The page closes in the moment between the last look and the claim."""
    story = a_live_story()
    post = an_approved_post(story, account)
    really_claim = sender._claim_and_pay

    def claim_while_the_page_closes(post):
        Page.objects.filter(pk=story.pk).update(live=False)
        return really_claim(post)

    monkeypatch.setattr(sender, "_claim_and_pay", claim_while_the_page_closes)

    sender.work_off()

    assert scripted.asked == []
    assert (now(post).state, now(post).cost) == ("skipped", 0)


def test_a_process_that_hesitated_sends_the_words_that_are_approved_now(scripted, account, editor, monkeypatch):
    """Between its look at the row and its claim others edit, approve and find it due."""
    post = an_approved_post(account=account)
    really_claim = sender._claim_and_pay

    def claim_after_the_others(seen):
        posts.approve(posts.edit(now(post), editor, parts=["The words of now."]), editor)
        sender._let_come_due()
        return really_claim(seen)

    monkeypatch.setattr(sender, "_claim_and_pay", claim_after_the_others)

    sender.work_off()

    assert scripted.texts == ["The words of now."]
    assert post.events.get(became="sending").digest == ledger.digest(now(post))


def test_a_picture_that_cannot_be_made_is_no_question_of_whether_it_is_live(scripted, account, monkeypatch):
    post = an_approved_post(account=account)
    monkeypatch.setattr(sender, "outgoing", lambda post: 1 / 0)

    sender.work_off()

    assert (now(post).state, now(post).reason, scripted.asked) == ("due", "error", [])


# --- What goes wrong before anything was created ---


def test_a_line_that_is_down_is_tried_again_later(scripted, account):
    post = an_approved_post(account=account)
    scripted.will(NotSent("no line"), NotSent("no line"))

    sender.work_off()
    assert (now(post).state, now(post).reason) == ("due", "not-sent")
    assert now(post).next_at > timezone.now()

    rounds(3)
    assert now(post).state == "sent"
    assert len(scripted.sent) == 1


def test_after_so_many_tries_a_person_decides(scripted, account, editor):
    post = an_approved_post(account=account)
    scripted.will(*[NotSent("no line")] * 6)

    rounds(20)
    assert (now(post).state, now(post).reason) == ("failed", "too-many-tries")

    posts.retry(post, editor)
    rounds(2)
    assert now(post).state == "sent"


def test_the_network_says_when_to_come_again(scripted, account):
    post = an_approved_post(account=account)
    reset = timezone.now() + timedelta(minutes=7)
    scripted.will(Limited("slow down", until=reset))

    sender.work_off()

    assert reset < now(post).next_at < reset + timedelta(seconds=20)
    assert now(post).tries == 0
    assert now(post).account.open_reason == "limited"


def test_a_clear_no_is_shown_with_what_the_network_said(scripted, account):
    post = an_approved_post(account=account)
    scripted.will(Refused("This content is not allowed."))

    rounds()

    assert (now(post).state, now(post).reason, now(post).detail) == ("failed", "refused", "This content is not allowed.")
    assert scripted.asked == ["send"]


def test_backoff_has_full_jitter_and_an_end(monkeypatch):
    monkeypatch.setattr(breaker, "_by_chance", lambda least, most: most)

    waits = [breaker.backoff(tries).total_seconds() for tries in range(9)]

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


# --- The breaker ---


def test_several_failures_in_a_row_let_the_account_rest_and_one_post_tries_alone(scripted, account):
    queued = approved_posts(8, account)
    scripted.will(*[NotSent("no line")] * 6)

    sender.work_off()
    assert len(scripted.asked) == breaker.FAILURES_TO_OPEN
    assert Account.objects.get(pk=account.pk).open_reason == "breaker"

    time_passes()
    sender.work_off()
    assert len(scripted.asked) == breaker.FAILURES_TO_OPEN + 1  # one alone, and it failed

    rounds(3)
    assert {now(post).state for post in queued} == {"sent"}
    assert Account.objects.get(pk=account.pk).failures == 0


def test_without_credit_the_queue_is_kept(scripted, account):
    queued = approved_posts(3, account)
    scripted.will(NoCredit("CreditsDepleted"))

    sender.work_off()

    assert scripted.asked == ["send"]
    assert {now(post).state for post in queued} == {"due"}
    assert Account.objects.get(pk=account.pk).open_reason == "no-credit"


def test_a_suspended_account_keeps_its_queue_too(scripted, account):
    post = an_approved_post(account=account)
    scripted.will(Refused("suspended", code="suspended"))

    sender.work_off()

    assert now(post).state == "due"
    assert Account.objects.get(pk=account.pk).open_reason == "suspended"


def test_a_token_that_is_not_taken_is_renewed_once(scripted, account, monkeypatch):
    post, asked = an_approved_post(account=account), []
    scripted.will(LoggedOut("expired"))
    login = signing_in.login_of(account)
    monkeypatch.setattr(signing_in, "login_of", lambda account, refused=None: asked.append(refused) or login)

    sender.work_off()

    assert now(post).state == "sent"
    assert asked == [None, login]


def test_when_fresh_tokens_are_not_taken_either_the_account_waits_for_a_person_and_its_queue_with_it(scripted, account, monkeypatch):
    queued = approved_posts(2, account)
    scripted.will(LoggedOut("expired"), LoggedOut("expired"))
    login = signing_in.login_of(account)
    monkeypatch.setattr(signing_in, "login_of", lambda account, refused=None: login)

    rounds()

    assert scripted.asked == ["send", "send"]
    assert Account.objects.get(pk=account.pk).state == "reconnect"
    assert {now(post).state for post in queued} == {"due"}


# --- Unknown ---


def test_what_was_stored_without_an_answer_is_found_and_not_sent_again(scripted, account):
    post = an_approved_post(account=account)
    scripted.will_after_storing(Unsure("timeout"))

    sender.work_off()
    assert (now(post).state, now(post).reason) == ("unknown", "unsure")

    rounds(3)
    assert (now(post).state, now(post).address) == ("sent", "https://scripted.example/r1")
    assert len(scripted.sent) == 1


def test_what_was_not_stored_is_looked_for_twice_before_it_is_tried_again(scripted, account):
    post = an_approved_post(account=account)
    scripted.will(Unsure("timeout"))

    rounds(6)

    assert scripted.asked == ["send", "find", "find", "send"]
    assert now(post).state == "sent"


def test_what_appears_late_is_not_sent_again(scripted, account):
    """The network carries out a request that we have given up."""
    post = an_approved_post(account=account)
    scripted.will(Unsure("timeout"))
    sender.work_off()
    time_passes()
    sender.work_off()  # not there yet

    scripted.live["late"] = sender.outgoing(now(post))[0]
    rounds(3)

    assert now(post).state == "sent"
    assert scripted.sent == []


def test_where_a_repeat_is_harmless_one_look_is_enough(scripted, account):
    scripted.is_idempotent = True
    post = an_approved_post(account=account)
    scripted.will(Unsure("timeout"))

    rounds(4)

    assert scripted.asked == ["send", "find", "send"]
    assert now(post).state == "sent"


@pytest.mark.parametrize("is_live", [True, False])
def test_what_cannot_be_told_is_asked_of_a_person(scripted, account, editor, is_live):
    post = an_approved_post(account=account)
    scripted.will(*[Unsure("timeout")] * 5)

    rounds(20)
    assert (now(post).state, now(post).reason, now(post).next_at) == ("unknown", "ask", None)
    assert scripted.asked == ["send", "find", "find", "find", "find"]

    posts.decide_unknown(post, editor, is_live, "https://scripted.example/seen" if is_live else "")
    rounds(3)
    assert now(post).state == "sent"
    assert len(scripted.sent) == (0 if is_live else 1)


def test_a_duplicate_that_the_network_names_is_ours(scripted, account):
    post = an_approved_post(account=account)
    scripted.will(Duplicate("of urn:1", remote=Remote("urn:1", "https://scripted.example/1")))

    sender.work_off()

    assert (now(post).state, now(post).remotes[0]["id"]) == ("sent", "urn:1")


def test_a_duplicate_of_another_post_of_ours_is_told_to_the_editor(scripted, account):
    first = an_approved_post(account=account)
    sender.work_off()
    second = an_approved_post(account=account)
    scripted.will(Duplicate("of r1", remote=Remote("r1")))

    sender.work_off()

    assert now(first).state == "sent"
    assert (now(second).state, now(second).reason) == ("failed", "duplicate")


def test_a_duplicate_without_a_name_is_looked_for(scripted, account):
    post = an_approved_post(account=account)
    scripted.will(Duplicate("duplicate content"))

    rounds(4)

    assert scripted.asked == ["send", "find"]
    assert (now(post).state, now(post).reason) == ("failed", "duplicate")


# --- Died in the middle ---


class Killed(BaseException):
    """As kill -9: nothing is tidied up."""


def test_what_is_found_in_sending_is_looked_for(scripted, account):
    post = an_approved_post(account=account)
    scripted.script = [(Killed(), True)]

    with pytest.raises(Killed):
        sender.work_off()
    assert now(post).state == "sending"
    sender.work_off()
    assert now(post).state == "sending"  # perhaps it only takes long

    rounds(4)
    assert now(post).state == "sent"
    assert len(scripted.sent) == 1


def test_a_thread_goes_on_where_it_stopped(scripted, account):
    post = a_share_draft(account=account)
    posts.edit(post, an_editor(), parts=["One.", "Two.", "Three."])
    posts.approve(post, an_editor())
    sender._let_come_due()
    scripted.script = [(Unsure("timeout"), True)]
    really_next, count = scripted._next, []

    def second_part_dies(act):
        count.append(act)
        if count == ["send", "send"]:
            raise Killed
        return really_next(act)

    scripted.script, scripted._next = [], second_part_dies
    with pytest.raises(Killed):
        sender.work_off()
    assert len(now(post).remotes) == 1

    rounds(6)
    assert now(post).state == "sent"
    assert scripted.texts == ["One.", "Two.", "Three."]
    one, two, three = scripted.sent
    assert (two.reply_to.id, two.root.id, three.reply_to.id, three.root.id) == ("r1", "r1", "r2", "r1")
    assert len({one.key, two.key, three.key}) == 3


def test_the_key_and_the_hour_are_equal_on_each_try(scripted, account):
    an_approved_post(account=account)
    tried = []
    really_send = scripted.send
    scripted.send = lambda login, part: tried.append((part.key, part.created_at)) or really_send(login, part)
    scripted.will(Unsure("timeout"))

    rounds(5)

    assert len(tried) == 2
    assert tried[0][0] == tried[1][0]
    assert abs(tried[0][1] - tried[1][1]) < timedelta(milliseconds=1)


def test_somebody_slower_than_their_claim_changes_nothing_afterwards(scripted, account):
    post = an_approved_post(account=account)

    def another_process_takes_it_for_left():
        SharePost.objects.filter(pk=post.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
        sender._find_what_was_left()

    scripted.in_between = another_process_takes_it_for_left
    rounds(3)

    assert [event.became for event in post.events.all()][-3:] == ["sending", "unknown", "sent"]
    assert (now(post).state, len(now(post).remotes), len(scripted.sent)) == ("sent", 1, 1)


# --- Quiet, late ---


def test_in_quiet_hours_it_waits_for_the_morning(scripted, account, monkeypatch):
    account = a_quiet_account()
    post = an_approved_post(account=account)
    SharePost.objects.update(next_at=timezone.now(), due_at=timezone.now())
    morning = timezone.now() + timedelta(hours=9)
    monkeypatch.setattr(sender.hours, "next_hour", lambda account, wanted: max(wanted, morning))

    sender.work_off()

    assert (now(post).state, now(post).reason, now(post).next_at) == ("due", "quiet", morning)
    assert scripted.asked == []


def test_news_of_last_week_asks_first(scripted, account, editor):
    post = an_approved_post(account=account)
    SharePost.objects.update(due_at=timezone.now() - timedelta(days=3))

    rounds()
    assert (now(post).state, now(post).reason) == ("paused", "late")

    posts.send_late(post, editor)
    rounds(2)
    assert now(post).state == "sent"


# --- Fair ---


def test_one_account_after_the_other_and_a_slow_one_waits_for_the_next_round(scripted, account, monkeypatch):
    slow, quick = account, an_account()
    story = a_live_story()
    approved_posts(3, slow, story)
    approved_posts(3, quick, story)
    really_one = sender._one
    tick = {"now": 0.0}
    monkeypatch.setattr(sender.time, "monotonic", lambda: tick["now"])

    def one(post):
        tick["now"] += 7.0 if post.account_id == slow.pk else 0.1
        really_one(post)

    monkeypatch.setattr(sender, "_one", one)

    sender.work_off()

    sent = SharePost.objects.filter(state="sent")
    assert sent.filter(account=quick).count() == 3
    assert sent.filter(account=slow).count() == 1


def test_an_account_that_another_process_is_busy_with_is_left_to_it(scripted, account):
    first, second = approved_posts(2, account)
    SharePost.objects.filter(pk=first.pk).update(state="sending", claimed_by="x", claimed_until=timezone.now() + timedelta(minutes=1))

    sender.work_off()

    assert now(second).state in ("approved", "due")
    assert scripted.asked == []


# --- Two at once ---


@pytest.fixture
def nobody_wakes(monkeypatch) -> None:
    """Whatever is approved stays where it is until the workers of the test begin."""
    monkeypatch.setattr(sender, "wake", lambda: None)


def _send_all(start) -> None:
    """Until nothing is left: an account that another one is busy with is left to it."""
    start.wait()
    while SharePost.objects.queued().exists():
        sender.work_off()


@pytest.mark.django_db(transaction=True)
def test_two_threads_send_each_post_once(scripted, account, nobody_wakes):
    story = a_live_story()
    approved_posts(6, account, story)
    approved_posts(6, an_account(), story)
    start = threading.Barrier(3)

    def work() -> None:
        try:
            _send_all(start)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(scripted.sent) == 12
    assert set(SharePost.objects.values_list("state", flat=True)) == {"sent"}


def _process(start, out, channel) -> None:
    from sharing import channels

    channels.CHANNELS["scripted"] = channel
    _send_all(start)
    out.put([post.key for post in channel.sent])
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_two_processes_send_each_post_once(scripted, account, nobody_wakes):
    story = a_live_story()
    keys = [post.key for post in [*approved_posts(6, account, story), *approved_posts(4, an_account(), story)]]
    connection.close()
    context = multiprocessing.get_context("fork")
    start, out = context.Barrier(2), context.Queue()
    workers = [context.Process(target=_process, args=(start, out, scripted)) for _ in range(2)]
    for worker in workers:
        worker.start()
    sent = [key for _ in workers for key in out.get(timeout=60)]
    for worker in workers:
        worker.join()

    assert sorted(sent) == sorted(keys)
