"""Addresses. Everything that people read stands under /en/ and /fr/."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

admin.site.login = secure_admin_login(admin.site.login)  # the third side door past the second factor
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("admin/login/", to_sign_in),  # Wagtail's own forms stay mounted whatever its settings say
    path("_util/login/", to_sign_in),
    path("django-admin/", admin.site.urls),
    path("admin/", include("editorial.side_doors")),  # ask for rights where Wagtail does not
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("sharing.urls")),
    path("", include("home.urls_unprefixed")),
]

urlpatterns += i18n_patterns(
    path("_util/login/", to_sign_in),  # the same form again, below each language
    path("", include("members.urls")),
    path("", include("resources.urls")),
    path("", include("stories.urls")),
    path("", include("content.urls")),
    path("", include("search.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
)

handler400 = "home.views.bad_request"
handler403 = "home.views.not_allowed"
handler404 = "home.views.not_found"
handler429 = "members.views.too_often"  # asked for by allauth
handler500 = "home.views.server_error"
