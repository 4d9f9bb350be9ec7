"""Pages of the house that no other app owns."""

from django.conf import settings
from django.urls import path

from home import feeds, own_account, people, views

urlpatterns = [
    path("people/", people.member_index, name="member_index"),
    path("people/<slug:slug>/", people.member, name="member"),
    path("organizations/", people.organization_index, name="organization_index"),
    path("organizations/<slug:slug>/", people.organization, name="organization"),
    path("feeds/<str:what>.<str:kind>", feeds.everything, name="feed"),
    path("feeds/hashtags/<str:name>.<str:kind>", feeds.of_hashtag, name="hashtag_feed"),
    path("feeds/methods/<slug:slug>.<str:kind>", feeds.of_method, name="method_feed"),
    path("account/take-along/", own_account.take_along, name="take_along"),
    path("account/close/", own_account.close_account, name="close_account"),
]
urlpatterns += [path("components/", views.gallery, name="gallery")] if settings.DEVELOPMENT_PAGES else []
