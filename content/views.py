"""Method and hashtag pages, and what a refused form says."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content import shelves
from content.models import Hashtag, Method, MethodAlias, Stamp, Topic

KEEP_FOR = 3600


@require_safe
def method_index(request: HttpRequest) -> HttpResponse:
    def draw() -> str:
        of_methods, of_topics = shelves.numbers(Method), shelves.numbers(Topic)
        methods = list(Method.objects.in_use())
        known = {method.pk for method in methods}
        tree = [(method, of_methods.get(method.pk, 0), []) for method in methods if method.parent_id not in known]
        for method in methods:
            for parent, _number, children in tree:
                if method.parent_id == parent.pk:
                    children.append((method, of_methods.get(method.pk, 0)))
        topics = [(topic, of_topics.get(topic.pk, 0)) for topic in Topic.objects.in_use()]
        return render_to_string("content/method_index_body.html", {"tree": tree, "topics": topics})

    return render(request, "content/method_index.html", {"drawn": _kept("method-index", draw)})


@require_safe
def method(request: HttpRequest, slug: str) -> HttpResponse:
    found = Method.objects.filter(slug=slug).select_related("parent").first()
    if found is None:
        alias = MethodAlias.objects.filter(key=slug).select_related("method").first()
        if alias is None:
            raise Http404
        return redirect(alias.method, permanent=True)
    signed_in, turned = request.user.is_authenticated, _turned(request)

    def draw() -> str:
        shown = [member for member in found.members.active() if _is_shown(member, "methods", signed_in=signed_in)]
        people = [member for member in shown if _is_shown(member, "listed", signed_in=signed_in)]
        context = {"method": found, "children": found.children.in_use(), "shelves": shelves.of_term(found, turned), "people": people}
        return render_to_string("content/method_body.html", context)

    drawn = _kept(f"method:{found.pk}:{signed_in}:{urlencode(turned)}", draw)
    return render(request, "content/method.html", {"method": found, "drawn": drawn})


@require_safe
def hashtag_index(request: HttpRequest) -> HttpResponse:
    def draw() -> str:
        numbers = shelves.hashtag_numbers()
        hashtags = [(each, numbers.get(each.pk, 0)) for each in Hashtag.objects.in_use() if each.is_managed or numbers.get(each.pk)]
        often = sorted(hashtags, key=lambda pair: -pair[1])[:12]
        context = {"hashtags": sorted(hashtags, key=lambda pair: pair[0].slug), "often": often if len(hashtags) > 24 else []}
        return render_to_string("content/hashtag_index_body.html", context)

    return render(request, "content/hashtag_index.html", {"drawn": _kept("hashtag-index", draw)})


@require_safe
def hashtag(request: HttpRequest, name: str) -> HttpResponse:
    """Any spelling leads to the one that stands."""
    found = Hashtag.objects.spelled(name)
    if found is None:
        raise Http404
    if found.name != name:
        return redirect(found, permanent=True)
    turned = _turned(request)

    def draw() -> str:
        there = shelves.of_hashtag(found, turned)
        people = {person.pk: person for shelf in there for person in shelf.people}.values()
        context = {"hashtag": found, "shelves": there, "people": people, "related": shelves.related_hashtags(found)}
        return render_to_string("content/hashtag_body.html", context)

    return render(request, "content/hashtag.html", {"hashtag": found, "drawn": _kept(f"hashtag:{found.pk}:{urlencode(turned)}", draw)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that this browser did not open, or opened too long ago."""
    back = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return render(request, "403_csrf.html", {"back_url": back if is_ours else "/"}, status=403)


def _kept(name: str, draw: Callable[[], str]) -> str:
    """Drawn once, and again when something public has changed."""
    kept_as = f"{name}:{Stamp.current()}:{get_language()}"
    kept = caches["pages"].get(kept_as)
    if kept is None:
        kept = draw()
        caches["pages"].set(kept_as, kept, KEEP_FOR)
    return kept


def _turned(request: HttpRequest) -> dict[str, str]:
    """Which page of which shelf is open. Nothing else in the address changes what is drawn, as it is kept for everybody."""
    params = [model._meta.model_name.removesuffix("page") for model in shelves.page_types()]
    asked = {param: request.GET.get(param, "") for param in params}
    return {param: str(int(number)) for param, number in asked.items() if number.isdecimal() and len(number) < 6}


def _is_shown(member, field: str, *, signed_in: bool) -> bool:
    return member.who_sees(field) in (("everyone", "members") if signed_in else ("everyone",))
