"""Addresses of the writing side."""

from django.urls import path

from . import views, writing

urlpatterns = [
    path("", views.my_stories, name="my_stories"),
    path("story/new/", views.new_story, name="new_story"),
    path("lesson/new/", views.new_lesson, name="new_lesson"),
    path("story/<int:pk>/check/", writing.check_story, name="check_story"),
    path("story/<int:pk>/<slug:step>/", writing.write_story, name="write_story"),
    path("lesson/<int:pk>/", writing.write_lesson, name="write_lesson"),
    path("lesson/<int:pk>/check/", writing.check_lesson, name="check_lesson"),
    path("<int:pk>/preview/", views.preview, name="story_preview"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/status/", views.status, name="story_status"),
    path("<int:pk>/delete/", views.delete_draft, name="delete_draft"),
    path("<int:pk>/leave/", views.leave, name="leave_together"),
    path("invitation/<int:pk>/", views.answer_invitation, name="answer_invitation"),
]
