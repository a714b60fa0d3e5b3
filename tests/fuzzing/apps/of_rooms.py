"""The rooms of documents/chat.yaml, as they are described there, and, when they are asked for it, not."""

from typing import Any

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    late: list[Any] = []
    try:
        while True:
            said = await socket.receive_json()
            match said:
                case {"type": "join", "name": "nobody"}:
                    pass
                case {"type": "join", "name": "later", "id": number}:
                    late.append({"type": "joined", "id": number, "members": ["later"]})
                case {"type": "join", "name": "odd", "id": number}:
                    await socket.send_json({"type": "joined", "id": str(number)})
                case {"type": "join", "name": name, "id": number}:
                    await socket.send_json({"type": "joined", "id": number, "members": [name]})
                case {"type": "say", "text": "shout"}:
                    await socket.send_json({"type": "shouted", "text": "!"})
                case {"type": "say", "text": "now"}:
                    for each in late:
                        await socket.send_json(each)
                case {"type": "say", "text": text}:
                    await socket.send_json({"type": "said", "by": "ada", "text": text})
                case _:
                    await socket.send_text("What?")
    except WebSocketDisconnect:
        pass


app = Starlette(routes=[WebSocketRoute("/api/rooms/{room}", talk), WebSocketRoute("/other", talk)])
