"""A person's own data: taken along in one file, and what becomes of it when the account closes."""

import io
import json
import secrets
import zipfile
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision

from content.models import BasePage
from measures import keeping
from measures.models import Measure
from members import photos
from members.mail import forget_mail_to
from members.models import Member, User
from members.roles import ADMINISTRATORS
from resources.models import ResourcePage
from search import feeding
from search.kinds import of_page
from search.models import KeepsNoRecent, RecentSearch, SavedSearch
from stories.models import Invitation, LessonPage, StoryImage, StoryPage

PAGE_TYPES = (StoryPage, LessonPage, ResourcePage)
RELATIONS_LEFT_OUT = {"tagged_with", "wagtail_admin_comments"}
LEFT_OUT = {"page_ptr", "id", "page", "sort_order", "path", "depth", "numchild", "draft_title", "content_type", "translation_key", "locale",
            "owner", "latest_revision", "live_revision", "locked_by", "alias_of", "url_path", "url"}  # fmt: skip


def export(user: User) -> bytes:
    """Everything that the site holds about this person and nothing about anybody else: data.json and their pictures and files, zipped."""
    member = user.member
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        files = _put_files(archive, user)
        data = {
            "exported_at": timezone.now(),
            "login": _login(user),
            "member": _person(member),
            "stories": [_page(page, user) for page in _written(StoryPage, user)],
            "lessons": [_page(page, user) for page in _written(LessonPage, user)],
            "resources": [_page(page, user) for page in _written(ResourcePage, user)],
            "measures": [_measure(measure) for measure in Measure.objects.filter(owner=user).order_by("pk")],
            "saved_searches": list(user.saved_searches.values("name", "asked", "often", "made_at", "looked_at")),
            "recent_searches": list(user.recent_searches.values("asked", "words", "at")),
            "pages_read": list(user.pages_read.values("page__title", "at")),
            "invitations": list(
                Invitation.objects.filter(member=member).values("page__title", "credit", "state", "asked_at", "answered_at")
            ),
            "files": files,
        }
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    return packed.getvalue()


@transaction.atomic
def close(user: User, *, keeps_name: bool) -> None:
    """The log-in ends and what is private is erased. Published work stays, under the name or without it; drafts of one's own go."""
    _refuse_last_administrator(user)
    member, address = user.member, user.email
    for page_type in PAGE_TYPES:
        for page in _written(page_type, user):
            if page.first_published_at is None and page.owner_id == user.pk:
                _drop_draft(page, user)
            else:
                _settle(page, member, address, keeps_name=keeps_name)
    _settle_measures(user)
    _forget_searches(user)
    _empty_member(member, keeps_name=keeps_name)
    _end_login(user)
    forget_mail_to(address)


def drafts_that_would_go(user: User) -> list[str]:
    """The titles of the drafts that closing the account deletes: said before it is done."""
    owned = [page for page_type in PAGE_TYPES for page in page_type.objects.filter(owner=user, first_published_at__isnull=True)]
    return [page.get_latest_revision_as_object().title for page in owned if _writers(page) == [user]]


# --- Taking along ---


def _written(page_type: type[BasePage], user: User):
    """What one owns, writes together with others, or is credited on in public. A credit in somebody else's draft shows it to nobody."""
    together = Invitation.objects.accepted().filter(member__user=user).values("page")
    credited = models.Q(authors__member__user=user, live=True)
    return page_type.objects.filter(models.Q(owner=user) | models.Q(pk__in=together) | credited).distinct().order_by("pk")


def _writers(page: BasePage) -> list[User]:
    """Those who may go on writing: the owner, and who said yes to writing it together."""
    invited = [invitation.member.user for invitation in page.invitations.accepted().select_related("member__user")]
    return [writer for writer in [page.owner, *invited] if writer]


def _login(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "joined_at": user.date_joined,
        "last_login": user.last_login,
        "roles": list(user.groups.values_list("name", flat=True)),
        "second_steps": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "sessions": list(UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "ip", "user_agent")),
    }


def _person(member: Member) -> dict[str, Any]:
    words = {field: getattr(member, field) for field in ("slug", "name", "pronouns", "role", "about", "place", "languages", "joined_at")}
    lists = {field: [str(term) for term in getattr(member, field).all()] for field in ("professions", "methods", "topics")}
    seen_by = {field: member.who_sees(field) for field in Member.DEFAULT_VISIBILITY}
    works_at = member.affiliations.values("organization__name", "role", "state", "claimed_at", "decided_at")
    return {**words, **lists, "who_sees": seen_by, "affiliations": list(works_at)}


def _page(page: BasePage, user: User) -> dict[str, Any]:
    """As it stands, for those who write it with what is not published yet; of the authors only oneself."""
    version = page.get_latest_revision_as_object() if user in _writers(page) else page
    told = _fields(version)
    told |= {field.name: [str(each) for each in getattr(version, field.name).all()] for field in version._meta.many_to_many}
    told["hashtags"] = [str(tag) for tag in version.hashtags.all()]
    for relation in get_all_child_relations(type(version)):
        name = relation.get_accessor_name()
        if name not in RELATIONS_LEFT_OUT:
            told[name] = [_fields(row) for row in getattr(version, name).all() if _is_theirs(row, user)]
    return {"is_published": page.live, "address": page.get_absolute_url() if page.live else "", **told}


def _measure(measure: Measure) -> dict[str, Any]:
    """Its definition, its figures as they are kept and as they were typed, and what was decided about them."""
    kept = keeping.snapshot_of(measure).to_plain()
    seen = models.Q(live=True) | models.Q(owner=measure.owner_id)
    stories = StoryPage.objects.filter(seen, measure_links__measure=measure).values_list("title", flat=True)
    return {
        **{name: kept[name] for name in ("definition", "columns", "figures", "phases", "baseline_until", "baseline_reason", "notes")},
        "typed": measure.typed,
        "revisions": list(measure.revisions.values("number", "made_at", "what_changed")),
        "stories": list(stories),
    }


def _is_theirs(row: models.Model, user: User) -> bool:
    """Not the credits of other people, not the name of a story that is not public."""
    if hasattr(row, "member"):
        return row.member is not None and row.member.user_id == user.pk
    return not hasattr(row, "parent") or row.parent.live


def _fields(thing: models.Model) -> dict[str, Any]:
    """The plain fields, and of linked things their name."""
    told = {}
    for field in thing._meta.concrete_fields:
        if field.name in LEFT_OUT or field.name.endswith("_ptr"):
            continue
        value = getattr(thing, field.name) if not field.is_relation else getattr(thing, field.attname) and str(getattr(thing, field.name))
        told[field.name] = value
    return told


def _put_files(archive: zipfile.ZipFile, user: User) -> list[dict[str, str]]:
    rows = []
    for folder, model in (("images", get_image_model()), ("files", get_document_model())):
        for thing in model.objects.filter(uploaded_by_user=user).order_by("pk"):
            ending = thing.file.name.rsplit(".", 1)[-1]
            name = f"{folder}/{thing.pk}.{ending}"
            try:
                archive.writestr(name, thing.file.read())
            except FileNotFoundError:
                continue
            finally:
                thing.file.close()
            rows.append({"file": name, "title": thing.title, "uploaded_at": str(thing.created_at)})
    return rows


# --- Closing ---


def _refuse_last_administrator(user: User) -> None:
    keepers = User.objects.filter(models.Q(is_superuser=True) | models.Q(groups__name=ADMINISTRATORS), is_active=True)
    if keepers.filter(pk=user.pk).exists() and not keepers.exclude(pk=user.pk).exists():
        raise ValidationError(_("You are the only administrator. Make somebody else an administrator first."))


def _drop_draft(page: BasePage, user: User) -> None:
    """A draft goes, unless somebody else writes it too: then it is theirs from now on."""
    others = [writer for writer in _writers(page) if writer != user]
    if others:
        page.owner = others[0]
        page.save(update_fields=["owner"])
        _rewrite_credit(page, user.member)
        return
    if page.workflow_in_progress:
        page.current_workflow_state.cancel(user=user)
    draft = page.get_latest_revision_as_object()
    pictures = [row.image for row in draft.images.all()] if hasattr(draft, "images") else []
    page.delete()
    for picture in pictures:
        if picture.uploaded_by_user_id == user.pk and not StoryImage.objects.filter(image=picture).exists():
            picture.delete()


def _settle(page: BasePage, member: Member, address: str, *, keeps_name: bool) -> None:
    """What is published stays; the name as the person chooses, the e-mail address in no version."""
    if not keeps_name:
        _rewrite_credit(page, member)
    if address.casefold() in getattr(page, "contact", "").casefold():
        type(page).objects.filter(pk=page.pk).update(contact="")
    for revision in page.revisions.all():
        if address.casefold() in str(revision.content.get("contact", "")).casefold():
            revision.content["contact"] = ""
            revision.save(update_fields=["content"])


def _settle_measures(user: User) -> None:
    """What a story shows stays, and belongs to nobody from now on; what stands in no story goes, with its figures."""
    mine = Measure.objects.filter(owner=user)
    drafts = (
        Revision.page_revisions.filter(pk__in=StoryPage.objects.values("latest_revision")) if mine.exists() else Revision.objects.none()
    )
    in_drafts = {
        link.get("measure") for links in drafts.values_list("content__measure_links", flat=True).iterator() for link in links or []
    }
    for measure in mine:
        if measure.pk in in_drafts or measure.story_links.exists():
            measure.owner = None
            measure.save(update_fields=["owner"])
        else:
            measure.delete()


def _forget_searches(user: User) -> None:
    """What was saved, what was asked lately, whether that is kept, and what was read."""
    user.pages_read.all().delete()
    SavedSearch.objects.filter(user=user).delete()
    RecentSearch.objects.filter(user=user).delete()
    KeepsNoRecent.objects.filter(user=user).delete()


def _rewrite_credit(page: BasePage, member: Member) -> None:
    """The credit without the name, on the page and in every version of it that is kept."""
    with override(page.language):
        nobody = _("Former member")
    page.authors.filter(member=member).update(name=nobody, affiliation="", member=None)
    feeding.at_once(of_page(page) if page.live else ())  # nobody finds the page by this name any more
    for revision in page.revisions.all():
        rows = [row for row in revision.content.get("authors", []) if row.get("member") == member.pk]
        for row in rows:
            row.update(name=nobody, affiliation="", member=None)
        if rows:
            revision.save(update_fields=["content"])


def _empty_member(member: Member, *, keeps_name: bool) -> None:
    photos.take_away(member)
    member.affiliations.all().delete()
    Invitation.objects.filter(member=member).delete()
    for field in ("professions", "methods", "topics"):
        getattr(member, field).clear()
    member.pronouns = member.role = member.about = member.place = member.languages = ""
    member.visibility = {}
    if not keeps_name:
        member.name, member.slug = _("Former member"), f"former-{secrets.token_hex(8)}"
    member.user, member.closed_at = None, timezone.now()
    member.save()


def _end_login(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email = f"closed-{user.pk}@closed.invalid"
    user.first_name = user.last_name = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
