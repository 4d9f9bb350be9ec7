"""What readers meet of sharing: the counted link and the card. Outside /en/ and /fr/: an address in a post has no language."""

from django.urls import path

from sharing.views import public

urlpatterns = [path("s/<str:code>/", public.share_link, name="share_link")]
