from django.urls import include, path

from members import views

urlpatterns = [
    path("account/", views.account_home, name="account_home"),
    path("account/profile/", views.profile_edit, name="profile_edit"),
    path("account/affiliations/", views.affiliation_list, name="affiliations"),
    path("account/affiliations/<int:pk>/leave/", views.leave, name="leave_organization"),
    path("account/desk/", views.desk_door, name="desk_door"),
    path("account/signup/challenge/", views.sign_up_challenge, name="sign_up_challenge"),
    path("account/", include("allauth.urls")),
    path("organizations/<slug:slug>/people/", views.organization_people, name="organization_people"),
]
