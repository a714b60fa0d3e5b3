"""The app: ``POST /login``, ``POST /orders``, ``POST /orders/7/ship`` (the clerk), and ``/ws/orders`` to follow them.

The token that a log-in gives is good as ``Authorization: Bearer …``, as ``?token=…``, as the cookie ``token``, or as a
subprotocol ``token.…`` beside ``orders.v1``, for clients that can set no header. It is kept in the database: a restart
logs nobody out.
"""

import logging
import secrets
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Response, WebSocket
from fastapi.requests import HTTPConnection
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from .database import Customer, Order, Product, check_tables, database
from .payments import Declined, Payments, payments
from .settings import Settings

log = logging.getLogger("uvicorn.error")
SUBPROTOCOL = "orders.v1"
CLERK = "clerk"
#: The sockets of each customer.
followers: defaultdict[str, set[WebSocket]] = defaultdict(set)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.settings = settings = Settings.from_environment()
    app.state.engine = engine = create_async_engine(settings.database_url)
    await check_tables(engine)
    log.info("The shop is open, at most %s open orders a customer.", settings.most_open)
    yield
    await engine.dispose()
    log.info("The shop is closed.")


app = FastAPI(title="Orders", lifespan=lifespan)
Database = Annotated[AsyncSession, Depends(database)]


def token_of(connection: HTTPConnection) -> str:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token
    offered = connection.scope.get("subprotocols", ())
    in_protocol = next((name.removeprefix("token.") for name in offered if name.startswith("token.")), "")
    return in_protocol or connection.query_params.get("token") or connection.cookies.get("token", "")


async def who(connection: HTTPConnection, db: Database) -> Customer | None:
    """A dependency: who asks, ``None`` without a token that is known."""
    token = token_of(connection)
    return await db.scalar(select(Customer).where(Customer.token == token)) if token else None


async def customer(found: Annotated[Customer | None, Depends(who)]) -> Customer:
    if found is None:
        raise HTTPException(401, "Log in first.")
    return found


class Credentials(BaseModel):
    user: str
    password: str


class Wish(BaseModel):
    product: str


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/login")
async def log_in(credentials: Credentials, response: Response, db: Database) -> dict[str, str]:
    found = await db.get(Customer, credentials.user)
    if found is None or not secrets.compare_digest(found.password.encode(), credentials.password.encode()):
        raise HTTPException(401, "The name or the password is wrong.")
    found.token = secrets.token_urlsafe(24)
    await db.commit()
    response.set_cookie("token", found.token, httponly=True, samesite="strict")
    return {"token": found.token}


@app.post("/orders", status_code=201)
async def place(
    wish: Wish,
    by: Annotated[Customer, Depends(customer)],
    db: Database,
    pay: Annotated[Payments, Depends(payments)],
) -> dict[str, Any]:
    still_open = select(func.count()).where(Order.customer == by.name, Order.status == "placed")
    if (await db.scalar(still_open) or 0) >= app.state.settings.most_open:
        raise HTTPException(429, "Too many open orders.")
    # One statement, so that of several at once nobody gets what is not there.
    taken = await db.execute(
        update(Product)
        .where(Product.name == wish.product, Product.stock > 0)
        .values(stock=Product.stock - 1)
        .returning(Product.name)
    )
    if taken.scalar_one_or_none() is None:
        raise HTTPException(409, f"There is no {wish.product}.")
    try:
        await pay.charge(by.name, wish.product)
    except Declined as error:
        raise HTTPException(402, str(error)) from None
    order = Order(customer=by.name, product=wish.product)
    db.add(order)
    await db.commit()
    await tell(order)
    return order.as_json()


@app.get("/orders")
async def orders(by: Annotated[Customer, Depends(customer)], db: Database) -> list[dict[str, Any]]:
    found = await db.scalars(select(Order).where(Order.customer == by.name).order_by(Order.id))
    return [order.as_json() for order in found]


@app.post("/orders/{number}/ship")
async def ship(number: int, by: Annotated[Customer, Depends(customer)], db: Database) -> dict[str, Any]:
    if by.name != CLERK:
        raise HTTPException(403, "Only the clerk ships.")
    order = await db.get(Order, number)
    if order is None or order.status != "placed":
        raise HTTPException(409, f"There is no order {number} to ship.")
    order.status = "shipped"
    await db.commit()
    await tell(order)
    return order.as_json()


@app.get("/device")
async def device(connection: HTTPConnection) -> dict[str, str | None]:
    """The name that the WebSocket gave to this browser, as a cookie."""
    return {"device": connection.cookies.get("device")}


@app.websocket("/ws/orders")
async def follow(socket: WebSocket, by: Annotated[Customer | None, Depends(who)], db: Database) -> None:
    """Everything that happens to one's orders; the clerk sees all of them."""
    await db.close()  # an open WebSocket needs no connection of the pool
    if by is None:
        await socket.send_denial_response(JSONResponse({"detail": "Log in first."}, 403))
        return
    headers = []
    if "device" not in socket.cookies:
        headers.append((b"set-cookie", f"device={uuid.uuid4()}; Path=/; HttpOnly; SameSite=Lax".encode()))
    chosen = SUBPROTOCOL if SUBPROTOCOL in socket.scope["subprotocols"] else None
    await socket.accept(chosen, headers)
    followers[by.name].add(socket)
    try:
        await socket.send_json({"type": "following", "user": by.name})
        while (await socket.receive())["type"] == "websocket.receive":
            pass
    finally:
        followers[by.name].discard(socket)


async def tell(order: Order) -> None:
    message = {"type": "order", "customer": order.customer, **order.as_json()}
    for socket in [*followers[order.customer], *followers[CLERK]]:
        await socket.send_json(message)
