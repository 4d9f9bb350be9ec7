"""How a log-in becomes a person of the community."""

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from members.models import Member, User
from members.roles import MEMBERS


def join(user: User, *, name: str) -> Member:
    """The person that others see, with an address of their own, in the group of all members. Joining twice is joining once."""
    with transaction.atomic():
        user.groups.add(Group.objects.get_or_create(name=MEMBERS)[0])
        existing = Member.objects.filter(user=user).first()
        return existing or _with_free_address(user, name.strip())


def member_of(user: User) -> Member:
    """The member behind a log-in; log-ins made on the command line get theirs when first needed."""
    return Member.objects.filter(user=user).first() or join(user, name=user.get_full_name() or _("New member"))


def _with_free_address(user: User, name: str) -> Member:
    wanted = slugify(name)[:100] or "member"
    taken = set(Member.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 1
    while True:
        slug = wanted if number == 1 else f"{wanted}-{number}"
        number += 1
        if slug in taken:
            continue
        try:
            with transaction.atomic():
                return Member.objects.create(user=user, name=name, slug=slug)
        except IntegrityError:  # somebody of the same name joined in this very moment
            if number > 50:
                raise
