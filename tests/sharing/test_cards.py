"""The share card: what it says, what it never says, and that nothing on it overflows."""

import io
import re
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.utils.timezone import now
from PIL import Image
from wagtail.models import PageViewRestriction

from measures import kept_pictures, picture
from sharing import card_svg, cards, lettering
from sharing.card_svg import Card
from tests.factories import a_chart, a_live_lesson, a_live_resource, a_live_story, a_measure, a_story, an_editor, an_organization
from tests.factories.measures import STEADY

WORDS = "Interprofessionnelle anticonstitutionnellement réorganisation"
HOSTILE = {
    "nothing at all": Card(title=""),
    "one long word": Card(
        title="W" * 200, finding="M" * 400, organization="O" * 120, note="N" * 300, note_end=", 2024.", label="Illustrative"
    ),
    "long French words": Card(title=f"{WORDS} {WORDS}", finding=f"{WORDS} " * 6, organization=f"{WORDS} {WORDS}", note=WORDS * 3),
    "long French words, corrected": Card(
        title=WORDS * 3, finding=WORDS, corrected="Corrigé le 12 septembre 2026.", note=WORDS, label="Fictif"
    ),
    "a retraction that says much": Card(
        title=f"{WORDS} " * 4, banner="Retirée le 12 septembre 2026. Ne vous y fiez pas.", finding=f"{WORDS} " * 20
    ),
    "emoji": Card(
        title="🎉 Fewer falls 👩🏽‍⚕️ on Ward 7 🚑", finding="Falls 📉; special cause.", organization="💙", leads_with_finding=True
    ),
    "another script": Card(title="الحد من السقوط في جناح كبار السن", finding="انخفض السقوط", organization="مستشفى"),
    "markup": Card(title="<script>alert(1)</script> & \x00 \ud800 “quoted”", finding='"><image href="x"/>', organization="A & B"),
    "a finding in large words": Card(title=WORDS, finding="Nothing changed.", leads_with_finding=True),
}


def texts(svg: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(svg).iter("text") if each.text]


def extent(drawn: ElementTree.Element) -> tuple[float, float]:
    """From where to where a line of words goes."""
    kind = drawn.get("class", "")
    size = int(found[1]) if (found := re.search(r"\bs(\d+)", kind)) else 24
    wide = lettering.width(drawn.text or "", size, strong=any(name in kind for name in ("strong", "banner", "corrected", "illustrative")))
    x = float(drawn.get("x", 0))
    return (x - wide, x) if drawn.get("text-anchor") == "end" else (x, x + wide)


@pytest.mark.parametrize("card", HOSTILE.values(), ids=HOSTILE)
def test_no_words_leave_the_card(card):
    drawn = texts(card_svg.draw(card))

    assert all(extent(each)[0] >= card_svg.EDGE - 1 and extent(each)[1] <= card_svg.WIDTH - card_svg.EDGE + 1 for each in drawn)
    assert all(0 < float(each.get("y", 0)) <= card_svg.LAST_LINE for each in drawn)


@pytest.mark.parametrize("card", HOSTILE.values(), ids=HOSTILE)
def test_lines_do_not_lie_over_each_other(card):
    body = [each for each in texts(card_svg.draw(card)) if float(each.get("y", 0)) > 100]

    for one, other in combinations(body, 2):
        apart = abs(float(other.get("y", 0)) - float(one.get("y", 0))) >= 20
        assert apart or extent(one)[1] <= extent(other)[0] + 1 or extent(other)[1] <= extent(one)[0] + 1


@pytest.mark.parametrize("strong", [False, True])
def test_words_are_as_wide_as_they_are_drawn(strong):
    words = "AVATAR: Ward 7, “To Wit” 26.4% français"
    svg = f'<svg viewBox="0 0 1200 100"><text class="t" x="10" y="70">{words}</text></svg>'
    css = f"text.t {{ font-size: 40px; font-weight: {600 if strong else 400}; fill: #000000; }}"

    drawn = Image.open(io.BytesIO(picture.png(svg, css=css, margin=0))).convert("L").point(lambda grey: 255 if grey < 128 else 0)

    left, _top, right, _bottom = drawn.getbbox()
    assert abs((right - left) - lettering.width(words, 40, strong=strong)) < 8  # the air beside the first and the last letter


def test_emoji_are_left_out_with_their_space_and_accents_stay():
    assert lettering.drawable("Falls 📉; fewer 👩🏽‍⚕️ at Tŝilhqot’in  Health\u202f!") == "Falls; fewer at Tŝilhqot’in Health\u202f!"


def test_a_title_that_our_font_cannot_draw_is_not_told_in_pieces():
    said = [each.text for each in texts(card_svg.draw(Card(title="الحد من السقوط Ward", untitled="To be read on Throughline")))]

    assert said == ["Throughline", "To be read on Throughline"]


def test_a_finding_beside_a_chart_is_never_cut():
    chart = '<svg viewBox="0 0 428 416"><text>chart</text></svg>'
    whole = "The median went down; " * 12 + "chance may explain it."

    svg = card_svg.draw(Card(title="Fewer falls", finding=whole, picture=chart))

    assert "chance may explain it." in " ".join(each.text or "" for each in texts(svg)).replace("  ", " ")
    assert "…" not in svg


# --- Of pages ---


def said_on(page) -> str:
    return " ".join(each.text or "" for each in texts(card_svg.draw(cards.card_of(page))))


@pytest.mark.django_db
def test_a_story_with_figures_shows_its_chart_and_the_outcome_line():
    story = a_live_story(title="Calls before the visit")
    a_chart(story, a_measure(figures=[*STEADY, *STEADY]))

    card = cards.card_of(story)

    assert card.picture
    assert card.beside_picture in card.finding
    assert story.result_statement not in said_on(story)


@pytest.mark.django_db
def test_reported_figures_are_drawn_before_and_after_with_the_aim():
    story = a_live_story()
    story.stated_results.create(
        label="Kits given", unit="%", before_value=Decimal(51), after_value=Decimal(80), after_prefix="over", aim_value=Decimal(80)
    )

    said = said_on(story)

    assert "51%" in said and "over 80%" in said and "aim 80%" in said and "Figures as reported." in said


@pytest.mark.django_db
def test_a_retracted_page_says_so_and_tells_neither_finding_nor_figures():
    story = a_live_story(result_statement="Falls were halved.")
    a_chart(story, a_measure(figures=[*STEADY, *STEADY]))
    story.retracted_at = now()

    card = cards.card_of(story)

    assert "Retracted" in said_on(story)
    assert not card.picture and "halved" not in said_on(story)


@pytest.mark.django_db
def test_a_made_up_story_says_so_on_its_card():
    assert "Fictional example" in said_on(a_live_story(is_demo=True))


@pytest.mark.django_db
def test_a_card_speaks_the_language_of_its_page():
    story = a_live_story(language="fr")
    a_chart(story, a_measure(figures=[*STEADY, *STEADY]))

    said = said_on(story)

    assert "Aucun signal" in said and "No signal" not in said


@pytest.mark.django_db
def test_every_kind_of_page_has_a_card_and_words_for_it():
    pages = [a_live_story(), a_live_lesson(), a_live_resource()]

    assert all(page.title in cards.proposed_alt(page) for page in pages)
    assert all(len(cards.proposed_alt(page)) <= 1000 for page in pages)


@pytest.mark.django_db
def test_an_address_changes_with_the_page_and_an_old_one_shows_the_card_of_today(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    story = a_live_story(title="Before")
    old = cards.card_address(story)
    story.title = "After"
    story.save_revision().publish()
    story.refresh_from_db()
    new = cards.card_address(story)

    answers = [client.get(address.partition("//")[2].partition("/")[2].join(("/", ""))) for address in (old, new)]

    assert old != new
    assert answers[0].content == answers[1].content == cards.card_png(story)
    assert Image.open(io.BytesIO(answers[1].content)).size == (1200, 630)
    assert answers[1]["Cache-Control"] == "public, max-age=86400" and answers[0]["Cache-Control"] == "public, max-age=300"
    assert not answers[1].cookies


@pytest.mark.django_db
def test_who_asks_again_gets_a_short_answer(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    address = path_of(a_live_story())
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    head = client.head(address)

    assert again.status_code == 304 and not again.content
    assert head.status_code == 200 and not head.content and head["ETag"] == first["ETag"]


def path_of(page) -> str:
    return f"/share/card/{page.pk}-{cards.version_of(page)}.png"


@pytest.mark.django_db
@pytest.mark.parametrize("kept_back", ["draft", "embargo", "closed", "unpublished"])
def test_a_page_that_not_everybody_may_read_has_no_card(client, kept_back):
    story = a_story() if kept_back == "draft" else a_live_story()
    if kept_back == "embargo":
        story.embargo_until = now() + timedelta(days=1)
        story.save()
    if kept_back == "closed":
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    if kept_back == "unpublished":
        story.unpublish()

    assert client.get(path_of(story)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["0-0123456789ab.png", "999999999999999999-0123456789ab.png", "1-short.png", "x-0123456789ab.png"])
def test_what_has_no_card_is_not_found(client, address):
    assert client.get(f"/share/card/{address}").status_code == 404


@pytest.mark.django_db
def test_words_of_a_draft_are_not_on_the_public_card(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    story = a_live_story(title="Said to all")
    before = client.get(path_of(story)).content
    story.title = "Not yet said"
    story.save_revision()

    assert client.get(path_of(story)).content == before


@pytest.mark.django_db
def test_editors_see_the_card_of_a_draft_and_nobody_else_does(client):
    story = a_story()
    address = f"/admin/sharing/pages/{story.pk}/card/"

    assert client.get(address).status_code == 302
    client.force_login(an_editor(), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address)

    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_card_is_drawn_once(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    story = a_live_story()
    first = cards.card_png(story)
    monkeypatch.setattr(kept_pictures, "png", lambda *_args, **_look: pytest.fail("drawn twice"))

    assert cards.card_png(story) == first


@pytest.mark.django_db
def test_several_organizations_are_counted_and_none_leaves_room_for_what_this_is():
    alone, together = a_live_story(), a_live_story()
    for name in ("Riverbend", "Lakeside", "Hilltop"):
        together.organizations.add(an_organization(name))
    together.save()

    assert "and 2 more" in cards.card_of(together).organization
    assert cards.card_of(alone).organization
