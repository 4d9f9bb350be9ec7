"""Reading stories and lessons. The writing side has addresses of its own."""

from django.urls import include, path

from content import addresses  # noqa: F401 - names the kinds of address
from stories import views

urlpatterns = [
    path("write/", include("stories.composer.urls")),
    path("stories/", views.story_index, name="story_index"),
    path("stories/<word:slug>/", views.story, name="story"),
    path("lessons/", views.lesson_index, name="lesson_index"),
    path("lessons/<word:slug>/", views.lesson, name="lesson"),
    path("series/<word:slug>/", views.series, name="series"),
    path("change-ideas/<word:slug>/", views.change_idea, name="change_idea"),
]
