"""What every installation stands on: pages, groups with their rights, the review workflow. Safe to run again."""

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
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
from home.models import HomePage
from members.roles import ADMINISTRATORS, EDITORS, MEMBERS, REVIEWERS
from stories.models import LessonIndexPage, StoryIndexPage

VOCABULARIES = "vocabularies"


@transaction.atomic
def lay() -> None:
    """Lay what is missing and leave what is there."""
    home = _pages()
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in (MEMBERS, REVIEWERS, EDITORS, ADMINISTRATORS)}
    Group.objects.filter(name="Moderators").delete()  # Wagtail's own, which nobody here is in
    _page_rights(home, groups)
    _admin_rights(groups)
    _workflow(home, groups)


def load_vocabularies() -> None:
    """Vocabularies by natural key: terms that editors changed are left alone."""
    call_command("load_vocabularies", verbosity=0)


def _pages() -> HomePage:
    root = Page.get_first_root_node()
    home = HomePage.objects.first()
    if home is None:
        Page.objects.filter(slug="home", depth=2).delete()  # Wagtail's welcome page
        root = Page.get_first_root_node()
        home = root.add_child(instance=HomePage(title="Throughline", slug="home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Throughline"})
    for page_class, title, slug in ((StoryIndexPage, "Stories", "stories"), (LessonIndexPage, "Lessons", "lessons")):
        if not page_class.objects.exists():
            home.add_child(instance=page_class(title=title, slug=slug))
    return home


def _page_rights(home: HomePage, groups: dict[str, Group]) -> None:
    shelves = [StoryIndexPage.objects.get(), LessonIndexPage.objects.get()]
    wanted = [(MEMBERS, shelf, "add_page") for shelf in shelves]
    wanted += [(REVIEWERS, shelf, right) for shelf in shelves for right in ("change_page",)]
    wanted += [
        (group, home, right)
        for group in (EDITORS, ADMINISTRATORS)
        for right in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
    ]
    for group, page, right in wanted:
        GroupPagePermission.objects.get_or_create(
            group=groups[group], page=page, permission=Permission.objects.get(content_type__app_label="wagtailcore", codename=right)
        )


def _admin_rights(groups: dict[str, Group]) -> None:
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    kept_by_editors = Permission.objects.filter(
        content_type__app_label__in=["content", "stories", "members"],
        content_type__model__in=[
            "method", "topic", "qualitydomain", "caresetting", "scale", "resulttype", "audience", "hashtag", "hashtagalias",
            "changeidea", "series", "profession", "organization", "affiliation",
        ],
    ).exclude(codename__startswith="delete_method").exclude(codename__startswith="delete_hashtag")  # fmt: skip
    groups[REVIEWERS].permissions.add(access)
    groups[EDITORS].permissions.add(access, *kept_by_editors)
    administrators = Permission.objects.filter(content_type__app_label__in=["members", "wagtailredirects", "wagtailcore", "auth"]).exclude(
        content_type__app_label="auth", content_type__model="permission"
    )
    groups[ADMINISTRATORS].permissions.add(access, *kept_by_editors, *administrators)
    root = Collection.get_first_root_node()
    for group in (EDITORS, ADMINISTRATORS):
        for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
            for right in ("add", "change", "choose"):
                permission = Permission.objects.get(content_type__app_label=app, codename=f"{right}_{model}")
                GroupCollectionPermission.objects.get_or_create(group=groups[group], collection=root, permission=permission)


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
