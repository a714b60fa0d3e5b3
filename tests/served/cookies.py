"""Sets the cookies that it is asked for, and says which ones a handshake brought."""

import json

from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse

app = FastAPI()


@app.get("/set")
async def set_cookies(request: Request) -> Response:
    response = JSONResponse(request.cookies)
    for value in request.query_params.getlist("cookie"):
        response.headers.append("Set-Cookie", value)
    return response


@app.websocket("/ws/cookies")
@app.websocket("/admin/ws")
async def say_cookies(socket: WebSocket) -> None:
    given = socket.query_params.getlist("cookie")
    await socket.accept(headers=[(b"set-cookie", value.encode()) for value in given])
    await socket.send_json(socket.cookies)
    await socket.receive()


@app.websocket("/ws/refused")
async def refuse(socket: WebSocket) -> None:
    given = socket.query_params.getlist("cookie")
    response = JSONResponse({"detail": "no"}, 403)
    for value in given:
        response.headers.append("Set-Cookie", value)
    await socket.send_denial_response(response)


@app.get("/events")
async def events(request: Request) -> Response:
    response = StreamingResponse(iter([f"data: {json.dumps(request.cookies)}\n\n"]), media_type="text/event-stream")
    for value in request.query_params.getlist("cookie"):
        response.headers.append("Set-Cookie", value)
    return response


@app.get("/login")
async def log_in() -> Response:
    response = RedirectResponse("/set", 302)
    response.set_cookie("desk", "a-session-of-a-redirect")
    return response
