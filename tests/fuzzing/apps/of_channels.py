"""Paths, regular expressions, a router within a router, and all that usually stands around them."""

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=[".shop.example"], INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"]
)
django.setup()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.generic.websocket import AsyncJsonWebsocketConsumer, WebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path, re_path  # noqa: E402


class Board(AsyncJsonWebsocketConsumer):
    async def receive_json(self, content: dict[str, str], **_: object) -> None:
        if content["type"] == "pin":
            await self.send_json({"type": "pinned"})


class Log(WebsocketConsumer):
    pass


routes = [
    path("ws/boards/<slug:board>/<int:page>/", Board.as_asgi()),
    re_path(r"^ws/rooms/(?P<room>\w+(?:-\w+)?)/?$", Log.as_asgi()),
    re_path(r"^ws/\d+/log$", Log.as_asgi()),
    path("ws/<str:tenant>/", URLRouter([path("log/", Log.as_asgi())])),
]
application = ProtocolTypeRouter({"websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(routes)))})
