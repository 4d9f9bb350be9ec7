"""What readers and networks fetch: the counted link of a post, and the card of a page."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from sharing import links


@require_safe
def share_link(request: HttpRequest, code: str) -> HttpResponse:
    """To the page that the post is about; a calm page where it has been taken away. No cookie, no session."""
    post = links.find(code)
    if post is None or not links.was_public(post):
        raise Http404
    page = links.open_page(post)
    if page is None:
        with override(post.language):
            answer = render(request, "sharing/withdrawn.html", status=HTTPStatus.GONE)
    else:
        if links.is_reader(request):
            links.count(post)
        answer = HttpResponse(status=HTTPStatus.FOUND, headers={"Location": links.address(post, page)})
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
