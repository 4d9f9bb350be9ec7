"""A member's photo: checked and written anew, kept under a name that nobody can guess, gone when it is taken away."""

import secrets

from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.models import Collection

from members.models import Member

COLLECTION = "Photos of members"


def replace(member: Member, picture: ContentFile) -> None:
    """The new photo takes the place of the old one, which is deleted."""
    old = member.photo
    ending = (picture.name or "photo.jpg").rsplit(".", 1)[-1]
    picture.name = f"{secrets.token_urlsafe(18)}.{ending}"
    member.photo = get_image_model().objects.create(title=member.name, file=picture, collection=_collection(), uploaded_by_user=member.user)
    member.save()
    _delete(old)


def take_away(member: Member) -> None:
    old, member.photo = member.photo, None
    member.save()
    _delete(old)


def _delete(photo) -> None:
    """The picture, its smaller copies and their files."""
    if photo is not None:
        photo.delete()


def _collection() -> Collection:
    return Collection.objects.filter(name=COLLECTION).first() or Collection.get_first_root_node().add_child(name=COLLECTION)
