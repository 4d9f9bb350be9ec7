"""What is asked is counted without anybody; what could point to a person is not counted; recent searches are one's own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from home import own_data
from search import afterwards, counting, recent
from search.models import AskedCount, KeepsNoRecent, RecentSearch
from tests.factories import a_member
from tests.members.test_own_data import taken_along

CLICK = "/en/search/click/"


def ask(words: str, times: int = 1, *, language: str = "en", found: int = 1, milliseconds: float = 5) -> None:
    for _each in range(times):
        counting.note(words, language, found=found, milliseconds=milliseconds)
    afterwards.work_off()


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("  Réduire les CHUTES ", "reduire les chutes"),
        ("ana.lima@example.org", ""),
        ("ana @ ward", ""),
        ("call 416-555-0123", ""),
        ("1234567", ""),
        ("12 34 56 7", ""),
        ("4532 015 112 AB", ""),
        ("chart number 00123", ""),
        ("Mrs. Lima", ""),
        ("M5V 2T6", ""),
        ("born 1980-01-02", ""),
        ("30 days after 2024", "30 days after 2024"),
        ("word " * 40, ""),
        ("?!", ""),
    ],
)
def test_only_words_that_point_to_nobody_are_counted(typed, counted):
    assert counting.folded(typed) == counted


@pytest.mark.django_db
def test_a_question_is_counted_by_day_and_language_after_its_answer_has_left():
    counting.note("Falls", "en", found=3, milliseconds=700)
    assert not AskedCount.objects.exists()

    afterwards.work_off()
    ask("FALLS", found=0, milliseconds=12), ask("falls", language="fr")

    rows = AskedCount.objects.order_by("language").values_list("language", "words", "times", "without_results", "slow", "slowest_ms")
    assert list(rows) == [("en", "falls", 2, 1, 1, 700), ("fr", "falls", 1, 0, 0, 5)]


@pytest.mark.django_db
def test_a_day_holds_a_bounded_number_of_questions_and_goes_on_counting_those(monkeypatch):
    monkeypatch.setattr(counting, "MOST_A_DAY", 1)

    ask("falls"), ask("sleep"), ask("falls")

    assert list(AskedCount.objects.values_list("words", "times")) == [("falls", 2)]


@pytest.mark.django_db
def test_what_is_counted_names_no_person_and_no_hour():
    fields = {field.name for field in AskedCount._meta.get_fields()}

    assert fields == {"id", "day", "words", "language", "times", "without_results", "clicks", "slow", "slowest_ms"}


@pytest.mark.django_db
def test_a_rare_question_is_forgotten_after_a_month_and_a_frequent_one_after_a_year():
    today = timezone.localdate()
    for words, days, times in (("rare", 40, 2), ("often", 40, 3), ("often", 500, 3), ("fresh", 1, 1)):
        AskedCount.objects.create(day=today - timedelta(days=days), words=words, language="en", times=times)

    counting.forget_old()

    assert sorted(AskedCount.objects.values_list("words", flat=True)) == ["fresh", "often"]


def click(client: Client, words: str, origin: str = "http://testserver") -> int:
    return client.post(CLICK, {"q": words}, headers={"Origin": origin}).status_code


@pytest.mark.django_db
def test_a_click_adds_one_to_a_question_of_today_and_to_nothing_else(client):
    ask("falls")

    answers = [click(client, words) for words in ("Falls", "never asked")]

    assert answers == [204, 204]
    assert list(AskedCount.objects.values_list("words", "clicks")) == [("falls", 1)]


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "", "http://["])
def test_other_sites_count_no_clicks(client, origin):
    ask("falls")

    assert click(client, "falls", origin) == 403
    assert AskedCount.objects.get().clicks == 0


# --- Recent searches ---


def remember(user, *asked: str) -> None:
    for each in asked:
        recent.note(each, by=user)
        afterwards.work_off()


@pytest.mark.django_db
def test_the_last_twenty_are_kept_each_once_the_newest_first():
    ana = a_member()

    remember(ana, *[f"q=word{number}" for number in range(22)], "q=word5")

    assert [each.words for each in recent.of(ana)][:2] == ["word5", "word21"]
    assert RecentSearch.objects.filter(user=ana).count() == 20


@pytest.mark.django_db
def test_the_same_words_with_other_choices_are_one_recent_search_the_latest():
    ana = a_member()

    remember(ana, "q=sleep", "q=sleep&type=story", "q=falls", "q=sleep&type=lesson")

    assert [each.asked for each in recent.of(ana)] == ["q=sleep&type=lesson", "q=falls"]


@pytest.mark.django_db
def test_they_can_be_cleared_turned_off_and_on_by_their_member_alone():
    ana, ben = a_member(), a_member()
    remember(ana, "q=falls"), remember(ben, "q=sleep")
    browser = Client()
    browser.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")

    page = browser.get("/en/search/saved/").content.decode()
    browser.post("/en/search/saved/recent/", {"verb": "off"})
    remember(ana, "q=kits")

    assert "falls" in page and "sleep" not in page
    assert list(RecentSearch.objects.values_list("words", flat=True)) == ["sleep"]
    browser.post("/en/search/saved/recent/", {"verb": "on"})
    remember(ana, "q=kits")
    browser.post("/en/search/saved/recent/", {"verb": "clear"})
    assert list(RecentSearch.objects.values_list("words", flat=True)) == ["sleep"]


@pytest.mark.django_db
def test_searches_are_taken_along_and_erased_with_the_account(client):
    ana = a_member()
    remember(ana, "q=falls")

    data, _files = taken_along(client, ana)
    own_data.close(ana, keeps_name=True)

    assert data["recent_searches"][0]["words"] == "falls" and data["saved_searches"] == []
    assert not RecentSearch.objects.exists() and not KeepsNoRecent.objects.exists()
