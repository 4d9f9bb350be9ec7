"""Forms that several parts of the house build on."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

LARGEST_KEY_DIGITS = 18


class Terms(forms.ModelMultipleChoiceField):
    """Several terms of a vocabulary. A number that no database can hold is a wrong choice, not an error."""

    def _check_values(self, value: Iterable) -> QuerySet:
        if any(len(str(key)) > LARGEST_KEY_DIGITS for key in value):
            raise ValidationError(_("One of these choices is not in the list. Choose again."))
        return super()._check_values(value)


class BasePageForm(WagtailAdminPageForm):
    """An embargo that is moved or lifted takes along the hour of going live that it had set."""

    def clean(self) -> dict:
        data = super().clean()
        before, after = self.initial.get("embargo_until"), data.get("embargo_until")
        goes_live_at = data.get("go_live_at")
        if before and goes_live_at and after != before and abs((goes_live_at - before).total_seconds()) < 60:
            data["go_live_at"] = after
        return data
