"""Reading stories and lessons. The writing side has addresses of its own."""

from django.urls import path

from stories import views

urlpatterns = [
    path("stories/", views.story_index, name="story_index"),
    path("stories/<str:slug>/", views.story, name="story"),
    path("lessons/", views.lesson_index, name="lesson_index"),
    path("lessons/<str:slug>/", views.lesson, name="lesson"),
    path("series/<str:slug>/", views.series, name="series"),
    path("change-ideas/<str:slug>/", views.change_idea, name="change_idea"),
]
