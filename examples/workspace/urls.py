"""The URLs of the workspace."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from . import views
from .consumers import BoardConsumer

urlpatterns = [
    path("login/", LoginView.as_view()),
    path("logout/", LogoutView.as_view(next_page="/login/")),
    path("me/", views.me),
    path("boards/<slug:slug>/notes/", views.notes),
]
websocket_urlpatterns = [path("ws/boards/<slug:slug>/", BoardConsumer.as_asgi())]
