"""Reading stories and lessons. The writing side has addresses of its own."""

from django.urls import include, path

from content import addresses  # noqa: F401 - names the kinds of address
from stories import charts, indicators, trying, views

urlpatterns = [
    path("write/", include("stories.composer.urls")),
    path("stories/", views.story_index, name="story_index"),
    path("stories/<word:slug>/", views.story, name="story"),
    path("stories/<word:slug>/charts/<int:measure>/", charts.story_chart, name="story_chart"),
    path("stories/<word:slug>/charts/<int:measure>/embed/", charts.story_chart_embed, name="story_chart_embed"),
    path("stories/<word:slug>/charts/<int:measure>/<str:file>", charts.story_chart_file, name="story_chart_file"),
    path("indicators/", indicators.indicator_index, name="indicator_index"),
    path("indicators/<slug:slug>/", indicators.indicator, name="indicator"),
    path("try/", trying.try_it, name="try_it"),
    path("oembed", charts.oembed, name="oembed"),
    path("lessons/", views.lesson_index, name="lesson_index"),
    path("lessons/<word:slug>/", views.lesson, name="lesson"),
    path("series/<word:slug>/", views.series, name="series"),
    path("change-ideas/<word:slug>/", views.change_idea, name="change_idea"),
]
