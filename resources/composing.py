"""Proposing a resource, in the composer's way: a title, then one page of questions, then the editors."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from content.models import Audience, CareSetting, Method, Topic
from members.models import Organization
from resources.models import ResourceAuthor, ResourceFile, ResourceIndexPage, ResourceLink, ResourcePage, ResourceVideo
from stories.composer import kinds, lists, views, writing
from stories.composer.access import signed_in
from stories.composer.begin import Begin
from stories.composer.fields import AddressField, Choices, HashtagsField, LongText
from stories.composer.forms import Ask, WithOrganizations
from stories.composer.rows import Row, row_set
from stories.composer.steps import AboutStep, PeopleStep, TakesFiles


class BeginResource(Begin):
    class Meta(Begin.Meta):
        model = ResourcePage
        labels = {"title": _("What is it called?"), "language": _("Which language do you describe it in?")}
        help_texts = {"title": _("Its own title, as the source writes it.")}


# --- Lists ---


class LinkRow(Row):
    url = AddressField(label=_("Web address"), max_length=500)

    class Meta:
        model = ResourceLink
        fields = ["url", "label", "seen_on"]
        labels = {"label": _("What one finds there"), "seen_on": _("When you last saw it there")}
        widgets = {"seen_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class FileRow(lists.FileRow):
    class Meta(lists.FileRow.Meta):
        model = ResourceFile


class VideoRow(lists.VideoRow):
    class Meta(lists.VideoRow.Meta):
        model = ResourceVideo


class AuthorRow(lists.LessonAuthorRow):
    class Meta(lists.LessonAuthorRow.Meta):
        model = ResourceAuthor


Links = row_set(LinkRow, "links", _("Link %(n)s"), _("Add another link"))
Files = row_set(FileRow, "files", _("File %(n)s"), extra=0, base=lists.FileSet)
Videos = row_set(VideoRow, "videos", _("Film %(n)s"), _("Add a film"), extra=0)
Authors = row_set(AuthorRow, "authors", _("Name %(n)s"), _("Add another name"), base=lists.AuthorSet)


# --- The questions ---


class ResourceForm(TakesFiles, WithOrganizations):
    """What it is, where it comes from, what one may do with it."""

    slug, name, minutes = "resource", pgettext_lazy("a step of writing", "The resource"), 6
    row_sets = {"links": Links, "files": Files, "videos": Videos, "authors": Authors}
    coauthor = PeopleStep.base_fields["coauthor"]
    what_it_is = LongText(rows=5, label=_("What is in it?"), help_text=_("In your own words. A sentence of the source needs its marks."))
    how_to_use = LongText(rows=4, label=_("How does one use it?"), help_text=_("Where to begin, how long it takes, what to leave out."))
    who_for = LongText(rows=3, label=_("Who is it for, and who is it not for?"))
    hashtags = HashtagsField(label=_("Hashtags"), help_text=_("For example: #EQIPON, #QiCommes. Hashtags in your text count too."))
    methods = Choices(Method, label=_("Methods"))
    topics = Choices(Topic, label=_("Topics"), help_text=_("Choose at least one topic or method, so that others can find it."))
    care_settings = Choices(CareSetting, label=_("Where care happens"))
    audiences = Choices(Audience, label=_("Who reads it or uses it?"))
    organizations = Choices(Organization, label=_("Organizations"))

    class Meta:
        model = ResourcePage
        fields = [
            "title", "language", "kind", "level", "summary", "what_it_is", "how_to_use", "who_for", "publisher", "made_by", "year",
            "source_note", "licence", "review_on", "organizations", "methods", "topics", "care_settings", "audiences", "hashtags",
        ]  # fmt: skip
        labels = {
            "title": _("Its title"),
            "language": _("Which language is it in?"),
            "kind": _("What type of thing is it?"),
            "level": _("How much quality improvement does one have to know?"),
            "summary": _("What is it, in a sentence or two?"),
            "publisher": _("Who published it?"),
            "made_by": _("Who made it?"),
            "year": _("Year"),
            "source_note": _("Is something different about the source today?"),
            "licence": _("What may others do with it?"),
            "review_on": _("When should somebody see whether it still holds?"),
        }
        help_texts = {
            "title": _("As the source writes it."),
            "summary": _("It stands on every card."),
            "publisher": _("The organization or organizations, as they name themselves. Your own, if it is yours."),
            "made_by": _("The people it names as authors. May stay empty."),
            "year": _("When it came out, or when this edition did."),
            "source_note": _("For example: the organization closed in 2018. May stay empty."),
            "licence": _("What the thing itself says. Where it says nothing, choose “not known”. Files that are kept here need a licence."),
            "review_on": _("Editors are reminded on this day. May stay empty."),
        }
        widgets = {
            "language": forms.RadioSelect,
            "level": forms.RadioSelect,
            "summary": forms.Textarea(attrs={"rows": 3}),
            "source_note": forms.Textarea(attrs={"rows": 2}),
            "year": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            "review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    asks = (
        Ask(("title", "language"), has_examples=False),
        Ask(("kind",)),
        Ask(("summary",)),
        Ask(
            rows="links",
            part=_("The thing itself"),
            heading=_("Where the original stands"),
            hint=_("A link to the source is best: it stays up to date. Something of your own can be kept here as a file."),
            template="composer/rows_plain.html",
        ),
        Ask(
            ("new_file", "new_file_title"),
            rows="files",
            heading=_("Files to take along"),
            hint=_("Only what you may share: your own, or what its licence allows."),
            template="composer/rows_files.html",
        ),
        Ask(rows="videos", heading=_("Films"), template="composer/rows_plain.html"),
        Ask(("what_it_is",), part=_("What a colleague wants to know")),
        Ask(("how_to_use",)),
        Ask(("who_for",)),
        Ask(("level",)),
        Ask(("publisher", "made_by", "year"), part=_("Where it comes from")),
        Ask(("organizations", "add_organization"), template="composer/organizations.html"),
        Ask(("source_note",)),
        Ask(("licence",)),
        Ask(("review_on",)),
        Ask(
            rows="authors",
            part=_("Who brings it here"),
            heading=_("Names, in the order they shall stand"),
            template="composer/rows_authors.html",
            has_examples=False,
        ),
        Ask(("coauthor",), template="composer/coauthors.html"),
        Ask(("hashtags",), part=_("So that others find it")),
        Ask(("topics", "methods")),
        Ask(("care_settings", "audiences")),
    )
    clean_title = AboutStep.clean_title
    clean_year = AboutStep.clean_year

    @property
    def worded(self) -> list[str]:
        return [*super().worded, "summary", "source_note"]

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day is not None and not 2000 <= day.year <= 2100:
            raise ValidationError(_("Write a day such as 2027-03-31."))
        return day


# --- Addresses ---


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_resource(request: HttpRequest) -> HttpResponse:
    return views.begin(request, BeginResource)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_resource(request: HttpRequest, pk: int) -> HttpResponse:
    return writing.write(request, pk, ResourceForm)


@signed_in
@require_safe
def check_resource(request: HttpRequest, pk: int) -> HttpResponse:
    return writing.check_page(request, pk, ResourcePage)


def register() -> None:
    kinds.register(
        kinds.Kind(
            model=ResourcePage,
            shelf=ResourceIndexPage,
            author=ResourceAuthor,
            steps=(ResourceForm,),
            write_view="write_resource",
            check_view="check_resource",
            heading=_("Propose a resource"),
            lede=_(
                "A guide, form, film or campaign that helped you, yours or somebody else's. It takes about six minutes; "
                "an editor looks at it before others can find it."
            ),
            other_view="new_story",
            other_words=_("Did your team try something? Write a story."),
            editors_check=_(
                "They check that it helps to improve care, that the links and files open, that the source and the licence are named and "
                "allow it to stand here, and that nobody can be recognized. They write to you if something should change; nobody changes "
                "your words without telling you. Once an editor accepts it, everybody can read it."
            ),
        )
    )
