"""Editors try a question: what it is read as, what is promoted for it, what a visitor would find and why."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from search import engine, permalinks, spelling
from search.access import reader_of
from search.asking import Answer
from search.kinds import KINDS
from search.models import SearchDocument
from search.promoting import promoted_for
from search.ranking.question import LONGEST_QUESTION, Question

MOST = 10


class TrialForm(forms.Form):
    q = forms.CharField(label=_("A question"), max_length=LONGEST_QUESTION)
    language = forms.ChoiceField(label=_("Asked by a visitor who reads"), choices=[("en", _("English")), ("fr", _("French"))], initial="en")


@dataclass(frozen=True)
class Trial:
    """What one question gives."""

    question: Question
    answer: Answer
    rows: list[tuple[SearchDocument, str, float]]  # row, kind, score
    promoted: list[tuple[SearchDocument, str]]
    meant: str

    @property
    def synonyms(self) -> list[tuple[str, list[str]]]:
        """Each typed thing with what it is looked for as well."""
        return [(wanted.typed, [phrase.typed for phrase in wanted.phrases[1:]]) for wanted in self.question.wanted if wanted.phrases[1:]]


@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("search.change_synonym"):
        raise PermissionDenied
    form = TrialForm({"language": "en", **request.GET.dict()} if request.GET else None, initial={"language": "en"})
    tried = _try(**form.cleaned_data) if form.is_bound and form.is_valid() else None
    return render(request, "search/trial.html", {"form": form, "tried": tried})


def _try(q: str, language: str) -> Trial:
    visitor = AnonymousUser()
    with override(language):
        reader = reader_of(visitor, language)
        query = permalinks.query_of(urlencode({"q": q}), reader, per_page=MOST)
        answer = engine.ask(query)
        rows = SearchDocument.objects.in_bulk([hit.key for hit in answer.hits])
        shown = [(rows[hit.key], str(KINDS[rows[hit.key].kind].label), hit.score) for hit in answer.hits if hit.key in rows]
        return Trial(query.question, answer, shown, promoted_for(q, reader, visitor), spelling.did_you_mean(query.question, reader))
