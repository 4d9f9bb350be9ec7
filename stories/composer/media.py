"""Pictures and files that members bring: cleaned, kept apart in the members' collection, and put into the draft."""

import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

from content import uploads
from content.models import BasePage
from members.models import User
from stories.models import StoryImage

COLLECTION = "Members"
READERS: dict[str, Callable[[UploadedFile], File]] = {"new_image": uploads.clean_image, "new_file": uploads.clean_document}


@transaction.atomic
def members_collection() -> Collection:
    """The one collection of what members bring; made by whoever brings the first file."""
    root = Collection.objects.select_for_update().get(pk=Collection.get_first_root_node().pk)
    return root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)


def look_into(files: MultiValueDict) -> None:
    """Read what was uploaded once, with its answer or refusal kept beside it."""
    for name, read in READERS.items():
        if name in files:
            _read(files[name], read)


def looked_into(uploaded: UploadedFile, name: str) -> File:
    """The cleaned file. Raises the sentence of its refusal."""
    if not hasattr(uploaded, "found"):
        _read(uploaded, READERS[name])
    if isinstance(uploaded.found, ValidationError):
        raise uploaded.found
    return uploaded.found


def _read(uploaded: UploadedFile, read: Callable[[UploadedFile], File]) -> None:
    try:
        uploaded.found = read(uploaded)
    except ValidationError as refusal:
        uploaded.found = refusal


def add_posted(draft: BasePage, form: Any, *, by: User) -> list[str]:
    """Put a posted picture and a posted file into the draft, in memory. Says which lists grew."""
    picture, file = form.cleaned_data.get("new_image"), form.cleaned_data.get("new_file")
    if picture:
        draft.images.add(
            StoryImage(
                image=_keep_image(picture, form.cleaned_data.get("new_alt") or picture.name, by=by),
                alt=form.cleaned_data.get("new_alt") or "",
                caption=form.cleaned_data.get("new_caption") or "",
                sort_order=draft.images.count(),
            )
        )
    if file:
        title = form.cleaned_data.get("new_file_title") or file.name.rsplit(".", 1)[0][:160]
        row = draft._meta.get_field("files").related_model
        draft.files.add(row(document=_keep_document(file, title, by=by), title=title, sort_order=draft.files.count()))
    return [name for name, brought in (("images", picture), ("files", file)) if brought]


def _keep_image(file: Any, title: str, *, by: User) -> Image:
    """Under a name that nobody can guess: pictures are served without asking who is there, also those of drafts."""
    file.name = f"{secrets.token_urlsafe(18)}.{file.name.rsplit('.', 1)[-1]}"
    image = Image(title=title[:255], file=file, collection=members_collection(), uploaded_by_user=by)
    image._set_image_file_metadata()
    image.save()
    return image


def _keep_document(file: Any, title: str, *, by: User) -> Document:
    document = Document(title=title[:255], file=file, collection=members_collection(), uploaded_by_user=by)
    document._set_document_file_metadata()
    document.save()
    return document
