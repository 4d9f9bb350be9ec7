"""Terms of the vocabularies by their slugs, as the demo's files name them."""

from collections.abc import Sequence

from django.db.models import Model

from .files import DemoFault


def terms(model: type[Model], slugs: Sequence[str], *, where: str) -> list[Model]:
    """In the order asked for. A slug that is not there is a fault of the file."""
    found = {term.slug: term for term in model._default_manager.filter(slug__in=slugs)}
    if missing := [slug for slug in slugs if slug not in found]:
        raise DemoFault(f"{where}: no {model._meta.verbose_name} is called {', '.join(missing)}.")
    return [found[slug] for slug in slugs]
