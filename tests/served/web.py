"""What HTTP requests in tests talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Form, Request, Response, UploadFile, WebSocket
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse

app = FastAPI()
arrived = 0


@app.api_route("/echo", methods=["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def echo(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "query": request.query_params.multi_items(),
        "headers": dict(request.headers),
        "cookies": request.cookies,
        "body": (await request.body()).decode("utf-8", "replace"),
    }


@app.api_route("/status/{status}", methods=["GET", "POST"])
async def answer(status: int) -> Response:
    return Response(f"status <{status}>", status_code=status, media_type="text/plain")


@app.get("/long")
async def long() -> Response:
    return Response("x" * 1000, status_code=500, media_type="text/plain")


@app.get("/page")
async def page() -> Response:
    style = "<style>\n  h1 { color: red; }\n" + "  p { margin: 0; }\n" * 30 + "</style>"
    head = f'<head>\n<meta charset="utf-8">\n<!-- made by hand -->\n{style}\n<title>Forbidden</title>\n</head>'
    text = f"<!doctype html>\n<html>\n{head}\n<body>\n  <h1>Forbidden</h1>\n\n  <p>The token is missing.</p>\n</body>\n"
    return Response(text, status_code=403, media_type="text/html")


@app.get("/bytes")
async def picture() -> Response:
    return Response(bytes(range(256)), media_type="image/png")


@app.get("/latin")
async def latin() -> Response:
    return Response("grün".encode("latin-1"), media_type="text/plain; charset=iso-8859-1")


@app.post("/login")
async def login(request: Request) -> Response:
    response = JSONResponse({"token": "tok-1234567890", "user": (await request.json())["user"]})
    response.set_cookie("sid", "cookie-1234567890")
    response.set_cookie("chat", "for-chat-only", path="/ws/chat")
    response.set_cookie("safe", "for-tls-only", secure=True)
    return response


@app.post("/upload")
async def upload(file: UploadFile, note: str = Form("")) -> dict[str, Any]:
    return {
        "name": file.filename,
        "content": (await file.read()).decode(),
        "type": file.content_type,
        "note": note,
    }


@app.get("/redirect")
async def redirect(to: str) -> Response:
    return RedirectResponse(to)


@app.get("/loop")
async def loop() -> Response:
    return RedirectResponse("/loop")


@app.get("/drip")
async def drip() -> Response:
    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.05)

    return StreamingResponse(drops())


@app.get("/never")
async def never() -> None:
    await asyncio.sleep(600)


@app.get("/endless")
async def endless() -> Response:
    async def parts() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * (1 << 20)
            await asyncio.sleep(0)

    return StreamingResponse(parts())


@app.get("/together/{count}")
async def together(count: int) -> Response:
    """Answers when so many requests are here at once; every third is too many."""
    global arrived
    arrived += 1
    number = arrived
    while arrived < count:
        await asyncio.sleep(0.005)
    return Response(status_code=429 if number % 3 == 0 else 200)


@app.websocket("/ws/token")
async def token(websocket: WebSocket) -> None:
    """Takes the token of ``/login`` wherever clients put it, and says where it was."""
    offered = websocket.scope["subprotocols"]
    places = {
        "header": websocket.headers.get("authorization", "").removeprefix("Bearer "),
        "query": websocket.query_params.get("token"),
        "cookie": websocket.cookies.get("token"),
        "subprotocol": offered[1] if offered[:1] == ["bearer"] and len(offered) > 1 else None,
    }
    found = [place for place, given in places.items() if given == "tok-1234567890"]
    if not found:
        await websocket.close()
        return
    await websocket.accept(subprotocol="bearer" if found == ["subprotocol"] else None)
    await websocket.send_text(f"the token came in the {found[0]}")
    await websocket.receive()


@app.websocket("/ws/cookies")
async def cookies(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json(websocket.cookies)
    await websocket.receive()
