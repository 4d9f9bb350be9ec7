"""Addresses of the sharing desk, under /admin/sharing/. One block per part."""

from django.urls import URLPattern

# --- desk, posts of a page, ledger ---
DESK: list[URLPattern] = []

# --- calendar, evergreen ---
CALENDAR: list[URLPattern] = []

# --- accounts and settings ---
ACCOUNTS: list[URLPattern] = []

urlpatterns = [*DESK, *CALENDAR, *ACCOUNTS]
