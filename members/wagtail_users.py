"""Tells Wagtail's list of users to use our forms."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleOfTheAdmin(WagtailUsersAppConfig):
    user_viewset = "members.user_admin.UserViewSet"
