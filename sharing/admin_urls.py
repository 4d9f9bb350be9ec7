"""Addresses of the sharing desk, under /admin/sharing/. One block per part."""

from django.urls import URLPattern, path

from sharing.views import accounts, calendar, desk, evergreen, page_posts, public

# --- desk, posts of a page, ledger ---
DESK: list[URLPattern] = [
    path("", desk.desk, name="sharing_desk"),
    path("ledger/", desk.ledger_of_all, name="sharing_ledger"),
    path("approve/", desk.approve_many, name="sharing_approve_many"),
    path("recall/", desk.recall, name="sharing_recall"),
    path("release/", desk.release, name="sharing_release"),
    path("pages/<int:page_id>/", page_posts.page_posts, name="sharing_page_posts"),
    path("pages/<int:page_id>/card/", public.card_preview, name="sharing_card_preview"),
    path("pages/<int:page_id>/again/", page_posts.again, name="sharing_again"),
    path("posts/<int:post_id>/act/", page_posts.act, name="sharing_act"),
    path("posts/<int:post_id>/look/", page_posts.look, name="sharing_look"),
    path("posts/<int:post_id>/picture/", page_posts.picture, name="sharing_picture"),
]

# --- calendar, evergreen ---
CALENDAR: list[URLPattern] = [
    path("calendar/", calendar.calendar, name="sharing_calendar"),
    path("calendar/<int:post_id>/move/", calendar.move, name="sharing_move"),
    path("calendar/slots/", calendar.slots, name="sharing_slots"),
    path("calendar/slots/<int:slot_id>/remove/", calendar.remove_slot, name="sharing_remove_slot"),
    path("calendar/slots/suggested/<int:account_id>/", calendar.suggest_slots, name="sharing_suggest_slots"),
    path("out-of-reach/", calendar.out_of_reach, name="sharing_out_of_reach"),
    path("evergreen/", evergreen.queue, name="sharing_evergreen"),
    path("evergreen/add/<int:page_id>/", evergreen.add, name="sharing_evergreen_add"),
    path("evergreen/<int:evergreen_id>/<slug:verb>/", evergreen.act, name="sharing_evergreen_act"),
]

# --- accounts and settings ---
ACCOUNTS: list[URLPattern] = [
    path("accounts/", accounts.accounts, name="sharing_accounts"),
    path("accounts/connect/<slug:network>/", accounts.connect, name="sharing_connect"),
    path("accounts/callback/<slug:network>/", accounts.callback, name="sharing_callback"),
    path("accounts/choose/", accounts.choose, name="sharing_choose"),
    path("accounts/<int:account_id>/", accounts.account, name="sharing_account"),
    path("accounts/<int:account_id>/again/<slug:network>/", accounts.connect, name="sharing_reconnect"),
    path("accounts/<int:account_id>/disconnect/", accounts.disconnect, name="sharing_disconnect"),
    path("accounts/<int:account_id>/<slug:verb>/", accounts.act, name="sharing_account_act"),
    path("settings/", accounts.settings_of_sharing, name="sharing_settings"),
]

urlpatterns = [*DESK, *CALENDAR, *ACCOUNTS]
