"""One box over everything: what is found, in which order, what nobody is shown, and what the page says."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction

from content.models import Hashtag, HashtagAlias, InfoPage, Method, Topic
from editorial import corrections
from home.models import HomePage
from members.models import Visibility
from members.roles import REVIEWERS
from resources.models import ResourceFile
from search import feeding, similar
from search.asking import Hit
from search.models import Promoted, SearchDocument
from search.suggesting import suggestions
from stories.models import ChangeIdea, PDSACycle, Series, StoryPage
from tests.factories import (
    a_chart,
    a_lesson,
    a_live_lesson,
    a_live_resource,
    a_live_story,
    a_measure,
    a_member,
    a_story,
    an_editor,
    an_organization,
    someone_with_role,
)
from tests.factories.many import many_stories

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WORD = "Zqxword"


def ask(client, language: str = "en", **asked):
    """Asked once what has changed is indexed."""
    feeding.drain()
    answer = client.get(f"/{language}/search/", asked)
    assert answer.status_code == 200
    return answer


def finding(client, language: str = "en", **asked):
    return ask(client, language, **asked).context["finding"]


def lines(client, **asked) -> list[tuple[str, str]]:
    """Kind and title of each result on the page."""
    return [(line.kind, re.sub("<[^>]+>", "", line.title)) for line in ask(client, **asked).context["lines"]]


def body(client, language: str = "en", **asked) -> str:
    return ask(client, language, **asked).content.decode()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def an_info_page(**fields) -> InfoPage:
    return HomePage.objects.get().add_child(instance=InfoPage(**{"title": "A page", "slug": "a-page", **fields}))


# --- What is found ---


@pytest.fixture
def one_of_each():
    a_live_story(title=f"Story {WORD}")
    a_live_lesson(title=f"Lesson {WORD}")
    ChangeIdea.objects.create(slug="idea", title=f"Idea {WORD}")
    Series.objects.create(slug="series", title=f"Series {WORD}")
    Method.objects.create(slug="zqx-method", name_en=f"Method {WORD}")
    Topic.objects.create(slug="zqx-topic", name_en=f"Topic {WORD}")
    Hashtag.objects.create(name=WORD, is_managed=True)
    an_organization(f"Organization {WORD}")
    an_info_page(title=f"Page {WORD}")
    person = a_member(f"Person {WORD}").member
    person.visibility = {"listed": Visibility.EVERYONE}
    person.save()


def test_each_kind_is_found(client, one_of_each):
    found = dict(lines(client, q=WORD.upper()))

    assert set(found) == {"story", "lesson", "idea", "series", "method", "topic", "hashtag", "member", "organization", "page"}
    assert found["hashtag"] == f"#{WORD}"


def test_every_result_leads_to_a_page_that_opens(client, one_of_each):
    for line in ask(client, q=WORD).context["lines"]:
        assert client.get(line.url).status_code == 200, line.url


def test_any_word_finds_and_more_words_come_first(client):
    one = a_live_story(title="Brass kettles", aim="x")
    both = a_live_story(title="Copper things", problem="A brass lamp.")
    other = a_live_story(title="Copper kettles")

    titles = [title for _kind, title in lines(client, q="brass copper")]

    assert titles[0] == both.title
    assert set(titles) == {both.title, other.title, one.title}


def test_two_words_are_found_in_either_order(client):
    first = a_live_story(title="Brass and copper")
    second = a_live_story(title="Copper and brass")

    for words in ("brass copper", "copper brass"):
        assert {title for _kind, title in lines(client, q=words)} == {first.title, second.title}


def test_a_title_comes_before_a_text_and_the_newest_first(client):
    old = a_live_story(title="About other things", problem="A brass lamp.")
    new = a_live_story(title="About more things", problem="A brass lamp.")
    titled = a_live_story(title="The brass lamp again")
    for days, story in ((900, titled), (9, old), (1, new)):
        Page.objects.filter(pk=story.pk).update(first_published_at=timezone.now() - timedelta(days=days))
        feeding.changed("story", story.pk)

    assert [title for _kind, title in lines(client, q="brass")] == [titled.title, new.title, old.title]
    assert [title for _kind, title in lines(client, q="brass", sort="newest")] == [new.title, old.title, titled.title]


def test_a_thing_with_just_this_name_comes_first(client):
    a_live_story(title="Zqxmethod on a ward")
    Method.objects.create(slug="zqx-method", name_en="Zqxmethod")

    assert lines(client, q="zqxmethod")[0] == ("method", "Zqxmethod")


@pytest.mark.parametrize("asked", ["Plan-zqx-study", "zqxfaire", "ZQXMETHOD"])
def test_a_method_is_found_by_all_its_names_in_both_languages(client, asked):
    Method.objects.create(slug="zqx", name_en="Zqxmethod", name_fr="Méthode zqxfaire", synonyms="Plan-Zqx-Study\nPZS")

    assert ("method", "Zqxmethod") in lines(client, q=asked)


def test_a_story_is_found_by_what_it_is_kept_under_by_its_authors_and_by_its_cycles(client):
    method = Method.objects.create(slug="zqx", name_en="Zqxmethod")
    tag = Hashtag.objects.create(name="Zqxtag")
    draft = a_story(by=a_member("Zqxauthor Reed"), title="A plain title").get_latest_revision_as_object()
    draft.methods = [method]
    draft.organizations = [an_organization("Zqxhouse")]
    draft.hashtags.add(tag)
    draft.cycles = [PDSACycle(title="First", test="We tried zqxcycle.")]
    draft.save_revision().publish()

    for word in ("zqxmethod", "zqxtag", "zqxhouse", "zqxauthor", "zqxcycle"):
        assert ("story", "A plain title") in lines(client, q=word), word


def test_a_hashtag_is_found_by_its_aliases(client):
    tag = Hashtag.objects.spelled("QiCommes") or Hashtag.objects.create(name="QiCommes", is_managed=True)
    HashtagAlias.objects.create(hashtag=tag, key="zqxalias")

    assert lines(client, q="#zqxalias") == [("hashtag", "#QiCommes")]


def test_accents_and_capitals_do_not_count(client):
    a_live_story(title="La forêt zqxégarée", problem="L'ÉTÉZQX", language="fr")

    for asked in ("ZQXEGAREE", "zqxégarée", "zqxegaree", "etezqx", "Étézqx"):
        assert finding(client, q=asked).count == 1, asked


def test_words_are_marked_and_escaped(client):
    a_live_story(title="<b>Brass</b> lamps", problem="It was a brass <script>alert(1)</script> thing.")

    text = body(client, q="brass")

    assert "&lt;b&gt;<mark>Brass</mark>&lt;/b&gt; lamps" in text
    assert "It was a <mark>brass</mark> &lt;script&gt;" in text


def test_of_a_retracted_story_neither_its_success_nor_its_charts_are_told(client):
    story = a_live_story(title=f"Calls {WORD}", status=StoryPage.Status.IMPROVED)
    a_chart(story, a_measure(name=f"Waits {WORD}"))
    assert {kind for kind, _title in lines(client, q=WORD)} == {"story", "measure"}
    assert 'class="finding"' in body(client, q=WORD) and 'class="finding"' in client.get("/en/stories/").content.decode()

    corrections.retract(StoryPage.objects.get(pk=story.pk), by=an_editor(), reason="The figures were of another team.")

    assert [kind for kind, _title in lines(client, q=WORD)] == ["story"]
    (shown,) = re.findall(r'<article class="story-card">.*?</article>', body(client, q=WORD), re.DOTALL)
    assert "Retracted" in shown and "Improved" not in shown and 'class="finding"' not in shown
    assert finding(client, q=WORD, status="improved").count == 0
    listed = client.get("/en/stories/").content.decode()
    assert "Retracted" in listed and 'class="finding"' not in listed


def test_a_retracted_page_says_so_in_the_list(client):
    story = a_live_story(title=f"Told {WORD}")
    StoryPage.objects.filter(pk=story.pk).update(retracted_at=timezone.now())

    text = body(client, q=WORD)

    assert "Retracted" in text[text.index('class="results') :]


def test_words_found_nowhere_are_named(client):
    a_live_story(title="Brass lamps")

    assert "Found nowhere: zqxnothing." in body(client, q="brass zqxnothing")


# --- What nobody is shown ---


@pytest.fixture
def hidden():
    """One of each thing that not everybody may read, all saying the same word, and their author."""
    author = a_member("Avery Reed")
    private = a_live_story(by=author, title=f"Private {WORD}")
    PageViewRestriction.objects.create(page=private, restriction_type="groups").groups.add(Group.objects.create(name="A circle"))
    for_members = a_live_lesson(by=author, title=f"For members {WORD}")
    PageViewRestriction.objects.create(page=for_members, restriction_type=PageViewRestriction.LOGIN)
    a_story(by=author, title=f"Draft {WORD}")
    a_lesson(by=author, title=f"Draft lesson {WORD}")
    embargoed = a_live_story(by=author, title=f"Embargo {WORD}")
    StoryPage.objects.filter(pk=embargoed.pk).update(embargo_until=timezone.now() + timedelta(days=3))
    gone = a_live_story(by=author, title=f"Gone {WORD}")
    gone.unpublish()
    edited = a_live_story(by=author, title="Live and harmless")
    edited.title, edited.problem = f"Edited {WORD}", WORD
    edited.save_revision(user=author)
    tagged = a_story(by=author)
    tagged.hashtags.add(f"Secret{WORD}", f"{WORD}Secret")
    tagged.save()
    for model in (Method, Topic):
        model.objects.create(slug="zqx-retired", name_en=f"Retired {WORD}", retired_at=timezone.now())
    Hashtag.objects.create(name=f"{WORD}Retired", is_managed=True, retired_at=timezone.now())
    page = an_info_page(title=f"Closed {WORD}")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    unlisted = a_member(f"Unlisted {WORD}").member
    unlisted.visibility = {"listed": Visibility.ME}
    unlisted.save()
    closed = a_member(f"Closed {WORD}").member
    closed.visibility, closed.closed_at = {"listed": Visibility.EVERYONE}, timezone.now()
    closed.save()
    secretive = a_member("Sam Reed").member
    secretive.role, secretive.place, secretive.about = WORD, WORD, WORD
    secretive.visibility = {"listed": Visibility.EVERYONE, "role": Visibility.ME, "place": Visibility.ME, "about": Visibility.ME}
    secretive.save()
    return author


@pytest.mark.parametrize("reader", ["anonymous", "author", "other member", "reviewer", "editor"])
def test_what_is_not_open_is_in_no_list_and_in_no_count(hidden, reader):
    users = {"author": hidden, "other member": a_member(), "reviewer": someone_with_role(REVIEWERS), "editor": an_editor()}
    client = signed_in(users[reader]) if reader in users else Client()
    open_to_members = {f"For members {WORD}", f"Closed {WORD}"} if reader in users else set()

    for asked in ({"q": WORD}, {"q": f"Secret{WORD}"}, {"q": f"{WORD}s lamp"}, {"q": WORD, "type": "story"}, {"q": WORD[:-1]}):
        answer = ask(client, **asked)

        shown = {re.sub("<[^>]+>", "", line.title) for line in answer.context["lines"]}
        assert shown <= open_to_members, asked
        assert answer.context["finding"].count == len(shown), asked
        main = re.sub(r'value="[^"]*"|q=[^"&]*', "", answer.content.decode().split("<main")[1].split("</main>")[0])
        assert not re.search(rf"(Private|Draft|Embargo|Gone|Edited|Retired|Unlisted|Draft lesson) {WORD}", main)
        assert f"{WORD}Secret" not in main.replace(f"Secret{WORD}", "")


def test_the_author_of_a_draft_finds_it_under_my_stories_not_here(hidden):
    client = signed_in(hidden)

    assert not [title for _kind, title in lines(client, q=WORD) if "Draft" in title]
    assert f"Draft {WORD}" in client.get("/en/write/").content.decode()


def test_members_find_those_who_show_themselves_to_members(client):
    a_member("Zqxperson Reed")

    assert lines(client, q="zqxperson") == []
    assert lines(signed_in(a_member()), q="zqxperson") == [("member", "Zqxperson Reed")]


def test_a_person_is_found_only_by_what_this_reader_may_see(client):
    person = a_member("Ana Reed").member
    person.place, person.role = "Zqxtown", "Zqxnurse"
    person.visibility = {"listed": Visibility.EVERYONE, "place": Visibility.MEMBERS, "role": Visibility.EVERYONE}
    person.save()
    method = Method.objects.create(slug="zqx", name_en="Zqxmethod")
    person.methods.add(method)
    person.visibility["methods"] = Visibility.ME
    person.save()

    assert lines(client, q="zqxnurse") == [("member", "Ana Reed")]
    assert lines(client, q="zqxtown") == []
    assert lines(signed_in(a_member()), q="zqxtown") == [("member", "Ana Reed")]
    assert ("member", "Ana Reed") not in lines(client, q="zqxmethod")
    assert "Zqxtown" not in body(client, q="zqxnurse")


def test_a_person_is_suggested_by_name_and_not_by_a_method_beside_it(client):
    person = a_member("Ana Zqxreed").member
    person.visibility = {"listed": Visibility.EVERYONE, "methods": Visibility.EVERYONE}
    person.save()
    person.methods.add(Method.objects.create(slug="zqx", name_en="Zqxmethod"))
    assert lines(client, q="zqxmethod", type="member") == [("member", "Ana Zqxreed")]

    for typed, kinds in (("zqxm", {"method"}), ("zqxr", {"member"})):
        assert {each.kind for each in suggestions(typed, AnonymousUser()) if each.kind} == kinds


def test_a_hashtag_that_an_open_page_bears_is_found(client):
    draft = a_story().get_latest_revision_as_object()
    draft.hashtags.add("Zqxopen")
    assert lines(client, q="zqxopen") == []

    draft.save_revision().publish()

    assert ("hashtag", "#Zqxopen") in lines(client, q="zqxopen")


# --- The page ---


def test_kinds_have_counts_that_choosing_one_does_not_change(client):
    a_live_story(title=f"One {WORD}")
    a_live_story(title=f"Two {WORD}")
    a_live_lesson(title=f"Three {WORD}")

    for kind, count in ((None, 3), ("story", 2), ("lesson", 1)):
        found = finding(client, q=WORD, **({"type": kind} if kind else {}))

        assert found.count == count
        assert [(str(label), number) for label, number, _url, _is_open in found.tabs] == [("All", 3), ("Stories", 2), ("Lessons", 1)]


def test_resources_are_chosen_by_their_type(client):
    for kind in ("guide", "guide", "form"):
        a_live_resource(title=f"A {kind} of {WORD}", kind=kind)
    a_live_story(title=f"One {WORD}")

    found = finding(client, "fr", q=WORD, resource="guide")
    facet = next(facet for facet in found.facets if facet.key == "resource")

    assert found.count == 2
    assert [(choice.value, choice.count, choice.is_chosen) for choice in facet.choices] == [("guide", 2, True), ("form", 1, False)]


def test_several_choices_of_one_facet_are_alternatives_and_of_two_facets_both_hold(client):
    a_live_story(title=f"One {WORD}", status="held")
    a_live_story(title=f"Two {WORD}", status="testing")
    a_live_lesson(title=f"Three {WORD}")

    assert finding(client, q=WORD, type=["story", "lesson"]).count == 3
    assert finding(client, q=WORD, status=["held", "testing"]).count == 2
    found = finding(client, q=WORD, status="held", type="lesson")
    assert found.count == 0
    assert found.count_without_choices == 3


def test_a_facet_counts_without_itself_and_with_the_others(client):
    a_live_story(title=f"One {WORD}", status="held", language="fr")
    a_live_story(title=f"Two {WORD}", status="testing")

    found = finding(client, q=WORD, status="held")

    counts = {facet.key: {choice.value: choice.count for choice in facet.choices} for facet in found.facets}
    assert counts["status"] == {"testing": 1, "held": 1}
    assert counts["language"] == {"fr": 1}


def test_an_old_address_with_its_kind_still_chooses(client):
    a_live_story(title=f"One {WORD}")
    a_live_lesson(title=f"Two {WORD}")

    assert lines(client, q=WORD, kind="lesson") == [("lesson", f"Two {WORD}")]
    assert finding(client, q=WORD, kind="person").query.chosen == {"type": ("member",)}


def test_a_choice_may_be_typed_and_is_then_ticked_beside_the_results(client):
    a_live_story(title=f"One {WORD}")
    a_live_lesson(title=f"Two {WORD}")

    found = finding(client, q=f"{WORD} type:Lessons")

    assert found.count == 1
    assert found.bare_words == WORD
    assert found.chips == [("Lessons", f"/en/search/?q={WORD}")]


def test_a_typed_name_is_a_choice_that_can_be_taken_away_and_stays_with_the_filters(client):
    a_live_story(by=a_member("Zoé Zqxlima"), title=f"Hers {WORD}")
    a_live_story(title=f"About Zqxlima {WORD}")

    found = finding(client, q=f"{WORD} author:Zqxlima")

    assert found.count == 1
    assert found.chips == [("By: Zqxlima", f"/en/search/?q={WORD}")]
    assert found.bare_words == f"{WORD} author:Zqxlima" and found.without_choices == f"/en/search/?q={WORD}"


def test_what_was_typed_as_a_choice_is_taken_away_with_the_others(client):
    a_live_story(title=f"One {WORD}")

    found = finding(client, q=f"{WORD} type:lesson after:2024", status="held")

    assert found.without_choices == f"/en/search/?q={WORD}"
    assert dict(found.chips)["From Jan. 1, 2024"] == f"/en/search/?q={WORD}+type%3Alesson&status=held"
    assert next(url for label, _count, url, _is_open in found.tabs if label == "All") == f"/en/search/?q={WORD}+after%3A2024&status=held"


def test_what_is_under_the_same_topic_comes_first_of_more_like_this(monkeypatch):
    one, alike, same = (a_live_story(title=f"{name} {WORD}") for name in ("One", "Alike", "Same"))
    topic = Topic.objects.create(slug="zqx", name_en="Zqxtopic")
    for story in (one, same):
        story.topics = [topic]
        story.save_revision().publish()
    feeding.drain()
    keys = dict(SearchDocument.objects.filter(kind="story").values_list("object_id", "pk"))
    monkeypatch.setattr(similar, "_hits", lambda _key: [Hit(keys[alike.pk], 2.0), Hit(keys[same.pk], 1.0)])

    titles = [like.title for like in similar.more_like("story", one.pk, "now")]

    assert titles == [same.title, alike.title]


@pytest.mark.parametrize(("address", "kind"), [("stories", "story"), ("lessons", "lesson"), ("resources", "resource")])
def test_the_box_above_a_list_asks_the_search_among_its_kind(client, address, kind):
    a_live_story(title=f"One {WORD}")

    page = client.get(f"/en/{address}/").content.decode()

    box = re.search(r'<form class="search-box".*?</form>', page, re.S).group()
    assert 'action="/en/search/"' in box
    assert f'<input type="hidden" name="type" value="{kind}">' in box


def test_more_like_this_names_a_page_and_not_its_files_besides(monkeypatch):
    one, other = a_live_resource(title=f"One {WORD} kettle"), a_live_resource(title=f"Two {WORD} kettle")
    for page in (one, other):
        document = Document.objects.create(title=f"{WORD} kettle {page.pk}", file=ContentFile(b"Words", "words.txt"), file_size=5)
        page.files = [ResourceFile(document=document, title=f"{WORD} kettle {page.pk}")]
        page.save_revision().publish()
        feeding.changed("document", page.pk)
    feeding.drain()
    rows = SearchDocument.objects.filter(kind__in=["resource", "document"]).values_list("pk", flat=True)
    monkeypatch.setattr(similar, "_hits", lambda _key: [Hit(key, 1.0) for key in rows])

    titles = [like.title for like in similar.more_like("resource", one.pk, "now")]

    assert titles == [other.title]


def test_choices_that_leave_nothing_are_to_blame_also_without_a_word(client):
    a_live_story(title=f"One {WORD}")

    page = ask(client, q="after:1901 before:1902").content.decode()

    assert "Nothing with all of these filters" in page
    assert "Nothing says any of these words" not in page
    assert "Without them there" not in page


def test_one_thing_of_a_kind_is_typed_in_the_language_of_the_page(client):
    a_live_story(title=f"One {WORD}")
    a_live_lesson(title=f"Two {WORD}")

    found = client.get("/fr/search/", {"q": f"{WORD} type:leçon"}).context["finding"]

    assert found.query.chosen == {"type": ("lesson",)}


def test_pages_go_to_the_end_without_loss_and_keep_the_choice(client):
    keys = many_stories(45)
    feeding.index_kind("story")

    seen = []
    for number in (1, 2, 3):
        answer = ask(client, q="clients ward letter", type="story", sort="newest", page=number)
        seen += [line.object_id for line in answer.context["lines"]]
    whole = answer.context["finding"].count

    assert len(seen) == len(set(seen)) == whole
    assert 40 < whole <= len(keys)
    assert 'href="/en/search/?q=clients+ward+letter&amp;type=story&amp;sort=newest&amp;page=2"' in answer.content.decode()


def test_each_choice_can_be_taken_away(client):
    found = finding(client, q="brass", type=["story", "lesson"], after="2024-01-02")

    assert dict(found.chips) == {
        "Lessons": "/en/search/?q=brass&type=story&after=2024-01-02",
        "Stories": "/en/search/?q=brass&type=lesson&after=2024-01-02",
        "From Jan. 2, 2024": "/en/search/?q=brass&type=lesson&type=story",
    }


def test_results_lie_between_two_days(client):
    for title, day in ((f"Old {WORD}", 900), (f"New {WORD}", 3)):
        story = a_live_story(title=title)
        Page.objects.filter(pk=story.pk).update(first_published_at=timezone.now() - timedelta(days=day))
        feeding.changed("story", story.pk)
    year_ago = (timezone.localdate() - timedelta(days=365)).isoformat()

    assert lines(client, q=WORD, after=year_ago) == [("story", f"New {WORD}")]
    assert lines(client, q=WORD, before=year_ago) == [("story", f"Old {WORD}")]


def test_a_day_that_is_none_is_left_out_and_said_so(client):
    a_live_story(title=f"One {WORD}")

    text = body(client, q=WORD, after="soon")

    assert "“soon” is no day that we can read" in text
    assert f"One <mark>{WORD}</mark>" in text


def test_nothing_found_says_what_was_tried_and_whom_to_ask(client, settings):
    settings.EDITORS_EMAIL = "The editors <desk@example.org>"

    text = body(client, q="zqxnothing")

    assert "Nothing says any of these words" in text
    assert 'href="/en/people/"' in text
    assert 'href="mailto:desk@example.org"' in text
    assert 'href="/en/hashtags/"' in text


def test_a_slip_of_the_finger_is_mended_and_can_be_taken_back(client):
    a_live_story(title="Zqxkaizenish work")

    answer = ask(client, q="zqxkaizenosh")

    assert answer.context["finding"].instead == "zqxkaizenish"
    assert 'href="/en/search/?q=zqxkaizenosh&amp;exact=1"' in answer.content.decode()
    assert finding(client, q="zqxkaizenosh", exact="1").count == 0


def test_a_word_found_nowhere_beside_others_is_asked_about(client):
    a_live_story(title="Zqxkaizenish work")
    a_live_story(title="Brass lamps")

    found = finding(client, q="brass zqxkaizenosh")

    assert (found.count, found.did_you_mean) == (1, "brass zqxkaizenish")


def test_conditions_that_nothing_meets_are_let_go_and_said_so(client):
    a_live_story(title="Brass lamps and copper kettles")

    text = body(client, q='"brass kettles"')

    assert "Nothing meets all of what you asked for." in text
    assert "<mark>Brass</mark> lamps" in text


def test_what_editors_put_first_stands_above_with_its_reason_and_only_once(client):
    a_live_story(title="Brass lamps and brass kettles")
    chosen = a_live_story(title="Something about brass")
    Promoted.objects.create(questions="Brass, lamps", kind="story", object_id=chosen.pk, note="A good place to begin.")

    answer = ask(client, q="BRASS")

    assert [line.object_id for line in answer.context["promoted"]] == [chosen.pk]
    assert chosen.pk not in [line.object_id for line in answer.context["lines"]]
    assert "A good place to begin." in answer.content.decode()
    assert ask(client, q="brass", type="story").context["promoted"] == []


def test_without_a_word_there_are_places_to_start(client):
    start, signs = body(client), body(client, q="😀 …")

    assert "Any word counts" in start
    assert "There is no word in what you typed" not in start
    assert "There is no word in what you typed" in signs
    assert 'value="😀 …"' in signs


def test_results_are_not_for_search_engines(client):
    assert '<meta name="robots" content="noindex, follow">' in body(client, q="x")


def test_the_french_page_finds_the_same_and_marks_what_is_in_another_language(client):
    a_live_story(title=f"Told in English {WORD}")
    Method.objects.create(slug="zqx", name_en=f"Method {WORD}", name_fr=f"Méthode {WORD}")

    answer = ask(client, language="fr", q=WORD)
    text = answer.content.decode()

    assert answer.context["finding"].count == 2
    assert re.search(r'<a href="/fr/stories/[^"]+" lang="en"[^>]*>Told in English <mark>', text)
    assert re.search(r'<a href="/fr/methods/zqx/"[^>]*>Méthode <mark>', text)


def test_the_box_of_every_page_leads_here(client):
    text = client.get("/en/stories/").content.decode()

    assert re.search(r'<form class="site-search[^>]* role="search"[^>]* action="/en/search/"', text)
    assert '<a href="/en/search/"' in text


def test_htmx_gets_the_part_that_changes_and_its_history_the_whole_page(client):
    part = client.get("/en/search/", {"q": WORD}, headers={"HX-Request": "true"}).content.decode()
    whole = client.get("/en/search/", {"q": WORD}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).content.decode()

    assert "<!doctype html>" not in part
    assert 'id="found"' in part
    assert "<title>" in part
    assert "<!doctype html>" in whole


# --- Suggestions, feeds, what is alike ---


def test_suggestions_lead_to_things_and_to_questions(client):
    a_live_story(title="Zqxkettles of brass")
    feeding.drain()

    text = client.get("/en/search/suggest/", {"q": "zqxke"}).content.decode()

    assert 'role="option"' in text
    assert "<mark>Zqxkettles</mark> of brass" in text
    assert 'data-url="/en/search/?q=zqxkettles"' in text


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_search_is_a_feed_of_what_everybody_may_read(client, kind):
    open_story, closed = a_live_story(title=f"Open {WORD}"), a_live_story(title=f"Closed {WORD}")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    feeding.drain()
    member = signed_in(a_member())

    for reader in (client, member):
        answer = reader.get(f"/en/search/feed.{kind}", {"q": WORD})
        text = answer.content.decode()

        assert answer["Content-Type"].startswith(f"application/{kind}+xml")
        assert open_story.title in text
        assert closed.title not in text


def test_a_feed_without_a_question_is_empty_and_another_kind_is_none(client):
    a_live_story(title=f"Open {WORD}")
    feeding.drain()

    assert WORD not in client.get("/en/search/feed.rss").content.decode()
    assert client.get("/en/search/feed.pdf").status_code == 404


def test_a_story_names_what_is_like_it_and_nothing_that_is_closed(client):
    story = a_live_story(title="Zqxkettles on the zqxward")
    like, closed = a_live_story(title="More zqxkettles, another zqxward"), a_live_story(title="Closed zqxkettles, closed zqxward")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    feeding.drain()

    text = client.get(story.get_absolute_url()).content.decode()

    assert like.title in text[text.index("More like this") :]
    assert closed.title not in text


# --- At what cost ---


SCORED_AGAIN = 2 if connection.vendor == "postgresql" else 0  # questions more: the best rows get their BM25 there


def asked_in(questions: CaptureQueriesContext) -> int:
    return sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE")) for each in questions)


def test_the_database_is_asked_at_most_fifteen_questions_however_many_stories_there_are(client):
    many_stories(60)
    feeding.index_kind("story")
    finding(client, q="naloxone huddle")

    with CaptureQueriesContext(connection) as questions:
        answer = client.get("/en/search/", {"q": "naloxone huddle"})

    assert answer.context["finding"].count > 40
    assert asked_in(questions) <= 15 + SCORED_AGAIN


def test_every_kind_at_once_stays_within_bounds(client, one_of_each):
    finding(client, q=WORD)

    with CaptureQueriesContext(connection) as questions:
        assert client.get("/en/search/", {"q": WORD}).context["finding"].count == 10

    assert asked_in(questions) <= 24 + SCORED_AGAIN


# --- What charts say ---


@pytest.mark.parametrize("words", ["Zqxmeasure", "Zqxvisits", "special improvement points", "amélioration règles"])
def test_a_story_is_found_by_what_its_published_charts_count_and_found(words, client):
    story = a_live_story(title="Called before")
    a_chart(story, a_measure(name="Zqxmeasure", numerator_words="Zqxvisits that were missed"))

    assert ("story", "Called before") in lines(client, q=words)


def test_what_is_typed_but_not_published_finds_nothing(client):
    story = a_live_story(title="Called before")
    measure = a_measure(name="Zqxmeasure")
    a_chart(story, measure)
    a_chart(a_story(), a_measure(name="Zqxdraftmeasure"))

    type(measure).objects.filter(pk=measure.pk).update(name="Zqxlater", typed=[{"period": "Zqxtyped"}])

    for word in ("Zqxdraftmeasure", "Zqxlater", "Zqxtyped"):
        assert not lines(client, q=word), word
