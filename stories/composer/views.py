"""My stories, and what a member does with a draft as a whole: begin, preview, send, take back, throw away, write together."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.models import BasePage
from editorial import publishing
from stories.models import Invitation

from . import check, coauthors, drafts, limits, standing
from .access import signed_in
from .begin import Begin, BeginLesson, BeginStory
from .cleaning import clean_data
from .kinds import kind_of
from .showing import beside, show_check


@signed_in
@require_safe
def my_stories(request: HttpRequest) -> HttpResponse:
    mine = drafts.written_by(request.user).select_related("latest_revision", "content_type").specific()
    waiting = Invitation.objects.waiting().filter(member__user=request.user).select_related("page", "asked_by__member")
    return render(request, "composer/my_stories.html", {"lines": standing.standings(mine), "invitations": waiting})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_story(request: HttpRequest) -> HttpResponse:
    return begin(request, BeginStory)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_lesson(request: HttpRequest) -> HttpResponse:
    return begin(request, BeginLesson)


def begin(request: HttpRequest, form_class: type[Begin]) -> HttpResponse:
    form = form_class(clean_data(request.POST) if request.method == "POST" else None, initial={"language": request.LANGUAGE_CODE})
    sentence, status = "", 200
    if request.method == "POST":
        try:
            limits.allow_new_draft(request.user)
            if form.is_valid():
                page = drafts.begin(form, by=request.user)
                return redirect(_first_step(page))
            status = 422
        except limits.TooMany as problem:
            sentence, status = str(problem), 429
    context = {"form": form, "sentence": sentence, "kind": kind_of(form_class._meta.model)}
    return render(request, "composer/begin.html", context, status=status)


@signed_in
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as readers will see it, for its writers only."""
    page = drafts.page_or_404(pk, request.user)
    draft = page.get_latest_revision_as_object()
    response = render(
        request,
        "composer/preview.html",
        {"page": draft, "drawn": "", "is_mine": False, "go_on_url": _first_step(page), "check_url": check.check_url(page)},
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# --- Sending and taking back ---


@signed_in
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    page = drafts.page_or_404(pk, request.user)
    if page.workflow_in_progress:
        messages.info(request, _("It is already in review. You need not send it again."))
        return redirect("story_status", pk)
    if page.live and not page.has_unpublished_changes:
        messages.info(request, _("Nothing has changed since it was published."))
        return redirect("story_status", pk)
    try:
        limits.allow_submission(request.user)
        drafts.spell_hashtags(page.pk, by=request.user)
        publishing.submit(drafts.page_or_404(pk, request.user), by=request.user)
    except limits.TooMany as problem:
        return show_check(request, page, sentence=str(problem), status=429)
    except ValidationError as problem:
        page = drafts.page_or_404(pk, request.user)
        if page.workflow_in_progress:  # pressed twice
            return redirect("story_status", pk)
        return show_check(request, page, problem=problem, status=422)
    except (PermissionDenied, IntegrityError):  # somebody else sent it in the same moment
        return redirect("story_status", pk)
    messages.success(request, _("Sent. Thank you for telling it."))
    return redirect("story_status", pk)


@signed_in
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    page = drafts.page_or_404(pk, request.user)
    if drafts.is_closed(page) and not page.workflow_in_progress:
        messages.info(request, standing.why_closed(page))
        return redirect("story_status", pk)
    if not page.workflow_in_progress:
        messages.info(request, _("It is not in review, so you can go on writing."))
        return redirect(_first_step(page))
    try:
        publishing.take_back(page, by=request.user)
    except (PermissionDenied, ValidationError):  # an editor decided in the same moment
        messages.info(request, _("An editor has just decided. See below."))
        return redirect("story_status", pk)
    messages.success(request, _("It is yours again. Send it when you are ready."))
    return redirect(_first_step(page))


@signed_in
@require_safe
def status(request: HttpRequest, pk: int) -> HttpResponse:
    page = drafts.page_or_404(pk, request.user)
    context = {
        **beside(request, page, page.get_latest_revision_as_object()),
        "history": standing.history(page),
        "sent_at": standing.sent_at(page),
        "waiting": standing.waiting_before(page),
        "days": settings.REVIEW_WITHIN_DAYS,
        "may_delete": drafts.may_delete(page, request.user),
        "go_on_url": _first_step(page),
    }
    return render(request, "composer/status.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete_draft(request: HttpRequest, pk: int) -> HttpResponse:
    page = drafts.page_or_404(pk, request.user)
    title = page.draft_title or page.title
    if request.method == "POST" and drafts.throw_away(page, by=request.user):
        messages.success(request, _("“%(title)s” was thrown away.") % {"title": title})
        return redirect("my_stories")
    if request.method == "POST" or not drafts.may_delete(page, request.user):
        messages.error(request, _("Only the person who began it can throw it away, and only before editors or readers have it."))
        return redirect("story_status", pk)
    return render(request, "composer/delete.html", {"page": page, "title": title})


# --- Writing together ---


@signed_in
@require_POST
def answer_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = Invitation.objects.waiting().filter(pk=pk, member__user=request.user).select_related("member").first()
    if invitation is None:
        raise Http404
    if request.POST.get("answer") != "yes":
        coauthors.decline(invitation)
        messages.success(request, _("You said no. Nobody else is told why."))
        return redirect("my_stories")
    page = coauthors.accept(invitation, by=request.user)
    messages.success(request, _("You can write now. You stand among the authors, with the name that others see."))
    return redirect(_first_step(page))


@signed_in
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A co-author leaves, or the owner ends writing together with one member."""
    page = drafts.page_or_404(pk, request.user)
    slug = clean_data(request.POST).get("member", "")
    invitation = page.invitations.exclude(state=Invitation.State.DECLINED).filter(member__slug=slug).select_related("member").first()
    if invitation is None:
        raise Http404
    coauthors.withdraw(page, invitation.member, by=request.user)
    if drafts.may_write(page, request.user):
        messages.success(request, _("%(name)s does not write this with you any more.") % {"name": invitation.member.name})
        return redirect("story_status", pk)
    messages.success(request, _("You do not write this any more. Your name stays where it was credited."))
    return redirect("my_stories")


def _first_step(page: BasePage) -> str:
    return check.step_url(page, check.steps_of(page)[0])
