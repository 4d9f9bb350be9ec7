"""What every template may ask for, without a query for anonymous readers."""

from django.conf import settings
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from members.roles import is_reviewer


def site(request) -> dict:
    """The page in the other language, and what the person may do."""
    here = get_language() or "en"
    other = "fr" if here == "en" else "en"
    return {
        "other_language": other,
        "other_language_url": SimpleLazyObject(lambda: translate_url(request.get_full_path(), other)),
        "has_desk": SimpleLazyObject(lambda: is_reviewer(request.user)) if hasattr(request, "user") else False,
        "is_demo_site": settings.DEMO,
        "has_development_pages": settings.DEVELOPMENT_PAGES,
    }
