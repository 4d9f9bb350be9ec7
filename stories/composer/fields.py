"""Fields of the composer: figures as people type them, hashtags, another story's address, choices from the vocabularies."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from content.models import Hashtag
from content.models.hashtags import LONGEST_HASHTAG, MOST_HASHTAGS, hashtag_key
from measures.dates import last_day_of, read_period
from stories.models import StoryPage

LONGEST_TEXT = 20_000
LARGEST_KEY_DIGITS = 18  # no database key is longer, and SQLite refuses larger numbers
SPACES = re.compile(r"[\s\u00a0\u202f']+")
HASHTAG_WORD = re.compile(r"(?=\d*[^\W\d])\w{1,100}\Z")


class LongText(forms.CharField):
    """Markdown, up to what a reader would read."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > LONGEST_TEXT:
            raise ValidationError(
                _("This is %(n)s characters long, and %(most)s is the most that fits here. Shorten it, or add the rest as a file."),
                params={"n": len(value), "most": LONGEST_TEXT},
            )


class FigureField(forms.DecimalField):
    """A figure as people write it: 58.6, 58,6, 58.6 %, 1 204."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_digits=12, decimal_places=4, **kwargs)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")
        self.error_messages["invalid"] = _("Write a number, such as 58.6.")

    def prepare_value(self, value: Any) -> Any:
        """As it was typed: the table's zeros at the end are not shown."""
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


class CountField(forms.IntegerField):
    """A whole number of people, visits or days."""

    widget = forms.TextInput

    def __init__(self, *, most: int = 2_147_483_647, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=most, **kwargs)
        self.widget.attrs.update(inputmode="numeric", autocomplete="off")
        self.error_messages["invalid"] = _("Write a whole number, such as 318.")

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


def plain_number(words: str) -> str:
    """Without a percent sign and spaces. In English a comma before three digits separates thousands; any other is a decimal point."""
    words = SPACES.sub("", words.replace("\N{MINUS SIGN}", "-")).removesuffix("%")
    if re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", words) and not (get_language() or "").startswith("fr"):
        return words.replace(",", "")
    return words.replace(",", ".")


class PeriodField(forms.CharField):
    """A day, or a month as people write it: March 2024, mars 2024, 2024-03. It means its first day, or its last."""

    def __init__(self, *, is_end: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self.is_end = is_end
        self.widget.attrs.update(autocomplete="off")

    def prepare_value(self, value: Any) -> Any:
        """A whole month as a month."""
        if not isinstance(value, date):
            return value
        day = last_day_of(value.replace(day=1), "month") if self.is_end else value.replace(day=1)
        return f"{value:%Y-%m}" if value == day else f"{value:%Y-%m-%d}"

    def clean(self, value: Any) -> date | None:
        words = super().clean(value)
        if not words:
            return None
        period = read_period(words)
        if period is None or not isinstance(period.first, date):
            raise ValidationError(_("Write a month or a day, such as March 2024, 2024-03 or 2024-03-15."))
        return last_day_of(period.first, period.unit) if self.is_end else period.first


class AddressField(forms.URLField):
    """A web address; https is assumed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, assume_scheme="https", **kwargs)
        self.validators = [validator for validator in self.validators if not isinstance(validator, URLValidator)] + [
            URLValidator(schemes=["http", "https"], message=_("Write a web address, such as https://example.org/page."))
        ]
        self.error_messages["invalid"] = _("Write a web address, such as https://example.org/page.")


class HashtagsField(forms.CharField):
    """Hashtags typed in a line, each kept in its one spelling: #eqipon becomes #EQIPON."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ", ".join(f"#{name}" for name in value or [])

    def clean(self, value: Any) -> list[str]:
        words: dict[str, str] = {}
        for word in re.split(r"[\s,;，、]+|(?<=\w)(?=[#＃])", unicodedata.normalize("NFC", super().clean(value))):
            if word := word.lstrip("#＃"):
                self._check_word(word)
                words.setdefault(hashtag_key(word), word)
        if len(words) > MOST_HASHTAGS:
            raise ValidationError(ngettext("At most %(n)s hashtag.", "At most %(n)s hashtags.", MOST_HASHTAGS), params={"n": MOST_HASHTAGS})
        return list({hashtag_key(name): name for name in map(self._one_spelling, words.values())}.values())

    def _check_word(self, word: str) -> None:
        if not HASHTAG_WORD.match(word) or len(hashtag_key(word)) > LONGEST_HASHTAG:
            raise ValidationError(
                _("“%(word)s” cannot be a hashtag: use letters, digits and underscores, without spaces."), params={"word": word[:60]}
            )

    def _one_spelling(self, word: str) -> str:
        known = Hashtag.objects.spelled(word)
        if known and known.retired_at:
            raise ValidationError(_("#%(word)s is not used any more. Choose another."), params={"word": known.name})
        return known.name if known else word


class StoryField(forms.CharField):
    """Another story on this site, by its address or its title.

    A story that was linked once and is not open to readers now stays linked, shown by its number: its title is not told.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=500, **kwargs)
        self.linked: list[StoryPage] = []  # what the draft links to, open or not

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, StoryPage):
            return value.get_absolute_url() if value.is_open_to_all else f"#{value.pk}"
        return value or ""

    def clean(self, value: Any) -> StoryPage | None:
        words = super().clean(value)
        if not words:
            return None
        if kept := next((story for story in self.linked if words in (f"#{story.pk}", story.get_absolute_url())), None):
            return kept
        stories = StoryPage.objects.open_to_all()
        slug = words.split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1]
        if found := stories.filter(slug=slug).first():
            return found
        same_title = list(stories.filter(title__iexact=words)[:2])
        if len(same_title) == 1:
            return same_title[0]
        if same_title:
            raise ValidationError(_("Several stories have this title. Copy the address of the one you mean."))
        raise ValidationError(_("No published story has this address or title. Copy the address from its page."))


class Choices(forms.ModelMultipleChoiceField):
    """Several terms of a vocabulary, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        super().__init__(model.objects.all(), required=False, **kwargs)

    def _check_values(self, value: Any) -> Any:
        if any(len(str(key)) > LARGEST_KEY_DIGITS for key in value):
            raise ValidationError(_("One of these choices is not in the list. Choose again."))
        return super()._check_values(value)


class Choice(forms.ModelChoiceField):
    """One term of a vocabulary."""

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        super().__init__(model.objects.all(), required=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LARGEST_KEY_DIGITS:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value[:20]})
        return super().to_python(value)


def name_the_empty_choice(field: forms.Field) -> None:
    """A list to choose one from says in words that nothing is chosen."""
    if type(field.widget) is forms.Select and isinstance(field, forms.ChoiceField):
        field.choices = [(value, _("Not said") if value == "" else label) for value, label in field.choices]
