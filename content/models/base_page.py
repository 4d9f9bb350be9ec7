"""What every page of the community shares: language, hashtags, embargo, notices, and who may read it."""

from typing import ClassVar, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Length, Substr
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction
from wagtail.search import index

from content.forms import BasePageForm
from content.hashtags import hashtags_in
from content.permissions import AuthorsDoNotPublish

from .hashtags import LONGEST_HASHTAG, MOST_HASHTAGS, Hashtag, hashtag_key


class SharePicture(NamedTuple):
    """What stands on a share card beside the words."""

    svg: str = ""  # as large as sharing.card_svg says
    about: str = ""  # what it shows, in words
    note: str = ""  # what to know of its figures


class BasePageQuerySet(PageQuerySet):
    def open_to_all(self) -> Self:
        """What an anonymous reader may see now: live, not private, embargo over. One question, where `public()` asks one of its own."""
        over = models.Q(embargo_until__isnull=True) | models.Q(embargo_until__lte=timezone.now())
        return self.live().filter(~self._is_private()).filter(over)

    def knowing_who_may_read(self) -> Self:
        """With what `is_open_to_all` would ask the database for."""
        return self.annotate(known_private=self._is_private())

    @staticmethod
    def _is_private() -> models.Exists:
        """Closed itself, or below a page that is."""
        return models.Exists(PageViewRestriction.objects.filter(page__path=Substr(models.OuterRef("path"), 1, Length("page__path"))))

    def to_share(self) -> Self:
        """What may be told about elsewhere. `why_not_shared` says the same of one page, and why; page types add their own reasons."""
        return self.open_to_all().filter(retracted_at__isnull=True)

    def for_cards(self) -> Self:
        """With what a card shows, whatever their number. Page types add what theirs need."""
        return self

    def with_findings(self) -> Self:
        """With what the one sentence of each is made of, whatever their number."""
        return self


BasePageManager = PageManager.from_queryset(BasePageQuerySet)


class BasePage(Page):
    """The ground that stories, lessons and, later, resources stand on. Abstract: see docs/decisions."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")

    is_reviewed = True  # goes through the review workflow
    card_template: ClassVar[str] = ""
    share_kind: ClassVar[str] = ""  # what it is for those who share it: story, lesson, resource ...; empty is never shared
    text_fields: ClassVar[tuple[str, ...]] = ()  # Markdown fields, in the order they are read

    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    hashtags = ClusterTaggableManager(through="content.TaggedPage", blank=True, verbose_name=_("hashtags"))
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Nobody outside the editors reads it before this hour, whoever publishes it."),
    )
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)
    retracted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BasePageManager()
    base_form_class = BasePageForm

    settings_panels = [
        *Page.settings_panels,
        MultiFieldPanel([FieldPanel("language"), FieldPanel("embargo_until")], heading=_("Language and embargo")),
    ]
    search_fields = [
        *Page.search_fields,
        index.FilterField("language"),
        index.FilterField("embargo_until"),
        index.RelatedFields("hashtags", [index.SearchField("name")]),
    ]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    # --- Who may read it ---

    @property
    def is_embargoed(self) -> bool:
        return bool(self.embargo_until and self.embargo_until > timezone.now())

    @property
    def is_open_to_all(self) -> bool:
        """True when an anonymous reader can open the page now. Asked before anything is announced."""
        return self.live and not self.is_embargoed and not self._is_private

    @property
    def _is_private(self) -> bool:
        known = self.__dict__.get("known_private")
        return self.get_view_restrictions().exists() if known is None else known

    @property
    def is_retracted(self) -> bool:
        return self.retracted_at is not None

    # --- What a page type answers to those above it in the house ---

    def check_ready_to_submit(self) -> None:
        """Raise ValidationError with a sentence per field that a reader would miss."""
        if not self.title.strip():
            raise ValidationError({"title": _("Give it a title.")})

    def share_facts(self) -> dict[str, object]:
        """What may be said of it elsewhere: never a stronger claim than on the page itself. See sharing/composing.py."""
        return {"title": self.title, "finding": "", "organizations": [], "hashtags": [str(tag) for tag in self.hashtags.all()]}

    def why_not_shared(self) -> str:
        """A word for code; empty when it may be told about elsewhere."""
        if not self.live:
            return "unpublished"
        if self.is_embargoed:
            return "embargo"
        if self.get_view_restrictions().exists():
            return "restricted"
        return "retraction" if self.is_retracted else ""

    def organization_keys(self) -> list[int]:
        """The organizations whose accounts may tell about it."""
        return []

    @property
    def is_imported(self) -> bool:
        """True for what was brought in from a file: nobody tells about it before an editor says so."""
        return False

    def share_picture(self) -> SharePicture:
        """A drawing for the share card, of figures that everybody may see; nothing where there are none."""
        return SharePicture()

    def is_author(self, user) -> bool:
        """True for everyone who wrote it: they never review it."""
        return self.owner_id is not None and self.owner_id == user.pk

    def was_written_by(self, user) -> bool:
        """True for whoever is credited in any kept version: taking one's name off does not make one a stranger."""
        if self.is_author(user):
            return True
        member = getattr(user, "member", None)
        credits_of_versions = self.revisions.values_list("content__authors", flat=True) if member else []
        return any(credit.get("member") == member.pk for credits in credits_of_versions for credit in credits or [])

    def permissions_for_user(self, user) -> AuthorsDoNotPublish:
        return AuthorsDoNotPublish(user, self)

    @classmethod
    def people_behind(cls, pages: BasePageQuerySet) -> models.QuerySet | list:
        """The members credited on these pages."""
        return []

    def author_users(self) -> list:
        """The log-ins of those who wrote it, for mail and for rights."""
        return [self.owner] if self.owner else []

    def writer_users(self) -> list:
        """The log-ins of those who may go on writing it: never somebody who is only named."""
        return [self.owner] if self.owner else []

    def composer_url(self) -> str:
        """Where its authors go on writing."""
        return ""

    # --- Saving ---

    def save_revision(self, *args, **kwargs):
        self._hold_until_embargo_is_over()
        return super().save_revision(*args, **kwargs)

    def with_content_json(self, content):
        """A version never forgets what was said about the whole page: a retraction, a correction, an embargo."""
        version = super().with_content_json(self._rows_as_its_own(content))
        version.corrected_at, version.retracted_at = self.corrected_at, self.retracted_at
        if self.is_embargoed and not (version.embargo_until and version.embargo_until > self.embargo_until):
            version.embargo_until = self.embargo_until
        version._hold_until_embargo_is_over()
        return version

    def _rows_as_its_own(self, content: dict) -> dict:
        """The rows of a version belong to this page: Wagtail need not ask the database for it, row by row."""
        own = {relation.get_accessor_name(): relation.field.name for relation in get_all_child_relations(type(self))}
        return content | {name: [row | {own[name]: None} for row in content[name]] for name in own.keys() & content.keys()}

    def _hold_until_embargo_is_over(self) -> None:
        """Whatever door a version comes through, the embargo is the earliest hour at which it can go live."""
        if self.is_embargoed and (self.go_live_at is None or self.go_live_at < self.embargo_until):
            self.go_live_at = self.embargo_until

    @transaction.atomic
    def publish(self, *args, **kwargs):
        """The page and the rows of what follows from it become public together."""
        return super().publish(*args, **kwargs)

    # --- Serving ---

    def serve(self, request, *args, **kwargs):
        if self.is_embargoed:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_sitemap_urls(self, request=None) -> list[dict]:
        return super().get_sitemap_urls(request) if self.is_open_to_all else []

    def add_hashtags_from_text(self) -> None:
        """Hashtags typed in the text are the page's hashtags too, as many as fit."""
        has = {tag.slug for tag in self.hashtags.all()}
        typed = {hashtag_key(name): name for name in hashtags_in("\n".join(getattr(self, field) or "" for field in self.text_fields))}
        new = [name for key, name in typed.items() if key not in has and len(key) <= LONGEST_HASHTAG]
        for name in new[:MOST_HASHTAGS]:
            known = Hashtag.objects.spelled(name)
            if self.hashtags.count() < MOST_HASHTAGS and (known is None or known.retired_at is None):
                self.hashtags.add(known or name)
