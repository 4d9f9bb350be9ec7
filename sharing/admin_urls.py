"""Addresses of the sharing desk, under /admin/sharing/. One block per part."""

from django.urls import URLPattern, path

from sharing.views import desk

# --- desk, posts of a page, ledger ---
DESK: list[URLPattern] = [
    path("", desk.desk, name="sharing_desk"),
    path("ledger/", desk.ledger, name="sharing_ledger"),
]

# --- calendar, evergreen ---
CALENDAR: list[URLPattern] = []

# --- accounts and settings ---
ACCOUNTS: list[URLPattern] = []

urlpatterns = [*DESK, *CALENDAR, *ACCOUNTS]
