"""Methods and hashtags."""

from django.urls import path

from content import addresses, views  # noqa: F401 - names the kinds of address

urlpatterns = [
    path("methods/", views.method_index, name="method_index"),
    path("methods/<word:slug>/", views.method, name="method"),
    path("hashtags/", views.hashtag_index, name="hashtag_index"),
    path("hashtags/<hashtag:name>/", views.hashtag, name="hashtag"),
]
