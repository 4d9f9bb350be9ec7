"""What readers meet of sharing: the counted link and the card. Outside /en/ and /fr/: an address in a post has no language."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from sharing.views import public


class VersionConverter(StringConverter):
    regex = "[0-9a-f]{12}"


class LanguageConverter(StringConverter):
    regex = "en|fr"


class KeyConverter(StringConverter):
    """A number that every database takes for a key."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(VersionConverter, "card_version")
register_converter(LanguageConverter, "card_language")
register_converter(KeyConverter, "key")

urlpatterns = [
    path("s/<str:code>/", public.share_link, name="share_link"),
    path("share/mastodon/", public.share_mastodon, name="share_mastodon"),
    path("share/card/<key:page_id>-<card_version:version>.png", public.share_card, name="share_card"),
    path("share/site/<card_language:language>-<card_version:version>.png", public.site_card, name="site_card"),
]
