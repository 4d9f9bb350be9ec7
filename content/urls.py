"""Methods and hashtags."""

from django.urls import path

from content import views

urlpatterns = [
    path("methods/", views.method_index, name="method_index"),
    path("methods/<slug:slug>/", views.method, name="method"),
    path("hashtags/", views.hashtag_index, name="hashtag_index"),
    path("hashtags/<str:name>/", views.hashtag, name="hashtag"),
]
