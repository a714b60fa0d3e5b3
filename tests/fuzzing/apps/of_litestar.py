"""Handlers, a listener with data types, a stream, a controller, and the routes of the channels plug-in."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

import msgspec
from litestar import Controller, Litestar, Router, WebSocket, websocket, websocket_listener
from litestar.channels import ChannelsPlugin
from litestar.channels.backends.memory import MemoryChannelsBackend
from litestar.di import Provide
from litestar.handlers import websocket_stream
from litestar.params import Parameter
from pydantic import BaseModel


@dataclass
class Move:
    x: int
    y: int = 0


class Placed(msgspec.Struct):
    ok: bool


class Price(BaseModel):
    cents: int


@websocket("/chat/{room_id:str}")
async def chat(
    socket: WebSocket, room_id: str, lang: str = "en", client: Annotated[str, Parameter(header="X-Client")] = ""
) -> None:
    await socket.accept()
    await socket.send_json({"heard": await socket.receive_json()})


@websocket_listener("/games/{game:int}", dependencies={"level": Provide(lambda: 1, sync_to_thread=False)})
async def games(data: Move, game: int, level: int, seat: int) -> Placed:
    return Placed(data.x == game)


@websocket_listener("/pictures", receive_mode="binary", send_mode="binary")
async def pictures(data: bytes) -> bytes:
    return data


@websocket_stream("/prices")
async def prices() -> AsyncGenerator[Price, None]:
    yield Price(cents=1)


class Lobby(Controller):
    path = "/lobby"

    @websocket("/{when:date}")
    async def wait(self, socket: WebSocket) -> None:
        await socket.accept()


backend = MemoryChannelsBackend()
plugin = ChannelsPlugin(backend=backend, channels=["news"], create_ws_route_handlers=True, ws_handler_base_path="/on")
app = Litestar([Router("/v1", route_handlers=[chat, games]), pictures, prices, Lobby], plugins=[plugin])
