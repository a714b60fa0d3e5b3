"""The settings that the servers in Channels share, and what makes one of them an app."""

from __future__ import annotations

import json
from typing import Any

import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
        INSTALLED_APPS=["channels"],
        SECRET_KEY="for tests",
    )
    django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path, re_path


def served(route: str, consumer: type[AsyncWebsocketConsumer]) -> ProtocolTypeRouter:
    """An app with one route; elsewhere the handshake is refused with 403, not with an exception and 500."""
    routes = [path(route, consumer.as_asgi()), re_path("", Nowhere.as_asgi())]
    return ProtocolTypeRouter({"http": get_asgi_application(), "websocket": URLRouter(routes)})


class Nowhere(AsyncWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        await self.close()


class Talking(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Hands JSON objects to ``hear``, and answers anything else with an error."""

    refused = False

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.refused:  # what was on its way
            return
        if text_data is None:
            self.refused = True
            await self.close(1003)
            return
        try:
            message = json.loads(text_data)
        except (ValueError, RecursionError):
            message = None
        if isinstance(message, dict):
            await self.hear(message)
        else:
            await self.tell({"error": "expected a JSON object"})

    async def hear(self, message: dict[str, Any]) -> None:
        raise NotImplementedError

    async def tell(self, value: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(value))
