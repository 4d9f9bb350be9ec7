"""What a reader sees of a story, and who sees it not."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content.models import Stamp
from editorial.models import Notice
from stories.models import (
    ChangeIdea,
    PDSACycle,
    Series,
    SeriesEntry,
    StatedResult,
    StoryAuthor,
    StoryLink,
    StoryPage,
    StorySource,
    StoryVideo,
)
from tests.factories import a_live_lesson, a_live_story, a_member, a_story, an_editor
from tests.factories.many import many_stories

pytestmark = pytest.mark.django_db


def told(**fields) -> StoryPage:
    """A live story with lists and relations."""
    lists = {
        name: fields.pop(name)
        for name in ("stated_results", "cycles", "sources", "videos", "authors", "links", "change_ideas", "organizations")
        if name in fields
    }
    draft = a_story(**fields).get_latest_revision_as_object()
    for name, items in lists.items():
        setattr(draft, name, items)
    draft.save_revision().publish()
    return StoryPage.objects.get(pk=draft.pk)


def read(client, story, language: str = "en") -> str:
    answer = client.get(f"/{language}/stories/{story.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


# --- Who may read ---


def test_a_draft_is_not_there_for_anybody(client):
    author = a_member()
    story = a_story(by=author)

    for user in (None, author, an_editor()):
        if user:
            client.force_login(user)
        assert client.get(f"/en/stories/{story.slug}/").status_code == 404


def test_a_live_story_under_embargo_is_not_there(client):
    story = a_live_story()
    StoryPage.objects.filter(pk=story.pk).update(embargo_until=timezone.now() + timedelta(hours=1))

    assert client.get(f"/en/stories/{story.slug}/").status_code == 404


def test_a_story_for_members_asks_to_sign_in_even_after_a_member_has_read_it(client):
    story = a_live_story(problem="Secret words of the team.")
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(a_member())
    assert "Secret words" in read(client, story)

    client.logout()
    answer = client.get(f"/en/stories/{story.slug}/")

    assert answer.status_code == 302
    arrived = client.get(f"/en/stories/{story.slug}/", follow=True)
    assert "Secret words" not in arrived.content.decode()
    assert arrived.redirect_chain[-1][0].startswith("/en/account/login/")  # never Wagtail's own form, which knows no second factor


def test_a_story_with_a_password_shows_no_word_of_it_before(client):
    story = a_live_story(problem="Secret words of the team.")
    restriction = PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.PASSWORD, password="open sesame")
    address = f"/en/stories/{story.slug}/"

    closed = client.get(address).content.decode()
    assert "Secret words" not in closed
    assert "A password is needed" in closed

    answer = client.post(
        f"/en/_util/authenticate_with_password/{restriction.pk}/{story.pk}/",
        {"password": "open sesame", "return_url": address},
        follow=True,
    )
    assert "Secret words" in answer.content.decode()


def test_only_authors_are_offered_to_go_on_writing(client):
    author = a_member()
    story = a_live_story(by=author)
    offer = "Go on writing"

    assert offer not in read(client, story)
    client.force_login(a_member())
    assert offer not in read(client, story)
    client.force_login(author)
    assert offer in read(client, story)


# --- What it shows ---


def test_headings_stand_in_the_order_in_which_stories_are_read(client):
    story = told(
        plain_language="Plain.", what_happened="It fell.", balancing_effects="More calls.", what_did_not_work="Two reminders.", advice="Ask.", limits="One team.",
        cycles=[PDSACycle(title="Ask each person", decision="adopt")], sources=[StorySource(label="A paper")],
    )  # fmt: skip

    body = read(client, story)

    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", body[: body.index("</article>")])
    assert headings == [
        "In plain words", "The problem", "The aim", "What we did", "What happened", "What worked, what did not", "Balancing effects",
        "Lessons", "What we would tell the next team", "Limits", "Sources and files", "Contact and cite",
    ]  # fmt: skip
    anchors = re.findall(r'<li><a href="#([a-z]+)">', body)
    assert len(anchors) == len(headings)
    assert all(f'id="{anchor}"' in body for anchor in anchors)


def test_a_share_that_its_own_counts_contradict_is_shown_recomputed_with_a_note(client):
    story = told(
        status="improved",
        stated_results=[
            StatedResult(label="Body mass index recorded", unit="%", before_value=Decimal("21.55"), after_value=Decimal("58.6"), after_numerator=204, after_denominator=318)
        ],
    )  # fmt: skip

    body = read(client, story)

    assert "58.6% was given beside 204 of 318, which is 64.2%." in body
    assert re.search(r'<tspan class="to">64\.2%</tspan>', body)
    table = body[body.index("<table") : body.index("</table>")]
    assert "64.2%" in table
    assert "204 of 318" in table
    assert "58.6%" not in table


def test_the_table_holds_every_figure_of_the_drawing_in_words(client):
    story = told(
        stated_results=[
            StatedResult(
                label="Incidents",
                unit="a week",
                direction="lower",
                before_value=Decimal("2.5"),
                after_value=Decimal("2.0"),
                aim_value=Decimal(2),
            )
        ]
    )

    body = read(client, story)
    table = body[body.index("<table") : body.index("</table>")]

    assert "2.5" in table
    assert "2.0" in table
    assert 'role="img"' in body


def test_no_improvement_is_coloured_where_the_team_claims_none(client):
    figures = {"label": "Incidents", "unit": "a week", "direction": "lower", "before_value": Decimal("2.5"), "after_value": Decimal(2)}
    unclaimed = told(status="did-not-work", stated_results=[StatedResult(**figures)])
    claimed = told(status="improved", stated_results=[StatedResult(**figures)])

    assert "bar-better" not in read(client, unclaimed)
    assert "bar-better" in read(client, claimed)


def test_a_caution_stands_beside_the_result(client):
    body = read(client, a_live_story(caution="No special cause was found.", result_statement="Fewer incidents."))

    section = body[body.index('id="happened"') :]
    assert section.index("Fewer incidents.") < section.index("No special cause was found.") < section.index("<h2", 10)


def test_what_worked_and_what_did_not_have_both_halves_always(client):
    only_failed = read(client, a_live_story(what_did_not_work="Two reminders in one week."))
    only_worked = read(client, told(cycles=[PDSACycle(title="Ask each person", decision="adopt")]))

    for body in (only_failed, only_worked):
        pair = body[body.index('class="pair') :]
        assert "What worked</h3>" in pair
        assert "What did not work</h3>" in pair


def test_authors_stand_with_their_credit_and_only_members_are_links(client):
    member = a_member("Maya Reed").member
    story = told(
        authors=[StoryAuthor(member=member, name="Maya R.", credit="lived-experience"), StoryAuthor(name="Jo Hale", credit="coach")]
    )

    body = read(client, story)

    assert f'<a href="{member.get_absolute_url()}">Maya R.</a> <span class="soft">(Author with lived experience)' in body
    assert body.index("With thanks to") < body.index("Jo Hale")
    assert "Jo Hale</a>" not in body


def test_a_retraction_says_so_at_the_top_with_who_and_why(client):
    story = a_live_story()
    Notice.objects.create(page=story, kind="retraction", reason="One month was counted twice.", by_name="Mina Roy, editor")
    StoryPage.objects.filter(pk=story.pk).update(retracted_at=timezone.now())
    Stamp.bump()

    body = read(client, story)

    assert body.index("One month was counted twice.") < body.index('class="summary-box"')
    assert "Said by Mina Roy, editor." in body
    assert "noindex" in body


def test_the_same_idea_with_another_result_is_read_next_before_all_else(client):
    idea = ChangeIdea.objects.create(slug="reminders", title="Text reminders")
    story = told(status="improved", change_ideas=[idea])
    agrees = told(status="held", change_ideas=[idea])
    differs = told(status="did-not-work", change_ideas=[idea])

    body = read(client, story)
    related = body[body.index('id="rel-h"') :]

    assert related.index("Same idea, different result") < related.index(differs.title) < related.index(agrees.title)


def test_a_change_idea_puts_different_results_side_by_side(client):
    idea = ChangeIdea.objects.create(slug="reminders", title="Text reminders")
    better = told(status="improved", change_ideas=[idea])
    failed = told(status="did-not-work", change_ideas=[idea])

    body = client.get("/en/change-ideas/reminders/").content.decode()

    assert body.index("It got better") < body.index(better.title) < body.index("It did not work, or was stopped") < body.index(failed.title)


def test_kin_and_series_lead_there_and_back(client):
    parent = a_live_story()
    child = told(links=[StoryLink(parent=parent, kind="adopted", adapted="Calls only")])
    series = Series.objects.create(slug="reminders", title="Reminders")
    for order, page in enumerate((parent, child)):
        SeriesEntry.objects.create(series=series, page=page, sort_order=order)
    Stamp.bump()

    assert child.title in read(client, parent)
    assert "Part 1 of 2" in read(client, parent)
    assert f'rel="prev" href="{parent.get_absolute_url()}"' in read(client, child)
    assert client.get("/en/series/reminders/").content.decode().index(parent.title) > 0


def test_what_is_not_open_is_no_kin_of_anybody(client):
    parent = a_live_story()
    hidden = told(title="Hidden title", links=[StoryLink(parent=parent)])
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    series = Series.objects.create(slug="reminders", title="Reminders")
    for order, page in enumerate((parent, hidden)):
        SeriesEntry.objects.create(series=series, page=page, sort_order=order)
    a_live_lesson(story=hidden)
    Stamp.bump()

    assert "Hidden title" not in read(client, parent)
    assert "Hidden title" not in client.get("/en/series/reminders/").content.decode()
    assert "Hidden title" not in client.get("/en/lessons/").content.decode()


def test_nothing_of_a_video_loads_before_the_reader_asks(client):
    body = read(client, told(videos=[StoryVideo(url="https://youtu.be/abcdefghijk", title="The form")]))

    assert "<iframe" not in body
    assert '<a class="video-facade" href="https://youtu.be/abcdefghijk"' in body


def test_text_in_another_language_than_the_page_is_marked(client):
    story = a_live_story(language="fr", title="Moins de rendez-vous manqués", problem="Une personne sur cinq.")

    body = read(client, story)

    assert '<h1 id="title" lang="fr">' in body
    assert re.search(r'<div class="text" lang="fr">\s*<p>Une personne', body)
    assert 'lang="fr">Moins' not in read(client, story, language="fr")


def test_a_story_carries_no_style_or_script_of_its_own(client):
    story = told(
        what_happened='<script>alert(1)</script> <p style="color:red" onclick="x()">a</p>',
        cycles=[PDSACycle(title="<b>x</b>", result="<img src=x onerror=y>")],
    )

    body = read(client, story)
    article = body[body.index("<article") : body.index("</article>")]

    assert not re.search(r"<script|<style|<[^>]+\sstyle=|<[^>]+\son\w+=", article)


# --- At what cost ---


def test_a_story_asks_at_most_five_questions_of_the_database(client):
    many_stories(60)
    story = told(
        cycles=[PDSACycle(title="Ask", decision="adopt")],
        stated_results=[StatedResult(label="Kept", unit="%", before_value=1, after_value=2)],
    )
    read(client, story)

    with CaptureQueriesContext(connection) as questions:
        read(client, story)

    assert len(questions) <= 5


def test_a_new_edition_is_seen_at_once(client):
    story = a_live_story()
    read(client, story)

    draft = story.get_latest_revision_as_object()
    draft.problem = "Now told better."
    draft.save_revision().publish()

    assert "Now told better." in read(client, story)


def test_every_language_has_a_drawing_of_its_own(client):
    story = a_live_story()
    read(client, story)
    read(client, story, language="fr")

    assert len([key for key in caches["pages"]._cache if f"article:{story.pk}:" in key]) == 2


def test_editors_preview_a_draft_as_readers_will_see_it_and_nothing_of_it_is_kept(client):
    draft = a_story(problem="Only in the draft.").get_latest_revision_as_object()

    preview = draft.make_preview_request()

    assert preview.status_code == 200
    assert "Only in the draft." in preview.content.decode()
    assert not [key for key in caches["pages"]._cache if f"article:{draft.pk}:" in key]


def test_a_title_that_asks_is_cited_with_its_own_mark(client):
    story = a_live_story(title="Did text reminders change attendance?")

    page = client.get(story.get_absolute_url()).content.decode()

    assert "Did text reminders change attendance? Throughline, " in page
    assert "?." not in page
