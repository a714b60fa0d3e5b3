"""A price list that answers ``Infinity`` and ``NaN``, which is no JSON.

Python's ``json`` reads 1e999 as infinity, and writes it as ``Infinity``: browsers cannot read the answer. Met in all
that calculates with numbers of clients and answers through ``json.dumps`` as it comes.

Found by ``answers-follow-schema``, with one message: ``{"type": "price", "amount": 1e999}``. A user gives the AsyncAPI
document ``pricing.asyncapi.yaml``.
"""

from __future__ import annotations

import math
import os

from fastapi import FastAPI, WebSocket

from .reading import objects, tell

MENDED = bool(os.environ.get("MENDED"))
RATES = {"standard": 1.19, "reduced": 1.07}

app = FastAPI()


@app.websocket("/ws/pricing")
async def pricing(websocket: WebSocket) -> None:
    await websocket.accept()
    async for question in objects(websocket):
        amount, rate = question.get("amount"), question.get("rate", "standard")
        if question.get("type") != "price" or not isinstance(rate, str) or rate not in RATES:
            await tell(websocket, {"type": "error", "error": "expected a price of the rate standard or reduced"})
        elif isinstance(amount, bool) or not isinstance(amount, int | float):
            await tell(websocket, {"type": "error", "error": "expected an amount that is a number"})
        else:
            try:
                gross = float(amount) * RATES[rate]
            except OverflowError:
                gross = math.inf
            if MENDED and not math.isfinite(gross):
                await tell(websocket, {"type": "error", "error": "that amount is too large"})
            else:
                await tell(websocket, {"type": "priced", "gross": gross})
