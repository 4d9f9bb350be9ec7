"""Every address that the resolver knows, with something real in the place of each argument.

Whoever adds an address with arguments adds a line to `RULES`. Without one the matrix fails and names the address.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Site, Task, Workflow, WorkflowState

from content.models import Hashtag, Method
from measures.models import Measure
from resources.models import Collection, LinkCheck, ResourcePage
from search.models import ExtractedText, Queued, SearchDocument
from sharing.models import Account, SharePost
from stories.models import LessonPage, StoryIndexPage, StoryMeasure, StoryPage
from tests.rights.town import Town

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


class NoSample(Exception):
    """An address that nobody has given an argument yet."""


@dataclass(frozen=True)
class Address:
    path: str
    route: str
    takes_words: bool = False  # a list that may be searched


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def addresses_of(route: str, town: Town) -> list[Address]:
    """Each sample of one route; those that show pages once for each planted page."""
    if route in WRITTEN_OUT:
        return [Address(f"/{path}", route) for path in WRITTEN_OUT[route](town)]
    names = ARGUMENT.findall(route)
    if not names:
        return [Address(f"/{route.replace('^', '').rstrip('$')}", route, takes_words=True)]
    for pattern, samples in RULES:
        if re.search(pattern, route):
            return [_filled(route, names, sample) for sample in samples(town, route)]
    raise NoSample(route)


def _filled(route: str, names: list[str], sample: dict[str, object]) -> Address:
    if missing := set(names) - set(sample):
        raise NoSample(f"{route} ({', '.join(missing)})")
    return Address("/" + ARGUMENT.sub(lambda found: str(sample[found[1]]), route.replace("^", "")).rstrip("$"), route)


def _pages(town: Town) -> list:
    return [*town.pages.values(), town.own]


def _each(name: str) -> Callable[[Town, str], list[dict]]:
    return lambda town, route: [{name: page.pk} for page in _pages(town)]


def _one(**values: Callable[[Town], object] | object) -> Callable[[Town, str], list[dict]]:
    return lambda town, route: [{name: value(town) if callable(value) else value for name, value in values.items()}]


def _decisions(town: Town, route: str) -> list[dict]:
    states = [(page, page.current_workflow_task_state) for page in (town.page("review"), town.own)]
    return [
        {"page_id": page.pk, "action_name": action, "task_state_id": state.pk} for page, state in states for action in ("approve", "reject")
    ]


def _previews(town: Town, route: str) -> list[dict]:
    states = [(page, page.current_workflow_task_state) for page in (town.page("review"), town.own)]
    return [{"page_id": page.pk, "task_id": state.task_id} for page, state in states]


def _versions(town: Town, route: str) -> list[dict]:
    return [{"page_id": page.pk, "revision_id": page.latest_revision_id} for page in _pages(town)]


def _kept_words(town: Town, route: str) -> list[dict]:
    """An entry that editors keep for the search, with a version of it."""
    row = apps.get_model("search", route.split("/")[3]).objects.first()
    return [{"pk": row.pk, "revision_id": (row.latest_revision or row.save_revision()).pk}] if row else [{"pk": 1, "revision_id": 1}]


def _workflow_states(town: Town, route: str) -> list[dict]:
    states = WorkflowState.objects.filter(object_id__in=[str(page.pk) for page in _pages(town)])
    return [{"page_id": state.object_id, "workflow_state_id": state.pk} for state in states]


def _notices(town: Town, route: str) -> list[dict]:
    return [{"page_id": page.pk, "kind": kind} for page in _pages(town) for kind in ("correction", "retraction")]


def _of_model(town: Town, route: str) -> list[dict]:
    """A row of the model that the address names, if there is one."""
    found = re.search(r"(?:django-admin|snippets/choose|snippets)/(\w+)/(\w+)/", route)
    assert found, route
    app, model = found.groups()
    row = apps.get_model(app, model)._base_manager.first()
    return [{"pk": row.pk if row else 1, "object_id": row.pk if row else 1}]


def _row(model: str) -> Callable[[Town], object]:
    def first(town: Town) -> object:
        row = apps.get_model(model)._base_manager.first()
        return row.pk if row else 1

    return first


def _actions(town: Town, route: str) -> list[dict]:
    return [{"pk": page.pk, "action_name": name} for page in (*_pages(town),) for name in ("publish", "copy", "unpublish", "delete")]


def _bulk(town: Town, route: str) -> list[dict]:
    pages = [("wagtailcore", "page", action) for action in ("publish", "unpublish", "delete", "move")]
    library = [
        (f"wagtail{kind}s", kind, action) for kind in ("image", "document") for action in ("delete", "add_to_collection", "add_tags")
    ]
    people = [("members", "user", action) for action in ("assign_role", "delete", "set_active_state")]
    snippets = [("stories", "changeidea", "delete"), ("members", "organization", "delete"), ("measures", "measure", "delete")]
    return [{"app_label": app, "model_name": model, "action": action} for app, model, action in [*pages, *library, *people, *snippets]]


def _pings(town: Town, route: str) -> list[dict]:
    return [{"app_label": "stories", "model_name": "storypage", "object_id": page.pk, "session_id": 1} for page in _pages(town)]


def _methods(town: Town, route: str) -> list[dict]:
    return [{"slug": Method.objects.in_use().first().slug, "kind": kind} for kind in ("rss", "json")]


def _stories(town: Town, route: str) -> list[dict]:
    return [{"slug": page.slug} for page in _pages(town) if isinstance(page, StoryPage)]


def _charts(town: Town, route: str) -> list[dict]:
    """The charts that are shown somewhere, and one of a draft. Every file of each."""
    shown = [(link.page.slug, link.measure_id) for link in StoryMeasure.objects.select_related("page")]
    files = ("chart.svg", "figures.csv", "figures.xlsx", "figures.json") if "<str:file>" in route else ("",)
    return [
        {"slug": slug, "measure": measure, "file": file}
        for slug, measure in [*shown, (town.page("draft").slug, _measure(town)), (town.page("live").slug, _measure(town))]
        for file in files
    ]


def _lessons(town: Town, route: str) -> list[dict]:
    return [{"slug": page.slug} for page in _pages(town) if isinstance(page, LessonPage)]


def _resources(town: Town, route: str) -> list[dict]:
    return [{"slug": page.slug} for page in _pages(town) if isinstance(page, ResourcePage)]


def _people(town: Town, route: str) -> list[dict]:
    return [{"slug": town.users["member"].member.slug}, {"slug": town.unlisted.slug}]


def _feeds(town: Town, route: str) -> list[dict]:
    return [{"what": what, "kind": kind} for what in ("stories", "lessons", "resources") for kind in ("rss", "atom", "json")]


def _curation(town: Town, route: str) -> list[dict]:
    keys = {"method": Method.objects.first().pk, "hashtag": Hashtag.objects.first().pk}
    return [{"kind": kind, "pk": key, "verb": verb} for kind, key in keys.items() for verb in ("merge", "retire", "alias", "forget_alias")]


def _measure(town: Town) -> int:
    """The one that is counted in the draft."""
    return Measure.objects.get(page=town.page("draft")).pk


def _shelf(town: Town) -> int:
    return StoryIndexPage.objects.get().pk


# What stands in the place of arguments: the first line whose pattern is found in the route counts.
def _reading_path(town: Town) -> Collection:
    """With pages that only some may read."""
    path, is_new = Collection.objects.get_or_create(slug="a-path", defaults={"title_en": "A path", "is_ordered": True})
    for place, name in enumerate(("live", "circle", "draft", "embargo") if is_new else ()):
        path.items.create(page=town.pages[name], sort_order=place)
    return path


RULES: list[tuple[str, Callable[[Town, str], list[dict]]]] = [
    # --- the admin: pages ---
    (r"workflow/(action|collect_action_data)/", _decisions),
    (r"workflow/preview/", _previews),
    (r"workflow_history/detail/", _workflow_states),
    (r"admin/snippets/search/\w+/history/<int:pk>/revisions/", _kept_words),
    (r"<int:revision_id>", _versions),
    (r"desk/pages/<int:page_id>/<str:kind>/", _notices),
    (r"links/<int:link_id>/", _one(link_id=lambda town: LinkCheck.objects.get_or_create(address="https://example.org/planted")[0].pk)),
    (r"search-queue/", _one(queued_id=lambda town: Queued.objects.get_or_create(kind="story", object_id=1)[0].pk)),
    (r"search-files/", _one(text_id=lambda town: ExtractedText.objects.get_or_create(digest="d", name="broken.pdf", state="failed")[0].pk)),
    (r"admin/sharing/posts/<int:post_id>", _one(post_id=lambda town: _share_post(town).pk)),
    (r"admin/sharing/calendar/<int:post_id>", _one(post_id=lambda town: _share_post(town).pk)),
    (r"admin/sharing/calendar/slots/", _one(slot_id=_row("sharing.slot"), account_id=lambda town: _by_hand(town))),
    (r"admin/sharing/evergreen/add/", _each("page_id")),
    (r"admin/sharing/evergreen/", _one(evergreen_id=_row("sharing.evergreen"), verb="remove")),
    (r"admin/sharing/accounts/callback/", lambda town, r: [{"network": network} for network in ("bluesky", "nothing-of-the-kind")]),
    (r"admin/sharing/accounts/", _one(account_id=lambda town: _by_hand(town), network="by-hand", verb="pause")),
    (r"desk/effects/", _one(effect_id=lambda town: town.effect.pk)),
    (r"<int:page_to_move_id>.*<int:destination_id>", lambda town, r: [{**one, "destination_id": _shelf(town)} for one in _movable(town)]),
    (r"<int:page_to_move_id>", lambda town, r: _movable(town)),
    (
        r"pages/(add|usage)/<slug:content_type_app_name>",
        _one(content_type_app_name="stories", content_type_model_name="storypage", parent_page_id=_shelf),
    ),
    (r"pages/create/<slug:app_label>", _one(app_label="stories", model_name="storypage")),
    (r"<int:parent_page_id>", lambda town, r: [{"parent_page_id": key} for key in (_shelf(town), *(page.pk for page in _pages(town)))]),
    (
        r"<int:page_view_restriction_id>",
        _one(page_view_restriction_id=lambda town: town.restriction.pk, page_id=lambda town: town.page("locked").pk),
    ),
    (r"<int:page_id>", _each("page_id")),
    (r"api/main/\^pages/<int:pk>/action/", _actions),
    (r"api/main/\^pages/<int:pk>/", _each("pk")),
    (r"admin/bulk/", _bulk),
    (r"editing-sessions/ping/", _pings),
    (r"editing-sessions/release/", _one(session_id=1)),
    (r"tag-autocomplete/<slug", _one(app_name="content", model_name="hashtag")),
    # --- the admin: library ---
    (r"api/main/\^documents/", _one(pk=lambda town: town.document.pk)),
    (r"api/main/\^images/", _one(pk=lambda town: town.image.pk)),
    (r"<int:(document_id|doc_id)>", _one(document_id=lambda town: town.document.pk, doc_id=lambda town: town.document.pk)),
    (r"<int:image_id>", _one(image_id=lambda town: town.image.pk, filter_spec="width-40")),
    (r"<int:uploaded_file_id>", _one(uploaded_file_id=1)),
    (r"documents/chooser/chosen/", _one(pk=lambda town: town.document.pk)),
    (r"images/chooser/chosen/", _one(pk=lambda town: town.image.pk)),
    (r"<int:(collection_id)>", _one(collection_id=lambda town: town.collection.pk)),
    (r"admin/collections/", _one(pk=lambda town: town.collection.pk)),
    # --- the admin: the rest ---
    (r"workflows/remove/", _one(page_pk=_shelf, workflow_pk=lambda town: Workflow.objects.filter(active=True).first().pk)),
    (r"workflows/tasks/add/", _one(app_label="editorial", model_name="reviewtask")),
    (
        r"workflows/tasks/|task_chooser",
        _one(pk=lambda t: Task.objects.filter(active=True).first().pk, task_id=lambda t: Task.objects.first().pk),
    ),
    (r"admin/workflows/", _one(pk=lambda town: Workflow.objects.filter(active=True).first().pk)),
    (r"admin/curation/", _curation),
    (r"admin/settings/", _one(app_name="home", model_name="homepage", pk=1)),
    (r"admin/redirects/", _one(redirect_id=lambda town: town.redirect.pk)),
    (r"admin/snippets/|django-admin/\w+/\w+/<path", _of_model),
    (r"django-admin/r/", _one(content_type_id=1, object_id=1)),
    (r"admin/sites/", _one(pk=lambda town: Site.objects.get().pk)),
    (r"admin/users/", lambda town, r: [{"pk": town.users["member"].pk}, {"pk": town.unlisted.user_id}]),
    (r"admin/groups/", _one(pk=_row("auth.group"))),
    (r"admin/password_reset/confirm/", _one(uidb64="MQ", token="set-password")),
    # --- what everybody meets ---
    (r"documents/authenticate_with_password/", _one(restriction_id=_row("wagtailcore.collectionviewrestriction"))),
    (r"^s/<str:code>", _one(code=lambda town: _share_post(town).code)),
    (r"^share/card/", lambda town, r: [{"page_id": page.pk, "version": "0123456789ab"} for page in _pages(town)]),
    (r"^share/site/", _one(language="en", version="0123456789ab")),
    (r"^media/images/", lambda town, r: [{"path": town.image.file.name.removeprefix("images/")}, {"path": "../original_images/plain.jpg"}]),
    (r"^sitemap-", lambda town, r: [{"section": section} for section in ("stories", "lessons", "resources", "words", "front")]),
    (r"^outbox/", _one(name="1.0")),
    (r"account/affiliations/", _one(pk=lambda town: town.affiliation.pk)),
    (r"webauthn/keys/", _one(pk=1)),
    (r"search/saved/<int:pk>/", _one(pk=lambda town: town.saved_search.pk)),
    (r"search/unsubscribe/", _one(token="nothing-of-the-kind")),
    (r"admin/search-chooser/chosen/", lambda town, r: [{"pk": row.pk} for row in SearchDocument.objects.all()[:3]] or [{"pk": 1}]),
    (r"organizations/<slug", _one(slug=lambda town: town.organization.slug)),
    (
        r"write/story/<int:pk>/measures/<int:measure>/",
        lambda town, r: [{"pk": page.pk, "measure": _measure(town)} for page in _pages(town)],
    ),
    (r"write/story/<int:pk>/<slug:step>/", lambda town, r: [{"pk": page.pk, "step": "start"} for page in _pages(town)]),
    (r"write/invitation/", _one(pk=lambda town: town.invitation.pk)),
    (r"write/", _each("pk")),
    (r"stories/<word:slug>/charts/", _charts),
    (r"stories/<word:slug>", _stories),
    (r"lessons/<word:slug>", _lessons),
    (r"resources/<word:slug>", _resources),
    (r"indicators/<slug:slug>", _one(slug="no-shows-at-first-appointment")),
    (r"series/<word:slug>", _one(slug=lambda town: town.series.slug)),
    (r"collections/<word:slug>", _one(slug=lambda town: _reading_path(town).slug, page=lambda town: town.pages["live"].pk)),
    (r"change-ideas/<word:slug>", _one(slug=lambda town: town.idea.slug)),
    (r"feeds/methods/|methods/<word:slug>", _methods),
    (r"hashtags/<hashtag:name>", _one(name="EQIPON")),
    (r"feeds/hashtags/", lambda town, r: [{"name": "EQIPON", "kind": kind} for kind in ("rss", "json")]),
    (r"feeds/<str:what>", _feeds),
    (r"search/feed", lambda town, r: [{"kind": kind} for kind in ("rss", "atom")]),
    (r"people/<slug", _people),
]


def _by_hand(town: Town) -> int:
    """An account that asks no network when its buttons are pressed."""
    return Account.objects.get_or_create(network="by-hand", name="By hand")[0].pk


def _share_post(town: Town) -> SharePost:
    """A draft that tells of the live story."""
    account, _ = Account.objects.get_or_create(network="by-hand", name="By hand")
    page = town.page("live")
    said = {"page": page, "title": page.title, "parts": ["Come and read."], "alt_text": "A card."}
    return SharePost.objects.get_or_create(content=f"page-{page.pk}", account=account, defaults=said)[0]


def _movable(town: Town) -> list[dict]:
    return [{"page_to_move_id": page.pk} for page in _pages(town)]


# Regular expressions, written out.
WRITTEN_OUT: dict[str, Callable[[Town], list[str]]] = {
    r"admin/pages/^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": (
        lambda town: [f"admin/pages/{page.pk}/revisions/compare/earliest...latest/" for page in _pages(town)]
    ),
    **{
        rf"admin/snippets/search/{model}/history/(?P<pk>.+)/revisions/compare/"
        r"(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": (
            lambda town, model=model: [
                f"admin/snippets/search/{model}/history/{sample['pk']}/revisions/compare/earliest...latest/"
                for sample in _kept_words(town, f"admin/snippets/search/{model}")
            ]
        )
        for model in ("synonym", "promoted")
    },
    r"admin/^.*/$": lambda town: ["admin/nothing/of/the/kind/"],
    r"documents/^(\d+)/(.*)$": lambda town: [town.document.url.lstrip("/")],
    r"django-admin/(?P<url>.*)$": lambda town: ["django-admin/nothing/of/the/kind"],
    r"en/account/^confirm-email/(?P<key>[-:\w]+)/$": lambda town: ["en/account/confirm-email/MQ:1abcde:signature/"],
    r"en/account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": lambda town: [
        "en/account/password/reset/key/1-set-password/"
    ],
    r"en/^((?:[\w\-]+/)*)$": lambda town: ["en/", *(page.url_path.replace("/home/", "en/", 1) for page in _pages(town))],
}
for _route in list(routes()):
    if _route.startswith("django-admin/^(?P<app_label>"):
        WRITTEN_OUT[_route] = lambda town: ["django-admin/wagtaildocs/"]
