"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter


class MemberAdapter(DefaultAccountAdapter):
    """Sign-up makes a user and a member."""
