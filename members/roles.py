"""The roles and what each may do. Members never get into the admin."""

MEMBERS = "Members"
REVIEWERS = "Reviewers"
EDITORS = "Editors"
ADMINISTRATORS = "Administrators"


def _in(user, *groups: str) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    if not hasattr(user, "_role_names"):
        user._role_names = set(user.groups.values_list("name", flat=True))
    return bool(user._role_names.intersection(groups))


def may_approve(user) -> bool:
    """Editors and administrators accept a page; reviewers comment and send back."""
    return user.is_active and (user.is_superuser or _in(user, EDITORS, ADMINISTRATORS))


def is_editor(user) -> bool:
    return may_approve(user)


def is_reviewer(user) -> bool:
    """Reads what waits for review."""
    return may_approve(user) or _in(user, REVIEWERS)
