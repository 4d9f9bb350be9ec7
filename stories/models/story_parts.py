"""What a story is made of beside its text: authors, PDSA cycles, stated results, pictures, films, files, sources, links."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from members.models import Member
from stories import figures

from .story_page import StoryPage


class StoryAuthor(Orderable):
    """Who wrote it, and as what. Lived experience is a credit like any other."""

    class Credit(models.TextChoices):
        AUTHOR = "author", _("Author")
        LIVED_EXPERIENCE = "lived-experience", _("Author with lived experience")
        FAMILY = "family", _("Author, family member")
        COACH = "coach", _("Coach")
        SPONSOR = "sponsor", _("Sponsor")
        THANKS = "thanks", _("With thanks to")

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="authors")
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="story_credits", verbose_name=_("member")
    )
    name = models.CharField(_("name as it shall stand"), max_length=120)
    credit = models.CharField(_("credit"), max_length=16, choices=Credit.choices, default=Credit.AUTHOR)
    affiliation = models.CharField(_("role and organization"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("author")


class PDSACycle(Orderable):
    """One turn of plan, do, study, act."""

    class Decision(models.TextChoices):
        ADOPT = "adopt", _("Adopted")
        ADAPT = "adapt", _("Adapted")
        ABANDON = "abandon", _("Abandoned")
        CONTINUE = "continue", _("Tested further")

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="cycles")
    title = models.CharField(_("what was tested"), max_length=200)
    when = models.CharField(_("when"), max_length=120, blank=True)
    prediction = models.TextField(_("prediction"), blank=True)
    test = models.TextField(_("test"), blank=True)
    result = models.TextField(_("result"), blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    decision_why = models.TextField(_("why"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("PDSA cycle")
        verbose_name_plural = _("PDSA cycles")


class StatedResult(Orderable):
    """A figure before and after, as the team states it; shares are recomputed from numerator and denominator."""

    class Direction(models.TextChoices):
        HIGHER = "higher", _("Higher is better")
        LOWER = "lower", _("Lower is better")
        NEITHER = "neither", _("Neither")

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="stated_results")
    label = models.CharField(_("what was counted"), max_length=160)
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("% or days, incidents a week, and so on."))
    direction = models.CharField(_("wanted direction"), max_length=8, choices=Direction.choices, default=Direction.HIGHER)
    before_value = models.DecimalField(_("before"), max_digits=12, decimal_places=4, null=True, blank=True)
    before_numerator = models.PositiveIntegerField(_("before: number"), null=True, blank=True)
    before_denominator = models.PositiveIntegerField(_("before: out of"), null=True, blank=True, validators=[MinValueValidator(1)])
    before_period = models.CharField(_("before: period"), max_length=120, blank=True)
    after_value = models.DecimalField(_("after"), max_digits=12, decimal_places=4, null=True, blank=True)
    after_numerator = models.PositiveIntegerField(_("after: number"), null=True, blank=True)
    after_denominator = models.PositiveIntegerField(_("after: out of"), null=True, blank=True, validators=[MinValueValidator(1)])
    after_period = models.CharField(_("after: period"), max_length=120, blank=True)
    after_prefix = models.CharField(_("words before the figure"), max_length=20, blank=True, help_text=_("For example: over, below."))
    aim_value = models.DecimalField(_("aim"), max_digits=12, decimal_places=4, null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("stated result")
        verbose_name_plural = _("stated results")

    @property
    def before(self) -> "figures.Figure":
        return figures.Figure(self.before_value, self.before_numerator, self.before_denominator)

    @property
    def after(self) -> "figures.Figure":
        return figures.Figure(self.after_value, self.after_numerator, self.after_denominator)

    def clean(self) -> None:
        errors = {}
        for side, figure in (("before", self.before), ("after", self.after)):
            if figure.problem == "numerator-above-denominator":
                errors[f"{side}_numerator"] = _("The number is larger than the whole.")
            elif figure.problem == "numerator-alone":
                errors[f"{side}_denominator"] = _("Out of how many?")
        if errors:
            raise ValidationError(errors)

    @property
    def verdict(self) -> str:
        """better, worse, same or unknown: the direction of the two figures, which is no claim about cause."""
        before, after = self.before.value, self.after.value
        if before is None or after is None or self.direction == self.Direction.NEITHER:
            return "unknown"
        if before == after:
            return "same"
        return "better" if (after > before) == (self.direction == self.Direction.HIGHER) else "worse"

    @property
    def percent_sign(self) -> str:
        return "%" if self.unit == "%" else ""

    @property
    def aim(self) -> Decimal | None:
        return self.aim_value


class StoryImage(Orderable):
    """A picture with words for those who cannot see it."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="images")
    image = models.ForeignKey("wagtailimages.Image", on_delete=models.CASCADE, related_name="+", verbose_name=_("image"))
    alt = models.CharField(_("what it shows, for those who cannot see it"), max_length=300)
    caption = models.CharField(_("caption"), max_length=300)


class StoryVideo(Orderable):
    """A film elsewhere: nothing of it loads before the reader asks."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="videos")
    url = models.URLField(_("address of the video"))
    title = models.CharField(_("title"), max_length=160)
    caption = models.CharField(_("what one sees and hears"), max_length=400, blank=True)


class StoryFile(Orderable):
    """A form, poster or slide deck to take along."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey("wagtaildocs.Document", on_delete=models.CASCADE, related_name="+", verbose_name=_("file"))
    title = models.CharField(_("title"), max_length=160)


class StorySource(Orderable):
    """Where the figures were first published."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="sources")
    label = models.CharField(_("source"), max_length=300)
    url = models.URLField(_("address"), max_length=500, blank=True)
    doi = models.CharField(_("DOI"), max_length=120, blank=True)
    note = models.CharField(_("what was taken from it"), max_length=400, blank=True)


class StoryLink(Orderable):
    """This story comes from another one."""

    class Kind(models.TextChoices):
        ADOPTED = "adopted", _("Took the idea from")
        FOLLOWS = "follows", _("Goes on from")
        PART = "part", _("Is part of")
        COMPARES = "compares", _("Same idea, read together with")

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="links")
    parent = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="linked_from", verbose_name=_("story"))
    kind = models.CharField(_("how"), max_length=10, choices=Kind.choices, default=Kind.ADOPTED)
    adapted = models.CharField(_("what was adapted"), max_length=300, blank=True)

    def clean(self) -> None:
        if self.parent_id and self.parent_id == self.page_id:
            raise ValidationError({"parent": _("A story cannot come from itself.")})
