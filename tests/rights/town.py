"""A small community in which one of each thing that not everyone may read lies planted, each with a word of its own."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from content.models import BasePage
from editorial import publishing
from editorial.models import Effect
from measures import keeping
from members.models import Affiliation, Member, Organization, User, Visibility
from members.roles import ADMINISTRATORS, REVIEWERS
from search.models import RecentSearch, SavedSearch
from stories.models import ChangeIdea, Invitation, Series, StoryMeasure, StoryPage
from tests.content.bad_files import GOOD_FILES, picture
from tests.factories import (
    a_chart,
    a_lesson,
    a_live_lesson,
    a_live_resource,
    a_live_story,
    a_measure,
    a_member,
    a_resource,
    a_story,
    an_editor,
    an_organization,
    someone_with_role,
)

STAFF = {"reviewer", "editor", "administrator"}
KEEPERS = {"editor", "administrator"}
SIGNED_IN = {"member", "other member", "steward", *STAFF}
ROLES = ("anonymous", "member", "other member", "steward", "reviewer", "editor", "administrator")

MAY_READ = {  # the planted word: who may ever read it, beside superusers
    "Zqxdraft": {"member", *KEEPERS},
    "Zqxreview": {"member", *STAFF},
    "Zqxcircle": {"member", *KEEPERS},  # a live story for one group
    "Zqxlocked": {"member", *KEEPERS},  # a live story behind a password
    "Zqxmembers": SIGNED_IN,  # a live story for whoever is signed in
    "Zqxembargo": {"member", *KEEPERS},
    "Zqxinvited": {"member", "steward", *KEEPERS},  # the title of a draft that the steward was asked to write with
    "Zqxinside": {"member", *KEEPERS},  # what stands in that draft, until the steward says yes
    "Zqxplace": {"member"},  # a line for nobody else
    "zqxmail": {"member", "administrator"},
    "Zqxsaved": {"member"},  # the name of a saved search
    "Zqxrecent": {"member"},  # what a member asked lately
    "Zqxunlisted": SIGNED_IN,  # the name of a member whom strangers do not get
    "Zqxmeasure": {"member", *KEEPERS},  # counted in a draft, its figures newer than anything published
    "Zqxdocument": KEEPERS,  # in a collection that is closed to readers
    "Zqxpicture": KEEPERS,
}


@dataclass
class Town:
    users: dict[str, User | None]
    pages: dict[str, BasePage]
    organization: Organization
    document: Document
    image: object
    invitation: Invitation
    affiliation: Affiliation
    effect: Effect
    collection: Collection
    redirect: Redirect
    series: Series
    idea: ChangeIdea
    restriction: PageViewRestriction
    unlisted: Member
    saved_search: SavedSearch
    own: StoryPage  # in review, written by somebody who is an editor
    writing_editor: User
    more: dict = field(default_factory=dict)

    def page(self, name: str) -> BasePage:
        return self.pages[name]


def a_town() -> Town:
    author = _author()
    other = a_member("Zqxunlisted Olive")
    other.member.visibility = {"listed": Visibility.ME}
    other.member.save()
    steward, organization, affiliation = _steward_of(author)
    pages = _pages(author, organization)
    invited = pages["invited"]
    closed = _closed_collection()
    document = Document.objects.create(
        title="Zqxdocument", file=ContentFile(GOOD_FILES["notes.txt"] + b" Zqxdocument", "notes.txt"), collection=closed
    )
    image = get_image_model().objects.create(title="Zqxpicture", file=ContentFile(picture(), "plain.jpg"), collection=closed)
    writing_editor = an_editor("Wanda Writes")
    own = a_story(by=writing_editor, title="An editor's own story")
    publishing.submit(own, by=writing_editor)
    users = {
        "anonymous": None,
        "member": author,
        "other member": other,
        "steward": steward,
        "reviewer": someone_with_role(REVIEWERS, "Rae Reviewer"),
        "editor": an_editor("Eddie Editor"),
        "administrator": someone_with_role(ADMINISTRATORS, "Ada Administrator"),
    }
    return Town(
        users=users,
        pages={name: type(page).objects.get(pk=page.pk) for name, page in pages.items()},
        organization=organization,
        document=document,
        image=image,
        invitation=Invitation.objects.create(page=invited, member=steward.member, asked_by=author),
        affiliation=affiliation,
        effect=Effect.objects.create(page=pages["draft"], event="planted", name="tell_author", state=Effect.State.FAILED),
        collection=closed,
        redirect=Redirect.objects.create(old_path="/old-address", redirect_page=pages["live"]),
        series=_series([pages["live"], pages["circle"], pages["draft"], pages["embargo"]]),
        idea=_idea([pages["live"], pages["circle"], pages["locked"]]),
        restriction=PageViewRestriction.objects.get(page=pages["locked"]),
        unlisted=other.member,
        own=StoryPage.objects.get(pk=own.pk),
        saved_search=_searches(author),
        writing_editor=writing_editor,
    )


def _author() -> User:
    author = a_member("Avery Author")
    author.email = "zqxmail@example.org"
    author.save()
    author.emailaddress_set.update(email=author.email)
    author.member.place = "Zqxplace"
    author.member.visibility = {"place": Visibility.ME}
    author.member.save()
    return author


def _searches(author: User) -> SavedSearch:
    RecentSearch.objects.create(user=author, asked="q=Zqxrecent", words="Zqxrecent")
    return SavedSearch.objects.create(user=author, asked="q=falls", name="Zqxsaved")


def _steward_of(author: User) -> tuple[User, Organization, Affiliation]:
    organization, steward = an_organization("Northern Pines"), a_member("Sam Steward")
    affiliation = Affiliation.objects.create(member=author.member, organization=organization, state="confirmed")
    Affiliation.objects.create(member=steward.member, organization=organization, state="confirmed", role="steward")
    return steward, organization, affiliation


def _pages(author: User, organization: Organization) -> dict[str, BasePage]:
    """Each with its word in the title and in the text."""

    def words(word: str, **more) -> dict:
        return {"title": f"{word} story", "problem": f"{word} problem", "result_statement": f"{word} result", **more}

    pages = {
        "live": a_live_story(by=author, title="A story that all may read"),
        "lesson": a_live_lesson(by=author),
        "resource": a_live_resource(by=author),
        "draft resource": a_resource(by=author, title="Zqxdraft resource", summary="Zqxdraft summary"),
        "draft": a_story(by=author, **words("Zqxdraft")),
        "draft lesson": a_lesson(by=author, title="Zqxdraft lesson", lesson="Zqxdraft text"),
        "review": a_story(by=author, **words("Zqxreview")),
        "circle": a_live_story(by=author, **words("Zqxcircle")),
        "locked": a_live_story(by=author, **words("Zqxlocked")),
        "members": a_live_story(by=author, **words("Zqxmembers")),
        "embargo": a_story(by=author, **words("Zqxembargo"), embargo_until=timezone.now() + timedelta(days=9)),
        "invited": a_story(by=author, **words("Zqxinside", title="Zqxinvited story")),
    }
    for name, page in pages.items():
        page.hashtags.add("EQIPON")
        page.organizations.add(organization)
        page.save()
        revision = page.save_revision(user=author)
        if name in {"live", "lesson", "resource", "circle", "locked", "members", "embargo"}:
            revision.publish()  # the embargoed one is held back
    publishing.submit(pages["review"], by=author)
    _measures(author, pages)
    PageViewRestriction.objects.create(page=pages["circle"], restriction_type="groups").groups.add(Group.objects.create(name="A circle"))
    PageViewRestriction.objects.create(page=pages["locked"], restriction_type="password", password="open sesame")
    PageViewRestriction.objects.create(page=pages["members"], restriction_type="login")
    return pages


def _measures(author: User, pages: dict[str, BasePage]) -> None:
    """One in a draft alone; one in a live story, whose newest figures nobody has published."""
    hidden = a_measure(by=author, name="Zqxmeasure", operational="Zqxmeasure of a draft", page=pages["draft"])
    draft = pages["draft"].get_latest_revision_as_object()
    draft.measure_links.add(StoryMeasure(measure=hidden, revision=hidden.latest))
    draft.save_revision(user=author)
    shown = a_measure(by=author, name="A measure that all may read")
    a_chart(pages["live"], shown)
    a_chart(pages["circle"], a_measure(by=author, name="Zqxcircle measure"))
    shown.name = "Zqxmeasure"
    shown.save()
    keeping.revise(shown, by=author)


def _closed_collection() -> Collection:
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="password", password="open sesame")
    return closed


def _series(pages: list[BasePage]) -> Series:
    series = Series.objects.create(title="A series", slug="a-series")
    for place, page in enumerate(pages):
        series.entries.create(page=page, sort_order=place)
    return series


def _idea(pages: list[StoryPage]) -> ChangeIdea:
    idea = ChangeIdea.objects.create(title="Call before the visit", slug="call-before")
    for page in pages:
        page.change_ideas.add(idea)
        page.save()
    return idea
