"""The vocabularies and hashtags in Wagtail's admin."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content import curation_views
from content.models import Audience, CareSetting, Hashtag, Method, QualityDomain, ResultType, Scale, Topic, Vocabulary
from content.models.hashtags import hashtag_key


class KeepsItsKey(WagtailAdminModelForm):
    """The key stands in addresses and files: it is chosen once."""

    def clean(self) -> dict:
        data = super().clean()
        if self.instance.pk and "slug" in self.changed_data:
            self.add_error("slug", ValidationError(_("The key stands in addresses. Make a new term and merge this one into it.")))
        return data


class KeepsItsSpelling(WagtailAdminModelForm):
    """Capitals and accents of a hashtag may be mended; another word is another hashtag."""

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip().lstrip("#＃")
        if not name or hashtag_key(name) != name.casefold() or not name.replace("_", "a").isalnum():
            raise ValidationError(_("A hashtag is one word of letters, digits and underscores."))
        if self.instance.pk and hashtag_key(name) != self.instance.slug:
            raise ValidationError(_("That is another hashtag. Add it as another spelling, or merge the two."))
        if Hashtag.objects.exclude(pk=self.instance.pk).filter(slug=hashtag_key(name)).exists():
            raise ValidationError(_("This hashtag exists already."))
        return name


class VocabularyViewSet(SnippetViewSet):
    """A list of terms with both names; the key is fixed."""

    icon = "list-ul"
    list_display = [
        "name_en",
        Column("name_fr", label=_("French")),
        Column("slug", label=_("Key")),
        DateColumn("retired_at", label=_("Retired")),
    ]
    list_export = ["slug", "name_en", "name_fr", "description_en", "description_fr", "retired_at"]
    list_per_page = 50
    ordering = ["sort_order", "name_en"]
    copy_view_enabled = False

    def get_edit_handler(self):
        return ObjectList(self.model.panels, base_form_class=KeepsItsKey).bind_to_model(self.model)


class MethodViewSet(VocabularyViewSet):
    model = Method
    icon = "cogs"
    list_display = [
        "name_en",
        Column("name_fr", label=_("French")),
        Column("parent", label=_("Part of")),
        Column("story_count", label=_("Stories"), sort_key="story_count"),
        Column("member_count", label=_("Members"), sort_key="member_count"),
        DateColumn("retired_at", label=_("Retired")),
    ]
    list_export = [*VocabularyViewSet.list_export, "synonyms", "story_count", "member_count"]

    def get_queryset(self, request):
        counts = {
            "story_count": Count("stories", filter=Q(stories__live=True), distinct=True),
            "member_count": Count("members", distinct=True),
        }
        return Method.objects.select_related("parent").annotate(**counts)


class HashtagViewSet(SnippetViewSet):
    """Every hashtag with the number of published pages under it."""

    model = Hashtag
    icon = "tag"
    list_display = [
        "name",
        Column("page_count", label=_("Published pages"), sort_key="page_count"),
        Column("draft_count", label=_("Drafts"), sort_key="draft_count"),
        Column("alias_count", label=_("Other spellings")),
        BooleanColumn("is_managed", label=_("Kept by editors"), sort_key="is_managed"),
        DateColumn("retired_at", label=_("Retired"), sort_key="retired_at"),
    ]
    list_export = ["name", "page_count", "draft_count", "is_managed", "retired_at", "description_en", "description_fr"]
    list_filter = ["is_managed"]
    list_per_page = 50
    search_fields = ["name", "slug"]
    ordering = ["name"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("is_managed"),
            MultiFieldPanel([FieldRowPanel([FieldPanel("description_en"), FieldPanel("description_fr")])]),
        ],
        base_form_class=KeepsItsSpelling,
    )

    def get_queryset(self, request):
        pages = Count("tagged_pages", filter=Q(tagged_pages__content_object__live=True), distinct=True)
        drafts = Count("tagged_pages", filter=Q(tagged_pages__content_object__live=False), distinct=True)
        return Hashtag.objects.annotate(page_count=pages, draft_count=drafts, alias_count=Count("aliases", distinct=True))


def _plain(vocabulary: type[Vocabulary], icon: str) -> type[VocabularyViewSet]:
    return type(f"{vocabulary.__name__}ViewSet", (VocabularyViewSet,), {"model": vocabulary, "icon": icon})


class Vocabularies(SnippetViewSetGroup):
    menu_label = _("Vocabularies")
    menu_icon = "list-ul"
    menu_order = 300
    items = (
        HashtagViewSet,
        MethodViewSet,
        _plain(Topic, "tag"),
        _plain(QualityDomain, "check"),
        _plain(CareSetting, "home"),
        _plain(Scale, "expand-right"),
        _plain(ResultType, "success"),
        _plain(Audience, "group"),
    )


register_snippet(Vocabularies)


@hooks.register("register_admin_urls")
def curation_urls() -> list[URLPattern]:
    return [path("curation/<str:kind>/<int:pk>/<str:verb>/", curation_views.curate, name="curate")]


@hooks.register("register_snippet_listing_buttons")
def curation_buttons(snippet, user, next_url=None):
    kind = type(snippet)._meta.model_name
    if kind not in curation_views.KINDS or not curation_views.may_curate(user, type(snippet)):
        return
    for verb in curation_views.verbs_for(snippet):
        yield Button(curation_views.LABELS[verb], url=reverse("curate", args=[kind, snippet.pk, verb]), icon_name="edit", priority=50)


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    actions.register_action("throughline.alias", _("Add another spelling"), _("Other spelling added"))
    actions.register_action("throughline.forget_alias", _("Forget another spelling"), _("Other spelling forgotten"))
    actions.register_action("throughline.merge", _("Merge"), _("Another term merged into this one"))
    actions.register_action("throughline.retire", _("Retire"), _("Retired"))
    actions.register_action("throughline.restore", _("Restore"), _("Restored"))


@hooks.register("on_serve_page", order=-1)  # around Wagtail's own
def say_no_to_who_is_signed_in(show: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wagtail sends everybody to the log-in. Who is signed in already and in none of the groups would be sent back and forth."""

    def guarded(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        response = show(page, request, args, kwargs)
        if request.user.is_authenticated and response.get("Location", "").startswith(reverse("wagtailcore_login")):
            raise PermissionDenied(_("This page is for the members of a group that you are not in."))
        return response

    return guarded
