"""Addresses without a language."""

from django.urls import path

from home import outbox

urlpatterns = [
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<str:name>/", outbox.letter, name="letter"),
]
