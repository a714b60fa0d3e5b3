"""Opening against uvicorn in a process of its own: what a FastAPI app's tester meets."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest

from tests.hostile.clients import opened, rejected
from tests.processes import serving
from WsKeywords.core.wire.frames import Event, FrameReader, encode

APP = """
import socket, uvicorn
from fastapi import FastAPI, WebSocket
from fastapi.responses import JSONResponse

app = FastAPI()

@app.websocket("/echo")
async def echo(ws: WebSocket):
    await ws.accept(subprotocol="chat.v2" if "chat.v2" in ws.scope["subprotocols"] else None)
    await ws.send_text(await ws.receive_text())

@app.websocket("/private")
async def private(ws: WebSocket):
    await ws.close(1008, "no token")

@app.websocket("/teapot")
async def teapot(ws: WebSocket):
    await ws.send_denial_response(JSONResponse({"why": "tea"}, status_code=418))

@app.get("/page")
def page():
    return {"hello": "http"}

sock = socket.create_server(("127.0.0.1", 0))
print(sock.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[sock])
"""
ASGI_HINT = (
    "Check the token, the cookies and the origin. "
    "An ASGI server also says 403 when it has no such route, or when the app closes before it accepts."
)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(sys.executable, "-c", APP) as port:
        yield f"127.0.0.1:{int(port)}"


def test_an_exchange(base: str) -> None:
    connection = opened(f"ws://{base}/echo", subprotocols=("chat.v1", "chat.v2"), cookies=(("sid", "1"),))
    assert connection.handshake.subprotocol == "chat.v2"
    connection.sock.settimeout(5)
    connection.sock.sendall(encode(1, "hé".encode()))
    reader = FrameReader(1000)
    messages: list[Event] = []
    while not messages:
        messages = reader.feed(connection.sock.recv(1000))
    connection.sock.close()
    assert messages[0] == "hé"


@pytest.mark.parametrize("path", ["private", "nowhere"])
def test_closed_before_accepted_and_no_such_route(base: str, path: str) -> None:
    rejection, text = rejected(f"ws://{base}/{path}")
    assert text == (
        f'Expected the WebSocket "ws://127.0.0.1:PORT/{path}" to open, but the server answered with '
        f"status 403 Forbidden after N s: it has no body. {ASGI_HINT}"
    )
    assert (rejection.status, rejection.reason) == (403, "Forbidden")


def test_a_denial_with_a_body(base: str) -> None:
    rejection, text = rejected(f"ws://{base}/teapot")
    assert rejection.status == 418
    assert rejection.body == '{"why":"tea"}'
    assert """its body is "{"why":"tea"}".""" in text


def test_a_path_of_http(base: str) -> None:
    rejection, _ = rejected(f"ws://{base}/page")
    # uvicorn hands a handshake to the app as a WebSocket, whatever the path.
    assert rejection.status == 403


def test_wss_where_there_is_none(base: str) -> None:
    _, text = rejected(f"wss://{base}/echo")
    assert re.fullmatch(
        r'Expected the WebSocket "wss://127\.0\.0\.1:PORT/echo" to open, but TLS failed after N s: '
        r"what the server answered is not TLS\. For a server without TLS write ws:// instead of wss://\.",
        text,
    )
