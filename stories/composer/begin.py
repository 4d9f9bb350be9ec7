"""The two questions before a draft: a title, and the language."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stories.models import LessonPage, StoryPage

from .steps import AboutStep


class Begin(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        fields = ["title", "language"]
        labels = {"title": _("What is it about, in a few words?"), "language": _("Which language do you write in?")}
        help_texts = {"title": _("A title for now. You can change it at any time.")}
        widgets = {"language": forms.RadioSelect}
        error_messages = {"title": {"required": _("Give it a title that a colleague would look for.")}}

    clean_title = AboutStep.clean_title


class BeginStory(Begin):
    class Meta(Begin.Meta):
        model = StoryPage


class BeginLesson(Begin):
    class Meta(Begin.Meta):
        model = LessonPage
