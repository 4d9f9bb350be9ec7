"""Addresses of the writing side."""

from django.urls import path

from . import measuring_pages, views, writing
from .data import filing, pages

urlpatterns = [
    path("", views.my_stories, name="my_stories"),
    path("story/new/", views.new_story, name="new_story"),
    path("lesson/new/", views.new_lesson, name="new_lesson"),
    path("story/<int:pk>/check/", writing.check_story, name="check_story"),
    path("story/<int:pk>/measures/new/", measuring_pages.new_measure, name="new_measure"),
    path("story/<int:pk>/measures/<int:measure>/definition/", measuring_pages.measure_definition, name="measure_definition"),
    path("story/<int:pk>/measures/<int:measure>/chart/", measuring_pages.measure_chart, name="measure_chart"),
    path("story/<int:pk>/measures/<int:measure>/", pages.measure_figures, name="measure_figures"),
    path("story/<int:pk>/measures/<int:measure>/file/", filing.measure_file, name="measure_file"),
    path("story/<int:pk>/measures/<int:measure>/sample.csv", filing.measure_sample, name="measure_sample"),
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
