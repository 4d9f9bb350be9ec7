"""The sharing desk in Wagtail's admin. Each part registers what it owns."""

from django.urls import URLPattern, include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def sharing_urls() -> list[URLPattern]:
    return [path("sharing/", include("sharing.admin_urls"))]
