"""Mail waits in rows: no request waits for a mail server, nothing is lost, no token is kept."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.utils import timezone

from members import mail
from members.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CARRIER = "django.core.mail.backends.locmem.EmailBackend"


class BrokenServer:
    """A mail server that is away."""

    def __init__(self, *args, **kwargs) -> None:
        pass

    def send_messages(self, messages) -> int:
        raise ConnectionRefusedError("no mail server here")


@pytest.fixture(autouse=True)
def queued(settings):
    settings.EMAIL_BACKEND = "members.mail.QueuedBackend"
    settings.MAIL_CARRIER = CARRIER


def write(body: str = "Your link: https://example.org/token") -> Mail:
    send_mail("A link", body, None, ["ana@example.org"])
    return Mail.objects.latest("pk")


def make_due(row: Mail) -> None:
    Mail.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_request_only_writes_a_row():
    row = write()

    assert row.state == Mail.State.WAITING
    assert django_mail.outbox == []


def test_the_worker_sends_it_once_and_forgets_the_words(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = write()
    mail.deliver.func(row.pk)

    row.refresh_from_db()
    assert [letter.subject for letter in django_mail.outbox] == ["A link"]
    assert row.state == Mail.State.SENT
    assert row.message == {}


def test_a_server_that_is_away_costs_nobody_their_request_and_is_tried_again(settings, django_capture_on_commit_callbacks):
    settings.MAIL_CARRIER = "tests.members.test_mail.BrokenServer"
    with django_capture_on_commit_callbacks(execute=True):
        row = write()
    row.refresh_from_db()
    assert (row.state, row.tries) == (Mail.State.WAITING, 1)
    assert "ConnectionRefusedError" in row.error
    assert row.due_at > timezone.now()

    settings.MAIL_CARRIER = CARRIER
    make_due(row)
    mail.send_due()

    assert len(django_mail.outbox) == 1


def test_a_mail_that_never_gets_through_is_given_up_without_its_words(settings):
    settings.MAIL_CARRIER = "tests.members.test_mail.BrokenServer"
    row = write()
    for _ in range(mail.TRIES):
        make_due(row)
        mail.send_due()

    row.refresh_from_db()
    assert row.state == Mail.State.FAILED
    assert row.message == {}


def test_what_a_dying_worker_left_is_sent_after_all():
    row = write()
    Mail.objects.filter(pk=row.pk).update(state=Mail.State.SENDING, due_at=timezone.now() - timedelta(hours=1))

    mail.send_due()

    assert len(django_mail.outbox) == 1


def test_what_a_worker_is_sending_just_now_is_left_alone():
    row = write()
    Mail.objects.filter(pk=row.pk).update(state=Mail.State.SENDING, due_at=timezone.now())

    mail.send_due()

    assert django_mail.outbox == []


def test_nothing_of_a_mail_is_lost_on_the_way():
    letter = EmailMultiAlternatives(
        "Été",
        "Bonjour",
        "site@example.org",
        ["a@example.org"],
        bcc=["b@example.org"],
        reply_to=["c@example.org"],
        headers={"X-Kind": "notice"},
    )
    letter.attach_alternative("<p>Bonjour</p>", "text/html")
    letter.attach("figures.csv", "a,b\n1,2", "text/csv")
    get_connection().send_messages([letter])

    mail.send_due()

    sent = django_mail.outbox[0]
    assert (sent.subject, sent.body, sent.from_email, sent.to, sent.bcc) == (
        "Été", "Bonjour", "site@example.org", ["a@example.org"], ["b@example.org"]
    )  # fmt: skip
    assert sent.reply_to == ["c@example.org"]
    assert sent.extra_headers == {"X-Kind": "notice"}
    assert sent.alternatives[0][0] == "<p>Bonjour</p>"
    assert sent.attachments[0][0] == "figures.csv"


def test_a_subject_with_a_line_break_harms_nobody():
    get_connection().send_messages([EmailMultiAlternatives("A\nBcc: x@example.org", "words", None, ["a@example.org"])])

    mail.send_due()

    assert Mail.objects.get().state == Mail.State.WAITING
    assert django_mail.outbox == []


def test_a_mail_to_nobody_leaves_no_row():
    EmailMultiAlternatives("A", "b", None, []).send()

    assert not Mail.objects.exists()


def test_rows_are_forgotten_after_a_month():
    old, new = write(), write()
    Mail.objects.filter(pk=old.pk).update(queued_at=timezone.now() - timedelta(days=31))

    mail.forget_old()

    assert list(Mail.objects.all()) == [new]


def test_whoever_leaves_takes_their_address_out_of_the_rows():
    write()

    mail.forget_mail_to("Ana@example.org")

    assert not Mail.objects.exists()
