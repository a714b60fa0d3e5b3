"""Routers within routers, a mounted app, parameters and credentials."""

import enum
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, FastAPI, Header, Path, Query, WebSocket
from fastapi.security import APIKeyQuery
from pydantic import BaseModel, Field
from starlette.types import ASGIApp, Receive, Scope, Send


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


def language(lang: str = Query("en")) -> str:
    return lang


inner = APIRouter(prefix="/rooms")
outer = APIRouter(prefix="/v1")
mounted = FastAPI()
ours = FastAPI()


@inner.websocket("/{room}/{number:int}")
async def room(
    socket: WebSocket,
    room: Annotated[str, Path(min_length=2)],
    number: int,
    colour: Colour,
    x_client: Annotated[str, Header()],
    lang: str = Depends(language),
    token: str = Depends(APIKeyQuery(name="token")),
    sid: str = Cookie(""),
) -> None:
    """Reads what is said."""
    await socket.accept()
    said = await socket.receive_json()
    if said["action"] in ("join", "leave"):
        await answer(socket, said)


async def answer(socket: WebSocket, said: dict[str, str]) -> None:
    await socket.send_json({"event": "joined"} if said["action"] == "join" else {"event": "a room was left"})


class Upload(BaseModel):
    name: str
    size: int = Field(gt=0)


class Stored(BaseModel):
    id: int


@mounted.websocket("/files/{name:path}")
async def files(socket: WebSocket, name: str) -> None:
    await socket.accept()
    upload = Upload.model_validate_json(await socket.receive_text())
    await socket.send_text(Stored(id=upload.size).model_dump_json())


@ours.get("/health")
def health() -> str:
    return "ok"


outer.include_router(inner)
ours.include_router(outer, prefix="/api")
ours.mount("/sub/{tenant}", mounted)


class Logging:
    """Middleware that knows nothing of frameworks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


app = Logging(ours)
