"""The editors' screens for terms and hashtags: first what will change, then the change."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import curation
from content.models import Audience, CareSetting, Hashtag, Method, QualityDomain, ResultType, Scale, Topic

KINDS = {model._meta.model_name: model for model in (Hashtag, Method, Topic, QualityDomain, CareSetting, Scale, ResultType, Audience)}
LABELS = {
    "alias": gettext_lazy("Other spellings"),
    "merge": gettext_lazy("Merge into another"),
    "retire": gettext_lazy("Retire"),
    "restore": gettext_lazy("Restore"),
}


class SpellingForm(forms.Form):
    key = forms.CharField(label=gettext_lazy("Another spelling"), max_length=80)


class MergeForm(forms.Form):
    def __init__(self, *args, term: curation.Term, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = type(term).objects.in_use().exclude(pk=term.pk)
        self.fields["into"] = forms.ModelChoiceField(others, label=gettext_lazy("Merge into"))


def may_curate(user, model: type) -> bool:
    return user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")


def verbs_for(term: curation.Term) -> list[str]:
    """What can be done with it now."""
    verbs = ["alias", "merge"] if isinstance(term, Hashtag | Method) else []
    return [*verbs, "restore" if term.retired_at else "retire"]


def curate(request: HttpRequest, kind: str, pk: int, verb: str) -> HttpResponse:
    """One screen per verb."""
    if kind not in KINDS or verb not in LABELS:
        raise Http404
    if not may_curate(request.user, KINDS[kind]):
        raise PermissionDenied
    term = get_object_or_404(KINDS[kind], pk=pk)
    if verb not in verbs_for(term):
        messages.warning(request, _("That is done already."))
        return redirect(_list_of(term))
    screen = {"alias": _alias, "merge": _merge}.get(verb, _retire_or_restore)
    return screen(request, term, verb)


def _alias(request: HttpRequest, term: Hashtag | Method, verb: str) -> HttpResponse:
    if forgotten := request.POST.get("forget"):
        curation.forget_alias(term, forgotten, by=request.user)
        return redirect(request.path)
    form = SpellingForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(form, lambda: curation.alias(term, form.cleaned_data["key"], by=request.user))
    ):
        messages.success(request, _("This spelling leads here now."))
        return redirect(request.path)
    return _screen(request, term, verb, form=form, aliases=term.aliases.order_by("key"))


def _merge(request: HttpRequest, term: Hashtag | Method, verb: str) -> HttpResponse:
    form = MergeForm(request.POST or None, term=term)
    into = form.cleaned_data["into"] if request.method == "POST" and form.is_valid() else None
    if into and "confirm" in request.POST and _tried(form, lambda: curation.merge(term, into=into, by=request.user)):
        messages.success(request, _("Merged. The old address leads to “%(name)s”.") % {"name": into})
        return redirect(_list_of(into))
    return _screen(request, term, verb, form=form, into=into)


def _retire_or_restore(request: HttpRequest, term: curation.Term, verb: str) -> HttpResponse:
    form = forms.Form(request.POST or None)
    if request.method == "POST" and form.is_valid() and _tried(form, lambda: getattr(curation, verb)(term, by=request.user)):
        messages.success(request, _("It is offered again.") if verb == "restore" else _("It is retired."))
        return redirect(_list_of(term))
    return _screen(request, term, verb, form=form)


def _tried(form: forms.Form, act) -> bool:
    try:
        act()
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


def _screen(request: HttpRequest, term: curation.Term, verb: str, **context) -> HttpResponse:
    context |= {"term": term, "verb": verb, "label": LABELS[verb], "report": curation.report(term), "list_url": _list_of(term)}
    return render(request, "content/curate.html", context)


def _list_of(term: curation.Term) -> str:
    return reverse(term.snippet_viewset.get_url_name("list"))
