"""Editors choose a thing by typing its name: anything that has a row in the index, and that this editor may read."""

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from search import engine
from search.access import Reader, reader_of
from search.kinds import KINDS
from search.models import SearchDocument

MOST = 50


class OnlyEditors:
    """Names things that not everybody in the admin may read."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("search.change_promoted"):
            raise PermissionDenied
        self.reader: Reader = reader_of(request.user)
        return super().dispatch(request, *args, **kwargs)


class TypedForm(BaseFilterForm):
    """What was typed of a title or a name; the last word may be unfinished."""

    q = forms.CharField(label=_("Title or name"), required=False, max_length=200)

    def __init__(self, *args, reader: Reader, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def filter(self, objects: QuerySet[SearchDocument]) -> QuerySet[SearchDocument]:
        typed = self.cleaned_data["q"].strip()
        if not typed:
            return objects.filter(access__contains="all")  # what everybody reads, the newest first
        self.is_searching, self.search_query = True, typed
        return objects.filter(pk__in=[hit.key for hit in engine.embedded().suggest(typed, self.reader, most=MOST)])


class RowsToChoose(OnlyEditors):
    """Rows with their kind and language."""

    ordering = ["-published_on", "pk"]

    def get_object_list(self) -> QuerySet[SearchDocument]:
        return SearchDocument.objects.there().only("kind", "title", "language", "access", "published_on")

    def get_filter_form(self) -> TypedForm:
        return TypedForm(self.request.GET, reader=self.reader)

    @property
    def columns(self) -> list[Column]:
        kind = Column("kind", label=_("Kind"), accessor=lambda row: KINDS[row.kind].label if row.kind in KINDS else row.kind)
        return [*super().columns, kind, Column("language", label=_("Language"), accessor="language")]


class Choose(RowsToChoose, chooser.ChooseView):
    pass


class ChooseResults(RowsToChoose, chooser.ChooseResultsView):
    pass


class Chosen(OnlyEditors, chooser.ChosenView):
    def get_object(self, pk: str) -> SearchDocument:
        row = SearchDocument.objects.there().filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
        if row is None or set(self.reader.all_tokens).isdisjoint(row.access.split()):
            raise ObjectDoesNotExist
        return row


class ChosenMultiple(OnlyEditors, chooser.ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> list[SearchDocument]:
        return []  # one thing is chosen at a time


class DocumentChooserViewSet(ChooserViewSet):
    model = SearchDocument
    icon = "search"
    choose_one_text = _("Choose what to show")
    choose_another_text = _("Choose another")
    choose_view_class = Choose
    choose_results_view_class = ChooseResults
    chosen_view_class = Chosen
    chosen_multiple_view_class = ChosenMultiple


document_chooser = DocumentChooserViewSet("search_document_chooser", url_prefix="search-chooser")
