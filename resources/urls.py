"""Reading and proposing resources."""

from django.urls import path

from content import addresses  # noqa: F401 - names the kinds of address
from resources import collection_views, composing, views

urlpatterns = [
    path("write/resource/new/", composing.new_resource, name="new_resource"),
    path("write/resource/<int:pk>/", composing.write_resource, name="write_resource"),
    path("write/resource/<int:pk>/check/", composing.check_resource, name="check_resource"),
    path("resources/", views.resource_index, name="resource_index"),
    path("collections/", collection_views.collection_index, name="collection_index"),
    path("collections/<word:slug>/", collection_views.collection, name="collection"),
    path("collections/<word:slug>/read/<int:page>/", collection_views.collection_mark, name="collection_mark"),
    path("resources/<word:slug>/", views.resource, name="resource"),
]
