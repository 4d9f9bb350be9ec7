"""The whole demo, brought in once and in order: organizations, people, resources, stories, lessons, drafts under way, series,
collections, and what is shared.

Everything is a transaction of its own: interrupted anywhere, the next run goes on where this one was.
"""

from collections.abc import Callable, Mapping

from django.db import transaction

from content.models import BasePage
from editorial import effects, publishing
from editorial.models import Effect
from home import library
from home.models import HomePage
from members.models import User
from resources.models import Collection, CollectionItem, ResourcePage
from stories.composer import coauthors
from stories.models import LessonPage, Series, SeriesEntry, StoryPage

from . import files, ledger, networks, people, queue
from .files import DemoFault, Told
from .writing import write

KIND = {"story": StoryPage, "lesson": LessonPage, "resource": ResourcePage}
APPROVERS = ("editor", "second_editor")
LEAD = "text-reminders-north-london"  # the thread of the front page's drawing


def load(tell: Callable[[str], object]) -> int:
    """Bring in what is missing and leave what is there. Returns how many pages are new."""
    known = ledger.brought_in()
    people.bring_organizations(known)
    people.bring_change_ideas(known)
    people.bring_people(known)
    named = people.users()
    new = library.load()
    for name, all_told in (
        ("Resource", files.resources()),
        ("Story", files.stories()),
        ("Lesson", files.lessons()),
        ("Draft", files.drafts()),
    ):
        for number, told in enumerate(all_told, 1):
            if told.key in known or KIND[told.kind].objects.filter(slug=told.slug).exists():
                continue
            tell(f"{name} {number} of {len(all_told)}: {told.title}")
            _bring(told, named)
            new += 1
    _bring_series(known)
    _bring_collections(known)
    _lead_with(LEAD, known)
    if new:
        effects.work_off()
        queue.fold()
    for sentence in networks.bring(known, named):
        tell(sentence)
    return new


@transaction.atomic
def _bring(told: Told, named: Mapping[str, User]) -> None:
    """From the first word to the editor's decision."""
    writer = _named(told.writer, named, told)
    page = write(told, by=writer, people=named)
    ledger.remember(page, told.key, by=writer)
    if told.invite:
        coauthors.ask(_named(told.invite["member"], named, told).member, page, by=writer, credit=told.invite["credit"])
    if told.state == "draft":
        return
    publishing.submit(page, by=writer)
    if told.state == "returned":
        publishing.return_to_author(page, by=_decider(page, named, told), note=told.note)
    elif told.state == "live":
        publishing.approve(page, by=_decider(page, named, told))
        _keep_mail_back(page)


def _keep_mail_back(page: BasePage) -> None:
    """Dozens of mails that say “your story is open to all” would bury the few in the demo's outbox that are worth reading."""
    for effect in Effect.objects.waiting().filter(page=page, name__startswith="mail-"):
        effect.mark_dropped()


def _named(key: str, named: Mapping[str, User], told: Told) -> User:
    if key not in named:
        raise DemoFault(f"{told.key}: “{key}” is not among the demo's people any more, or never was.")
    return named[key]


def _decider(page: BasePage, named: Mapping[str, User], told: Told) -> User:
    """An editor who has not written it."""
    for key in APPROVERS:
        if key in named and not page.was_written_by(named[key]):
            return named[key]
    raise DemoFault(f"{told.key}: no editor of the demo is left who did not write it.")


def _bring_series(known: set[str]) -> None:
    for row in files.rows_of("series"):
        key = f"series/{row['slug']}"
        if key not in known and not Series.objects.filter(slug=row["slug"]).exists():
            _bring_one_series(row, key)


def _bring_collections(known: set[str]) -> None:
    for row in files.rows_of("collections"):
        key = f"collection/{row['slug']}"
        if key not in known and not Collection.objects.filter(slug=row["slug"]).exists():
            _bring_one_collection(row, key)


@transaction.atomic
def _lead_with(slug: str, known: set[str]) -> None:
    """The story that opens the front page, once; what an editor chose since stays."""
    home, story = HomePage.objects.get(), StoryPage.objects.filter(slug=slug).first()
    key = "lead"
    if key in known or story is None or home.lead_story_id:
        return
    home.lead_story = story
    home.save_revision(log_action=True).publish()
    ledger.remember(home, key)


@transaction.atomic
def _bring_one_series(row: dict, key: str) -> None:
    pages = _published(row["parts"], f"series.json, {row['slug']}")
    series = Series(slug=row["slug"], title=row["title"], description=row["description"])
    series.entries = [SeriesEntry(page=page, sort_order=place) for place, page in enumerate(pages)]
    series.save()
    ledger.remember(series, key)


@transaction.atomic
def _bring_one_collection(row: dict, key: str) -> None:
    pages = _published([item["page"] for item in row["items"]], f"collections.json, {row['slug']}")
    collection = Collection(is_demo=True, **{name: value for name, value in row.items() if name != "items"})
    collection.items = [
        CollectionItem(page=page, sort_order=place, why_en=item["why_en"], why_fr=item["why_fr"])
        for place, (page, item) in enumerate(zip(pages, row["items"], strict=True))
    ]
    collection.save()
    ledger.remember(collection, key)


def _published(parts: list[str], where: str) -> list[BasePage]:
    pages = {f"{kind}/{page.slug}": page for kind, model in KIND.items() for page in model.objects.live()}
    if missing := [part for part in parts if part not in pages]:
        raise DemoFault(f"{where}: not among the published pages: {', '.join(missing)}.")
    return [pages[part] for part in parts]
