"""What every installation stands on: pages, groups with their rights, the review workflow. Safe to run again."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from editorial.models import ReviewTask
from home import info_pages
from home.models import HomePage
from members.roles import ADMINISTRATORS, EDITORS, MEMBERS, REVIEWERS
from resources.models import ResourceIndexPage
from stories.models import LessonIndexPage, StoryIndexPage

KEPT_BY_EDITORS = {
    "content": ["method", "topic", "qualitydomain", "caresetting", "scale", "resulttype", "audience", "hashtag", "hashtagalias"],
    "measures": ["indicator", "measure"],
    "stories": ["changeidea", "series"],
    "members": ["profession", "organization", "affiliation"],
    "search": ["synonym", "promoted"],
    "resources": ["collection"],
    "sharing": ["sharerule", "sharetemplate", "externalaccount"],
}
SHELVES = ((StoryIndexPage, "Stories", "stories"), (LessonIndexPage, "Lessons", "lessons"), (ResourceIndexPage, "Resources", "resources"))
NEVER_DELETED = [*KEPT_BY_EDITORS["content"], "profession", "organization", "indicator"]  # retired or merged instead
PAGE_RIGHTS_OF_EDITORS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")


@transaction.atomic
def lay(tell: Callable[[str], object] = lambda words: None) -> None:
    """Lay what is missing and leave what is there."""
    tell("Pages …")
    home = _pages()
    tell("Groups and their rights …")
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in (MEMBERS, REVIEWERS, EDITORS, ADMINISTRATORS)}
    Group.objects.filter(name="Moderators").delete()  # Wagtail's own, which nobody here is in
    _page_rights(home, groups)
    _admin_rights(groups)
    tell("Review workflow …")
    _workflow(home, groups)


def _pages() -> HomePage:
    root = Page.get_first_root_node()
    home = HomePage.objects.first()
    if home is None:
        Page.objects.filter(slug="home", depth=2).delete()  # Wagtail's welcome page
        root = Page.get_first_root_node()
        home = root.add_child(instance=HomePage(title="Throughline", slug="home"))
    _site(home)
    for page_class, title, slug in SHELVES:
        if not page_class.objects.exists():
            home.add_child(instance=page_class(title=title, slug=slug))
    info_pages.lay(home)
    return home


def _site(home: HomePage) -> None:
    """The address of the site, once; what an administrator made of it since stays."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or site.root_page_id != home.pk:
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        values = {"hostname": address.hostname or "localhost", "port": port, "root_page": home, "site_name": "Throughline"}
        Site.objects.update_or_create(is_default_site=True, defaults=values)


def _page_rights(home: HomePage, groups: dict[str, Group]) -> None:
    """Members begin drafts on the shelves. Reviewers need no right: a page in review opens to them, and only then."""
    wanted = [(MEMBERS, shelf, "add_page") for shelf in (page_class.objects.get() for page_class, _title, _slug in SHELVES)]
    wanted += [(group, home, right) for group in (EDITORS, ADMINISTRATORS) for right in PAGE_RIGHTS_OF_EDITORS]
    rights = {
        right.codename: right for right in Permission.objects.filter(content_type__app_label="wagtailcore", codename__endswith="_page")
    }
    for group, page, right in wanted:
        GroupPagePermission.objects.get_or_create(group=groups[group], page=page, permission=rights[right])


def _admin_rights(groups: dict[str, Group]) -> None:
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    kept_by_editors = [
        right
        for app, models in KEPT_BY_EDITORS.items()
        for right in Permission.objects.filter(content_type__app_label=app, content_type__model__in=models)
        if right.codename not in {f"delete_{model}" for model in NEVER_DELETED}
    ]
    groups[REVIEWERS].permissions.add(access)
    groups[EDITORS].permissions.add(access, *kept_by_editors)
    administrators = Permission.objects.filter(content_type__app_label__in=["members", "wagtailredirects", "wagtailcore", "auth"]).exclude(
        content_type__app_label="auth", content_type__model="permission"
    )
    administrators = administrators.exclude(codename="delete_user")  # accounts are closed, which keeps what others build on
    groups[ADMINISTRATORS].permissions.add(access, *kept_by_editors, *administrators)
    _library_rights(groups)


def _library_rights(groups: dict[str, Group]) -> None:
    """Editors keep images and documents."""
    root = Collection.get_first_root_node()
    rights = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"],
        codename__in=[f"{right}_{model}" for right in ("add", "change", "choose") for model in ("image", "document")],
    )
    for group in (EDITORS, ADMINISTRATORS):
        for right in rights:
            GroupCollectionPermission.objects.get_or_create(group=groups[group], collection=root, permission=right)


def _workflow(home: HomePage, groups: dict[str, Group]) -> None:
    task = ReviewTask.objects.first() or ReviewTask.objects.create(name="Review")
    task.groups.add(groups[REVIEWERS], groups[EDITORS], groups[ADMINISTRATORS])
    workflow = Workflow.objects.filter(workflow_tasks__task=task).first()
    if workflow is None:
        WorkflowPage.objects.all().delete()
        Workflow.objects.update(active=False)  # Wagtail's own approval lets authors approve themselves
        GroupApprovalTask.objects.update(active=False)
        workflow = Workflow.objects.create(name="Review and publish")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
