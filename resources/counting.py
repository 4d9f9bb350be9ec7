"""A file of the library that is taken is counted. Who took it is not written down."""

from typing import Any

from django.http import HttpRequest
from wagtail.documents.models import Document, document_served

from resources.models import FileCount, ResourceFile, ResourcePage


def listen() -> None:
    document_served.connect(count_one, dispatch_uid="resources.count_one")


def count_one(sender: type[Document], instance: Document, request: HttpRequest, **kwargs: Any) -> None:
    """Readers count; a writer who looks at their own draft does not."""
    if ResourceFile.objects.filter(document=instance, page__in=ResourcePage.objects.open_to_all()).exists():
        FileCount.objects.one_more(instance.pk)
