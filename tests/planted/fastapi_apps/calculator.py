"""A calculator that answers with a stack trace when it cannot calculate.

The traceback went into the answer "for the time being", to see what goes wrong on the test system. Met in many an
``except Exception`` around the body of a handler: file names, the layout of the code and values of the server get out.

Found by ``no-stack-trace``, with one message: any text that is no formula, such as ``x``. A user says nothing.
"""

from __future__ import annotations

import operator
import os
import traceback

from fastapi import FastAPI, WebSocket

from .reading import tell, texts

MENDED = bool(os.environ.get("MENDED"))
OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.floordiv}

app = FastAPI()


def calculated(formula: str) -> int:
    left, sign, right = formula.split()
    return OPERATIONS[sign](int(left), int(right))


@app.websocket("/ws/calculator")
async def calculator(websocket: WebSocket) -> None:
    await websocket.accept()
    async for formula in texts(websocket):
        try:
            await tell(websocket, {"result": str(calculated(formula))[:100]})
        except Exception:
            reason = "expected a formula such as 1 + 2" if MENDED else traceback.format_exc()
            await tell(websocket, {"error": reason})
