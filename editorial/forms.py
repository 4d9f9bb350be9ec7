"""What an editor says with a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A page goes back only with a note that says what to do."""

    comment = forms.CharField(
        label=_("What has to change"),
        help_text=_("The authors read this. Say what to do, kindly and exactly."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OptionalNoteForm(forms.Form):
    comment = forms.CharField(label=_("Note to the authors"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(forms.Form):
    """A public notice says what and why, in words that a reader understands."""

    reason = forms.CharField(
        label=_("What and why"),
        help_text=_("Stands on the page for every reader, with the date and your name. Markdown is not used."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RetractionForm(ReasonForm):
    """Posts on networks go with the page's claim, unless they shall stay and say so themselves."""

    posts_stay = forms.BooleanField(
        label=_("Leave its posts on networks, each with a notice"),
        help_text=_("Otherwise they are deleted there. The notices wait on the sharing desk for approval."),
        required=False,
    )
