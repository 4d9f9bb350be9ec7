"""Reading resources. The composer's addresses are registered with it."""

from django.urls import path

from content import addresses  # noqa: F401 - names the kinds of address
from resources import views

urlpatterns = [
    path("resources/", views.resource_index, name="resource_index"),
    path("resources/<word:slug>/", views.resource, name="resource"),
]
