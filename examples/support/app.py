"""The app: ``/ws/support?token=…`` for clients.

Over HTTP other systems tell something to all of them, or to those who follow a ticket.
"""

from fastapi import FastAPI, HTTPException
from starlette.routing import WebSocketRoute

from .desk import EVERYBODY, SupportConsumer, group, tickets
from .messages import Notice, NoticeEvent

app = FastAPI(title="Support desk", routes=[WebSocketRoute("/ws/support", SupportConsumer.as_asgi())])


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/notices", status_code=202)
async def tell_everybody(notice: Notice) -> None:
    await SupportConsumer.broadcast_event(NoticeEvent(payload=notice), groups=EVERYBODY)


@app.post("/tickets/{number}/notices", status_code=202)
async def tell_followers(number: int, notice: Notice) -> None:
    if number not in tickets:
        raise HTTPException(404, f"There is no ticket {number}.")
    await SupportConsumer.broadcast_event(NoticeEvent(payload=notice), groups=group(number))
