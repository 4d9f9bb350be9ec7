from django.urls import path

from search import clicks, feeds, saved_views, trying, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="search_suggest"),
    path("search/feed.<str:kind>", feeds.search_feed, name="search_feed"),
    path("search/saved/", saved_views.saved_searches, name="saved_searches"),
    path("search/saved/new/", saved_views.save_search, name="save_search"),
    path("search/saved/recent/", saved_views.recent_searches, name="recent_searches"),
    path("search/saved/<int:pk>/", saved_views.saved_search, name="saved_search"),
    path("search/saved/<int:pk>/seen/", saved_views.seen_saved_search, name="seen_saved_search"),
    path("search/saved/<int:pk>/remove/", saved_views.remove_saved_search, name="remove_saved_search"),
    path("search/saved/<int:pk>/put-back/", saved_views.put_back_saved_search, name="put_back_saved_search"),
    path("search/unsubscribe/<str:token>/", saved_views.unsubscribe, name="search_unsubscribe"),
    path("search/click/", clicks.click, name="search_click"),
    path("search/tried/", trying.tried, name="search_tried"),
]
