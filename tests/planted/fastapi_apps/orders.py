"""An order desk whose handler dies on an order without a quantity.

The web page always sends all three fields, so nobody noticed, until the mobile app left out ``quantity`` for "all of
it". Met wherever a handler reads ``message["key"]`` of what a client sent.

Found by ``no-1006``, with one message: ``{"action": "buy", "symbol": "ACME"}``. A user says nothing: the greeting shows
how an order looks.
"""

from __future__ import annotations

import os

from fastapi import FastAPI, WebSocket

from .reading import objects, tell

MENDED = bool(os.environ.get("MENDED"))
EXAMPLE = {"action": "buy", "symbol": "ACME", "quantity": 10}

app = FastAPI()


@app.websocket("/ws/orders")
async def orders(websocket: WebSocket) -> None:
    await websocket.accept()
    await tell(websocket, {"type": "welcome", "actions": ["buy", "sell", "list"], "example": EXAMPLE})
    placed: list[str] = []
    async for order in objects(websocket):
        action = order.get("action")
        if action == "list":
            await tell(websocket, {"type": "orders", "orders": placed})
        elif action in ("buy", "sell"):
            if MENDED and not {"symbol", "quantity"} <= order.keys():
                await tell(websocket, {"type": "error", "error": "an order has a symbol and a quantity"})
                continue
            symbol, quantity = order["symbol"], order["quantity"]
            if not isinstance(symbol, str) or type(quantity) is not int or quantity < 1:
                await tell(websocket, {"type": "error", "error": "expected a symbol, and a quantity of 1 or more"})
                continue
            placed.append(f"{action} {symbol}")
            await tell(websocket, {"type": "placed", "number": len(placed)})
        else:
            await tell(websocket, {"type": "error", "error": "expected an action: buy, sell or list"})
