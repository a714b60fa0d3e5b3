"""Converters of its own, an endpoint, a mount; made by a factory."""

from starlette.applications import Starlette
from starlette.endpoints import WebSocketEndpoint
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket


class Echo(WebSocketEndpoint):
    encoding = "text"

    async def on_receive(self, websocket: WebSocket, data: str) -> None:
        await websocket.send_text(data)


async def ticks(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


def create_app() -> Starlette:
    within = [WebSocketRoute("/ticks/{every:float}", ticks), Route("/page", ticks)]
    return Starlette(routes=[WebSocketRoute("/echo/{id:uuid}", Echo), Mount("/feeds", routes=within)])
